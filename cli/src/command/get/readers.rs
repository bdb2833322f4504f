//! How a dataset is shown: the closed list of readers, chosen by what its storage class is read as and by its first bytes. Nothing in a dataset is ever run.
//! A reader of tables or images is a variant here, and its line in [`Reader::of`].

use std::io::{self, IsTerminal, Write};

use butler_engine::butler::{Content, FoundDataset};
use butler_engine::datasets::Kind;

use crate::Failure;

/// What shows a dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// Text as it is: YAML, JSON, configurations, ECSV.
    Text,
    /// Bytes that only a program understands.
    Bytes,
}

impl Reader {
    /// The reader for a dataset.
    pub fn of(content: &Content) -> Reader {
        let is_text = std::str::from_utf8(&content.bytes).is_ok_and(|text| !text.contains('\0')) && !is_binary(&content.bytes);
        match content.kind {
            Kind::Data | Kind::Text | Kind::Table | Kind::Image | Kind::Exposure | Kind::Bytes if is_text => Reader::Text,
            _ => Reader::Bytes,
        }
    }

    /// Shows it on standard output.
    pub fn print(self, content: &Content, dataset: &FoundDataset) -> Result<(), Failure> {
        let mut out = io::stdout().lock();
        if self == Reader::Bytes && out.is_terminal() {
            let text = format!("{dataset} is {} bytes of {}", content.bytes.len(), format_of(&content.bytes));
            return Err(Failure::usage(text, "`-o FILE` writes them to a file"));
        }
        out.write_all(&content.bytes).map_err(Failure::Output)?;
        if self == Reader::Text && !content.bytes.ends_with(b"\n") {
            out.write_all(b"\n").map_err(Failure::Output)?;
        }
        out.flush().map_err(Failure::Output)
    }
}

/// Formats that begin with text.
fn is_binary(bytes: &[u8]) -> bool {
    bytes.starts_with(b"SIMPLE  =") || bytes.starts_with(b"PAR1")
}

fn format_of(bytes: &[u8]) -> &'static str {
    match bytes {
        [b'S', b'I', b'M', b'P', b'L', b'E', ..] => "FITS",
        [b'P', b'A', b'R', b'1', ..] => "Parquet",
        [0x1f, 0x8b, ..] => "gzip",
        [b'P', b'K', ..] => "a ZIP archive",
        [0x80, ..] => "a pickle, which is never read",
        _ => "an unknown format",
    }
}
