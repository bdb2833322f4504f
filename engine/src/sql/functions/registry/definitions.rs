//! Sky maps by their settings: tracts and patches by the inner parts that the Science Pipelines give them, which the regions of the registry do not tell.
//!
//! The settings are those of the dataset `skyMap`, in our form or as the text in a pickle. They are taken only if their hash is that of the sky map's record.

use std::collections::{HashMap, HashSet};
use std::sync::Mutex;

use arrow::array::AsArray;
use arrow::compute::cast;
use arrow::datatypes::DataType;
use butler_observatory::skymap::{SkyMap, Tract, from_settings, read_settings};
use datafusion::prelude::SessionContext;

use super::known::{read, texts};
use crate::Result;
use crate::datastore::{Datastore, Known as File};

/// The sky maps of which the settings are known.
#[derive(Debug, Default)]
pub(super) struct Definitions {
    known: HashMap<String, Definition>,
    are_all: bool,
}

/// A sky map, and the tracts of it that were asked for.
#[derive(Debug)]
pub(super) struct Definition {
    skymap: SkyMap,
    tracts: Mutex<HashMap<i64, Option<Tract>>>,
}

impl Definitions {
    /// Reads the stored settings of all sky maps. What can't be read is left out.
    pub(super) async fn read(context: &SessionContext, datastore: Option<&Datastore>) -> Result<Definitions> {
        let Some(records) = read(context, "skymap", &["name", "hash"]).await? else { return Ok(Definitions::default()) };
        let (names, hashes) = (texts(&records, 0)?, cast(records.column(1), &DataType::Binary)?);
        let hashes = hashes.as_binary::<i32>();
        let wanted: HashMap<&str, &[u8]> = names.iter().zip(hashes).filter_map(|(name, hash)| Some((name?, hash?))).collect();
        let mut known = HashMap::new();
        if let (Some(datastore), false) = (datastore, wanted.is_empty())
            && context.table_exist("datasets")?
        {
            let stored = context.sql("SELECT skymap, uri FROM datasets WHERE type LIKE '%skyMap' AND uri IS NOT NULL").await;
            for batch in stored?.collect().await? {
                let (skymaps, uris) = (texts(&batch, 0)?, texts(&batch, 1)?);
                for (name, uri) in skymaps.iter().zip(uris.iter()) {
                    let (Some(name), Some(uri)) = (name, uri) else { continue };
                    let Some(hash) = wanted.get(name).filter(|_| !known.contains_key(name)) else { continue };
                    if let Ok(skymap) = stored_skymap(datastore, name, uri).await
                        && skymap.sha1() == **hash
                    {
                        known.insert(name.to_owned(), Definition { skymap, tracts: Mutex::default() });
                    }
                }
            }
        }
        let all: HashSet<&str> = names.iter().flatten().collect();
        Ok(Definitions { are_all: all.iter().all(|name| known.contains_key(*name)), known })
    }

    /// Whether there is no sky map of which the settings are not known.
    pub(super) fn are_whole(&self) -> bool {
        self.are_all
    }

    pub(super) fn get(&self, skymap: &str) -> Option<&Definition> {
        self.known.get(skymap)
    }
}

async fn stored_skymap(datastore: &Datastore, name: &str, uri: &str) -> Result<SkyMap> {
    let bytes = datastore.carrier().read(&datastore.origin(uri)?, &File::default()).await?;
    Ok(from_settings(name, &read_settings(uri, &bytes)?)?)
}

impl Definition {
    /// The tract that a position, in degrees, is in; none if it is in no patch of it.
    pub(super) fn tract_of(&self, at: [f64; 2]) -> Option<i64> {
        let tract = self.skymap.find_tract(at)?;
        self.patch_of(tract, at).map(|_| tract)
    }

    /// The patch of a tract that a position, in degrees, is in.
    pub(super) fn patch_of(&self, tract: i64, at: [f64; 2]) -> Option<i64> {
        let mut tracts = self.tracts.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let tract = tracts.entry(tract).or_insert_with(|| self.skymap.tract(tract));
        self.skymap.find_patch(tract.as_ref()?, at)
    }
}
