//! The files of datasets: where they are, and whether they are what the registry says. It knows nothing of the log.

mod locate;
mod verify;

pub use locate::{Locator, StoredFile, resolve};
pub use verify::{FileCheck, FileProblem, check_files};
