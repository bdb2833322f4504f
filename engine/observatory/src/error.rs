//! What can go wrong with instruments, headers and skymaps.

/// The result of this crate's functions.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// An error that names the thing it is about.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file of bytes that mean nothing.
    #[error(transparent)]
    Catalog(#[from] butler_catalogs::Error),
    /// A local file could not be read.
    #[error("cannot read `{name}`: {source}")]
    Io {
        /// The file.
        name: String,
        /// The system's word.
        source: std::io::Error,
    },
    /// A document is not what it should be.
    #[error("{what} `{name}` is not valid: {reason}")]
    Invalid {
        /// The kind of thing.
        what: &'static str,
        /// Its name.
        name: String,
        /// What is wrong with it.
        reason: String,
    },
    /// No instrument's rules know a header.
    #[error("no instrument recognises the header of `{name}`")]
    Unrecognised {
        /// The file.
        name: String,
    },
    /// A name that nothing has.
    #[error("{what} `{name}` does not exist")]
    Unknown {
        /// The kind of thing.
        what: &'static str,
        /// Its name.
        name: String,
        /// The near matches.
        near: Vec<String>,
    },
    /// A header lacks what a property is made of.
    #[error("`{property}` cannot be told from the header of `{name}`: {reason}")]
    Property {
        /// The file.
        name: String,
        /// The property.
        property: String,
        /// Why.
        reason: String,
    },
}

impl Error {
    pub(crate) fn invalid(what: &'static str, name: impl Into<String>, reason: impl Into<String>) -> Error {
        Error::Invalid { what, name: name.into(), reason: reason.into() }
    }

    /// What to try.
    pub fn hint(&self) -> Option<String> {
        match self {
            Error::Catalog(error) => error.hint(),
            Error::Unrecognised { .. } => {
                Some("a camera of your own is a YAML file: see docs/instruments.md, and give it with `--instrument FILE`".to_owned())
            }
            Error::Unknown { near, .. } if !near.is_empty() => {
                Some(format!("did you mean {}?", near.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" or ")))
            }
            _ => None,
        }
    }
}
