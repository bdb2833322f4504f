//! A panic is an error of this program: it is told in one line, never as a trace, and the command ends with exit code 1.

use std::io::{self, Write};
use std::panic::PanicHookInfo;

/// From here on a panic in any thread ends the command. `RUST_BACKTRACE=1` shows the trace as well.
pub fn install() {
    std::panic::set_hook(Box::new(|info| {
        let _ = writeln!(io::stderr().lock(), "error: internal error: {}{}", message(info), place(info));
        if std::env::var_os("RUST_BACKTRACE").is_some_and(|value| value != "0") {
            let _ = writeln!(io::stderr().lock(), "{}", std::backtrace::Backtrace::force_capture());
        }
        std::process::exit(i32::from(crate::failure::FAILED));
    }));
}

fn message(info: &PanicHookInfo<'_>) -> String {
    info.payload_as_str().unwrap_or("no message").split_whitespace().collect::<Vec<_>>().join(" ")
}

fn place(info: &PanicHookInfo<'_>) -> String {
    info.location().map(|place| format!(" (at {}:{})", place.file(), place.line())).unwrap_or_default()
}
