//! Versions of the stored format, and what this program makes of newer ones.

use crate::error::{Error, Result};

/// The newest reader format that this program understands.
pub const READER_FORMAT: u32 = 1;
/// The newest writer format that this program obeys.
pub const WRITER_FORMAT: u32 = 1;

/// Fails if `name` (a `what`) may only be read by a newer program.
pub fn check_reader(what: &'static str, name: &str, min_reader: u32) -> Result<()> {
    if min_reader <= READER_FORMAT {
        return Ok(());
    }
    let reason = format!("it needs reader format {min_reader}, and this program has {READER_FORMAT}");
    Err(Error::Unsupported { what, name: name.to_owned(), reason }.with_hint("read it with a newer version of butler"))
}

/// Fails if only a newer program may write after `name` (a `what`).
pub fn check_writer(what: &'static str, name: &str, min_writer: u32) -> Result<()> {
    if min_writer <= WRITER_FORMAT {
        return Ok(());
    }
    let reason = format!("writing after it needs writer format {min_writer}, and this program has {WRITER_FORMAT}");
    Err(Error::Unsupported { what, name: name.to_owned(), reason }
        .with_hint("write with a newer version of butler; reading is possible with this one"))
}
