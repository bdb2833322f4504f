//! A cache on local disk of files that are elsewhere, off unless it is configured.
//!
//! ```yaml
//! datastore:
//!   cached:
//!     root: /scratch/butler-cache          # or $DAF_BUTLER_CACHE_DIRECTORY, which counts more
//!     expiry: {mode: size, threshold: 50000000000}   # or $DAF_BUTLER_CACHE_EXPIRATION_MODE, e.g. `size=50000000000`
//! ```
//!
//! Modes are `size` (bytes in all), `files` (or `datasets`: a number), `age` (seconds since the last use) and `disabled`; without one nothing expires.
//!
//! Only files whose checksum is known are kept, under a name made of it: what has another checksum has another name, and what is read is compared with it each
//! time. Names appear whole or not at all, so any number of processes may share a cache, and anybody may delete from it at any time.

use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::{CHECKSUM_PREFIX, Carrier, Known, Origin};
use crate::config::yaml::Node;
use crate::context::stores::{Environment, Location};
use crate::context::{Clock, Context};
use crate::{Error, Result};

/// Environment variables, as the reference has them.
const DIRECTORY: &str = "DAF_BUTLER_CACHE_DIRECTORY";
const DIRECTORY_IF_UNSET: &str = "DAF_BUTLER_CACHE_DIRECTORY_IF_UNSET";
const EXPIRATION: &str = "DAF_BUTLER_CACHE_EXPIRATION_MODE";
/// What names of cached files end in; nothing else in the folder is touched.
const SUFFIX: &str = ".cached";

/// When files go out of the cache.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expiry {
    /// Never by themselves.
    Never,
    /// Those that were not used for longest, once there are more bytes than this.
    SizeBytes(u64),
    /// The same, once there are more files than this.
    Files(u64),
    /// Those that were not used for so many seconds.
    AgeSeconds(u64),
}

/// The cache.
#[derive(Debug, Clone)]
pub struct Cache {
    folder: PathBuf,
    expiry: Expiry,
    clock: Arc<dyn Clock>,
}

impl Cache {
    /// The one that the configuration and the environment ask for, if they do.
    pub fn of(section: Option<&Node>, environment: &Environment, context: &Context) -> Result<Option<Cache>> {
        let text = |node: &Node| node.string().map(str::to_owned);
        let configured = section.and_then(|section| section.get_some("root")).map(text).transpose()?;
        let folder =
            environment.get(DIRECTORY).map(str::to_owned).or(configured).or_else(|| environment.get(DIRECTORY_IF_UNSET).map(str::to_owned));
        let expiry = match (environment.get(EXPIRATION), section.and_then(|section| section.get_some("expiry"))) {
            (Some(text), _) => {
                let (mode, threshold) = text.split_once('=').unwrap_or((text, ""));
                expiry(mode, threshold.parse().ok()).map_err(|reason| Error::invalid("environment variable", EXPIRATION, reason))?
            }
            (None, Some(node)) => {
                node.only_fields(&["mode", "threshold"])?;
                let threshold = node.get_some("threshold").map(Node::integer).transpose()?.and_then(|number| u64::try_from(number).ok());
                match node.get_some("mode") {
                    None => Some(Expiry::Never),
                    Some(mode) => expiry(mode.string()?, threshold).map_err(|reason| mode.error(reason))?,
                }
            }
            (None, None) => Some(Expiry::Never),
        };
        let (Some(folder), Some(expiry)) = (folder, expiry) else { return Ok(None) };
        let Location::Local { path } = Location::parse(&folder)? else {
            return Err(Error::invalid("cache folder", folder, "it is not on local disk"));
        };
        Ok(Some(Cache { folder: path.to_path_buf(), expiry, clock: Arc::clone(&context.clock) }))
    }

    /// A file on local disk with the bytes of `origin`: the cached one, which is fetched first if it is not there. None if it is not to be cached.
    pub(super) async fn local(&self, carrier: &Carrier, origin: &Origin, known: &Known) -> Result<Option<PathBuf>> {
        let Some(path) = self.path(origin, known) else { return Ok(None) };
        if self.is_good(carrier, &path, known).await {
            return Ok(Some(path));
        }
        // A cache that can't be written is a cache less, and no reason to fail.
        let failed = |error: std::io::Error| tracing::warn!("the cache `{}` can't be used: {error}", self.folder.display());
        if let Some(Err(error)) = path.parent().map(std::fs::create_dir_all) {
            failed(error);
            return Ok(None);
        }
        match carrier.fetch(origin, known, &path).await {
            Ok(_) => {}
            Err(Error::Io { source, doing: "write", .. }) => {
                failed(source);
                return Ok(None);
            }
            Err(error) => return Err(error),
        }
        self.touch(&path);
        self.expire(&path);
        Ok(Some(path))
    }

