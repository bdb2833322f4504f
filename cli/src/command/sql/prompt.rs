//! The prompt: line editing, history, completion of names, statements over several lines.

use std::path::PathBuf;

use rustyline::completion::{Completer, Pair};
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::FileHistory;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{Context, Editor, Helper};

use super::text;
use crate::Failure;

/// What came from the prompt.
pub enum Input {
    /// A statement, or several, or a command that begins with a backslash.
    Text(String),
    /// Ctrl-C: what was typed is dropped.
    Dropped,
    /// Ctrl-D.
    End,
}

/// A prompt that knows names.
pub struct Prompt {
    editor: Editor<Names, FileHistory>,
    history: Option<PathBuf>,
}

impl Prompt {
    /// A prompt that completes `names`.
    pub fn new(names: Vec<String>) -> Result<Prompt, Failure> {
        let config = rustyline::Config::builder().completion_type(rustyline::CompletionType::List).auto_add_history(true).build();
        let mut editor = Editor::with_config(config).map_err(failed)?;
        editor.set_helper(Some(Names { names }));
        let history = history_file();
        if let Some(path) = &history {
            // No history yet, or none that can be read: the prompt works without.
            let _ = editor.load_history(path);
        }
        Ok(Prompt { editor, history })
    }

    /// Waits for the user.
    pub fn read(&mut self) -> Result<Input, Failure> {
        match self.editor.readline("butler> ") {
            Ok(text) => Ok(Input::Text(text)),
            Err(ReadlineError::Interrupted) => Ok(Input::Dropped),
            Err(ReadlineError::Eof) => Ok(Input::End),
            Err(error) => Err(failed(error)),
        }
    }
}

impl Drop for Prompt {
    fn drop(&mut self) {
        if let Some(path) = &self.history {
            let _ = path.parent().map(std::fs::create_dir_all);
            let _ = self.editor.save_history(path);
        }
    }
}

fn failed(error: ReadlineError) -> Failure {
    match error {
        ReadlineError::Io(source) => Failure::Output(source),
        other => Failure::Output(std::io::Error::other(other)),
    }
}

/// `$XDG_STATE_HOME/butler/sql_history`, by default below `~/.local/state`.
fn history_file() -> Option<PathBuf> {
    let state = std::env::var_os("XDG_STATE_HOME").filter(|value| !value.is_empty()).map(PathBuf::from);
    let state = state.or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".local/state")))?;
    Some(state.join("butler/sql_history"))
}

/// Completes names of tables, columns and functions, and words of SQL.
struct Names {
    names: Vec<String>,
}

impl Helper for Names {}

impl Highlighter for Names {}

impl Hinter for Names {
    type Hint = String;
}

impl Completer for Names {
    type Candidate = Pair;

    fn complete(&self, line: &str, position: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<Pair>)> {
        let start = line[..position].rfind(|c: char| !(c.is_alphanumeric() || c == '_' || c == '\\')).map_or(0, |at| at + 1);
        let typed = line[start..position].to_lowercase();
        let fits = |name: &&String| !typed.is_empty() && name.to_lowercase().starts_with(&typed);
        let pairs = self.names.iter().filter(fits).map(|name| Pair { display: name.clone(), replacement: name.clone() });
        Ok((start, pairs.collect()))
    }
}

impl Validator for Names {
    /// Enter ends the input after a semicolon, a command with a backslash, or nothing; else it begins a line.
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        let text = context.input();
        let whole = text.trim_start().starts_with('\\') || text::is_blank(text) || text::split(text).1.is_empty();
        Ok(if whole { ValidationResult::Valid(None) } else { ValidationResult::Incomplete })
    }
}
