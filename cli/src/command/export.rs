//! `butler export REPO DIRECTORY`.

use std::process::ExitCode;

use butler_engine::butler::{Butler, ExportOptions, Surroundings};
use clap::{ArgAction, Args};

use crate::arguments::Global;
use crate::printer::counted;
use crate::{Failure, Printer, runtime};

/// Export whole collections, with all that they need, in the format that `import` reads
#[derive(Debug, Args)]
#[command(
    after_help = "The reference butler imports the file as well. The datasets' files stay where they are; the export names them.\n\n\
    Examples:\n  butler export repo exported\n  butler export repo exported --collections HSC/calib,HSC/raw/all --file calib.yaml"
)]
pub struct Export {
    /// Path, URI or alias of a repository
    repo: String,
    /// Folder or URI of the export; made if it does not exist
    directory: String,
    /// Collections to export, chains with their children (repeatable) [default: everything]
    #[arg(long, value_name = "NAME", value_delimiter = ',', action = ArgAction::Append)]
    collections: Vec<String>,
    /// Name of the export file; one that exists is never overwritten
    #[arg(long, value_name = "FILE", default_value = "export.yaml")]
    file: String,
}

impl Export {
    pub(super) fn run(self, global: &Global, printer: &Printer) -> Result<ExitCode, Failure> {
        global.refuse_as_of()?;
        let options = ExportOptions { collections: self.collections, directory: self.directory, file: self.file };
        let report = runtime::run(async {
            let surroundings = Surroundings::system();
            let butler = Butler::open(&self.repo, &surroundings).await?;
            Ok(butler.export(&options, &surroundings).await?)
        })?;
        let written = [
            (report.records, "dimension record"),
            (report.collections, "collection"),
            (report.datasets, "dataset"),
            (report.associations, "association"),
        ];
        let written: Vec<String> = written.iter().filter(|(count, _)| *count > 0).map(|(count, noun)| counted(*count, noun)).collect();
        printer.say(format!("exported {}", if written.is_empty() { "nothing".to_owned() } else { written.join(", ") }));
        Ok(ExitCode::SUCCESS)
    }
}
