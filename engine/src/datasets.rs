//! Datasets and their types.

use crate::dimensions::Group;
use crate::{Error, Result};

/// What a kind of dataset is about and how it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct DatasetType {
    /// Its name.
    pub name: String,
    /// The dimensions of its data IDs.
    pub dimensions: Group,
    /// Name of the storage class.
    pub storage_class: String,
    /// Whether its datasets can be certified in CALIBRATION collections.
    pub is_calibration: bool,
}

impl DatasetType {
    /// Fails if `given` defines the type of this name otherwise.
    pub fn check_same(&self, given: &DatasetType) -> Result<()> {
        let names = |group: &Group| format!("{{{}}}", group.names().collect::<Vec<_>>().join(", "));
        let fields = [
            ("dimensions", names(&self.dimensions), names(&given.dimensions)),
            ("storage class", self.storage_class.clone(), given.storage_class.clone()),
            ("is_calibration", self.is_calibration.to_string(), given.is_calibration.to_string()),
        ];
        match fields.into_iter().find(|(_, existing, given)| existing != given) {
            Some((field, existing, given)) => {
                Err(Error::Differs { what: "dataset type", name: self.name.clone(), field: field.to_owned(), existing, given })
            }
            None => Ok(()),
        }
    }

    /// Fails if the name can't be one.
    pub fn check_name(&self) -> Result<()> {
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '_';
        if self.name.is_empty() || !self.name.chars().all(fits) || self.name.starts_with('_') {
            return Err(Error::invalid(
                "dataset type name",
                self.name.escape_default().to_string(),
                "it has letters, digits and underscores only",
            ));
        }
        Ok(())
    }
}
