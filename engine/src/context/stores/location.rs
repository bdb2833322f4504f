//! Where something is: a folder, a part of a bucket, or a name in memory, from what a user types.
//!
//! ```text
//! path, ./path, file:///path       local disk
//! memory://name[/prefix]           memory of this process, gone at its end
//! s3://bucket[/prefix]             any S3 server
//! s3://profile@bucket[/prefix]     with the endpoint and credentials of a profile
//! s3://tenant:bucket[/prefix]      a bucket of another tenant (Ceph); also after `profile@`
//! ```

use std::fmt;
use std::path::Path as FilePath;
use std::sync::Arc;

use object_store::path::Path;
use url::Url;

use crate::error::{Error, Result};

/// A place that a store can be opened for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Location {
    /// A folder.
    Local {
        /// Absolute path; shared, as many files are named in several places at once.
        path: Arc<FilePath>,
    },
    /// A name in this process's memory.
    Memory {
        /// The store.
        name: String,
        /// The part of it; may be empty.
        prefix: Path,
    },
    /// A part of a bucket.
    S3 {
        /// Name of the profile that has endpoint and credentials.
        profile: Option<String>,
        /// The bucket, with `tenant:` before it where it is another tenant's.
        bucket: String,
        /// The part of it; may be empty.
        prefix: Path,
    },
}

impl Location {
    /// From what a user types.
    pub fn parse(text: &str) -> Result<Location> {
        let invalid = |reason: &str| Error::invalid("location", without_userinfo(text), reason);
        match text.split_once("://") {
            None if text.is_empty() => Err(invalid("it is empty")),
            None => local(FilePath::new(text)),
            Some(("file", _)) => {
                let url = Url::parse(text).map_err(|e| invalid(&e.to_string()))?;
                local(&url.to_file_path().map_err(|()| invalid("it names no path of this machine"))?)
            }
            Some(("memory", rest)) => {
                let (name, prefix) = authority_and_prefix(rest).map_err(|reason| invalid(&reason))?;
                Ok(Location::Memory { name: name.to_owned(), prefix })
            }
            Some(("s3" | "s3a", rest)) => {
                let (authority, prefix) = authority_and_prefix(rest).map_err(|reason| invalid(&reason))?;
                let (profile, bucket) = match authority.split_once('@') {
                    Some((profile, bucket)) => (Some(profile), bucket),
                    None => (None, authority),
                };
                check_s3_names(profile, bucket).map_err(|reason| invalid(&reason))?;
                Ok(Location::S3 { profile: profile.map(str::to_owned), bucket: bucket.to_owned(), prefix })
            }
            Some((scheme, _)) => Err(Error::Unsupported {
                what: "location",
                name: without_userinfo(text),
                reason: format!("there is no store for `{scheme}://`"),
            }
            .with_hint("a path, `file://`, `s3://bucket/prefix` and `memory://name` are understood")),
        }
    }

    /// A folder or file by its absolute path.
    pub fn of_path(path: impl Into<Arc<FilePath>>) -> Location {
        Location::Local { path: path.into() }
    }

    /// What is at `relative` below it; `relative` may not be absolute or climb.
    pub fn join(&self, relative: &str) -> Result<Location> {
        let parts = parse_prefix(relative).map_err(|reason| Error::invalid("path", relative, reason))?;
        let below = |prefix: &Path| Path::from_iter(prefix.parts().chain(parts.parts()));
        Ok(match self {
            Location::Local { path } => Location::of_path(parts.parts().fold(path.to_path_buf(), |path, part| path.join(part.as_ref()))),
            Location::Memory { name, prefix } => Location::Memory { name: name.clone(), prefix: below(prefix) },
            Location::S3 { profile, bucket, prefix } => {
                Location::S3 { profile: profile.clone(), bucket: bucket.clone(), prefix: below(prefix) }
            }
        })
    }

    /// Its URI: `file:///path` for a folder or file of this machine.
    pub fn to_uri(&self) -> Result<String> {
        match self {
            Location::Local { path } => file_uri(path),
            other => Ok(other.to_string()),
        }
    }

    /// The folder, if it is one.
    pub fn folder(&self) -> Option<&FilePath> {
        match self {
            Location::Local { path } => Some(path),
            _ => None,
        }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let slash = |prefix: &Path| if prefix.as_ref().is_empty() { String::new() } else { format!("/{prefix}") };
        match self {
            Location::Local { path } => write!(f, "{}", path.display()),
            Location::Memory { name, prefix } => write!(f, "memory://{name}{}", slash(prefix)),
            Location::S3 { profile: Some(profile), bucket, prefix } => write!(f, "s3://{profile}@{bucket}{}", slash(prefix)),
            Location::S3 { profile: None, bucket, prefix } => write!(f, "s3://{bucket}{}", slash(prefix)),
        }
    }
}

/// The URI of an absolute path.
pub(crate) fn file_uri(path: &FilePath) -> Result<String> {
    // Most paths have no character that a URI writes in another way, which is quickly seen.
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.".contains(&byte);
    match path.to_str() {
        Some(text) if is_tidy(text) && text.bytes().all(is_plain) => Ok(format!("file://{text}")),
        _ => Url::from_file_path(path)
            .map(String::from)
            .map_err(|()| Error::invalid("path", path.display().to_string(), "it is not absolute")),
    }
}

