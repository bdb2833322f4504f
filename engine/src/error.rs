//! The one error type of the engine: what went wrong with which thing, what the caller can do, and what to try.
//!
//! Exit codes and Python exceptions depend on [`Error::kind`] alone, so its values are stable. Texts are in lowercase, without a final dot,
//! names in backticks.

use std::fmt;

mod place;
mod store;

/// What the caller can do about an [`Error`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// The named thing does not exist.
    NotFound,
    /// It contradicts what is there, or somebody else was faster.
    Conflict,
    /// The request itself is wrong.
    Invalid,
    /// Understood, but not offered.
    Unsupported,
    /// The store can't be reached or refuses at the moment; trying again may help.
    Unavailable,
    /// Stored bytes are damaged or of a format unknown to this program.
    Data,
    /// An invariant of this program is broken.
    Internal,
}

/// Everything that can go wrong in the engine.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Something named does not exist; `near` holds names that do, nearest first.
    #[error("{what} `{name}` does not exist")]
    Missing {
        /// The sort of thing, e.g. "collection".
        what: &'static str,
        /// Its name as given.
        name: String,
        /// Existing names that look alike.
        near: Vec<String>,
    },
    /// Something is there already.
    #[error("{what} `{name}` already exists")]
    Exists {
        /// The sort of thing.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// A definition contradicts the existing one.
    #[error("{what} `{name}` is already defined with {field} {existing}, not {given}")]
    Differs {
        /// The sort of thing.
        what: &'static str,
        /// Its name.
        name: String,
        /// The field in which they differ.
        field: String,
        /// The value that is stored.
        existing: String,
        /// The value that was given.
        given: String,
    },
    /// A value can't be what it is meant to be.
    #[error("{what} `{name}` is not valid: {reason}")]
    Invalid {
        /// The sort of thing.
        what: &'static str,
        /// The value or its name.
        name: String,
        /// Why not.
        reason: String,
    },
    /// A constraint would be broken.
    #[error("{what} `{name}` is in conflict: {reason}")]
    Conflict {
        /// The sort of thing.
        what: &'static str,
        /// Its name.
        name: String,
        /// Which constraint, with the values.
        reason: String,
    },
    /// Files that were to be registered may have been deleted.
    #[error("files that were to be registered may be gone: others were removed at the same time")]
    TrashChanged,
    /// Understood, but not offered.
    #[error("{what} `{name}` is not supported: {reason}")]
    Unsupported {
        /// The sort of thing.
        what: &'static str,
        /// Its name.
        name: String,
        /// What is offered instead, or why not.
        reason: String,
    },
    /// Stored bytes do not say what they must.
    #[error("{what} `{name}` is damaged: {reason}")]
    Damaged {
        /// The sort of object.
        what: &'static str,
        /// Its path.
        name: String,
        /// What does not fit.
        reason: String,
    },
    /// A text in YAML can't be read.
    #[error("{file}:{line}:{column}: {reason}")]
    Yaml {
        /// The file, or what the text is.
        file: String,
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What is wrong there.
        reason: String,
    },
    /// An expression of the `where` language can't be understood; the text is shown with a caret under the place.
    #[error("{}", place::pointed(.text, *.begin, *.end, .reason))]
    Expression {
        /// The whole expression.
        text: String,
        /// Byte offset of the place.
        begin: usize,
        /// Byte offset after the place.
        end: usize,
        /// What is wrong there.
        reason: String,
        /// What to try.
        hint: Option<String>,
        /// Invalid or unsupported.
        kind: ErrorKind,
    },
    /// The object store failed.
    #[error("cannot {doing} `{location}`: {}", store::reason(.source))]
    Store {
        /// The verb, e.g. "read".
        doing: &'static str,
        /// Path or URI without credentials.
        location: String,
        /// The store's own error.
        source: object_store::Error,
    },
    /// The operating system failed.
    #[error("cannot {doing} `{location}`: {}", io_reason(.source))]
    Io {
        /// The verb, e.g. "read".
        doing: &'static str,
        /// Path.
        location: String,
        /// The system's own error.
        source: std::io::Error,
    },
    /// Nobody can tell whether a commit was done: the store went silent in between.
    #[error("it is unknown whether commit {commit_id} was done: the store did not answer")]
    Unknown {
        /// The id to ask for again.
        commit_id: uuid::Uuid,
    },
    /// A version is no longer kept.
    #[error("version {version} is no longer kept; the oldest is {oldest}")]
    SnapshotExpired {
        /// What was asked for.
        version: u64,
        /// What can be had.
        oldest: u64,
    },
    /// A file of a table or an image can't be read.
    #[error("{0}")]
    Catalog(Box<butler_catalogs::Error>),
    /// A columnar operation failed.
    #[error("{0}")]
    Arrow(#[from] arrow::error::ArrowError),
    /// A Parquet file can't be read or written.
    #[error("{0}")]
    Parquet(#[from] parquet::errors::ParquetError),
    /// The query engine refused or failed.
    #[error("{}", datafusion_reason(.0))]
    Query(Box<datafusion::error::DataFusionError>),
    /// An error with what was being done in front.
    #[error("{doing}: {source}")]
    While {
        /// What was being done, e.g. "cannot list collections of `repo`".
        doing: String,
        /// What went wrong.
        source: Box<Error>,
    },
    /// An error with a hint that is better than its own.
    #[error("{source}")]
    Hinted {
        /// What went wrong.
        source: Box<Error>,
        /// What to try.
        hint: String,
    },
    /// An invariant of this program is broken.
    #[error("internal error: {invariant}")]
    Internal {
        /// What should have held.
        invariant: String,
    },
}

/// The engine's result.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// What the caller can do.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Error::Missing { .. } | Error::SnapshotExpired { .. } => ErrorKind::NotFound,
            Error::Exists { .. } | Error::Differs { .. } | Error::Conflict { .. } => ErrorKind::Conflict,
            Error::Invalid { .. } | Error::Yaml { .. } | Error::Query(_) => ErrorKind::Invalid,
            Error::Unsupported { .. } => ErrorKind::Unsupported,
            Error::Damaged { .. } | Error::Arrow(_) | Error::Parquet(_) => ErrorKind::Data,
            Error::Expression { kind, .. } => *kind,
            Error::Store { source, .. } => store_kind(source),
            Error::Catalog(source) => catalog_kind(source),
            Error::Io { source, .. } => io_kind(source),
            Error::Unknown { .. } | Error::TrashChanged => ErrorKind::Unavailable,
            Error::While { source, .. } | Error::Hinted { source, .. } => source.kind(),
            Error::Internal { .. } => ErrorKind::Internal,
        }
    }

    /// What to try, in one sentence without a final dot.
    pub fn hint(&self) -> Option<String> {
        match self {
            Error::Missing { near, .. } if !near.is_empty() => {
                Some(format!("did you mean {}?", near.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(" or ")))
            }
            Error::Hinted { hint, .. } => Some(hint.clone()),
            Error::Expression { hint, .. } => hint.clone(),
            Error::While { source, .. } => source.hint(),
            Error::Store { source, .. } => store::hint(source).map(str::to_owned),
            Error::Catalog(source) => source.hint(),
            Error::Unknown { commit_id } => {
                Some(format!("nothing was cleaned up; `butler log --commit {commit_id}` tells once the store answers again"))
            }
            Error::Io { source, .. } if matches!(source.kind(), std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded) => {
                Some("free some space and run it again: what is in place already is taken for its own".to_owned())
            }
            Error::TrashChanged => Some("run it again: what is done already is skipped".to_owned()),
            Error::SnapshotExpired { oldest, .. } => Some(format!("ask for version {oldest} or a later one")),
            _ => None,
        }
    }

    /// Whether it is [`Error::TrashChanged`], whatever was being done.
    pub(crate) fn is_trash_changed(&self) -> bool {
        match self {
            Error::TrashChanged => true,
            Error::While { source, .. } | Error::Hinted { source, .. } => source.is_trash_changed(),
            _ => false,
        }
    }

    /// The same error with what was being done in front of it.
    pub fn doing(self, doing: impl fmt::Display) -> Error {
        Error::While { doing: doing.to_string(), source: Box::new(self) }
    }

    /// The same error with a better hint.
    pub fn with_hint(self, hint: impl fmt::Display) -> Error {
        Error::Hinted { source: Box::new(self), hint: hint.to_string() }
    }

    /// `what` named `name` does not exist, with those of `known` that look alike.
    pub fn missing<'a>(what: &'static str, name: &str, known: impl IntoIterator<Item = &'a str>) -> Error {
        Error::Missing { what, name: name.to_owned(), near: near_matches(name, known) }
    }

    /// `what` named `name` can't be what it is meant to be.
    pub fn invalid(what: &'static str, name: impl Into<String>, reason: impl Into<String>) -> Error {
        Error::Invalid { what, name: name.into(), reason: reason.into() }
    }

    /// The stored object `name` does not say what it must.
    pub fn damaged(what: &'static str, name: impl Into<String>, reason: impl Into<String>) -> Error {
        Error::Damaged { what, name: name.into(), reason: reason.into() }
    }

    /// An invariant of this program is broken.
    pub fn internal(invariant: impl Into<String>) -> Error {
        Error::Internal { invariant: invariant.into() }
    }

    /// The object store failed while `doing` (a verb) something at `location`.
    pub fn store(doing: &'static str, location: impl Into<String>, source: object_store::Error) -> Error {
        Error::Store { doing, location: location.into(), source }
    }

    /// Whether a store said that it did not and will not do what it was asked.
    pub fn is_refusal(&self) -> bool {
        matches!(self, Error::Store { source, .. } if store::is_refusal(source))
    }

    /// Whether not the object but its whole bucket is missing.
    pub fn is_missing_bucket(&self) -> bool {
        matches!(self, Error::Store { source, .. } if store::is_missing_bucket(source))
    }

    /// Whether the store said that the object is not there.
    pub fn is_not_found(&self) -> bool {
        self.kind() == ErrorKind::NotFound
    }
}

