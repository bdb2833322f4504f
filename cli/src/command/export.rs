//! `butler export REPO DIRECTORY`.

use std::process::ExitCode;

use butler_engine::butler::{Butler, ExportOptions, Select, datasets_of};
use butler_engine::context::Progress;
use butler_engine::datastore::Mode;
use butler_engine::exchange::export::{Chosen, What};
use butler_engine::query::{Found, QueryOptions};
use clap::{ArgAction, Args};

use super::conditions::{searched, split};
use super::transfer::Way;
use crate::arguments::Global;
use crate::printer::counted;
use crate::runtime::surroundings;
use crate::{Failure, Printer, runtime};

/// Export collections or datasets, with all that they need, in the format that `import` reads
#[derive(Debug, Args)]
#[command(
    after_help = "The reference butler imports the file as well. With --transfer the datasets' files come along; else they stay where they are, and the export \
    names them. With -d or --where the datasets that fit are exported with their runs, else whole collections.\n\n\
    Examples:\n  butler export repo exported -t copy\n  butler export repo exported --collections HSC/calib,HSC/raw/all --file calib.yaml\n  \
    butler export repo s3://bucket/exported -d calexp,src --collections HSC/runs --where \"instrument='HSC' AND visit=903334\" -t auto"
)]
pub struct Export {
    /// Path, URI or alias of a repository
    repo: String,
    /// Folder or URI of the export; made if it does not exist
    directory: String,
    /// Collections to export, chains with their children (repeatable) [default: everything]
    #[arg(long, value_name = "NAME", value_delimiter = ',', action = ArgAction::Append)]
    collections: Vec<String>,
    /// Names and patterns of dataset types to export (repeatable) [default: all]
    #[arg(short, long, value_name = "GLOB", action = ArgAction::Append)]
    dataset_type: Vec<String>,
    /// Export datasets that meet a condition in the `where` language
    #[arg(long = "where", value_name = "CONDITION", default_value = "", hide_default_value = true)]
    condition: String,
    /// How the files come into DIRECTORY [default: they stay where they are]
    #[arg(short, long, value_enum, value_name = "MODE")]
    transfer: Option<Way>,
    /// Name of the export file; one that exists is never overwritten
    #[arg(long, value_name = "FILE", default_value = "export.yaml")]
    file: String,
}

impl Export {
    pub(super) fn run(self, global: &Global, printer: &Printer) -> Result<ExitCode, Failure> {
        global.refuse_as_of()?;
        let transfer = self.transfer.map(Way::mode).filter(|mode| *mode != Mode::Direct);
        if transfer == Some(Mode::Move) {
            return Err(Failure::usage("an export moves no files: the repository needs them", "`-t auto` or `-t copy` brings them along"));
        }
        let is_selection = !self.dataset_type.is_empty() || !self.condition.is_empty();
        let select = Select {
            dataset_types: split(&self.dataset_type),
            collections: searched(&self.collections),
            found: Found::All,
            options: QueryOptions { where_: self.condition, ..QueryOptions::default() },
            as_of: None,
        };
        let report = runtime::run(async {
            let surroundings = surroundings();
            let butler = Butler::open(&self.repo, &surroundings).await?;
            let what = match (is_selection, self.collections.is_empty()) {
                (true, _) => What::Chosen(Chosen { datasets: datasets_of(&butler.select(&select).await?)?, ..Chosen::default() }),
                (false, true) => What::Everything,
                (false, false) => What::Collections(self.collections),
            };
            let options = ExportOptions { what, transfer, directory: self.directory, file: self.file };
            let progress = Progress::default();
            Ok(printer.watched(&progress, "files written", butler.watched(&progress).export(&options, &surroundings)).await?)
        })?;
        let written = [
            (report.records, "dimension record"),
            (report.collections, "collection"),
            (report.datasets, "dataset"),
            (report.associations, "association"),
            (report.files, "file"),
        ];
        let written: Vec<String> = written.iter().filter(|(count, _)| *count > 0).map(|(count, noun)| counted(*count, noun)).collect();
        printer.say(format!("exported {}", if written.is_empty() { "nothing".to_owned() } else { written.join(", ") }));
        Ok(ExitCode::SUCCESS)
    }
}
