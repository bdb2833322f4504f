//! The command under its second name.

use std::ffi::OsString;
use std::process::ExitCode;

use pyo3::prelude::*;

/// Runs the `butler` command; `words` begins with the program's name. Returns its exit code.
#[pyfunction]
pub fn command(py: Python<'_>, words: Vec<OsString>) -> u8 {
    let done = py.detach(|| butler_cli::main(words));
    // An exit code can be compared, and not read.
    (0..=u8::MAX).find(|code| ExitCode::from(*code) == done).unwrap_or(1)
}
