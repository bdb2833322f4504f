//! `butler doctor STORE`.

use std::process::ExitCode;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, StringArray};
use butler_engine::Error;
use butler_engine::butler::check_store;
use butler_engine::context::stores::doctor::{Check, Outcome};
use clap::Args;

use crate::output::{Format, Output};
use crate::runtime::surroundings;
use crate::{Failure, Printer, failure, runtime};

/// Check whether a butler can work in a store: credentials, endpoint, conditional put, ranges, clock
#[derive(Debug, Args)]
#[command(after_help = "Scratch objects are written below `_probe/` and deleted again.\n\n\
    Examples:\n  butler doctor s3://bucket\n  butler doctor s3://profile@bucket/prefix --format json")]
pub struct Doctor {
    /// A folder, a URI such as s3://bucket/prefix, or the alias of a repository
    store: String,
    #[command(flatten)]
    output: Output,
}

impl Doctor {
    pub(super) fn run(self, printer: &Printer) -> Result<ExitCode, Failure> {
        let format = self.output.format()?;
        let checks = runtime::run(async { Ok(check_store(&self.store, &surroundings()).await?) })?;
        self.output.write(&rows(&checks, format)?)?;
        for check in &checks {
            if let Some(fix) = check.fix.as_ref().filter(|_| format == Format::Table) {
                printer.hint(format!("{}: {fix}", check.name));
            }
        }
        let failed = checks.iter().any(|check| check.outcome == Outcome::Failed);
        Ok(ExitCode::from(if failed { failure::FAILED } else { 0 }))
    }
}

/// The checks as rows; in a table what to change follows as hints.
fn rows(checks: &[Check], format: Format) -> Result<RecordBatch, Failure> {
    let column = |text: fn(&Check) -> &str| Arc::new(checks.iter().map(|check| Some(text(check))).collect::<StringArray>()) as ArrayRef;
    let mut columns = vec![("check", column(|check| check.name)), ("outcome", column(outcome)), ("detail", column(|check| &check.detail))];
    if format != Format::Table {
        columns.push(("fix", Arc::new(checks.iter().map(|check| check.fix.as_deref()).collect::<StringArray>())));
    }
    Ok(RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, column)| (name, column, true))).map_err(Error::from)?)
}

fn outcome(check: &Check) -> &str {
    match check.outcome {
        Outcome::Passed => "passed",
        Outcome::Warning => "warning",
        Outcome::Failed => "failed",
        Outcome::Skipped => "skipped",
    }
}
