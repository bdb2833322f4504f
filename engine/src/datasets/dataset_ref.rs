//! References to single datasets.

use std::fmt;
use std::sync::Arc;

use uuid::Uuid;

use super::DatasetType;
use crate::dimensions::DataId;
use crate::{Error, Result};

/// One dataset: what it is, of what, and in which run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatasetRef {
    /// Its identifier; that of the whole dataset for a component.
    pub id: Uuid,
    /// Its type.
    pub dataset_type: Arc<DatasetType>,
    /// The component meant, if not the whole.
    pub component: Option<String>,
    /// The RUN collection that owns it.
    pub run: String,
    /// Values of its type's dimensions.
    pub data_id: DataId,
}

impl DatasetRef {
    /// A whole dataset; the dimensions of `data_id` must be those of the type.
    pub fn new(id: Uuid, dataset_type: Arc<DatasetType>, run: impl Into<String>, data_id: DataId) -> Result<DatasetRef> {
        if *data_id.group() != dataset_type.dimensions {
            let reason = format!("`{}` has the dimensions {}", dataset_type.name, dataset_type.dimensions);
            return Err(Error::invalid("data ID", data_id.to_string(), reason));
        }
        Ok(DatasetRef { id, dataset_type, component: None, run: run.into(), data_id })
    }

    /// One component of it.
    pub fn component(&self, name: impl Into<String>) -> DatasetRef {
        DatasetRef { component: Some(name.into()), ..self.clone() }
    }

    /// The dataset type's name, with the component if one is meant.
    pub fn type_name(&self) -> String {
        match &self.component {
            Some(component) => format!("{}.{component}", self.dataset_type.name),
            None => self.dataset_type.name.clone(),
        }
    }
}

/// `calexp@{instrument: HSC, detector: 16, visit: 903334} [sc=ExposureF] (run=HSC/runs id=...)`.
impl fmt::Display for DatasetRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let storage_class = &self.dataset_type.storage_class;
        write!(f, "{}@{} [sc={storage_class}] (run={} id={})", self.type_name(), self.data_id, self.run, self.id)
    }
}

#[cfg(test)]
mod tests;
