//! One dataset, as a user names it, with its files.

use std::fmt;
use std::sync::Arc;

use arrow::array::AsArray;
use uuid::Uuid;

use super::Butler;
use crate::collections::CollectionType;
use crate::datasets::{DatasetType, StorageClasses, split_component};
use crate::datastore::Datastore;
use crate::dimensions::{DataId, Group, Key};
use crate::exchange::placing::{Stored, stored_files};
use crate::query::{Queries, Rows};
use crate::registry::AsOf;
use crate::time::Timespan;
use crate::{Error, Result};

/// A dataset as a user names it.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Name of its type, with a component (`calexp.wcs`) if only that is meant; or its UUID.
    pub dataset_type: String,
    /// Its data ID as people write it (`full_name=1_53`, `day_obs` with `seq_num`); nothing with a UUID.
    pub data_id: Vec<(String, Key)>,
    /// Where it is looked for, in this order. Without any all RUN collections are, and one dataset must fit.
    pub collections: Vec<String>,
    /// When a calibration must be valid; the time of the data ID where absent.
    pub timespan: Option<Timespan>,
    /// The state that is asked.
    pub as_of: Option<AsOf>,
}

/// A dataset that was found.
#[derive(Debug, Clone)]
pub struct FoundDataset {
    /// Its UUID.
    pub id: Uuid,
    /// Its type.
    pub dataset_type: Arc<DatasetType>,
    /// The component that is meant, if not the whole.
    pub component: Option<String>,
    /// Its RUN collection.
    pub run: String,
    /// Its data ID: the required dimensions.
    pub data_id: DataId,
    /// Values of the implied dimensions, as far as they have any.
    pub implied: Vec<(String, Key)>,
    /// Its files: one of the whole, or one of each component; none if it is not stored.
    pub files: Vec<Stored>,
}

impl Butler {
    /// Finds a dataset.
    ///
    /// # Errors
    /// There is none, or without collections there is more than one.
    pub async fn find(&self, wanted: &Wanted) -> Result<FoundDataset> {
        let queries = self.queries(wanted.as_of).await?;
        if let Ok(id) = Uuid::parse_str(&wanted.dataset_type) {
            let rows = queries.dataset(id).await?;
            if rows.is_empty() {
                return Err(Error::missing("dataset", &id.to_string(), []));
            }
            let name = rows.column("type")?.as_string_view().value(0).to_owned();
            return found(&queries, &name, &rows).await;
        }
        let name = wanted.dataset_type.as_str();
        queries.snapshot().dataset_type(split_component(name).0)?.component_of(name)?;
        if wanted.collections.is_empty() {
            return anywhere(&queries, wanted).await;
        }
        let rows = queries.resolve_dataset(name, wanted.data_id.clone(), &wanted.collections, wanted.timespan).await?;
        found(&queries, name, &rows).await
    }
}

/// Searches every run for the only dataset that fits.
async fn anywhere(queries: &Queries, wanted: &Wanted) -> Result<FoundDataset> {
    let name = wanted.dataset_type.as_str();
    let runs = queries.snapshot().collections().values().filter(|c| c.kind == CollectionType::Run).map(|c| c.name.clone());
    let mut all: Vec<FoundDataset> = Vec::new();
    let mut missing = None;
    for run in runs {
        let only = [run];
        if !queries.has_any(split_component(name).0, &only)? {
            continue;
        }
        match queries.resolve_dataset(name, wanted.data_id.clone(), &only, wanted.timespan.or(Some(Timespan::ALL))).await {
            Ok(rows) => all.push(found(queries, name, &rows).await?),
            Err(error) if error.is_not_found() => missing = Some(error),
            Err(error) => return Err(error),
        }
    }
    match (all.pop(), all.is_empty()) {
        (Some(only), true) => Ok(only),
        (None, _) => Err(missing
            .map(|error| error.with_hint("looked for in every run"))
            .unwrap_or_else(|| Error::missing("dataset of type", name, []).with_hint("there is none in any run"))),
        (Some(last), false) => {
            let runs: Vec<String> = all.iter().chain([&last]).map(|found| format!("`{}`", found.run)).collect();
            Err(Error::invalid(
                "data ID",
                last.data_id.to_string(),
                format!("more than one `{name}` has it, in the runs {}", runs.join(", ")),
            )
            .with_hint("say with `--collections` where to look"))
        }
    }
}

async fn found(queries: &Queries, name: &str, rows: &Rows) -> Result<FoundDataset> {
    let (parent, component) = split_component(name);
    let dataset_type = queries.snapshot().dataset_type(parent)?.clone();
    let mut found = found_at(queries, dataset_type, rows, 0)?;
    let keys: Vec<(String, Key)> = found.keys_but_for("");
    let row = queries.row_of(parent, &found.run, found.id, &keys).await?;
    found.files = stored_files(&row)?.pop().map(|(_, files)| files).unwrap_or_default();
    found.component = component.map(str::to_owned);
    Ok(found)
}

