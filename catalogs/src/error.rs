//! The one error type of the crate: what is wrong in which file, and where in it.

use crate::fits::Fault;

/// What the caller can do about an [`Error`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// The named thing does not exist.
    NotFound,
    /// The request itself is wrong.
    Invalid,
    /// Understood, but not offered.
    Unsupported,
    /// The store can't be reached at the moment.
    Unavailable,
    /// Bytes are damaged or of an unknown format.
    Data,
    /// An invariant of this program is broken.
    Internal,
}

/// Everything that can go wrong in this crate.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
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
    /// The object store failed.
    #[error("cannot read `{location}`: {source}")]
    Store {
        /// URI without credentials.
        location: String,
        /// The store's own error.
        source: object_store::Error,
    },
    /// A FITS file does not say what it must.
    #[error("`{file}`{}: {reason}", place(*.hdu, .column.as_deref()))]
    Fits {
        /// The file.
        file: String,
        /// Index of the HDU, from 0.
        hdu: Option<usize>,
        /// Name of the column.
        column: Option<String>,
        /// What does not fit.
        reason: String,
    },
    /// A file of another format does not say what it must.
    #[error("`{file}` is not a whole {format}: {reason}")]
    Format {
        /// The file.
        file: String,
        /// The format, e.g. "VOTable".
        format: &'static str,
        /// What does not fit, and where.
        reason: String,
    },
    /// No format of tables begins like this file.
    #[error("the format of `{file}` is not known")]
    Unknown {
        /// The file.
        file: String,
    },
    /// Something named does not exist; `near` holds names that do, nearest first.
    #[error("`{file}` has no {what} `{name}`")]
    Missing {
        /// The file.
        file: String,
        /// The sort of thing, e.g. "column".
        what: &'static str,
        /// Its name as given.
        name: String,
        /// Existing names that look alike.
        near: Vec<String>,
    },
    /// An exposure does not have a component.
    #[error("`{file}` has no component `{component}`")]
    Absent {
        /// The file.
        file: String,
        /// The component's name.
        component: &'static str,
        /// The components that it has.
        present: Vec<&'static str>,
    },
    /// What is asked for is not within the image.
    #[error("`{file}`: {reason}")]
    Outside {
        /// The file.
        file: String,
        /// What is where.
        reason: String,
    },
    /// Understood, but not offered.
    #[error("{what} can't be written as {format}: {reason}")]
    Inexpressible {
        /// The thing, e.g. "column `x`".
        what: String,
        /// The format.
        format: &'static str,
        /// Why not.
        reason: String,
    },
    /// Bytes can't be written.
    #[error("cannot write {format}: {source}")]
    Write {
        /// The format.
        format: &'static str,
        /// The reason of the system.
        source: std::io::Error,
    },
    /// Arrow refuses.
    #[error("{doing}: {source}")]
    Arrow {
        /// What was done, e.g. "cannot write Parquet".
        doing: &'static str,
        /// Its own error.
        source: arrow::error::ArrowError,
    },
    /// Parquet refuses.
    #[error("`{file}` is not a whole Parquet file: {source}")]
    Parquet {
        /// The file.
        file: String,
        /// Its own error.
        source: parquet::errors::ParquetError,
    },
}

/// Shorthand for results of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// What the caller can do.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Error::Io { source, .. } if source.kind() == std::io::ErrorKind::NotFound => ErrorKind::NotFound,
            Error::Store { source: object_store::Error::NotFound { .. }, .. } => ErrorKind::NotFound,
            Error::Io { .. } | Error::Store { .. } | Error::Write { .. } => ErrorKind::Unavailable,
            Error::Fits { .. } | Error::Format { .. } | Error::Parquet { .. } | Error::Unknown { .. } => ErrorKind::Data,
            Error::Missing { .. } | Error::Absent { .. } => ErrorKind::NotFound,
            Error::Outside { .. } => ErrorKind::Invalid,
            Error::Inexpressible { .. } => ErrorKind::Unsupported,
            Error::Arrow { .. } => ErrorKind::Internal,
        }
    }

    /// What to try.
    pub fn hint(&self) -> Option<String> {
        match self {
            Error::Missing { near, .. } if !near.is_empty() => {
                let names: Vec<String> = near.iter().map(|name| format!("`{name}`")).collect();
                Some(format!("did you mean {}?", names.join(" or ")))
            }
            Error::Absent { present, .. } => Some(format!("it has {}", present.join(", "))),
            Error::Unknown { .. } => Some("FITS, Parquet, ECSV, VOTable, CSV and Arrow IPC are understood".to_owned()),
            _ => None,
        }
    }

    /// Something named that is not among `names`; the nearest three are offered.
    pub(crate) fn missing<'a>(file: &str, what: &'static str, name: &str, names: impl IntoIterator<Item = &'a str>) -> Error {
        let wanted = name.to_lowercase();
        let mut near: Vec<(f64, &str)> = names
            .into_iter()
            .map(|other| (strsim::jaro_winkler(&wanted, &other.to_lowercase()), other))
            .filter(|near| near.0 > 0.8)
            .collect();
        near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        let near = near.into_iter().take(3).map(|(_, name)| name.to_owned()).collect();
        Error::Missing { file: file.to_owned(), what, name: name.to_owned(), near }
    }

    pub(crate) fn fits(file: &str, hdu: Option<usize>, fault: Fault) -> Error {
        Error::Fits { file: file.to_owned(), hdu, column: fault.column, reason: fault.reason }
    }

    pub(crate) fn format(file: &str, format: &'static str, reason: impl Into<String>) -> Error {
        Error::Format { file: file.to_owned(), format, reason: reason.into() }
    }

    pub(crate) fn arrow(doing: &'static str) -> impl FnOnce(arrow::error::ArrowError) -> Error {
        move |source| Error::Arrow { doing, source }
    }
}

fn place(hdu: Option<usize>, column: Option<&str>) -> String {
    match (hdu, column) {
        (Some(hdu), Some(column)) => format!(" HDU {hdu} column `{column}`"),
        (Some(hdu), None) => format!(" HDU {hdu}"),
        (None, Some(column)) => format!(" column `{column}`"),
        (None, None) => String::new(),
    }
}

fn io_reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "no such file".to_owned(),
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        std::io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        _ => error.to_string(),
    }
}
