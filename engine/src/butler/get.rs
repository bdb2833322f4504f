//! The bytes of a dataset.

use std::path::Path;

use butler_catalogs::Source;
use bytes::Bytes;

use super::{Butler, FoundDataset};
use crate::Result;
use crate::datasets::{Kind, StorageClasses};
use crate::datastore::is_raw;
use crate::dimensions::Key;
use crate::exchange::placing::Stored;

/// A dataset's bytes, and what they are.
#[derive(Debug, Clone)]
pub struct Content {
    /// All of them.
    pub bytes: Bytes,
    /// What the dataset is read as.
    pub kind: Kind,
    /// What the file's name ends in.
    pub extension: String,
}

/// What is meant of a tabular dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TablePart {
    /// All of it.
    Whole,
    /// Names of its columns.
    Columns,
    /// Its columns with types, units and descriptions.
    Schema,
    /// The number of its rows.
    RowCount,
}

impl FoundDataset {
    /// What is meant, if it is a table.
    pub fn table_part(&self) -> Result<Option<TablePart>> {
        let class = StorageClasses::shipped()?.get(&self.dataset_type.storage_class);
        Ok(class.filter(|class| class.kind == Kind::Table).and(match self.component.as_deref() {
            None => Some(TablePart::Whole),
            Some("columns") => Some(TablePart::Columns),
            Some("schema") => Some(TablePart::Schema),
            Some("rowcount") => Some(TablePart::RowCount),
            Some(_) => None,
        }))
    }
}

impl Butler {
    /// The file of a dataset, to be read by ranges.
    pub async fn open_file(&self, found: &FoundDataset) -> Result<Source> {
        self.opened(found, found.file()?).await
    }

    /// A file of a dataset. Of a raw that is in a file of several detectors the image of its own detector is meant.
    pub(super) async fn opened(&self, found: &FoundDataset, file: &Stored) -> Result<Source> {
        match (found.data_id.get("instrument"), found.data_id.get("detector")) {
            (Some(Key::Text(instrument)), Some(Key::Int(detector))) if is_raw(file.formatter.as_deref()) => {
                self.datastore.open_raw(&file.path, &file.known(), instrument, *detector).await
            }
            _ => self.datastore.open(&file.path, &file.known()).await,
        }
    }

    /// The bytes of a dataset, checked against the length and checksum that the registry has.
    pub async fn get(&self, found: &FoundDataset) -> Result<Content> {
        let file = found.file()?;
        let bytes = self.datastore.read(&file.path, &file.known()).await?;
        let class = match &found.component {
            Some(component) => found.dataset_type.component(component)?,
            None => &found.dataset_type.storage_class,
        };
        let kind = StorageClasses::shipped()?.get(class).map(|class| class.kind).unwrap_or_default();
        Ok(Content { bytes, kind, extension: crate::datastore::extension_of(&file.path).to_owned() })
    }

    /// Writes the bytes of a dataset to a local file, which appears whole or not at all; one that is there is replaced. Returns how many.
    pub async fn get_to(&self, found: &FoundDataset, path: &Path) -> Result<u64> {
        let file = found.file()?;
        self.datastore.fetch(&file.path, &file.known(), path).await
    }
}
