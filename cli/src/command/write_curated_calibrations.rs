//! `butler write-curated-calibrations REPO INSTRUMENT`.

use std::process::ExitCode;

use butler_engine::butler::{Butler, CuratedOptions, CuratedReport, DateNames};
use butler_observatory::Observatory;
use clap::{ArgAction, Args, ValueEnum};

use super::conditions::split;
use super::register_instrument::known;
use super::transfer::Way;
use crate::arguments::Global;
use crate::printer::counted;
use crate::runtime::surroundings;
use crate::{Failure, Printer, runtime};

/// Names that are listed.
const LISTED: usize = 10;

/// Add an instrument's camera, and calibrations that are kept as text
#[derive(Debug, Args)]
#[command(
    after_help = "--folder is in the layout of the Science Pipelines' packages of calibrations: TYPE/DETECTOR/DATE.ecsv and TYPE/FILTER/DATE.ecsv (or .yaml, .json, .fits),\n\
    e.g. `defects/0_04/19700101T000000.ecsv`. Each is valid from its date (UTC) until that of the next. The camera comes from the instrument's own data and is\n\
    valid for ever. What is there already stays, so that the command can be repeated.\n\n\
    Examples:\n  butler write-curated-calibrations repo HSC --folder obs_subaru_data/hsc\n  \
    butler write-curated-calibrations repo LATISS --folder obs_lsst_data --label DM-12345"
)]
pub struct WriteCuratedCalibrations {
    /// Path, URI or alias of a repository
    repo: String,
    /// The instrument: a short name, a class, or a YAML file of your own
    instrument: String,
    /// Folder or URI of calibrations, or of a package with a folder for the instrument [default: the camera only]
    #[arg(long, value_name = "FOLDER")]
    folder: Option<String>,
    /// The CALIBRATION collection [default: INSTRUMENT/calib/LABELS]
    #[arg(long, value_name = "COLLECTION")]
    collection: Option<String>,
    /// A part of the names of collections (repeatable): INSTRUMENT/calib/LABEL/...
    #[arg(long, value_name = "LABEL", action = ArgAction::Append)]
    label: Vec<String>,
    /// How dates are written in names of runs
    #[arg(long, value_enum, value_name = "FORM", default_value_t = Dates::Basic)]
    dates: Dates,
    /// How files get to their place
    #[arg(short, long, value_enum, value_name = "MODE", default_value_t = Way::Copy)]
    transfer: Way,
}

/// Forms of dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Dates {
    /// 19700101T000000Z
    Basic,
    /// 1970-01-01T00:00:00, as the first repositories had it
    Extended,
}

impl WriteCuratedCalibrations {
    pub(super) fn run(self, global: &Global, printer: &Printer) -> Result<ExitCode, Failure> {
        global.refuse_as_of()?;
        let instrument = known(&mut Observatory::new(), &self.instrument)?;
        let options = CuratedOptions {
            folder: self.folder,
            collection: self.collection,
            labels: split(&self.label),
            dates: match self.dates {
                Dates::Basic => DateNames::Basic,
                Dates::Extended => DateNames::Extended,
            },
            mode: self.transfer.mode(),
        };
        let report = runtime::run(async {
            let butler = Butler::open(&self.repo, &surroundings()).await?;
            Ok(butler.write_curated_calibrations(&instrument, &options).await?)
        })?;
        tell(&report, printer);
        Ok(ExitCode::SUCCESS)
    }
}

fn tell(report: &CuratedReport, printer: &Printer) {
    let total = report.written.values().sum::<usize>() as u64;
    let of_types: Vec<String> = report.written.iter().map(|(name, count)| format!("{count} {name}")).collect();
    let mut text = format!("certified {} in {}", counted(total, "new dataset"), report.collection);
    if !of_types.is_empty() {
        text.push_str(&format!(" ({})", of_types.join(", ")));
    }
    if report.skipped > 0 {
        text.push_str(&format!(", {} were there", report.skipped));
    }
    printer.say(text);
    if !report.missing.is_empty() {
        let missing: Vec<String> = report.missing.iter().map(|(name, count)| format!("{count} {name}")).collect();
        printer.say(format!("not written, as their files are not in the folder: {}", missing.join(", ")));
    }
    let others = &report.passed_over;
    if !others.is_empty() {
        let more = others.len().saturating_sub(LISTED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let listed = others.iter().take(LISTED).map(String::as_str).collect::<Vec<_>>().join(", ");
        printer.say(format!("passed over, as no curated calibrations: {listed}{more}"));
    }
}
