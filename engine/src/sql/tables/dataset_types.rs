//! `dataset_types`: name, dimensions (all, in the universe's order), storage class, whether it is a calibration.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, RecordBatch, StringViewArray};

use super::catalog::Shared;
use super::collections::lists;
use crate::Result;

/// Its rows.
pub fn rows(shared: &Shared) -> Result<RecordBatch> {
    let types = || shared.snapshot.dataset_types().values();
    let dimensions = types().map(|t| t.dimensions.names().collect());
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("name", Arc::new(types().map(|t| Some(t.name.as_str())).collect::<StringViewArray>())),
        ("dimensions", lists(dimensions)),
        ("storage_class", Arc::new(types().map(|t| Some(t.storage_class.as_str())).collect::<StringViewArray>())),
        ("is_calibration", Arc::new(types().map(|t| Some(t.is_calibration)).collect::<BooleanArray>())),
    ];
    Ok(RecordBatch::try_from_iter(columns)?)
}
