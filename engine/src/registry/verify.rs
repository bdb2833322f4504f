//! Verification: whether the stored registry says what it must. It never writes.
//!
//! Level 0 reads the log: hashes, chain, row totals. Level 1 reads every object of the registry as well: presence, length, hash, statistics, order,
//! and the constraints on the rows. Codes are stable; those of errors begin with `E`, of warnings with `W`.

mod constraints;
mod history;
mod keys;
mod objects;

use std::fmt;

use super::files::Files;
use super::log::Log;
use super::retry::RetryPolicy;
use crate::context::Context;
use crate::context::stores::Stores;
use crate::{Error, Result};

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// A record is damaged, missing, or does not follow the one before.
    LogChain,
    /// The row totals of a record are not those of the rows.
    LogTotals,
    /// An object that a version names is missing.
    ObjMissing,
    /// An object has another length or content than the log says.
    ObjHash,
    /// The rows of a file are not as its statistics say, or not in order.
    ObjStats,
    /// A checkpoint is not the state of its version.
    Checkpoint,
    /// Two rows have the same key.
    DupKey,
    /// A row names something that does not exist.
    Fk,
    /// Two validity ranges of a data ID overlap.
    CalOverlap,
    /// A chain contains itself.
    ChainCycle,
    /// A file that a dataset names is missing.
    ArtMissing,
    /// A file has another size than its dataset says.
    ArtSize,
    /// A file has another content than its dataset says.
    ArtHash,
    /// An object that no version and no dataset names.
    Orphan,
    /// Files wait to be deleted.
    Trash,
    /// The hint is missing or leads nowhere; opening takes more requests.
    HintStale,
}

impl Code {
    /// The stable name.
    pub fn name(self) -> &'static str {
        match self {
            Code::LogChain => "E-LOG-CHAIN",
            Code::LogTotals => "E-LOG-TOTALS",
            Code::ObjMissing => "E-OBJ-MISSING",
            Code::ObjHash => "E-OBJ-HASH",
            Code::ObjStats => "E-OBJ-STATS",
            Code::Checkpoint => "E-CHECKPOINT",
            Code::DupKey => "E-DUP-KEY",
            Code::Fk => "E-FK",
            Code::CalOverlap => "E-CAL-OVERLAP",
            Code::ChainCycle => "E-CHAIN-CYCLE",
            Code::ArtMissing => "E-ART-MISSING",
            Code::ArtSize => "E-ART-SIZE",
            Code::ArtHash => "E-ART-HASH",
            Code::Orphan => "W-ORPHAN",
            Code::Trash => "W-TRASH",
            Code::HintStale => "W-HINT-STALE",
        }
    }

    /// Whether it is an error, not a warning.
    pub fn is_error(self) -> bool {
        self.name().starts_with('E')
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What.
    pub code: Code,
    /// Where: an object, or a row.
    pub object: String,
    /// In what way.
    pub detail: String,
}

/// What a verification looked at and found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// The newest version.
    pub version: u64,
    /// Records and stubs read.
    pub records: u64,
    /// Other objects read.
    pub objects: u64,
    /// Bytes of them.
    pub bytes: u64,
    /// Rows looked at.
    pub rows: u64,
    /// Files of datasets that are there; none were looked for below level 2.
    pub files: u64,
    /// Bytes of them, where the length is known.
    pub file_bytes: u64,
    /// Those without a checksum.
    pub unsummed: u64,
    /// What is wrong; empty if nothing is.
    pub findings: Vec<Finding>,
}

impl Report {
    /// Whether an error was found.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|f| f.code.is_error())
    }

    pub(super) fn add(&mut self, code: Code, object: impl Into<String>, detail: impl Into<String>) {
        self.findings.push(Finding { code, object: object.into(), detail: detail.into() });
    }
}

/// What is verified, and how deeply.
struct Verifier {
    stores: Stores,
    log: Log,
    files: Files,
    report: Report,
}

/// Verifies the registry at the root of `stores`: level 0 its log, level 1 every object and row of it.
///
/// # Errors
/// The store can't be read, or there is no registry; what is wrong inside is in the report.
pub async fn verify(stores: Stores, context: Context, level: u8) -> Result<Report> {
    let log = Log::new(stores.clone(), context, RetryPolicy::default());
    let files = Files::new(stores.ordinary.clone());
    let mut verifier = Verifier { stores, log, files, report: Report::default() };
    let states = verifier.check_history().await?;
    if level >= 1 {
        verifier.check_objects(&states).await?;
        if let Some(tip) = &states.tip {
            verifier.check_constraints(tip).await?;
        }
    }
    verifier.report.findings.sort_by(|a, b| (a.code, &a.object).cmp(&(b.code, &b.object)));
    Ok(verifier.report)
}

impl Verifier {
    fn add(&mut self, code: Code, object: impl Into<String>, detail: impl Into<String>) {
        self.report.add(code, object, detail);
    }

    /// Takes damage as a finding and passes everything else on.
    fn note<T>(&mut self, code: Code, object: &str, result: Result<T>) -> Result<Option<T>> {
        match result {
            Ok(value) => Ok(Some(value)),
            Err(error) if error.is_not_found() => {
                self.add(Code::ObjMissing, object, "it is not there");
                Ok(None)
            }
            Err(error) if is_damage(&error) => {
                self.add(code, object, error.to_string());
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }
}

/// Whether an error tells of stored bytes, not of the store or of a format that only a newer program understands.
fn is_damage(error: &Error) -> bool {
    matches!(error.kind(), crate::ErrorKind::Data | crate::ErrorKind::Invalid | crate::ErrorKind::Internal | crate::ErrorKind::NotFound)
}
