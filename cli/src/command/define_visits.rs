//! `butler define-visits REPO INSTRUMENT`.

use std::process::ExitCode;

use butler_engine::butler::{Butler, VisitsOptions};
use butler_engine::observatory::visit::Grouping;
use butler_observatory::Observatory;
use clap::Args;
use clap::builder::PossibleValuesParser;

use super::register_instrument::known;
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
    /// Where the raws are [default: INSTRUMENT/raw/all]
    #[arg(long, value_name = "COLLECTIONS", value_delimiter = ',')]
    collections: Vec<String>,
    /// A condition on the exposures
    #[arg(long = "where", value_name = "CONDITION", default_value = "")]
    condition: String,
    /// How exposures become visits
    #[arg(long, value_name = "WAY", default_value = "one-to-one",
        value_parser = PossibleValuesParser::new(Grouping::ALL.map(|(name, _)| name)))]
    group: String,
    /// Change visits that are there with other values
    #[arg(long)]
    update_records: bool,
    /// Let visits grow with exposures that came later; the same as --update-records
    #[arg(long)]
    incremental: bool,
    /// Leave visits that are there with other values as they are
    #[arg(long)]
    skip_conflicting: bool,
    /// Accepted; the work is small
    #[arg(short = 'j', long, value_name = "N", default_value_t = 1)]
    processes: usize,
}

impl DefineVisits {
    pub(super) fn run(self, global: &Global, printer: &Printer) -> Result<ExitCode, Failure> {
        global.refuse_as_of()?;
        let instrument = known(&mut Observatory::new(), &self.instrument)?;
        let grouping = Grouping::ALL.iter().find(|(name, _)| *name == self.group).map_or(Grouping::OneToOne, |(_, grouping)| *grouping);
        let options = VisitsOptions {
            collections: self.collections,
            where_: self.condition,
            grouping,
            update_records: self.update_records || self.incremental,
            skip_conflicting: self.skip_conflicting,
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
            Ok(ExitCode::SUCCESS)
        })
    }
}
