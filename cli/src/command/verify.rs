//! `butler verify REPO`.

use std::process::ExitCode;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, StringArray};
use butler_engine::Error;
use butler_engine::butler::verify;
use butler_engine::registry::verify::{Finding, Report};
use clap::Args;

use crate::arguments::Global;
use crate::output::{Format, Output};
use crate::printer::counted;
use crate::runtime::surroundings;
use crate::{Failure, Printer, runtime};

/// Exit code where something should be looked at.
const WARNINGS: u8 = 1;
/// Exit code where something is wrong.
const ERRORS: u8 = 2;

/// Check whether a repository is whole; nothing is changed
#[derive(Debug, Args)]
#[command(
    after_help = "Levels: 0 the log (hashes, chain, row totals), 1 every object and row of the registry as well,\n    2 the files of the datasets too (there, of the right size, and no others),\n    3 their contents (where a checksum is known).\n\
    Exit codes: 0 clean, 1 warnings, 2 errors. Codes of errors begin with E, of warnings with W.\n\n\
    Examples:\n  butler verify repo\n  butler verify s3://bucket --level 0 --format json"
)]
pub struct Verify {
    /// Path, URI or alias of a repository
    repo: String,
    /// How deeply
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u8).range(0..=3))]
    level: u8,
    #[command(flatten)]
    output: Output,
}

impl Verify {
    pub(super) fn run(self, global: &Global, printer: &Printer) -> Result<ExitCode, Failure> {
        global.refuse_as_of()?;
        let format = self.output.format()?;
        let report = runtime::run(async { Ok(verify(&self.repo, self.level, &surroundings()).await?) })?;
        if !report.findings.is_empty() || format != Format::Table || self.output.file().is_some() {
            self.output.write(&rows(&report.findings)?)?;
        }
        printer.say(summary(&report, self.level));
        Ok(ExitCode::from(match report.findings.is_empty() {
            true => 0,
            false if report.has_errors() => ERRORS,
            false => WARNINGS,
        }))
    }
}

fn rows(findings: &[Finding]) -> Result<RecordBatch, Failure> {
    let column = |text: fn(&Finding) -> &str| Arc::new(findings.iter().map(|f| Some(text(f))).collect::<StringArray>()) as ArrayRef;
    let columns = [("code", column(|f| f.code.name())), ("object", column(|f| &f.object)), ("detail", column(|f| &f.detail))];
    Ok(RecordBatch::try_from_iter(columns).map_err(Error::from)?)
}

fn summary(report: &Report, level: u8) -> String {
    let errors = report.findings.iter().filter(|finding| finding.code.is_error()).count();
    let found = match (errors, report.findings.len() - errors) {
        (0, 0) => "clean".to_owned(),
        (errors, warnings) => format!("{}, {}", counted(errors as u64, "error"), counted(warnings as u64, "warning")),
    };
    let mut parts = vec![format!("version {}", report.version), counted(report.records, "record")];
    if level >= 1 {
        parts.push(format!("{} of {} bytes", counted(report.objects, "object"), report.bytes));
        parts.push(counted(report.rows, "row"));
    }
    if level >= 2 {
        parts.push(format!("{} of {} bytes", counted(report.files, "file"), report.file_bytes));
    }
    if level >= 3 && report.unsummed > 0 {
        parts.push(format!("{} of them without a checksum", report.unsummed));
    }
    format!("{found}: {}", parts.join(", "))
}
