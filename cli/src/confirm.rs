//! Asking before something is removed.

use std::io::{self, BufRead, IsTerminal, Write};

use clap::Args;

use crate::{Failure, Printer};

/// Whether to ask first, and whether to do anything at all.
#[derive(Debug, Clone, Args)]
pub struct Confirm {
    /// Ask before anything is removed [default]
    #[arg(long, overrides_with = "no_confirm")]
    confirm: bool,
    /// Do not ask
    #[arg(long, overrides_with = "confirm")]
    no_confirm: bool,
    /// Only show what would be done
    #[arg(long)]
    dry_run: bool,
}

impl Confirm {
    /// Whether the user is asked, or would have been.
    pub fn asks(&self) -> bool {
        self.confirm || !self.no_confirm
    }

    /// Whether nothing is to be done.
    pub fn is_dry_run(&self) -> bool {
        self.dry_run
    }

    /// Whether to go on, after what would be done has been shown.
    ///
    /// # Errors
    /// The user is to be asked, but standard input is no terminal.
    pub fn go_on(&self, printer: &Printer) -> Result<bool, Failure> {
        if self.dry_run {
            printer.say("nothing was done: --dry-run");
            return Ok(false);
        }
        if !self.asks() {
            return Ok(true);
        }
        if !io::stdin().is_terminal() {
            return Err(Failure::refused(
                "nothing was done: standard input is no terminal to confirm on",
                "--no-confirm does it without asking",
            ));
        }
        print!("Continue? [y/N]: ");
        io::stdout().flush().map_err(Failure::Output)?;
        let mut answer = String::new();
        io::stdin().lock().read_line(&mut answer).map_err(Failure::Output)?;
        let agreed = matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes");
        if !agreed {
            printer.say("aborted");
        }
        Ok(agreed)
    }
}
