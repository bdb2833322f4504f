//! `butler define-visits REPO INSTRUMENT`.

use std::path::PathBuf;
use std::process::ExitCode;

use butler_engine::butler::{Butler, VisitsOptions};
use butler_engine::observatory::visit::Grouping;
use butler_observatory::Observatory;
use clap::builder::PossibleValuesParser;
use clap::{ArgAction, Args};

use super::task_settings::TaskSettings;
use crate::arguments::Global;
use crate::printer::counted;
use crate::runtime::surroundings;
use crate::{Failure, Printer, runtime};

/// Group exposures into visits, with the regions that their detectors saw
#[derive(Debug, Args)]
#[command(
    after_help = "Exposures that can't see the sky, or whose pointing is not known, are passed over. Regions are those of the camera's geometry.\n\n\
    Examples:\n  butler define-visits repo HSC\n  butler define-visits repo LSSTCam --group one-to-one-and-by-counter --where \"exposure.day_obs = 20250415\""
)]
pub struct DefineVisits {
    /// Path, URI or alias of a repository
    repo: String,
    /// The instrument: a short name, a class, or a YAML file of your own
    instrument: String,
    /// Where the raws are [default: INSTRUMENT/raw/all]; a `camera` in them comes before the instrument's own
    #[arg(long, value_name = "COLLECTIONS", value_delimiter = ',')]
    collections: Vec<String>,
    /// A condition on the exposures
    #[arg(long = "where", value_name = "CONDITION", default_value = "")]
    condition: String,
    /// How exposures become visits [default: one-to-one]
    #[arg(long, value_name = "WAY", value_parser = PossibleValuesParser::new(Grouping::ALL.map(|(name, _)| name)))]
    group: Option<String>,
    /// Change visits that are there with other values, and their regions, but not which exposures they are of
    #[arg(long)]
    update_records: bool,
    /// Let visits grow with exposures that came later, and change them
    #[arg(long)]
    incremental: bool,
    /// Leave visits that are there with other values as they are
    #[arg(long)]
    skip_conflicting: bool,
    /// A setting of the Science Pipelines' task: groupExposures or ignoreNonScienceExposures (repeatable)
    #[arg(short, long, value_name = "KEY=VALUE", value_delimiter = ',', action = ArgAction::Append)]
    config: Vec<String>,
    /// A file with such settings: lines like `config.groupExposures = "one-to-one"`
    #[arg(short = 'C', long, value_name = "FILE")]
    config_file: Option<PathBuf>,
    /// Accepted; the work is small
    #[arg(short = 'j', long, value_name = "N", default_value_t = 1)]
    processes: usize,
}

impl DefineVisits {
    pub(super) fn run(self, global: &Global, printer: &Printer) -> Result<ExitCode, Failure> {
        global.refuse_as_of()?;
        let instrument = super::register_instrument::known(&mut Observatory::new(), &self.instrument)?;
        let settings = TaskSettings::read(&self.config, self.config_file.as_deref(), &["groupExposures", "ignoreNonScienceExposures"])?;
        let group = self.group.or_else(|| settings.text("groupExposures")).unwrap_or_else(|| Grouping::ALL[0].0.to_owned());
        let names = Grouping::ALL.map(|(name, _)| name).join(", ");
        let known = Grouping::ALL.iter().find(|(name, _)| *name == group).map(|(_, grouping)| *grouping);
        let grouping = known.ok_or_else(|| Failure::usage(format!("`groupExposures` is `{group}`"), format!("known are {names}")))?;
        let options = VisitsOptions {
            collections: self.collections,
            where_: self.condition,
            grouping,
            update_records: self.update_records,
            incremental: self.incremental,
            skip_conflicting: self.skip_conflicting,
            takes_all: !settings.truth("ignoreNonScienceExposures")?.unwrap_or(true),
        };
        runtime::run(async {
            let butler = Butler::open(&self.repo, &surroundings()).await?;
            let report = butler.define_visits(&instrument, &options).await?;
            let mut text = format!("defined {}", counted(report.defined as u64, "visit"));
            if report.skipped > 0 {
                text.push_str(&format!(", {} were there", report.skipped));
            }
            if report.ignored > 0 {
                text.push_str(&format!(", {} not on the sky", counted(report.ignored as u64, "exposure")));
            }
            printer.say(text);
            match &report.camera {
                Some((name, true)) => printer.detail(format!("regions are those of {name}")),
                Some((name, false)) => {
                    printer.warn(format!("{name} is no camera in our own form, so regions are those of the instrument's own"))
                }
                None => {}
            }
            Ok(ExitCode::SUCCESS)
        })
    }
}
