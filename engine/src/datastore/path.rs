//! The one place where paths of files are checked: nothing is read or written outside of what the user named.
//!
//! A path below a root is plain text of parts between slashes, never decoded: `%2e%2e` is a name like any other. It does not begin with a slash, no part is
//! empty, `.` or `..`, and no character is a control character, a backslash or one that changes the direction of text. Names that stores or this program use
//! for themselves are no names of datasets' files. On a local disk no folder on the way may be a link that leads out of the root.

use std::path::{Path as FilePath, PathBuf};

use crate::context::stores::Location;
use crate::datasets::split_member;
use crate::{Error, Result};

/// The longest path, and the longest part of one, in bytes: what S3 and file systems take.
const LONGEST: (usize, usize) = (1024, 255);

/// Parts at the root of a repository that are not the datastore's.
const RESERVED: [&str; 4] = ["butler.yaml", "registry", "_probe", "_staging"];

/// Fails if `path` can't be the path of a file below a root.
pub fn check(path: &str) -> Result<()> {
    match fault(path) {
        None => Ok(()),
        Some(reason) => Err(Error::invalid("path", path.escape_debug().to_string(), reason)),
    }
}

/// Fails if `path` can't be the path of a dataset's file below the root of a repository.
pub fn check_dataset(path: &str) -> Result<()> {
    check(path)?;
    if split_member(path).1.is_some() {
        return Err(Error::invalid("path", path, "it reads like that of a member of a ZIP archive"));
    }
    match path.split('/').next() {
        Some(first) if RESERVED.contains(&first) => {
            Err(Error::invalid("path", path, format!("`{first}` at the root of a repository is the butler's own")))
        }
        _ => Ok(()),
    }
}

fn fault(path: &str) -> Option<&'static str> {
    if path.is_empty() {
        return Some("it is empty");
    }
    if path.starts_with('/') {
        return Some("it is absolute");
    }
    if path.len() > LONGEST.0 {
        return Some("it is longer than 1,024 bytes");
    }
    if path.chars().any(is_unseen) {
        return Some("it has a character that is not seen");
    }
    if path.contains('\\') {
        return Some("it has a backslash");
    }
    path.split('/').find_map(|part| match part {
        "" => Some("it has an empty part"),
        "." | ".." => Some("it has the part `.` or `..`"),
        part if part.len() > LONGEST.1 => Some("it has a part of more than 255 bytes"),
        part if is_staging(part) => Some("it ends like the name of an unfinished file"),
        _ => None,
    })
}

/// Control characters, and those that hide, reverse or join what is shown.
fn is_unseen(c: char) -> bool {
    c.is_control() || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Whether files of that name are unfinished: `#` and digits at the end.
fn is_staging(part: &str) -> bool {
    part.rsplit_once('#').is_some_and(|(_, digits)| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
}

/// The place of a stored file: below `root`, or anywhere if its path is absolute or a URI.
pub fn resolve(root: &Location, path: &str) -> Result<Location> {
    if is_absolute(path) {
        return Location::parse(path);
    }
    check(path)?;
    root.join(path)
}

/// Whether a stored path says where it is by itself.
pub fn is_absolute(path: &str) -> bool {
    path.contains("://") || path.starts_with('/')
}

/// The path of `location` below `root`, if it is there.
pub fn below(root: &Location, location: &Location) -> Option<String> {
    if let (Location::Local { path: root }, Location::Local { path }) = (root, location) {
        let rest = path.strip_prefix(root).ok()?.to_str()?;
        return (!rest.is_empty()).then(|| rest.to_owned());
    }
    let (root, location) = (root.to_string(), location.to_string());
    Some(location.strip_prefix(root.trim_end_matches('/'))?.strip_prefix('/')?.to_owned())
}

/// The path on disk of `path` below the folder `root`. Folders that exist are followed: none may lead out of the root.
pub fn on_disk(root: &FilePath, path: &str) -> Result<PathBuf> {
    check(path)?;
    let failed = |at: &FilePath, source| Error::Io { doing: "look into", location: at.display().to_string(), source };
    let mut real_root: Option<PathBuf> = None;
    let mut place = root.to_owned();
    let mut parts = path.split('/').peekable();
    while let Some(part) = parts.next() {
        place.push(part);
        if parts.peek().is_none() {
            break;
        }
        match std::fs::symlink_metadata(&place) {
            Ok(metadata) if metadata.is_symlink() => {
                let root = match &real_root {
                    Some(real) => real,
                    None => real_root.insert(std::fs::canonicalize(root).map_err(|e| failed(root, e))?),
                };
                let real = std::fs::canonicalize(&place).map_err(|e| failed(&place, e))?;
                if !real.starts_with(root) {
                    let reason = format!("its folder `{}` is a link that leads out of `{}`", place.display(), root.display());
                    return Err(Error::invalid("path", path, reason));
                }
            }
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(failed(&place, error)),
        }
    }
    Ok(place)
}

#[cfg(test)]
mod tests;