    /// The cached file with the bytes of `origin`, if there is one.
    pub(super) async fn present(&self, carrier: &Carrier, origin: &Origin, known: &Known) -> Option<PathBuf> {
        let path = self.path(origin, known)?;
        self.is_good(carrier, &path, known).await.then_some(path)
    }

    /// Where a file is kept, if it is one that is.
    fn path(&self, origin: &Origin, known: &Known) -> Option<PathBuf> {
        if matches!(origin.location, Location::Local { .. }) || self.exceeds(known.size_bytes?) {
            return None;
        }
        let digits = known.checksum.as_deref()?.strip_prefix(CHECKSUM_PREFIX)?;
        // It becomes a name.
        let is_hex = digits.len() == 64 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_hex.then(|| self.folder.join(&digits[..2]).join(format!("{digits}{SUFFIX}")))
    }

    /// Whether a file alone is more than the cache may hold.
    fn exceeds(&self, size_bytes: u64) -> bool {
        matches!(self.expiry, Expiry::SizeBytes(most) if size_bytes > most) || self.expiry == Expiry::Files(0)
    }

    /// Whether a cached file has the bytes that are known; one that has not is removed.
    async fn is_good(&self, carrier: &Carrier, path: &FilePath, known: &Known) -> bool {
        if !path.exists() {
            return false;
        }
        let is_good = carrier.check(&Location::of_path(path).into(), known).await.is_ok();
        match is_good {
            true => self.touch(path),
            // Another process may have done so.
            false => drop(std::fs::remove_file(path)),
        }
        is_good
    }

    fn now(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_nanos(u64::try_from(self.clock.now().to_unix_ns()).unwrap_or(0))
    }

    /// Notes that a file was used; whoever can't keeps it a shorter time.
    fn touch(&self, path: &FilePath) {
        if let Ok(file) = std::fs::File::options().append(true).open(path) {
            let _ = file.set_modified(self.now());
        }
    }

    /// Removes what has expired, but not `newest`. What others have removed already is no error.
    fn expire(&self, newest: &FilePath) {
        if self.expiry == Expiry::Never {
            return;
        }
        let mut files = Vec::new();
        let folders = std::fs::read_dir(&self.folder).into_iter().flatten().flatten();
        for entry in folders.flat_map(|folder| std::fs::read_dir(folder.path()).into_iter().flatten().flatten()) {
            let is_cached = entry.file_name().to_str().is_some_and(|name| name.ends_with(SUFFIX));
            if let (true, Ok(metadata)) = (is_cached, entry.metadata()) {
                files.push((metadata.modified().unwrap_or(UNIX_EPOCH), metadata.len(), entry.path()));
            }
        }
        files.sort();
        let (mut count, mut size_bytes) = (files.len() as u64, files.iter().map(|(_, size, _)| size).sum::<u64>());
        for (used, size, path) in files {
            let expires = match self.expiry {
                Expiry::Never => false,
                Expiry::SizeBytes(most) => size_bytes > most,
                Expiry::Files(most) => count > most,
                Expiry::AgeSeconds(most) => self.now().duration_since(used).is_ok_and(|age| age.as_secs() > most),
            };
            if expires && path != newest {
                let _ = std::fs::remove_file(&path);
                count -= 1;
                size_bytes -= size;
            }
        }
    }
}

/// A mode and its threshold; none where there is to be no cache.
fn expiry(mode: &str, threshold: Option<u64>) -> Result<Option<Expiry>, String> {
    let threshold = || threshold.ok_or_else(|| format!("the mode `{mode}` needs a whole number"));
    Ok(Some(match mode {
        "disabled" => return Ok(None),
        "size" => Expiry::SizeBytes(threshold()?),
        "files" | "datasets" => Expiry::Files(threshold()?),
        "age" => Expiry::AgeSeconds(threshold()?),
        _ => return Err(format!("`{mode}` is none of the modes size, files, datasets, age and disabled")),
    }))
}

#[cfg(test)]
mod tests;