/// Names of `known` that look like `name`, nearest first, three at most: equal but for case, or few edits away, or with a common beginning.
pub fn near_matches<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let lower = name.to_lowercase();
    let mut scored: Vec<(f64, &str)> =
        known.into_iter().map(|k| (strsim::jaro_winkler(&lower, &k.to_lowercase()), k)).filter(|(score, _)| *score > 0.85).collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    scored.dedup_by(|a, b| a.1 == b.1);
    scored.into_iter().take(3).map(|(_, k)| k.to_owned()).collect()
}

/// Trying again helps where the store was silent or busy, not where it says no.
fn store_kind(source: &object_store::Error) -> ErrorKind {
    use object_store::Error as Store;
    match source {
        Store::NotFound { .. } => ErrorKind::NotFound,
        Store::AlreadyExists { .. } | Store::Precondition { .. } => ErrorKind::Conflict,
        Store::PermissionDenied { .. } | Store::Unauthenticated { .. } | Store::InvalidPath { .. } => ErrorKind::Invalid,
        Store::UnknownConfigurationKey { .. } => ErrorKind::Invalid,
        Store::NotSupported { .. } | Store::NotImplemented { .. } => ErrorKind::Unsupported,
        other => {
            let causes = std::iter::successors(std::error::Error::source(other), |cause| cause.source());
            causes.filter_map(|cause| cause.downcast_ref::<std::io::Error>()).last().map_or(ErrorKind::Unavailable, io_kind)
        }
    }
}