/// What a row of an answer says of a dataset, whose files are not yet known.
pub(super) fn found_at(queries: &Queries, dataset_type: Arc<DatasetType>, rows: &Rows, row: usize) -> Result<FoundDataset> {
    let id = Uuid::from_slice(rows.column("id")?.as_fixed_size_binary().value(row)).map_err(|_| Error::internal("a UUID of 16 bytes"))?;
    let run = rows.column("run")?.as_string_view().value(row).to_owned();
    let mut keys = Vec::new();
    for dimension in dataset_type.dimensions.required() {
        let key = rows.key(dimension, row)?.ok_or_else(|| Error::internal(format!("a dataset without `{dimension}`")))?;
        keys.push((dimension.to_owned(), key));
    }
    let implied = implied_at(&dataset_type.dimensions, rows, row)?;
    let data_id = DataId::standardize(&queries.snapshot().universe, keys, Some(&dataset_type.dimensions))?;
    Ok(FoundDataset { id, dataset_type, component: None, run, data_id, implied, files: Vec::new() })
}

/// The values of the implied dimensions of a group in a row, as far as there are any.
pub(super) fn implied_at(group: &Group, rows: &Rows, row: usize) -> Result<Vec<(String, Key)>> {
    let mut implied = Vec::new();
    for dimension in group.implied() {
        implied.extend(rows.key(dimension, row)?.map(|key| (dimension.to_owned(), key)));
    }
    Ok(implied)
}

impl FoundDataset {
    /// The values of its required dimensions, but for one of them.
    pub(super) fn keys_but_for(&self, left_out: &str) -> Vec<(String, Key)> {
        let wanted = self.dataset_type.dimensions.required().filter(|dimension| *dimension != left_out);
        wanted.filter_map(|dimension| Some((dimension.to_owned(), self.data_id.get(dimension)?.clone()))).collect()
    }

    /// The file that holds what is meant.
    ///
    /// # Errors
    /// The dataset is not stored; the component is within the file of the whole; the whole is in several files.
    pub fn file(&self) -> Result<&Stored> {
        let whole = || self.files.iter().find(|file| file.component.is_none());
        match &self.component {
            _ if self.files.is_empty() => {
                Err(Error::missing("file of dataset", &self.to_string(), []).with_hint("the dataset is registered, and not stored"))
            }
            None => whole().ok_or_else(|| {
                let parts: Vec<String> =
                    self.files.iter().filter_map(|f| Some(format!("{}.{}", self.dataset_type.name, f.component.as_ref()?))).collect();
                Error::invalid("dataset", self.to_string(), "it is stored in parts, each in a file of its own")
                    .with_hint(format!("ask for {}", parts.join(", ")))
            }),
            // What is read of a whole table is in its file.
            Some(_) if self.table_part()?.is_some() => {
                whole().ok_or_else(|| Error::invalid("dataset", self.to_string(), "its table is stored in parts"))
            }
            Some(name) => self.files.iter().find(|file| file.component.as_ref() == Some(name)).ok_or_else(|| self.no_part()),
        }
    }

    /// Why the component that is meant has no file.
    fn no_part(&self) -> Error {
        let parts: Vec<&str> = self.files.iter().filter_map(|file| file.component.as_deref()).collect();
        if parts.len() == self.files.len() {
            let missing = Error::missing("component", &self.to_string(), []);
            return missing.with_hint(format!("it was stored without; those that are there are {}", parts.join(", ")));
        }
        let class = &self.dataset_type.storage_class;
        let reason = match StorageClasses::shipped().is_ok_and(|known| known.get(class).is_none()) {
            true => format!("nothing is known of the components of storage class `{class}`"),
            false => "it is a part of the file of the whole dataset, which has no bytes of its own".to_owned(),
        };
        Error::Unsupported { what: "component", name: self.to_string(), reason }.with_hint(format!("ask for `{}`", self.dataset_type.name))
    }

    /// URIs of its files by component; of the one that is meant, if that has a file of its own.
    pub fn uris(&self, datastore: &Datastore) -> Result<Vec<(Option<&str>, String)>> {
        let is_meant = |file: &&Stored| self.component.is_none() || file.component == self.component;
        let own: Vec<&Stored> = self.files.iter().filter(is_meant).collect();
        // A component within a file is where the file is.
        let chosen = if own.is_empty() { self.files.iter().collect() } else { own };
        chosen.into_iter().map(|file| Ok((file.component.as_deref(), datastore.origin(&file.path)?.to_uri()?))).collect()
    }
}

/// `calexp@{instrument: HSC, detector: 16, visit: 903334} in HSC/runs`.
impl fmt::Display for FoundDataset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.dataset_type.name)?;
        if let Some(component) = &self.component {
            write!(f, ".{component}")?;
        }
        write!(f, "@{} in {}", self.data_id, self.run)
    }
}
