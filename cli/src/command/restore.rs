//! `butler restore REPO --as-of VERSION`.

use std::process::ExitCode;

use butler_engine::butler::{Butler, RestoreOptions, Restored, Surroundings};
use clap::Args;

use super::conditions::split;
use crate::arguments::Global;
use crate::printer::counted;
use crate::{Failure, Printer, runtime};

/// Bring back collections, datasets, tags and validity ranges that were removed
#[derive(Debug, Args)]
#[command(
    after_help = "What was there at --as-of and is not now comes back; what has been added since stays. Files that were deleted do not come back: they are listed, and \
    their datasets are registered and not stored. `butler log` lists versions; older ones are kept until `butler vacuum`.\n\n\
    Examples:\n  butler restore repo --as-of 12 --dry-run\n  butler restore repo 'u/me/*' --as-of 12"
)]
pub struct Restore {
    /// Path, URI or alias of a repository
    repo: String,
    /// Names and patterns of collections [default: all]
    collections: Vec<String>,
    /// Only say what would come back
    #[arg(long)]
    dry_run: bool,
}

impl Restore {
    pub(super) fn run(self, global: &Global, printer: &Printer) -> Result<ExitCode, Failure> {
        let Some(as_of) = global.as_of()? else {
            return Err(Failure::usage(
                "it is not said from which state",
                "add --as-of VERSION or --as-of TIME; `butler log` lists versions",
            ));
        };
        let options = RestoreOptions { as_of, collections: split(&self.collections), dry_run: self.dry_run };
        let restored = runtime::run(async { Ok(Butler::open(&self.repo, &Surroundings::system()).await?.restore(&options).await?) })?;
        restored.missing_files.iter().try_for_each(|path| printer.line(path))?;
        if !restored.missing_files.is_empty() {
            let files = counted(restored.missing_files.len() as u64, "file");
            printer.warn(format!("{files} gone for good, listed above: the datasets are registered, and not stored"));
        }
        printer.say(match (restored.is_empty(), self.dry_run) {
            (true, _) => format!("all of it is there: version {} stays", restored.version),
            (false, true) => format!("{} would come back", told(&restored)),
            (false, false) => format!("{} came back: version {}", told(&restored), restored.version),
        });
        Ok(ExitCode::SUCCESS)
    }
}

fn told(restored: &Restored) -> String {
    let counts = [
        (restored.dataset_types.len() as u64, "dataset type"),
        (restored.collections.len() as u64, "collection"),
        (restored.chains.len() as u64, "chain"),
        (restored.datasets, "dataset"),
        (restored.associations, "association"),
    ];
    let mut told: Vec<String> = counts.iter().filter(|(count, _)| *count > 0).map(|(count, noun)| counted(*count, noun)).collect();
    if restored.stored > 0 {
        told.push(format!("the files of {}", counted(restored.stored, "dataset")));
    }
    told.join(", ")
}
