//! The files of datasets: where they go and where they are, and whether they are what the registry says. It knows nothing of the log.

mod locate;
mod template;
mod templates;
mod verify;

pub use locate::{Locator, StoredFile, resolve};
pub use template::{Bound, Source, Template};
pub use templates::Templates;
pub use verify::{FileCheck, FileProblem, check_files};
