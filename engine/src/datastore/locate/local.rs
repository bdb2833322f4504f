//! Files on local disk. Those that follow each other in one folder are looked for from it, which saves a walk from the root for each.

use std::ffi::OsStr;
use std::io;
use std::os::fd::OwnedFd;
use std::path::Path;
use std::sync::Arc;

use rustix::fs::{AtFlags, CWD, FileType, Mode, OFlags, openat, statat};

use super::StoredFile;
use crate::context::stores::location::file_uri;
use crate::error::{Error, Result};

/// For each absolute path the file that is there.
pub(super) fn find(paths: &[Arc<Path>]) -> Result<Vec<Option<StoredFile>>> {
    let mut found = Vec::with_capacity(paths.len());
    for together in paths.chunk_by(|one, other| folder(one) == folder(other)) {
        let opened = if together.len() > 2 { open(folder(&together[0])) } else { None };
        for path in together {
            found.push(match length(opened.as_ref(), path) {
                Ok(Some(size_bytes)) => Some(StoredFile { uri: file_uri(path)?, size_bytes }),
                Ok(None) => None,
                Err(source) => return Err(Error::Io { doing: "look for", location: path.display().to_string(), source }),
            });
        }
    }
    Ok(found)
}

fn folder(path: &Path) -> Option<&OsStr> {
    path.parent().map(Path::as_os_str)
}

/// A folder to look in, if it may be listed; whatever is wrong with it shows when its files are looked for by their paths.
fn open(folder: Option<&OsStr>) -> Option<OwnedFd> {
    openat(CWD, folder?, OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty()).ok()
}

/// The length of a file; of a folder or nothing there is none.
fn length(opened: Option<&OwnedFd>, path: &Path) -> io::Result<Option<u64>> {
    let found = match (opened, path.file_name()) {
        (Some(folder), Some(name)) => statat(folder, name, AtFlags::empty()),
        _ => statat(CWD, path, AtFlags::empty()),
    };
    match found.map_err(io::Error::from) {
        Ok(found) if FileType::from_raw_mode(found.st_mode).is_file() => Ok(u64::try_from(found.st_size).ok()),
        Ok(_) => Ok(None),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_a_folder_are_found_as_each_by_itself() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("a b");
        std::fs::create_dir_all(folder.join("inner")).unwrap();
        std::fs::write(folder.join("one"), "1").unwrap();
        std::fs::write(folder.join("ten"), "0123456789").unwrap();
        std::os::unix::fs::symlink("ten", folder.join("link")).unwrap();
        std::os::unix::fs::symlink("none", folder.join("broken")).unwrap();
        let paths = ["one", "ten", "none", "inner", "link", "broken", "inner/..", "one/below"].map(|name| Arc::from(folder.join(name)));
        let elsewhere: [Arc<Path>; 2] = [root.path().join("none/one"), "/".into()].map(Arc::from);
        let alone = |path: &Arc<Path>| find(std::slice::from_ref(path)).map_err(|error| error.to_string());
        let expected: Vec<Option<u64>> = [Some(1), Some(10), None, None, Some(10), None, None].to_vec();
        let lengths = |found: Vec<Option<StoredFile>>| found.into_iter().map(|file| file.map(|file| file.size_bytes)).collect::<Vec<_>>();
        assert_eq!(lengths(find(&paths[..7]).unwrap()), expected);
        assert_eq!(paths[..7].iter().flat_map(|path| lengths(alone(path).unwrap())).collect::<Vec<_>>(), expected);
        assert_eq!(find(&elsewhere).unwrap(), [None, None]);
        // A file in place of a folder is neither there nor absent.
        let error = find(&paths[7..]).unwrap_err().to_string();
        assert_eq!(error, find(&[&paths[7..], &paths[7..], &paths[7..]].concat()).unwrap_err().to_string());
        assert!(error.contains("one/below"), "{error}");
    }
}
