//! Datasets: their types, references to single ones, and their identifiers.

mod dataset_ref;
mod dataset_type;
mod ids;

pub use self::dataset_ref::DatasetRef;
pub use self::dataset_type::{DatasetType, check_dataset_type_name, split_component};
pub use self::ids::{IdMode, IdSource, dataset_id, id_of_integer};
