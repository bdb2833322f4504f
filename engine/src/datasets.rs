//! Datasets: their types and storage classes, references to single ones, and their identifiers.

mod dataset_ref;
mod dataset_type;
mod ids;
mod member;
mod storage_class;

pub use self::dataset_ref::DatasetRef;
pub use self::dataset_type::{DatasetType, check_dataset_type_name, split_component};
pub use self::ids::{IdMode, dataset_id, dataset_ids, id_of_integer, id_of_text};
pub use self::member::{member_path, split_member, unpacked};
pub use self::storage_class::{Kind, StorageClass, StorageClasses};
