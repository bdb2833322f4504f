//! Names of keys.

use arrow::datatypes::DataType;

pub(super) const ASTROPY: &str = "table_meta_yaml";
pub(super) const ASTROPY_LENGTH: &str = "table::len::";
pub(super) const BUTLER_ROWS: &str = "lsst::arrow::rowcount";
pub(super) const BUTLER_LENGTH: &str = "lsst::arrow::len::";
pub(super) const BUTLER_SHAPE: &str = "lsst::arrow::shape::";
pub(super) const IVOA_VERSION: &str = "IVOA.VOTable-Parquet.version";
pub(super) const IVOA_CONTENT: &str = "IVOA.VOTable-Parquet.content";

/// Whether a key says what follows from columns and rows, so that it is made anew and never copied.
pub(super) fn is_derived(key: &str) -> bool {
    key == ASTROPY
        || key == "pandas"
        || key == "ARROW:schema"
        || [ASTROPY_LENGTH, "lsst::arrow::", "IVOA.VOTable-Parquet."].iter().any(|prefix| key.starts_with(prefix))
}

/// Lengths of the axes of an array, the slowest first; empty for a single value.
pub(super) fn shape(data_type: &DataType) -> Vec<i32> {
    match data_type {
        DataType::FixedSizeList(item, size) => {
            let mut shape = vec![*size];
            shape.extend(self::shape(item.data_type()));
            shape
        }
        _ => Vec::new(),
    }
}
