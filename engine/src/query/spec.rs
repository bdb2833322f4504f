//! What is asked.

use std::collections::BTreeMap;

use crate::dimensions::Key;
use crate::expression::{Binds, Governors};

/// Conditions on the rows of an answer, their order and number.
#[derive(Debug, Clone, Default)]
pub struct QueryOptions {
    /// A condition in the `where` language; empty for none.
    pub where_: String,
    /// Values that the condition names.
    pub binds: Binds,
    /// Values that dimensions must have.
    pub data_id: Binds,
    /// Dimensions that are joined though nothing of them is in the answer.
    pub dimensions: Vec<String>,
    /// Only data IDs for which these datasets exist.
    pub joins: Vec<DatasetJoin>,
    /// Names to sort by, with `-` before those whose greatest value comes first.
    pub order_by: Vec<String>,
    /// So many rows at most.
    pub limit: Option<usize>,
    /// So many rows are left out at the beginning.
    pub offset: usize,
    /// Values of governors where the condition says nothing about them.
    pub default_data_id: BTreeMap<String, Key>,
    /// Whether a dimension in the condition needs its governor.
    pub governors: Governors,
}

/// A dataset type that must exist for a data ID.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatasetJoin {
    /// Its name.
    pub dataset_type: String,
    /// Where it is searched, in order.
    pub collections: Vec<String>,
}

/// Columns of a general answer beyond the data ID.
#[derive(Debug, Clone, Default)]
pub struct GeneralFields {
    /// Fields of dimension elements, by element.
    pub dimension_fields: BTreeMap<String, Vec<String>>,
    /// Fields of joined datasets, by dataset type: `dataset_id`, `run`, `collection`, `timespan`, `ingest_date`.
    pub dataset_fields: BTreeMap<String, Vec<String>>,
    /// Columns by name: `detector.raft`, `physical_filter.band`.
    pub names: Vec<String>,
    /// Whether of the one dataset type with fields only the first dataset in the order of the search counts.
    pub find_first: bool,
}
