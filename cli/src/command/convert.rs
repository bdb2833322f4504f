//! `butler convert REPO --gen2root ROOT`.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use butler_engine::Error;
use butler_engine::butler::{Butler, ConvertOptions, ConvertReport, Converted};
use butler_engine::exchange::gen2::{Overrides, Skipped, Style};
use butler_observatory::Observatory;
use butler_observatory::skymap::{from_settings, read_settings};
use clap::{ArgAction, Args, ValueEnum};

use super::conditions::split;
use super::register_instrument::known;
use super::transfer::Transfer;
use crate::arguments::Global;
use crate::printer::counted;
use crate::runtime::surroundings;
use crate::{Failure, Printer, runtime};

/// Names of one reason that are listed; with -v all that are kept.
const LISTED: usize = 5;
/// Runs of one type that are listed; with -v all.
const RUNS: usize = 3;

/// Bring a Gen2 repository in, with its raws, calibrations, reference catalogs and reruns
#[derive(Debug, Args)]
#[command(
    after_help = "The mapper (`_mapper`, `repositoryCfg.yaml`) tells the instrument and what files are called. Files below REPO stay where they are and keep their paths; others are\n\
    brought as --transfer says. What is there already stays, so that the command can be repeated. What can't come along is listed with the reason; the exit code is 1\n\
    if something is missing or broken.\n\n\
    FILE of -C is YAML: `datasets: {NAME: {template: PATH, python: CLASS, storage_class: NAME}}`, `classes: {CLASS: STORAGE_CLASS}`, `ignore: [PATTERN, ...]`.\n\n\
    Examples:\n  butler convert repo --gen2root DATA --calibs CALIB --reruns rerun/coadd,rerun/coaddPhot\n  \
    butler convert DATA --gen2root DATA --dry-run\n  butler convert s3://bucket --gen2root DATA --calibs DATA/CALIB --names classic"
)]
pub struct Convert {
    /// Path, URI or alias of a repository
    repo: String,
    /// The Gen2 repository
    #[arg(long, value_name = "ROOT")]
    gen2root: PathBuf,
    /// Roots of calibrations, absolute or below ROOT
    #[arg(long, value_name = "DIR", value_delimiter = ',', action = ArgAction::Append)]
    calibs: Vec<PathBuf>,
    /// Reruns, below ROOT
    #[arg(long, value_name = "DIR", value_delimiter = ',', action = ArgAction::Append)]
    reruns: Vec<PathBuf>,
    /// The RUN for what was made in ROOT without a rerun [default: it stays behind]
    #[arg(long, value_name = "RUN")]
    root_run: Option<String>,
    /// The name of the skymap [default: that of the same skymap in REPO, or of its dataset type]
    #[arg(long, value_name = "NAME")]
    skymap_name: Option<String>,
    /// The configuration of the skymap that has this name
    #[arg(long, value_name = "FILE", requires = "skymap_name")]
    skymap_config: Option<PathBuf>,
    /// Folder or URI of curated calibrations, as for write-curated-calibrations
    #[arg(long, value_name = "FOLDER")]
    curated: Option<String>,
    /// The instrument, where it is another than the mapper's: a short name or a YAML file of your own
    #[arg(long, value_name = "INSTRUMENT")]
    instrument: Option<String>,
    /// A part of the names of calibration collections (repeatable)
    #[arg(long, value_name = "LABEL", action = ArgAction::Append)]
    label: Vec<String>,
    /// How collections are named
    #[arg(long, value_enum, value_name = "STYLE", default_value_t = NameStyle::Today)]
    names: NameStyle,
    /// Headers of raws that are read at a time
    #[arg(short = 'j', long, value_name = "N", default_value_t = 4)]
    processes: usize,
    /// A file that says of dataset types what the mapper does not
    #[arg(short = 'C', long, value_name = "FILE")]
    config_file: Option<PathBuf>,
    /// Show what would come, and change nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    transfer: Transfer,
}

/// Names of collections.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum NameStyle {
    /// HSC/calib/20131103T000000Z, HSC/runs/NAME
    Today,
    /// HSC/calib/gen2/2013-11-03, shared/HSC/rerun/NAME
    Classic,
}

