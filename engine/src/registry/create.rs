//! The first commit of a registry.

use std::sync::Arc;

use super::checkpoint;
use super::commit::Attempt;
use super::draft::Draft;
use super::files::Files;
use super::handle::{Registry, UNIVERSE};
use super::log::Log;
use super::settings::Settings;
use super::snapshot::Snapshot;
use crate::context::Context;
use crate::context::stores::Stores;
use crate::dimensions::Universe;
use crate::{Error, Result};

impl Registry {
    /// Makes a registry at the root of `stores`.
    ///
    /// # Errors
    /// There is one already, or the store can't take commits.
    pub async fn create(stores: Stores, context: Context, universe: Arc<Universe>) -> Result<Registry> {
        Registry::create_with(stores, context, Settings::default(), universe).await
    }

    /// [`Registry::create`] with other settings of the open registry.
    pub async fn create_with(stores: Stores, context: Context, settings: Settings, universe: Arc<Universe>) -> Result<Registry> {
        let log = Log::new(stores.clone(), context.clone(), settings.retry.clone());
        if log.read(1).await?.is_some() {
            return Err(Error::Exists { what: "registry", name: "log".to_owned() });
        }
        let files = Files::new(stores.ordinary.clone());
        let mut draft = Draft { operation: "create".to_owned(), ..Draft::default() };
        draft.properties.insert(UNIVERSE.to_owned(), universe.source().to_owned());
        let empty = Snapshot::empty(universe);
        let registry = Registry::with(stores, context, settings, log, files, empty.clone(), 0);
        let commit_id = registry.context().ids.uuid4();
        match registry.race(Arc::new(empty), &draft, |_, _| true, commit_id, &mut 0).await {
            Attempt::Done(snapshot) => {
                checkpoint::write(&snapshot, registry.files(), registry.stores(), registry.context()).await?;
                Ok(registry)
            }
            Attempt::Lost(_) => Err(Error::Exists { what: "registry", name: "log".to_owned() }),
            Attempt::Refused(error) => Err(error),
            Attempt::Unknown => Err(Error::Unknown { commit_id }),
        }
    }
}
