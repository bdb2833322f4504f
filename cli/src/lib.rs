//! The `butler` command as a library: what was typed, what is meant, the call, and how it is told.
//!
//! Data goes to standard output, talk to standard error. Exit codes: 0 done, 1 failed, 2 wrong usage, 75 try again. Nothing happens before
//! the arguments are parsed: `--help` and `--version` start no runtime.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod arguments;
pub mod command;
mod confirm;
mod failure;
mod logging;
mod options_file;
pub mod output;
mod panics;
mod printer;
mod runtime;
mod source;
mod tabular;
mod usage;

use std::ffi::OsString;
use std::process::ExitCode;

use arguments::Arguments;
pub use failure::Failure;
pub use printer::{Printer, Talk};

/// Runs the command that `typed` says, the program's name first, and returns its exit code.
pub fn main(typed: impl IntoIterator<Item = OsString>) -> ExitCode {
    panics::install();
    let typed = match options_file::expand(typed.into_iter().collect()) {
        Ok(typed) => typed,
        Err(failure) => return failure.report(&Printer::new(Talk::Normal)),
    };
    let arguments = match Arguments::parse(&typed) {
        Ok(arguments) => arguments,
        Err(error) => return usage::report(&error),
    };
    let printer = Printer::new(arguments.global.talk()).showing(arguments.global.shows_progress());
    let tells_itself = matches!(arguments.command, command::Command::Sql(_));
    match logging::start(&arguments.global).and_then(|()| arguments.command.run(&arguments.global, &printer)) {
        Ok(code) => {
            let used = runtime::counters().counts();
            if used.requests() > 0 && !tells_itself {
                printer.detail(format!(
                    "{} of stores, {} bytes read, {} bytes written",
                    printer::counted(used.requests(), "request"),
                    used.read_bytes,
                    used.written_bytes
                ));
            }
            code
        }
        Err(failure) => failure.report(&printer),
    }
}
