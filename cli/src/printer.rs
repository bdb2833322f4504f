//! The one printer: data on standard output, talk on standard error.
//!
//! Standard output may be closed early (`butler log repo | head`): every write says so, and the command ends quietly.

use std::fmt::Display;
use std::future::Future;
use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use butler_engine::context::Progress;

use crate::Failure;

/// Between two words of progress.
const REST: Duration = Duration::from_millis(500);

/// How much is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Talk {
    /// Errors only.
    Quiet,
    /// What was done.
    Normal,
    /// More than that.
    Verbose,
}

/// Writes for the user.
#[derive(Debug)]
pub struct Printer {
    talk: Talk,
    colored: bool,
    /// Whether progress is shown, if the user has said so.
    progress: Option<bool>,
}

impl Printer {
    /// A printer that says so much; colours if standard error is a terminal and `NO_COLOR` is not set.
    pub fn new(talk: Talk) -> Printer {
        let unwanted =
            std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) || std::env::var_os("TERM").is_some_and(|t| t == "dumb");
        Printer { talk, colored: io::stderr().is_terminal() && !unwanted, progress: None }
    }

    /// How much is said.
    pub fn talk(&self) -> Talk {
        self.talk
    }

    /// Whether standard error is a terminal that shows colours.
    pub fn is_colored(&self) -> bool {
        self.colored
    }

    /// The same, which shows progress, or does not, whether or not standard error is a terminal.
    pub fn showing(self, progress: Option<bool>) -> Printer {
        Printer { progress, ..self }
    }

    /// Does some work, and shows again and again how far it has come if somebody watches: `120 of 3000 files copied, 45/s`.
    pub async fn watched<T>(&self, progress: &Progress, what: &str, work: impl Future<Output = T>) -> T {
        if self.talk == Talk::Quiet || !self.progress.unwrap_or_else(|| io::stderr().is_terminal()) {
            return work.await;
        }
        let (begin, mut is_shown) = (Instant::now(), false);
        tokio::pin!(work);
        let done = loop {
            tokio::select! {
                done = &mut work => break done,
                () = tokio::time::sleep(REST) => {}
            }
            let (done, total) = progress.counts();
            if done > 0 {
                let of = if total > 0 { format!(" of {total}") } else { String::new() };
                eprint!("\r\x1b[K{done}{of} {what}, {:.0}/s", done as f64 / begin.elapsed().as_secs_f64());
                is_shown = true;
            }
        };
        if is_shown {
            eprint!("\r\x1b[K");
        }
        done
    }

    /// Prints a line of data.
    pub fn line(&self, text: impl Display) -> Result<(), Failure> {
        writeln!(io::stdout().lock(), "{text}").map_err(Failure::Output)
    }

    /// Prints bytes of data.
    pub fn bytes(&self, bytes: &[u8]) -> Result<(), Failure> {
        let mut stdout = io::stdout().lock();
        stdout.write_all(bytes).and_then(|()| stdout.flush()).map_err(Failure::Output)
    }

    /// Says what was done.
    pub fn say(&self, text: impl Display) {
        if self.talk != Talk::Quiet {
            self.talk_line(&text.to_string());
        }
    }

    /// Says something that matters only to who asked for more.
    pub fn detail(&self, text: impl Display) {
        if self.talk == Talk::Verbose {
            self.talk_line(&text.to_string());
        }
    }

    /// Warns.
    pub fn warn(&self, text: impl Display) {
        if self.talk != Talk::Quiet {
            self.talk_line(&format!("{} {text}", self.painted("warning:", "33")));
        }
    }

    /// Tells an error and, after an empty line, what to try.
    pub fn error(&self, text: impl Display, hint: Option<&str>) {
        self.talk_line(&format!("{} {text}", self.painted("error:", "31")));
        if let Some(hint) = hint {
            self.talk_line("");
            self.hint(hint);
        }
    }

    /// Says what to try.
    pub fn hint(&self, text: impl Display) {
        self.talk_line(&format!("{} {text}", self.painted("hint:", "36")));
    }

    fn painted(&self, word: &str, color: &str) -> String {
        if self.colored { format!("\x1b[1;{color}m{word}\x1b[0m") } else { word.to_owned() }
    }

    /// Talk that can't be delivered is lost; nothing depends on it.
    fn talk_line(&self, text: &str) {
        let _ = writeln!(io::stderr().lock(), "{text}");
    }
}

/// A number with its noun, whose plural ends in `s`: `1 row`, `2 rows`.
pub fn counted(count: u64, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
