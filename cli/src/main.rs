//! The `butler` command; all of it is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    butler_cli::main(std::env::args_os())
}
