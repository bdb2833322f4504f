//! Dataset types: the name of a kind of data, the dimensions that tell its datasets apart, and how it is kept in memory.

use std::fmt;

use crate::dimensions::{Group, Universe};
use crate::{Error, Result};

/// The definition of a dataset type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatasetType {
    /// Its name, without component.
    pub name: String,
    /// The dimensions of its data IDs.
    pub dimensions: Group,
    /// Name of the storage class: what a dataset is in memory.
    pub storage_class: String,
    /// Whether it may be certified into CALIBRATION collections.
    pub is_calibration: bool,
}

impl DatasetType {
    /// A type with a checked name.
    pub fn new(name: impl Into<String>, dimensions: Group, storage_class: impl Into<String>) -> Result<DatasetType> {
        let (name, storage_class) = (name.into(), storage_class.into());
        check_dataset_type_name(&name, dimensions.universe())?;
        if storage_class.is_empty() {
            return Err(Error::invalid("storage class", storage_class, format!("the one of dataset type `{name}` has no name")));
        }
        Ok(DatasetType { name, dimensions, storage_class, is_calibration: false })
    }

    /// The same as a calibration, or not.
    pub fn with_calibration(mut self, is_calibration: bool) -> DatasetType {
        self.is_calibration = is_calibration;
        self
    }

    /// Fails if the name can't be one.
    pub fn check_name(&self) -> Result<()> {
        check_dataset_type_name(&self.name, self.dimensions.universe())
    }

    /// An error if `given` is another definition of the same name.
    pub fn check_same(&self, given: &DatasetType) -> Result<()> {
        let word = |is_calibration: bool| if is_calibration { "true" } else { "false" }.to_owned();
        let fields = [
            ("dimensions", self.dimensions.to_string(), given.dimensions.to_string()),
            ("storage class", self.storage_class.clone(), given.storage_class.clone()),
            ("is_calibration", word(self.is_calibration), word(given.is_calibration)),
        ];
        match fields.into_iter().find(|(_, existing, given)| existing != given) {
            Some((field, existing, given)) => {
                Err(Error::Differs { what: "dataset type", name: self.name.clone(), field: field.to_owned(), existing, given })
            }
            None => Ok(()),
        }
    }
}

/// `calexp {band, instrument, ...} ExposureF`.
impl fmt::Display for DatasetType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.name, self.dimensions, self.storage_class)?;
        if self.is_calibration { f.write_str(" (calibration)") } else { Ok(()) }
    }
}

/// Whether a dataset type may be called `name`: ASCII letters, digits and underscores, not beginning with a digit, and not a governor's name.
pub fn check_dataset_type_name(name: &str, universe: &Universe) -> Result<()> {
    let refuse = |reason: &str| Err(Error::invalid("dataset type name", name.escape_debug().to_string(), reason));
    if name.contains('.') {
        return refuse("a dot separates a component, which can't be defined by itself");
    }
    if !is_identifier(name) {
        return refuse("it must be letters, digits and underscores, and not begin with a digit");
    }
    if universe.governors().any(|governor| governor.name == name) {
        return refuse("it is the name of a governor dimension");
    }
    Ok(())
}

fn is_identifier(name: &str) -> bool {
    let begins = name.bytes().next().is_some_and(|b| b.is_ascii_alphabetic() || b == b'_');
    begins && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// The dataset type and the component of a name: `calexp.wcs` is the `wcs` of a `calexp`.
pub fn split_component(name: &str) -> (&str, Option<&str>) {
    match name.split_once('.') {
        Some((parent, component)) => (parent, Some(component)),
        None => (name, None),
    }
}

#[cfg(test)]
mod tests;
