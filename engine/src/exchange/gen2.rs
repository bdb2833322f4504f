//! Repositories of the second generation, as data: what a root is, what its files are called, what its SQLite registries say, and what becomes of it all.
//!
//! A Gen2 repository is a folder with the name of a mapper class (`_mapper`, or `repositoryCfg.yaml`), whose path templates tell which file is which dataset
//! (`%(visit)07d` in the words of Python). Nothing is executed and nothing is written here: YAML and pickles are read as text, SQLite is opened
//! read-only. What comes of a root is a list of datasets with their files, and a list of what can't come along with the reasons.

mod coming;
mod keys;
mod listed;
mod mapper;
mod names;
mod registry;
mod root;
mod template;
mod validity;
mod walk;

pub use coming::{Coming, Kind, Planned, Skipped, plan};
pub use keys::{DETECTORS, DataIds, SkyMaps};
pub use mapper::{Mapper, Overrides, Type};
pub use names::{Names, Style};
pub use registry::{Row, Sqlite};
pub use root::Root;
pub use template::{Cell, Template, Values};
pub use validity::{Repair, Valid, repair, span_of};
pub use walk::{Fitting, Tree, Walked, walk};
