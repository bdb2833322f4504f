//! `butler ingest-raws REPO LOCATIONS...`.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use butler_engine::butler::{Butler, RawsOptions, RawsReport};
use butler_observatory::Observatory;
use clap::{ArgAction, Args, ValueEnum};

use super::register_instrument::known;
use super::task_settings::TaskSettings;
use super::transfer::{Transfer, Way};
use crate::arguments::Global;
use crate::printer::counted;
use crate::runtime::surroundings;
use crate::{Failure, Printer, runtime};

/// Bad files that are listed.
const LISTED: usize = 100;

/// Add raw files to a repository, with the exposures that their headers tell
#[derive(Debug, Args)]
#[command(
    after_help = "Folders and prefixes are searched for files that --regex finds. Of each file only headers are read, or in their stead an index (_index.json) of the folder or a\n\
    sidecar (RAW.json), as `astrometadata` writes them; an index or an archive (.zip) of raws with an index may be given as well. Files that can't be ingested are listed with\n\
    the reason, the others go in, and the exit code is 1. What is there already is passed over, so that the command can be repeated.\n\n\
    Examples:\n  butler ingest-raws repo testdata_ci_hsc/raw\n  butler ingest-raws s3://bucket/repo night/ -t direct -j 8"
)]
pub struct IngestRaws {
    /// Path, URI or alias of a repository
    repo: String,
    /// Files, folders, or prefixes of a bucket
    #[arg(required = true)]
    locations: Vec<String>,
    /// What the names of files in folders must hold
    #[arg(long, value_name = "PATTERN", default_value = r"\.fit[s]?\b")]
    regex: String,
    /// The RUN collection [default: INSTRUMENT/raw/all]
    #[arg(long, value_name = "RUN")]
    output_run: Option<String>,
    /// Headers that are read at a time
    #[arg(short = 'j', long, value_name = "N", default_value_t = 4)]
    processes: usize,
    /// Stop at the first bad file, with nothing ingested
    #[arg(long)]
    fail_fast: bool,
    /// Change exposures that are there with other values
    #[arg(long)]
    update_records: bool,
    /// Pass over exposures that are there
    #[arg(long)]
    skip_existing_exposures: bool,
    /// Record the sizes of the files; this is always done
    #[arg(long)]
    track_file_attrs: bool,
    /// YAML of an instrument of your own
    #[arg(long, value_name = "FILE")]
    instrument: Vec<String>,
    /// Read the files' own headers though their folder has an index (`_index.json`)
    #[arg(long)]
    no_search_indexes: bool,
    /// A setting of the Science Pipelines' task: failFast or transfer (repeatable)
    #[arg(short, long, value_name = "KEY=VALUE", value_delimiter = ',', action = ArgAction::Append)]
    config: Vec<String>,
    /// A file with such settings: lines like `config.failFast = True`
    #[arg(short = 'C', long, value_name = "FILE")]
    config_file: Option<PathBuf>,
    /// Accepted; what a header means is told by the instrument's rules
    #[arg(long, value_name = "NAME")]
    ingest_task: Option<String>,
    #[command(flatten)]
    transfer: Transfer,
}

impl IngestRaws {
    pub(super) fn run(self, global: &Global, printer: &Printer) -> Result<ExitCode, Failure> {
        global.refuse_as_of()?;
        let mut observatory = Observatory::new();
        for file in &self.instrument {
            known(&mut observatory, file)?;
        }
        let pattern = regex::Regex::new(&self.regex).map_err(|error| {
            let reason = error.to_string().lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
            Failure::usage(format!("`{}` is no pattern: {reason}", self.regex), "see `butler ingest-raws --help`")
        })?;
        let settings = TaskSettings::read(&self.config, self.config_file.as_deref(), &["failFast", "transfer"])?;
        let mode = match settings.text("transfer") {
            Some(name) => Way::from_str(&name, true)
                .map_err(|_| Failure::usage(format!("`transfer` is `{name}`, which is no way of transfer"), "see `--transfer`"))?
                .mode(),
            None => self.transfer.mode(),
        };
        let options = RawsOptions {
            run: self.output_run.clone(),
            mode,
            jobs: self.processes,
            fail_fast: self.fail_fast || settings.truth("failFast")?.unwrap_or(false),
            update_records: self.update_records,
            skip_existing_exposures: self.skip_existing_exposures,
            search_indexes: !self.no_search_indexes,
            ..RawsOptions::default()
        };
        runtime::run(async {
            let surroundings = surroundings();
            let butler = Butler::open(&self.repo, &surroundings).await?;
            let begin = Instant::now();
            let is_wanted = |name: &str| pattern.is_match(name);
            let mut files = Vec::new();
            for location in &self.locations {
                files.extend(butler.find_files(location, &is_wanted).await?);
            }
            let count = files.len();
            if count == 0 {
                return Err(Failure::refused("no files were found", format!("names must hold `{}`; `--regex` says otherwise", self.regex)));
            }
            let work = butler.ingest_raws(Arc::new(observatory), files, &options);
            let report = printer.watched(&options.progress, "headers read", work).await?;
            tell(&report, count, begin, printer);
            Ok(if report.bad.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(crate::failure::FAILED) })
        })
    }
}

fn tell(report: &RawsReport, files: usize, begin: Instant, printer: &Printer) {
    let seconds = begin.elapsed().as_secs_f64();
    let exposures = counted(report.exposures as u64, "exposure");
    let mut text = format!("ingested {} of {exposures}", counted(report.ingested as u64, "raw"));
    if report.skipped > 0 {
        text.push_str(&format!(", {} were there", report.skipped));
    }
    printer.say(format!("{text}; {}, {:.0} files/s", counted(files as u64, "file"), files as f64 / seconds.max(1e-9)));
    for (file, reason) in report.bad.iter().take(LISTED) {
        printer.warn(format!("`{file}` was not ingested: {reason}"));
    }
    if report.bad.len() > LISTED {
        printer.warn(format!("{} more were not ingested", report.bad.len() - LISTED));
    }
}
