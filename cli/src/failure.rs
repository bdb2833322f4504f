//! Why a command ends without having done what was asked, and with which exit code.

use std::io;
use std::process::ExitCode;

use butler_engine::{Error, ErrorKind};

use crate::Printer;

/// Exit code of a command that failed.
pub const FAILED: u8 = 1;
/// Exit code of arguments that make no sense.
pub const USAGE: u8 = 2;
/// Exit code of a failure that may pass: `EX_TEMPFAIL` of sysexits.h.
pub const TRY_AGAIN: u8 = 75;
/// Exit code of a command that Ctrl-C ended: 128 + SIGINT.
pub const INTERRUPTED: u8 = 130;

/// Why a command ended early.
#[derive(Debug)]
pub enum Failure {
    /// The engine could not do it.
    Engine(Box<Error>),
    /// A file of a table or an image could not be read or written.
    Catalog(Box<butler_catalogs::Error>),
    /// An instrument, a header or a skymap is not what it should be.
    Observatory(Box<butler_observatory::Error>),
    /// The arguments make no sense together: why, and what to try.
    Usage(String, Option<String>),
    /// Something was not done, on purpose: why, and what to try.
    Refused(String, String),
    /// Standard output or a file for it can't be written.
    Output(io::Error),
    /// Ctrl-C.
    Interrupted,
}

impl Failure {
    /// Arguments that make no sense together.
    pub fn usage(text: impl Into<String>, hint: impl Into<String>) -> Failure {
        Failure::Usage(text.into(), Some(hint.into()))
    }

    /// Something was not done, on purpose.
    pub fn refused(text: impl Into<String>, hint: impl Into<String>) -> Failure {
        Failure::Refused(text.into(), hint.into())
    }

    /// Tells the user, and gives the exit code.
    pub fn report(&self, printer: &Printer) -> ExitCode {
        match self {
            Failure::Engine(error) => {
                printer.error(error, error.hint().as_deref());
                ExitCode::from(if error.kind() == ErrorKind::Unavailable { TRY_AGAIN } else { FAILED })
            }
            Failure::Catalog(error) => {
                printer.error(error, error.hint().as_deref());
                ExitCode::from(if error.kind() == butler_catalogs::ErrorKind::Unavailable { TRY_AGAIN } else { FAILED })
            }
            Failure::Observatory(error) => {
                printer.error(error, error.hint().as_deref());
                ExitCode::from(FAILED)
            }
            Failure::Usage(text, hint) => {
                printer.error(text, hint.as_deref());
                ExitCode::from(USAGE)
            }
            Failure::Refused(text, hint) => {
                printer.error(text, Some(hint));
                ExitCode::from(FAILED)
            }
            // Whoever read the output has seen enough.
            Failure::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
            Failure::Output(error) => {
                printer.error(format!("cannot write the output: {error}"), None);
                ExitCode::from(FAILED)
            }
            Failure::Interrupted => {
                printer.error("interrupted", None);
                ExitCode::from(INTERRUPTED)
            }
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        Failure::Engine(Box::new(error))
    }
}

impl From<butler_observatory::Error> for Failure {
    fn from(error: butler_observatory::Error) -> Failure {
        match error {
            butler_observatory::Error::Catalog(error) => error.into(),
            error => Failure::Observatory(Box::new(error)),
        }
    }
}

impl From<butler_catalogs::Error> for Failure {
    fn from(error: butler_catalogs::Error) -> Failure {
        match error {
            butler_catalogs::Error::Write { source, .. } => Failure::Output(source),
            error => Failure::Catalog(Box::new(error)),
        }
    }
}
