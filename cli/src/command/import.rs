//! `butler import REPO DIRECTORY`.

use std::process::ExitCode;

use butler_engine::butler::{Butler, Files, ImportOptions};
use butler_engine::context::Progress;
use clap::{ArgAction, Args};

use super::transfer::Transfer;
use crate::arguments::Global;
use crate::printer::counted;
use crate::runtime::surroundings;
use crate::{Failure, Printer, runtime};

/// Import an export: dimension records, collections, dataset types, datasets, tags and validity ranges
#[derive(Debug, Args)]
#[command(
    after_help = "Files go where the repository's templates say. Nothing that is there is overwritten; what is there already and equal is skipped, so an \
    import that was interrupted is completed by running it again.\n\n\
    Examples:\n  butler import repo exported\n  butler import repo exported --transfer direct\n  butler import repo . --export-file exports.yaml --registry-only\n  \
    butler import s3://new s3://old --export-file exports.yaml -t direct"
)]
pub struct Import {
    /// Path, URI or alias of a repository
    repo: String,
    /// Folder or URI below which the exported files are
    directory: String,
    #[command(flatten)]
    transfer: Transfer,
    /// Import the rows alone: the datasets are known, and not stored
    #[arg(long, conflicts_with = "transfer")]
    registry_only: bool,
    /// The export: absolute, or in the working folder, or in DIRECTORY
    #[arg(long, value_name = "FILE", default_value = "export.yaml")]
    export_file: String,
    /// Record the sizes of the files; this is always done
    #[arg(long)]
    track_file_attrs: bool,
    /// Leave out the records of these dimensions (repeatable)
    #[arg(short, long, value_name = "NAME", value_delimiter = ',', action = ArgAction::Append)]
    skip_dimensions: Vec<String>,
}

impl Import {
    pub(super) fn run(self, global: &Global, printer: &Printer) -> Result<ExitCode, Failure> {
        global.refuse_as_of()?;
        let options = ImportOptions {
            directory: self.directory,
            export_file: self.export_file,
            files: if self.registry_only { Files::RegistryOnly } else { Files::Transfer(self.transfer.mode()) },
            skip_dimensions: self.skip_dimensions.into_iter().collect(),
        };
        let report = runtime::run(async {
            let surroundings = surroundings();
            let butler = Butler::open(&self.repo, &surroundings).await?;
            let progress = Progress::default();
            let what = if self.registry_only { "datasets read" } else { "files in place" };
            Ok(printer.watched(&progress, what, butler.watched(&progress).import(&options, &surroundings)).await?)
        })?;
        let found = [
            (report.records, "dimension record"),
            (report.collections, "collection"),
            (report.dataset_types, "dataset type"),
            (report.datasets, "dataset"),
            (report.associations, "association"),
        ];
        let found: Vec<String> = found.iter().filter(|(count, _)| *count > 0).map(|(count, noun)| counted(*count, noun)).collect();
        printer.say(format!("the export has {}", if found.is_empty() { "nothing".to_owned() } else { found.join(", ") }));
        printer.say(match report.commits {
            0 => format!("all of it is there already: version {} stays", report.version),
            _ => format!("imported: version {}", report.version),
        });
        Ok(ExitCode::SUCCESS)
    }
}
