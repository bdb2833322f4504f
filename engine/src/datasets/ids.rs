//! Dataset IDs.
//!
//! New datasets get UUIDs of version 7. The two deterministic modes give the UUID of version 5 (SHA-1), in the namespace
//! [`DATA_ID_NAMESPACE`], of the text `dataset_type=<name>[,run=<run>],<dimension>=<value>,...` with the required dimensions sorted by name, as the
//! reference does. Integers, which old exports have, become UUIDs of version 3 (MD5) of their decimal digits in [`INTEGER_NAMESPACE`].

use std::fmt::{self, Write};
use std::str::FromStr;

use arrow::array::{Array, ArrayRef, AsArray, FixedSizeBinaryArray, RecordBatch};
use arrow::datatypes::Int64Type;
use uuid::Uuid;

use crate::context::Context;
use crate::dimensions::{DataId, FieldKind, Group};
use crate::error::near_matches;
use crate::{Error, Result};

/// Namespace of deterministic IDs: version 5 of `lsst.org` in the namespace of DNS names.
const DATA_ID_NAMESPACE: Uuid = Uuid::from_u128(0x840b31d9_05cd_5161_b2c8_00d32b280d0f);

/// Namespace of integer IDs.
const INTEGER_NAMESPACE: Uuid = Uuid::from_u128(0x4d4851f4_2890_4d41_8779_5f38a3f5062b);

/// How the IDs of new datasets are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IdMode {
    /// A new one for each dataset.
    Unique,
    /// From dataset type and data ID: the same in every run and repository.
    DataIdType,
    /// From dataset type, run and data ID.
    DataIdTypeRun,
}

impl IdMode {
    /// All of them.
    pub const ALL: [IdMode; 3] = [IdMode::Unique, IdMode::DataIdType, IdMode::DataIdTypeRun];

    /// As it is typed.
    pub fn name(self) -> &'static str {
        match self {
            IdMode::Unique => "unique",
            IdMode::DataIdType => "dataid_type",
            IdMode::DataIdTypeRun => "dataid_type_run",
        }
    }
}

impl fmt::Display for IdMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// In capitals or not.
impl FromStr for IdMode {
    type Err = Error;

    fn from_str(text: &str) -> Result<IdMode> {
        let missing = || Error::Missing { what: "ID mode", name: text.to_owned(), near: near_matches(text, IdMode::ALL.map(IdMode::name)) };
        IdMode::ALL.into_iter().find(|mode| mode.name().eq_ignore_ascii_case(text)).ok_or_else(missing)
    }
}

/// Makes the IDs of datasets of one type in one run.
#[derive(Debug)]
pub struct IdSource<'a> {
    context: &'a Context,
    mode: IdMode,
    /// What comes before the data ID in the hashed text.
    prefix: String,
    /// Required dimensions, sorted by name.
    dimensions: Vec<String>,
}

impl<'a> IdSource<'a> {
    /// For datasets of the type called `dataset_type` with these dimensions, in `run`.
    pub fn new(context: &'a Context, mode: IdMode, dataset_type: &str, run: &str, dimensions: &Group) -> IdSource<'a> {
        let mut names: Vec<String> = dimensions.required().map(str::to_owned).collect();
        names.sort_unstable();
        IdSource { context, mode, prefix: prefix(mode, dataset_type, run), dimensions: names }
    }

    /// IDs of the rows of a table with one column per required dimension, named as it; 16 bytes each.
    pub fn of_rows(&self, rows: &RecordBatch) -> Result<FixedSizeBinaryArray> {
        let mut bytes = Vec::with_capacity(rows.num_rows() * 16);
        if self.mode == IdMode::Unique {
            let now = self.context.clock.now();
            (0..rows.num_rows()).for_each(|_| bytes.extend_from_slice(self.context.ids.uuid7(now).as_bytes()));
        } else {
            let columns = self.dimensions.iter().map(|name| KeyColumn::new(name, rows)).collect::<Result<Vec<_>>>()?;
            let mut text = self.prefix.clone();
            for row in 0..rows.num_rows() {
                text.truncate(self.prefix.len());
                columns.iter().for_each(|column| column.append(row, &mut text));
                bytes.extend_from_slice(Uuid::new_v5(&DATA_ID_NAMESPACE, text.as_bytes()).as_bytes());
            }
        }
        Ok(FixedSizeBinaryArray::try_new(16, bytes.into(), None)?)
    }
}

/// The deterministic ID of one dataset; a new one in the mode [`IdMode::Unique`].
pub fn dataset_id(context: &Context, mode: IdMode, dataset_type: &str, run: &str, data_id: &DataId) -> Uuid {
    if mode == IdMode::Unique {
        return context.ids.uuid7(context.clock.now());
    }
    let mut text = prefix(mode, dataset_type, run);
    let mut values: Vec<_> = data_id.iter().take(data_id.required_values().len()).collect();
    values.sort_unstable_by_key(|(name, _)| *name);
    for (name, value) in values {
        // Writing into a text does not fail.
        let _ = write!(text, ",{name}={value}");
    }
    Uuid::new_v5(&DATA_ID_NAMESPACE, text.as_bytes())
}

/// The UUID of an integer dataset ID of an old export. The same integer in two exports gives the same UUID, as in the reference.
pub fn id_of_integer(id: i64) -> Uuid {
    Uuid::new_v3(&INTEGER_NAMESPACE, id.to_string().as_bytes())
}

/// The ID that a text stands for.
pub fn id_of_text(text: &str) -> Uuid {
    Uuid::new_v5(&DATA_ID_NAMESPACE, text.as_bytes())
}

fn prefix(mode: IdMode, dataset_type: &str, run: &str) -> String {
    match mode {
        IdMode::DataIdTypeRun => format!("dataset_type={dataset_type},run={run}"),
        _ => format!("dataset_type={dataset_type}"),
    }
}

/// A dimension's column, and the text before each of its values.
struct KeyColumn<'a> {
    label: String,
    column: &'a ArrayRef,
    kind: FieldKind,
}

impl<'a> KeyColumn<'a> {
    fn new(name: &str, rows: &'a RecordBatch) -> Result<KeyColumn<'a>> {
        let column = rows.column_by_name(name).ok_or_else(|| Error::internal(format!("datasets have no column `{name}`")))?;
        let kind = [FieldKind::Int, FieldKind::Text].into_iter().find(|kind| kind.arrow_type() == *column.data_type());
        let kind = kind.ok_or_else(|| Error::internal(format!("the column `{name}` has the type {}", column.data_type())))?;
        if column.null_count() > 0 {
            return Err(Error::invalid("data ID", name, "the required dimension has no value in some rows"));
        }
        Ok(KeyColumn { label: format!(",{name}="), column, kind })
    }

    fn append(&self, row: usize, text: &mut String) {
        text.push_str(&self.label);
        if self.kind == FieldKind::Int {
            // Writing into a text does not fail.
            let _ = write!(text, "{}", self.column.as_primitive::<Int64Type>().value(row));
        } else {
            text.push_str(self.column.as_string_view().value(row));
        }
    }
}

#[cfg(test)]
mod tests;
