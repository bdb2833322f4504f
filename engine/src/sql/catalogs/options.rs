//! Settings of a session that are the butler's own: `SET butler.collections = '...'`.

use std::any::Any;

use datafusion::common::config::{ConfigEntry, ConfigExtension, ExtensionOptions};
use datafusion::common::{DataFusionError, Result};

/// The name of the setting behind the prefix.
const NAME: &str = "collections";
/// The whole name.
pub const COLLECTIONS: &str = "butler.collections";

/// The settings.
#[derive(Debug, Clone, Default)]
pub struct ButlerOptions {
    /// Collections in which tables of dataset types are looked for, first match first, separated by commas. Without any each RUN's rows are there.
    pub collections: String,
}

impl ConfigExtension for ButlerOptions {
    const PREFIX: &'static str = "butler";
}

// Not by DataFusion's macro, which tells the names without their prefix, so that `SHOW` does not find them.
impl ExtensionOptions for ButlerOptions {
    fn as_any(&self) -> &dyn Any {
        self
    }

    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }

    fn cloned(&self) -> Box<dyn ExtensionOptions> {
        Box::new(self.clone())
    }

    fn set(&mut self, key: &str, value: &str) -> Result<()> {
        if key != NAME {
            return Err(DataFusionError::Configuration(format!("there is no setting `butler.{key}`, only `{COLLECTIONS}`")));
        }
        value.clone_into(&mut self.collections);
        Ok(())
    }

    fn entries(&self) -> Vec<ConfigEntry> {
        let description = "collections in which tables of dataset types are looked for, first match first, separated by commas";
        vec![ConfigEntry { key: COLLECTIONS.to_owned(), value: Some(self.collections.clone()), description }]
    }
}
