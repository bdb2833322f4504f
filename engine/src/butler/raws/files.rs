//! Raw files: which there are, and their headers.

use std::path::{Path, PathBuf};

use butler_observatory::header::FitsHeaders;
use futures::TryStreamExt;

use crate::butler::Butler;
use crate::context::stores::Location;
use crate::datastore::Pool;
use crate::{Error, Result};

impl Butler {
    /// The files that a path or URI means: itself, or those below it whose names are wanted, in order.
    pub async fn find_files(&self, text: &str, is_wanted: &(dyn Fn(&str) -> bool + Sync)) -> Result<Vec<Location>> {
        let location = Location::parse(text)?;
        if let Location::Local { path } = &location {
            if !path.is_dir() {
                return if path.exists() { Ok(vec![location]) } else { Err(Error::missing("file or folder", text, [])) };
            }
            let mut found = Vec::new();
            below(path, is_wanted, &mut found, 0)?;
            found.sort();
            return Ok(found.into_iter().map(Location::of_path).collect());
        }
        let (store, prefix) = self.datastore.pool().store(&location)?;
        let listed = store.list(Some(&prefix)).map_ok(|object| object.location.to_string()).try_collect().await;
        let mut names: Vec<String> = listed.map_err(|source| Error::store("list", text, source))?;
        names.sort();
        let root = text.strip_suffix(prefix.as_ref()).or_else(|| text.strip_suffix('/')?.strip_suffix(prefix.as_ref())).unwrap_or(text);
        if names.is_empty() {
            // The name of an object itself is no prefix of a listing.
            return Ok(vec![location]);
        }
        let wanted = names.into_iter().filter(|name| is_wanted(name.rsplit('/').next().unwrap_or(name)));
        wanted.map(|name| Location::parse(&format!("{root}{name}"))).collect()
    }
}

/// A file that is to be ingested; of one that is far only ranges are read.
pub(super) async fn open(location: &Location, pool: &Pool) -> Result<FitsHeaders> {
    match location {
        Location::Local { path } => Ok(FitsHeaders::open_file(path).await?),
        far => {
            let (store, path) = pool.store(far)?;
            Ok(FitsHeaders::open(butler_catalogs::Source::object(&far.to_string(), store, &path).await?).await?)
        }
    }
}

/// Folders are not nested deeper; a link that leads back to where it is ends here.
const FOLDERS_DEEP: usize = 32;

fn below(folder: &Path, is_wanted: &dyn Fn(&str) -> bool, found: &mut Vec<PathBuf>, depth: usize) -> Result<()> {
    let failed = |source| Error::Io { doing: "read", location: folder.display().to_string(), source };
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if path.is_dir() {
            if depth < FOLDERS_DEEP {
                below(&path, is_wanted, found, depth + 1)?;
            }
        } else if is_wanted(&name) {
            found.push(path);
        }
    }
    Ok(())
}