fn catalog_kind(source: &butler_catalogs::Error) -> ErrorKind {
    use butler_catalogs::ErrorKind as Kind;
    match (source, source.kind()) {
        (butler_catalogs::Error::Store { source, .. }, _) => store_kind(source),
        (_, Kind::NotFound) => ErrorKind::NotFound,
        (_, Kind::Invalid) => ErrorKind::Invalid,
        (_, Kind::Unsupported) => ErrorKind::Unsupported,
        (_, Kind::Unavailable) => ErrorKind::Unavailable,
        (_, Kind::Data) => ErrorKind::Data,
        (_, Kind::Internal) => ErrorKind::Internal,
    }
}

fn io_kind(source: &std::io::Error) -> ErrorKind {
    use std::io::ErrorKind as Io;
    match source.kind() {
        Io::NotFound => ErrorKind::NotFound,
        Io::AlreadyExists | Io::DirectoryNotEmpty => ErrorKind::Conflict,
        Io::PermissionDenied | Io::ReadOnlyFilesystem | Io::NotADirectory | Io::IsADirectory => ErrorKind::Invalid,
        Io::InvalidInput | Io::InvalidFilename => ErrorKind::Invalid,
        _ => ErrorKind::Unavailable,
    }
}

/// The system's reason without its number.
fn io_reason(source: &std::io::Error) -> String {
    let text = source.to_string();
    let reason = text.split(" (os error").next().unwrap_or(&text);
    reason.chars().take(1).flat_map(char::to_lowercase).chain(reason.chars().skip(1)).collect()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The engine's own error where it went through DataFusion, else DataFusion's text in one line.
fn datafusion_reason(error: &datafusion::error::DataFusionError) -> String {
    one_line(&error.strip_backtrace())
}

impl From<datafusion::error::DataFusionError> for Error {
    fn from(error: datafusion::error::DataFusionError) -> Error {
        use datafusion::error::DataFusionError;
        match error {
            DataFusionError::External(inner) => match inner.downcast::<Error>() {
                Ok(own) => *own,
                Err(inner) => Error::Query(Box::new(DataFusionError::External(inner))),
            },
            DataFusionError::Context(_, inner) if matches!(inner.find_root(), DataFusionError::External(_)) => (*inner).into(),
            DataFusionError::Diagnostic(_, inner) => (*inner).into(),
            other => Error::Query(Box::new(other)),
        }
    }
}

impl From<butler_catalogs::Error> for Error {
    fn from(error: butler_catalogs::Error) -> Error {
        Error::Catalog(Box::new(error))
    }
}

impl From<Error> for datafusion::error::DataFusionError {
    fn from(error: Error) -> Self {
        match error {
            Error::Query(inner) => *inner,
            other => datafusion::error::DataFusionError::External(Box::new(other)),
        }
    }
}
