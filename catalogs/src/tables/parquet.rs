//! Parquet with the metadata of everyone who reads catalogs.
//!
//! | key | whose | what |
//! |---|---|---|
//! | `table_meta_yaml`, `table::len::<column>` | astropy | the header of ECSV; characters of a text column |
//! | `lsst::arrow::rowcount`, `::len::<column>`, `::shape::<column>` | the reference's butler | rows; characters; shape of arrays, `(2, 2)` |
//! | `IVOA.VOTable-Parquet.version`, `.content` | VOParquet 1.0 (IVOA note, 2025) | `1.0`; a VOTable without data |
//!
//! All are written, made anew from the columns and rows at hand, never copied from a file that was read. Masks are Parquet's nulls; astropy's
//! companion columns `<column>.mask` are folded into them. An array of several dimensions is stored as one list of fixed size.

mod groups;
mod keys;
mod plain;
mod read;
mod understand;
mod write;

pub(super) use read::{Reader, Table};
pub(super) use write::Writer;
