//! `butler register-instrument REPO INSTRUMENT...`.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use butler_engine::butler::Butler;
use butler_observatory::{Instrument, Observatory};
use clap::Args;

use crate::arguments::Global;
use crate::runtime::surroundings;
use crate::{Failure, Printer, runtime};

/// Add instruments with their detectors and filters to a repository
#[derive(Debug, Args)]
#[command(
    after_help = "INSTRUMENT is a short name (HSC), a class of the Science Pipelines (lsst.obs.subaru.HyperSuprimeCam), or a YAML file of your own.\n\n\
    Examples:\n  butler register-instrument repo HSC LATISS\n  butler register-instrument repo ./mycam.yaml"
)]
pub struct RegisterInstrument {
    /// Path, URI or alias of a repository
    repo: String,
    /// Instruments
    #[arg(required = true, value_delimiter = ',')]
    instrument: Vec<String>,
    /// Replace records that are there with other values
    #[arg(long)]
    update: bool,
}

/// The instrument that `text` means; one of a file is added to `observatory`.
pub fn known(observatory: &mut Observatory, text: &str) -> Result<Arc<Instrument>, Failure> {
    if text.ends_with(".yaml") || text.ends_with(".yml") {
        return Ok(observatory.add_file(Path::new(text))?);
    }
    Ok(observatory.instrument(text)?)
}

impl RegisterInstrument {
    pub(super) fn run(self, global: &Global, printer: &Printer) -> Result<ExitCode, Failure> {
        global.refuse_as_of()?;
        let mut observatory = Observatory::new();
        // All must be known before the first is registered.
        let instruments: Vec<_> = self.instrument.iter().map(|text| known(&mut observatory, text)).collect::<Result<_, _>>()?;
        runtime::run(async {
            let butler = Butler::open(&self.repo, &surroundings()).await?;
            for instrument in &instruments {
                butler.register_instrument(instrument, self.update).await?;
                let (detectors, filters) = (instrument.detectors.len(), instrument.filters.len());
                printer.say(format!("registered {} with {detectors} detectors and {filters} filters", instrument.name));
            }
            Ok(ExitCode::SUCCESS)
        })
    }
}
