//! `butler log REPO`.

use std::process::ExitCode;
use std::sync::Arc;

use arrow::array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use butler_engine::Error;
use butler_engine::butler::Butler;
use butler_engine::registry::history::Commit;
use butler_engine::time::Scale;
use clap::Args;

use crate::arguments::Global;
use crate::output::{Format, Output};
use crate::runtime::surroundings;
use crate::{Failure, Printer, failure, runtime};

/// List the versions of a repository, newest first: when, who, what
#[derive(Debug, Args)]
#[command(after_help = "Times are TAI. `--as-of VERSION` on other commands shows the repository as it was then.\n\n\
    Examples:\n  butler log repo\n  butler log repo --limit 0 -o history.csv")]
pub struct Log {
    /// Path, URI or alias of a repository
    repo: String,
    /// Show the newest N versions; 0 shows all
    #[arg(long, value_name = "N", default_value_t = 100)]
    limit: u64,
    /// Show the version that this commit made, if it did
    #[arg(long, value_name = "UUID", value_parser = parse_uuid)]
    commit: Option<String>,
    #[command(flatten)]
    output: Output,
}

/// UUIDs are compared as text in their usual form.
fn parse_uuid(text: &str) -> Result<String, String> {
    let plain: String = text.chars().filter(|c| *c != '-').collect::<String>().to_lowercase();
    let is_uuid = plain.len() == 32 && plain.chars().all(|c| c.is_ascii_hexdigit());
    if is_uuid { Ok(plain) } else { Err("it is no UUID".to_owned()) }
}

impl Log {
    pub(super) fn run(self, global: &Global, printer: &Printer) -> Result<ExitCode, Failure> {
        let format = self.output.format()?;
        let as_of = global.as_of()?;
        let all = self.limit == 0 || self.commit.is_some();
        let commits = runtime::run(async {
            let butler = Butler::open(&self.repo, &surroundings()).await?;
            Ok(butler.log(if all { u64::MAX } else { self.limit }, as_of).await?)
        })?;
        let found: Vec<Commit> = match &self.commit {
            None => commits,
            Some(id) => commits.into_iter().filter(|commit| commit.commit_id.simple().to_string() == *id).collect(),
        };
        if found.is_empty() {
            printer.error("there is no such commit: it was not done", None);
            return Ok(ExitCode::from(failure::FAILED));
        }
        self.output.write(&rows(&found, format)?)?;
        Ok(ExitCode::SUCCESS)
    }
}

fn rows(commits: &[Commit], format: Format) -> Result<RecordBatch, Failure> {
    let text = |of: &dyn Fn(&Commit) -> Option<String>| Arc::new(commits.iter().map(of).collect::<StringArray>()) as ArrayRef;
    let version = commits.iter().map(|commit| i64::try_from(commit.version).ok()).collect::<Int64Array>();
    let decimals = if format == Format::Table { 0 } else { 9 };
    let operation = |commit: &Commit| {
        let details = commit.details.as_ref();
        Some(details.map_or_else(|| "(only its hash is kept)".to_owned(), |details| details.operation.clone()))
    };
    let mut columns = vec![
        ("version", Arc::new(version) as ArrayRef),
        ("time", text(&|commit| Some(commit.time.to_isot(Scale::Tai, decimals)))),
        ("user", text(&|commit| Some(commit.details.as_ref()?.writer.user.clone()))),
        ("operation", text(&operation)),
        ("changes", text(&|commit| Some(changes(commit)))),
    ];
    if format != Format::Table {
        columns.extend([
            ("host", text(&|commit| Some(commit.details.as_ref()?.writer.host.clone()))),
            ("process", text(&|commit| Some(commit.details.as_ref()?.writer.process.to_string()))),
            ("tool", text(&|commit| Some(commit.details.as_ref()?.writer.tool.clone()))),
            ("commit_id", text(&|commit| Some(commit.commit_id.to_string()))),
        ]);
    }
    Ok(RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, column)| (name, column, true))).map_err(Error::from)?)
}

/// `calexp` rows came and went as `dataset +30 -2`.
fn changes(commit: &Commit) -> String {
    let one = |(table, (added, removed)): (&String, &(u64, u64))| {
        let signed = |sign: char, rows: u64| if rows > 0 { format!(" {sign}{rows}") } else { String::new() };
        format!("{table}{}{}", signed('+', *added), signed('-', *removed))
    };
    commit.details.iter().flat_map(|details| details.changes.iter().map(one)).collect::<Vec<_>>().join(", ")
}
