//! An export file as a stream of [`Part`]s, in the order of the file, in bounded memory.
//!
//! [`read_export`] pulls parser events from a byte stream and hands over sections whole, or in chunks of [`ReadOptions::chunk_rows`] rows where they
//! may be long. Rows are kept as columns of [`Cell`]s; what a field means is up to the reader's caller, who knows the universe.
//! `version` and the universe must stand before `data`, as every exporter writes them, because what follows is read with them in mind.

use std::io::Read;
use std::sync::Arc;

use uuid::Uuid;

use crate::error::Result;
use crate::time::Timespan;

mod canonical;
mod cells;
mod datasets;
mod events;
mod header;
mod section;
mod source;
mod table;

pub use cells::Cell;
pub(super) use cells::INTEGER_IDS;
pub use events::Place;
pub use table::{Column, Table};

/// How a file is read.
#[derive(Debug, Clone)]
pub struct ReadOptions {
    /// Rows of one part at most.
    pub chunk_rows: usize,
}

impl Default for ReadOptions {
    fn default() -> ReadOptions {
        ReadOptions { chunk_rows: 10_000 }
    }
}

/// What the file says about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Version of the format: major, minor, patch.
    pub version: (u32, u32, u32),
    /// Version of the dimension universe; 0 if the file does not say.
    pub universe_version: i64,
    /// Namespace of the dimension universe.
    pub universe_namespace: String,
}

/// The sort of a collection as files spell it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CollectionKind {
    /// Holds datasets.
    Run,
    /// Names datasets of runs.
    Tagged,
    /// Names other collections, in search order.
    Chained,
    /// Names datasets of runs with validity ranges.
    Calibration,
}

/// A collection's section.
#[derive(Debug, Clone, PartialEq)]
pub struct CollectionPart {
    /// Its name.
    pub name: String,
    /// Its sort.
    pub kind: CollectionKind,
    /// Its documentation.
    pub doc: Option<String>,
    /// Children of a chain, in search order.
    pub children: Vec<String>,
    /// Where the section begins.
    pub place: Place,
}

/// A dataset type's section.
#[derive(Debug, Clone, PartialEq)]
pub struct DatasetTypePart {
    /// Its name.
    pub name: String,
    /// Names of dimensions, as listed.
    pub dimensions: Vec<String>,
    /// Its storage class.
    pub storage_class: String,
    /// Whether it may be certified.
    pub is_calibration: bool,
    /// Where the section begins.
    pub place: Place,
}

/// A file that holds one or more datasets.
#[derive(Debug, Clone, PartialEq)]
pub struct FilePart {
    /// Its path as written, relative to the export's directory or absolute.
    pub path: String,
    /// The class that reads it.
    pub formatter: Option<Arc<str>>,
    /// The component that it holds; the dataset where absent.
    pub component: Option<Arc<str>>,
    /// Its length as recorded.
    pub size_bytes: Option<u64>,
    /// Where its record begins.
    pub place: Place,
}

/// Some rows of a dataset section.
#[derive(Debug, Clone, PartialEq)]
pub struct DatasetsPart {
    /// Name of the dataset type.
    pub dataset_type: Arc<str>,
    /// Name of the RUN collection.
    pub run: Arc<str>,
    /// Where the section begins.
    pub place: Place,
    /// One per dataset.
    pub ids: Vec<Uuid>,
    /// One row per dataset, one column per key that occurs.
    pub data_ids: Table,
    /// For each dataset the index of its file in `files`.
    pub file_of: Vec<Option<u32>>,
    /// Of datasets in several files, a component each, all but the first: index of the dataset and of the file.
    pub more_files: Vec<(u32, u32)>,
    /// The files.
    pub files: Vec<FilePart>,
}

/// Some datasets that belong to a collection.
#[derive(Debug, Clone, PartialEq)]
pub struct AssociationsPart {
    /// Name of the collection.
    pub collection: Arc<str>,
    /// The validity range; `None` for tags.
    pub timespan: Option<Timespan>,
    /// The datasets.
    pub ids: Vec<Uuid>,
    /// Where the section begins.
    pub place: Place,
}

/// One piece of a file.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// Always the first one.
    Header(Header),
    /// Records of a dimension element.
    Records {
        /// Name of the element.
        element: Arc<str>,
        /// Where the section begins.
        place: Place,
        /// One row per record.
        rows: Table,
    },
    /// A collection.
    Collection(CollectionPart),
    /// A dataset type.
    DatasetType(DatasetTypePart),
    /// Datasets of one type and run.
    Datasets(DatasetsPart),
    /// Tags or validity ranges.
    Associations(AssociationsPart),
}

/// Reads the export `input`, called `file` in errors, and gives its parts to `sink`, whose error ends the reading.
pub fn read_export(file: &str, input: impl Read + 'static, options: &ReadOptions, sink: &mut dyn FnMut(Part) -> Result<()>) -> Result<()> {
    let mut events = events::Events::new(file, input);
    header::document(&mut events, options, sink)
}

#[cfg(test)]
mod tests;
