//! What can be wrong with bytes, texts and numbers that describe a part of the sphere.

/// Everything that can go wrong in this crate. None of it depends on anything but the input.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Bytes are not the encoding of a region.
    #[error("bytes are not an encoded {what}: {reason}")]
    Encoding {
        /// The kind of region that they should be.
        what: &'static str,
        /// What is wrong.
        reason: String,
    },
    /// A text is not a region in the syntax of the IVOA parameter `POS`.
    #[error("`{text}` is not a `POS` region: {reason}")]
    Pos {
        /// The text.
        text: String,
        /// What is wrong.
        reason: String,
    },
    /// A region of this kind can't be said in this form.
    #[error("{region} can't be written as {form}")]
    Inexpressible {
        /// The kind of region.
        region: &'static str,
        /// The form that was asked for.
        form: &'static str,
    },
    /// Numbers do not describe what they should.
    #[error("{what} is not valid: {reason}")]
    Invalid {
        /// The thing to be made.
        what: &'static str,
        /// Why it can't be.
        reason: String,
    },
    /// No pixel of a pixelization has this index.
    #[error("{pixelization} has no pixel `{index}`")]
    NoPixel {
        /// Name and level.
        pixelization: String,
        /// The index.
        index: u64,
    },
}

/// Shorthand for results of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    pub(crate) fn invalid(what: &'static str, reason: impl Into<String>) -> Self {
        Error::Invalid { what, reason: reason.into() }
    }

    pub(crate) fn encoding(what: &'static str, reason: impl Into<String>) -> Self {
        Error::Encoding { what, reason: reason.into() }
    }
}
