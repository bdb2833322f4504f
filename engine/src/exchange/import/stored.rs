//! The files that an export names, where they are.

use super::super::columns::Source;
use super::super::read::FilePart;
use super::Transfer;
use crate::context::stores::Location;
use crate::datastore::{Locator, StoredFile, resolve};
use crate::error::{Error, Result};

/// Names of missing files that a message lists.
const LISTED: usize = 5;

/// Finds files.
pub(super) struct StoredFiles {
    /// The directory that paths are relative to; nothing if only rows are wanted.
    place: Option<(Location, Locator)>,
}

impl StoredFiles {
    pub(super) fn new(transfer: &Transfer) -> StoredFiles {
        let place = match transfer {
            Transfer::Direct { directory, environment } => Some((directory.clone(), Locator::new(environment.clone()))),
            _ => None,
        };
        StoredFiles { place }
    }

    /// Where the files are, in their order; `None` if only rows are wanted. A file that is missing is an error.
    pub(super) async fn locate(&self, files: &[FilePart], source: &Source) -> Result<Option<Vec<StoredFile>>> {
        let Some((directory, locator)) = &self.place else { return Ok(None) };
        let place = |file: &FilePart| resolve(directory, &file.path).map_err(|error| source.error(file.place, error.to_string()));
        let found = locator.find(files.iter().map(place).collect::<Result<_>>()?).await?;
        let missing: Vec<&FilePart> = files.iter().zip(&found).filter(|(_, found)| found.is_none()).map(|(file, _)| file).collect();
        if let Some(first) = missing.first() {
            return Err(missing_files(first, &missing, directory));
        }
        Ok(Some(found.into_iter().flatten().collect()))
    }
}

fn missing_files(first: &FilePart, missing: &[&FilePart], directory: &Location) -> Error {
    let names: Vec<String> = missing.iter().take(LISTED).map(|file| format!("`{}`", file.path)).collect();
    let more = if missing.len() > LISTED { format!(" and {} more", missing.len() - LISTED) } else { String::new() };
    Error::missing("file", &first.path, []).with_hint(format!(
        "missing in `{directory}`: {}{more}; name the directory that the paths are relative to, or import with `--registry-only`",
        names.join(", ")
    ))
}