/// Whether the path is absolute and has no empty part, `.` or `..`.
fn is_tidy(path: &str) -> bool {
    path.starts_with('/') && !path.ends_with('/') && !path.contains("//") && !path.contains("/.")
}

fn local(path: &FilePath) -> Result<Location> {
    if path.to_str().is_some_and(is_tidy) {
        return Ok(Location::of_path(path));
    }
    let path = std::path::absolute(path).map_err(|source| Error::Io { doing: "find", location: path.display().to_string(), source })?;
    Ok(Location::of_path(path))
}

fn authority_and_prefix(rest: &str) -> Result<(&str, Path), String> {
    let (authority, prefix) = rest.split_once('/').unwrap_or((rest, ""));
    Ok((authority, parse_prefix(prefix)?))
}

fn parse_prefix(text: &str) -> Result<Path, String> {
    if text.starts_with('/') {
        return Err("it is absolute".to_owned());
    }
    Path::parse(text.strip_suffix('/').unwrap_or(text)).map_err(|_| "it has an empty part, `.` or `..`".to_owned())
}

fn check_s3_names(profile: Option<&str>, bucket: &str) -> Result<(), String> {
    if profile.is_some_and(|profile| profile.is_empty() || profile.contains(':')) {
        return Err("before `@` stands the name of a profile, never a secret".to_owned());
    }
    let parts: Vec<&str> = bucket.split(':').collect();
    let fits = |part: &&str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || "-_.$".contains(c));
    // An empty tenant (`:bucket`) is Ceph's way to name the one without.
    match parts.as_slice() {
        [bucket] | ["", bucket] if fits(bucket) => Ok(()),
        [tenant, bucket] if fits(tenant) && fits(bucket) => Ok(()),
        _ => Err(format!("`{bucket}` is not a bucket or `tenant:bucket`")),
    }
}

/// `text` as messages may show it: whatever stands before `@` with a colon in it may be a secret.
fn without_userinfo(text: &str) -> String {
    match text.split_once("://").map(|(scheme, rest)| (scheme, rest, rest.split_once('@'))) {
        Some((scheme, _, Some((user, rest)))) if user.contains(':') => format!("{scheme}://...@{rest}"),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorKind;

    #[test]
    fn a_location_is_shown_as_it_was_typed() {
        for text in [
            "/a/b",
            "memory://m",
            "memory://m/x/y",
            "s3://bucket",
            "s3://bucket/a/b",
            "s3://prod@bucket/a",
            "s3://prod@ten:bucket/a",
            "s3://:bucket",
        ] {
            assert_eq!(Location::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(Location::parse("file:///a/b%20c").unwrap().to_string(), "/a/b c");
        assert_eq!(Location::parse("s3://bucket/a/").unwrap().to_string(), "s3://bucket/a");
    }

    #[test]
    fn a_relative_path_is_made_absolute() {
        let Location::Local { path } = Location::parse("repo").unwrap() else { panic!("a path") };
        assert!(path.is_absolute() && path.ends_with("repo"));
    }

    #[test]
    fn joining_goes_down_only() {
        let bucket = Location::parse("s3://bucket/a").unwrap();
        assert_eq!(bucket.join("b/c").unwrap().to_string(), "s3://bucket/a/b/c");
        assert_eq!(bucket.join("").unwrap(), bucket);
        assert_eq!(Location::parse("/a").unwrap().join("b").unwrap().to_string(), "/a/b");
        for climbing in ["../x", "a/../../x", "/x", "a//b", "."] {
            assert_eq!(bucket.join(climbing).unwrap_err().kind(), ErrorKind::Invalid, "{climbing}");
        }
    }

    #[test]
    fn paths_become_what_the_library_of_urls_makes_of_them() {
        for path in
            ["/a/b-1_2.fits", "/", "/a/", "/a//b", "/a/./b", "/a/../b", "/.a/b", "/a b", "/ä", "/a%20b", "/a+b#c?d~e", "/a\nb", "/A.B/c..d"]
        {
            let location = Location::parse(path).unwrap();
            let Location::Local { path: absolute } = &location else { panic!("{path}") };
            assert_eq!(**absolute, *std::path::absolute(path).unwrap(), "{path}");
            assert_eq!(location.to_uri().unwrap(), Url::from_file_path(absolute).unwrap().as_str(), "{path}");
        }
    }

    #[test]
    fn what_can_not_be_opened_is_refused_by_name() {
        for (text, kind) in [
            ("", ErrorKind::Invalid),
            ("s3://", ErrorKind::Invalid),
            ("s3:///prefix", ErrorKind::Invalid),
            ("s3://a:b:c/x", ErrorKind::Invalid),
            ("s3://@bucket", ErrorKind::Invalid),
            ("s3://bucket/a/../b", ErrorKind::Invalid),
            ("file://host/path", ErrorKind::Invalid),
            ("gs://bucket", ErrorKind::Unsupported),
        ] {
            assert_eq!(Location::parse(text).unwrap_err().kind(), kind, "{text}");
        }
    }

    #[test]
    fn a_secret_typed_into_a_location_is_not_repeated() {
        let error = Location::parse("s3://key:verysecret@bucket/a").unwrap_err();
        assert!(!error.to_string().contains("verysecret"), "{error}");
    }
}
