//! Dataset IDs.
//!
//! New datasets get UUIDs of version 7. The two deterministic modes give the UUID of version 5 (SHA-1), in the namespace
//! [`DATA_ID_NAMESPACE`], of the text `dataset_type=<name>[,run=<run>],<dimension>=<value>,...` with the required dimensions sorted by name, as the
//! reference does. Integers, which old exports have, become UUIDs of version 3 (MD5) of their decimal digits in [`INTEGER_NAMESPACE`].

use std::fmt::{self, Write};
use std::str::FromStr;

use uuid::Uuid;

use crate::Error;
use crate::context::Context;
use crate::dimensions::DataId;
use crate::error::near_matches;

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

    fn from_str(text: &str) -> Result<IdMode, Error> {
        let missing = || Error::Missing { what: "ID mode", name: text.to_owned(), near: near_matches(text, IdMode::ALL.map(IdMode::name)) };
        IdMode::ALL.into_iter().find(|mode| mode.name().eq_ignore_ascii_case(text)).ok_or_else(missing)
    }
}

/// The IDs of datasets of one type in one run: deterministic ones, or new ones in the mode [`IdMode::Unique`].
pub fn dataset_ids(context: &Context, mode: IdMode, dataset_type: &str, run: &str, data_ids: &[DataId]) -> Vec<Uuid> {
    if mode == IdMode::Unique {
        return context.ids.uuids7(context.clock.now(), data_ids.len());
    }
    let mut text = match mode {
        IdMode::DataIdTypeRun => format!("dataset_type={dataset_type},run={run}"),
        _ => format!("dataset_type={dataset_type}"),
    };
    let prefix = text.len();
    let id = |data_id: &DataId| {
        text.truncate(prefix);
        let mut values: Vec<_> = data_id.iter().take(data_id.required_values().len()).collect();
        values.sort_unstable_by_key(|(name, _)| *name);
        for (name, value) in values {
            // Writing into a text does not fail.
            let _ = write!(text, ",{name}={value}");
        }
        id_of_text(&text)
    };
    data_ids.iter().map(id).collect()
}

/// The ID of one dataset.
pub fn dataset_id(context: &Context, mode: IdMode, dataset_type: &str, run: &str, data_id: &DataId) -> Uuid {
    dataset_ids(context, mode, dataset_type, run, std::slice::from_ref(data_id)).pop().unwrap_or_default()
}

/// The UUID of an integer dataset ID of an old export. The same integer in two exports gives the same UUID, as in the reference.
pub fn id_of_integer(id: i64) -> Uuid {
    Uuid::new_v3(&INTEGER_NAMESPACE, id.to_string().as_bytes())
}

/// The ID that a text stands for.
pub fn id_of_text(text: &str) -> Uuid {
    Uuid::new_v5(&DATA_ID_NAMESPACE, text.as_bytes())
}

#[cfg(test)]
mod tests;