impl Convert {
    pub(super) fn run(self, global: &Global, printer: &Printer) -> Result<ExitCode, Failure> {
        global.refuse_as_of()?;
        let mut observatory = Observatory::new();
        let instrument = self.instrument.as_deref().map(|text| known(&mut observatory, text)).transpose()?;
        let skymap = match &self.skymap_config {
            None => None,
            Some(file) => {
                let name = file.display().to_string();
                let bytes = std::fs::read(file).map_err(|source| Error::Io { doing: "read", location: name.clone(), source })?;
                Some(from_settings(&name, &read_settings(&name, &bytes)?)?)
            }
        };
        let options = ConvertOptions {
            root: self.gen2root,
            calibs: self.calibs,
            reruns: self.reruns,
            root_run: self.root_run,
            skymap_name: self.skymap_name,
            skymap,
            curated: self.curated,
            instrument,
            labels: split(&self.label),
            style: if self.names == NameStyle::Classic { Style::Classic } else { Style::Today },
            mode: self.transfer.mode(),
            jobs: self.processes,
            overrides: self.config_file.as_deref().map(Overrides::read).transpose()?.unwrap_or_default(),
            is_dry: self.dry_run,
        };
        let report = runtime::run(async {
            let butler = Butler::open(&self.repo, &surroundings()).await?;
            Ok(butler.convert(Arc::new(observatory), &options).await?)
        })?;
        tell(&report, options.is_dry, global.verbose > 0, printer)?;
        Ok(if report.has_failed() { ExitCode::from(crate::failure::FAILED) } else { ExitCode::SUCCESS })
    }
}

fn tell(report: &ConvertReport, is_dry: bool, is_full: bool, printer: &Printer) -> Result<(), Failure> {
    let mut by_type: BTreeMap<&str, Vec<(&str, &Converted)>> = BTreeMap::new();
    for ((run, dataset_type), converted) in &report.datasets {
        by_type.entry(dataset_type).or_default().push((run, converted));
    }
    for (dataset_type, runs) in by_type {
        // Calibrations have a run for each of their dates.
        let is_one = is_full || runs.len() <= RUNS;
        for (run, converted) in runs.iter().filter(|_| is_one) {
            printer.line(of_type(dataset_type, run, is_dry, converted))?;
        }
        if !is_one {
            let sum = runs.iter().fold(Converted::default(), |sum, (_, one)| Converted {
                found: sum.found + one.found,
                new: sum.new + one.new,
                there: sum.there + one.there,
            });
            printer.line(of_type(dataset_type, &counted(runs.len() as u64, "run"), is_dry, &sum))?;
        }
    }
    for (name, kind) in &report.collections {
        let text = format!("{} {name}", kind.name());
        if is_dry { printer.line(text)? } else { printer.detail(text) }
    }
    for skipped in &report.skipped {
        let text = of_skipped(skipped, is_full);
        if skipped.is_failure { printer.warn(text) } else { printer.say(format!("left out: {text}")) }
    }
    let total = |count: fn(&Converted) -> usize| report.datasets.values().map(count).sum::<usize>() as u64;
    let missing = report.skipped.iter().filter(|skipped| skipped.is_failure).map(|skipped| skipped.count).sum::<usize>() as u64;
    let mut text = if is_dry {
        format!("{} would come", counted(total(|converted| converted.found), "dataset"))
    } else {
        format!("converted {}", counted(total(|converted| converted.new), "dataset"))
    };
    for (count, what) in [
        (total(|converted| converted.there), "were there"),
        (report.visits as u64, "visits defined"),
        (report.certified as u64, "certified"),
    ] {
        if count > 0 {
            text.push_str(&format!(", {count} {what}"));
        }
    }
    let [gaps, overlaps] = report.repaired;
    if gaps + overlaps > 0 {
        text.push_str(&format!("; {} and {} of validity closed", counted(gaps as u64, "gap"), counted(overlaps as u64, "overlap")));
    }
    if missing > 0 {
        text.push_str(&format!("; {} could not come along", counted(missing, "thing")));
    }
    printer.say(text);
    Ok(())
}

fn of_type(dataset_type: &str, place: &str, is_dry: bool, converted: &Converted) -> String {
    let there = if converted.there > 0 { format!(", {} were there", converted.there) } else { String::new() };
    format!("{} {dataset_type} in {place}{there}", if is_dry { converted.found } else { converted.new })
}

fn of_skipped(skipped: &Skipped, is_full: bool) -> String {
    let shown = if is_full { skipped.names.len() } else { LISTED };
    let names: Vec<&str> = skipped.names.iter().take(shown).map(String::as_str).collect();
    let more = skipped.count.saturating_sub(names.len());
    let more = if more > 0 && !names.is_empty() { format!(" and {more} more") } else { String::new() };
    let names = if names.is_empty() { String::new() } else { format!(": {}{more}", names.join(", ")) };
    format!("{} {}: {}{names}", skipped.count, skipped.what, skipped.reason)
}
