//! ZIP archives of datasets in the reference's form: files under names of one level, and a member `_butler_zip_index.json` that says which datasets are in
//! which file. An archive is stored as it is, at `zips/<4 digits>/<uuid>.zip`; its datasets name it and their member of it as their file.
//!
//! The UUID is that of version 5 of the members' names, sorted and joined by commas, in the namespace of dataset IDs: the same files give the same name.

mod index;
mod ingest;
mod pack;

pub use ingest::{IngestZipOptions, IngestZipReport, ingest_zip};
pub use pack::{Packed, pack};

/// Name of the member that tells what is in the others.
pub const INDEX: &str = "_butler_zip_index.json";
/// The longest index that is read, in bytes: that of some hundred thousand datasets.
const LONGEST_INDEX: u64 = 512 << 20;
