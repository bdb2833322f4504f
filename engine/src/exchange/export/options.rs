//! What an export is to hold, and what it held.

use std::collections::{BTreeMap, BTreeSet};

use arrow::array::RecordBatch;
use uuid::Uuid;

use crate::context::stores::Location;
use crate::datastore::{Datastore, Mode};
use crate::dimensions::Group;

/// What is exported, and how.
#[derive(Debug, Clone, Default)]
pub struct ExportOptions {
    /// What.
    pub what: What,
    /// Where the files go; they stay where they are if there is none.
    pub files: Option<FilesTo>,
}

/// What is exported.
#[derive(Debug, Clone, Default)]
pub enum What {
    /// Everything there is: all collections, dimension records and dataset types.
    #[default]
    Everything,
    /// These collections, chains with their children, and the datasets in them.
    Collections(Vec<String>),
    /// What was chosen piece by piece.
    Chosen(Chosen),
}

/// Pieces that are exported, as the reference's export context collects them.
#[derive(Debug, Clone, Default)]
pub struct Chosen {
    /// Names of collections: these alone, without the children of chains. Of the datasets in them those are listed that are exported.
    pub collections: Vec<String>,
    /// Datasets; their runs go with them.
    pub datasets: Datasets,
    /// Data IDs, whose records are exported: the dimensions, and rows with a column for each that is required.
    pub data_ids: Vec<(Group, RecordBatch)>,
    /// Dimension records: the element, and rows with the columns of its key.
    pub records: Vec<(String, RecordBatch)>,
    /// Names of the elements whose records go with datasets and data IDs; all if this is absent.
    pub elements: Option<BTreeSet<String>>,
}

/// UUIDs of datasets, by type and run.
pub type Datasets = BTreeMap<(String, String), BTreeSet<Uuid>>;

/// Where the files of an export go.
#[derive(Debug, Clone)]
pub struct FilesTo {
    /// Where they are.
    pub datastore: Datastore,
    /// Where they go; the export names them by their paths below it.
    pub directory: Location,
    /// How.
    pub mode: Mode,
}

/// What an export wrote.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExportReport {
    /// Dimension records.
    pub records: u64,
    /// Collections.
    pub collections: u64,
    /// Datasets.
    pub datasets: u64,
    /// Tags and validity ranges.
    pub associations: u64,
    /// Files that were brought along.
    pub files: u64,
}
