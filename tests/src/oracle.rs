//! Questions with the answers that the reference gave, put to our engine.
//!
//! A question is a line of JSON: `id`, `repo`, `kind`, `args`, and what is expected. [`Repositories`] are the export files that it is about, each loaded
//! once by our own import; [`answer`] gives rows in the form in which the reference's were recorded.

mod answers;
mod arguments;
mod exported;
mod repositories;
mod score;

pub use answers::answer;
pub use repositories::{Repositories, Repository};
pub use score::{Verdict, score};
