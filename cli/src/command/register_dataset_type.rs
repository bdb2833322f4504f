//! `butler register-dataset-type REPO TYPE STORAGE_CLASS [DIMENSION]...`.

use std::process::ExitCode;

use butler_engine::butler::Butler;
use clap::Args;

use super::conditions::split;
use crate::arguments::Global;
use crate::runtime::surroundings;
use crate::{Failure, Printer, runtime};

/// Register a dataset type: a name, what its datasets are in memory, and the dimensions that tell them apart
#[derive(Debug, Args)]
#[command(after_help = "One that exists with the same definition is left as it is; with another one it is an error.\n\n\
    Examples:\n  butler register-dataset-type repo calexp ExposureF instrument visit detector\n  \
    butler register-dataset-type repo bias ExposureF instrument,detector --is-calibration")]
pub struct RegisterDatasetType {
    /// Path, URI or alias of a repository
    repo: String,
    /// Name of the dataset type: letters, digits and underscores
    #[arg(value_name = "TYPE")]
    dataset_type: String,
    /// Name of the storage class, e.g. ExposureF, SourceCatalog, ArrowAstropy, StructuredDataDict
    storage_class: String,
    /// Dimensions of its data IDs; those that they need come along
    #[arg(value_name = "DIMENSION")]
    dimensions: Vec<String>,
    /// Its datasets may be certified into CALIBRATION collections
    #[arg(long)]
    is_calibration: bool,
}

impl RegisterDatasetType {
    pub(super) fn run(self, global: &Global, printer: &Printer) -> Result<ExitCode, Failure> {
        global.refuse_as_of()?;
        let dimensions = split(&self.dimensions);
        let is_new = runtime::run(async {
            let butler = Butler::open(&self.repo, &surroundings()).await?;
            Ok(butler.register_dataset_type(&self.dataset_type, &self.storage_class, &dimensions, self.is_calibration).await?)
        })?;
        printer.say(if is_new { "Dataset type successfully registered." } else { "Dataset type already existed in identical form." });
        Ok(ExitCode::SUCCESS)
    }
}
