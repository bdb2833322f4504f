//! Repositories of the reference: their registry in SQLite or PostgreSQL, read as the parts of an export.
//!
//! So everything that importing does holds here, too: records of older universes are migrated, what is there already is skipped, steps are committed.
//! Nothing of the source is written, not even a lock file.

use std::sync::Arc;

use super::database::{Database, Opening, Postgres, Sqlite};
use super::import::ExportFile;
use crate::context::stores::Location;
use crate::dimensions::Universe;
use crate::error::{Error, Result};

mod associations;
mod config;
mod datasets;
mod here;
mod parts;
mod schema;
mod values;

use config::{Config, Place};
pub use here::Here;
use schema::Schema;

/// How its SQLite file is opened: others may write to it.
const SQLITE: Opening = Opening {
    is_still: false,
    if_missing: Some("the registry's database is gone or elsewhere: name it with `--db`"),
    if_none: Some("name the folder of a repository of the reference, or its `gen3.sqlite3`"),
};

/// A repository of the reference.
#[derive(Debug, Clone)]
pub struct Source {
    config: Arc<Config>,
    universe: Arc<Universe>,
}

impl Source {
    /// The repository at `folder`, or with the configuration or the SQLite file of that name; `url` names another database than the configuration does.
    /// It blocks.
    ///
    /// # Errors
    /// There is no repository, its database can't be read, or it was made by a version of the reference that is not known.
    pub fn open(folder: &Location, url: Option<&str>) -> Result<Source> {
        let config = Arc::new(Config::read(folder, url)?);
        let mut database = open(&config)?;
        let schema = Schema::read(&config.name, &mut *database)?;
        Ok(Source { universe: schema.universe, config })
    }

    /// Its universe of dimensions.
    pub fn universe(&self) -> &Arc<Universe> {
        &self.universe
    }

    /// What relative paths of its files are relative to.
    pub fn files(&self) -> &Location {
        &self.config.stores[0].root
    }

    /// Its registry as an export, without the datasets that are `here` with their files, and without what is said of datasets here; one that has been checked is not checked again before it is imported.
    pub fn export(&self, is_checked: bool, here: Option<Here>) -> ExportFile {
        let config = self.config.clone();
        let size_bytes = match &config.database {
            _ if is_checked => 0,
            Place::Sqlite(path) => std::fs::metadata(path).map_or(u64::MAX, |metadata| metadata.len()),
            Place::Postgres(_) => u64::MAX,
        };
        ExportFile::parts(
            &self.config.name,
            size_bytes,
            Arc::new(move |sink| parts::read(&config, here.as_ref(), &mut *open(&config)?, sink)),
        )
    }
}

fn open(config: &Config) -> Result<Box<dyn Database>> {
    Ok(match &config.database {
        Place::Sqlite(path) => Box::new(Sqlite::open(path, SQLITE)?),
        Place::Postgres(url) => Box::new(Postgres::open(url, config.namespace.as_deref())?),
    })
}

/// The repository says something that can't be.
fn damaged(name: &str, reason: impl Into<String>) -> Error {
    Error::damaged("repository", name, reason)
}
