//! `butler migrate SOURCE REPO`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use butler_engine::butler::{Butler, MigrateOptions};
use butler_engine::exchange::import::Noted;
use clap::Args;

use super::transfer::Way;
use crate::arguments::Global;
use crate::printer::counted;
use crate::runtime::surroundings;
use crate::{Failure, Printer, runtime};

/// Bring a repository of the reference here, with everything that its registry knows
#[derive(Debug, Args)]
#[command(
    after_help = "The source is only read, but for its files with `--transfer move`. Its records, collections, dataset types, datasets with their IDs, tags, validity ranges and files come here; \
    REPO is made if it is not there. A dataset whose file is missing comes without it, and is named. Passwords of databases may be in PGPASSWORD.\n\n\
    Examples:\n  butler migrate /repo/main new\n  butler migrate /repo/main new --incremental\n  butler migrate /repo/main s3://bucket/new --transfer copy\n  \
    butler migrate /repo/main new --db postgresql://reader@host/butler"
)]
pub struct Migrate {
    /// Folder of a repository of the reference, its `butler.yaml`, or its SQLite file
    source: String,
    /// Path, URI or alias of the repository here
    repo: String,
    /// How files get to their place
    #[arg(short, long, value_enum, value_name = "MODE", default_value_t = Way::Direct)]
    transfer: Way,
    /// The registry's database, if it is not the one that the source names: `postgresql://user@host/database`, `sqlite:////path`
    #[arg(long, value_name = "URL")]
    db: Option<String>,
    /// REPO is there already: bring what it lacks
    #[arg(long)]
    incremental: bool,
    /// Read and check everything, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// A file to list every file that is missing or of another length: what it is, a tab, where it should be
    #[arg(long, value_name = "FILE", conflicts_with = "dry_run")]
    report: Option<PathBuf>,
}

impl Migrate {
    pub(super) fn run(self, global: &Global, printer: &Printer) -> Result<ExitCode, Failure> {
        global.refuse_as_of()?;
        let options = MigrateOptions {
            source: self.source,
            database: self.db,
            mode: self.transfer.mode(),
            incremental: self.incremental,
            dry_run: self.dry_run,
            report: self.report.clone(),
        };
        let report = runtime::run(async { Ok(Butler::migrate(&self.repo, &options, &surroundings()).await?) })?;
        let found = &report.found;
        let counts = [
            (found.records, "dimension record"),
            (found.collections, "collection"),
            (found.dataset_types, "dataset type"),
            (found.datasets, "dataset"),
            (found.associations, "association"),
        ];
        let counts: Vec<String> = counts.iter().map(|(count, noun)| counted(*count, noun)).collect();
        let (namespace, version) = &report.universe;
        printer.say(format!("the source ({namespace} {version}) has {}", counts.join(", ")));
        if report.known > 0 {
            printer.say(format!("{} here already with files, and not read again", counted(report.known, "dataset")));
        }
        let list = self.report.as_deref();
        tell(printer, &report.missing, "not there, so that their datasets are known and not stored", list);
        tell(printer, &report.resized, "of another length than the source has recorded", list);
        printer.say(match found.commits {
            _ if self.dry_run => "nothing was written".to_owned(),
            0 => format!("all of it is here already: version {} stays", found.version),
            _ => format!("migrated: version {}", found.version),
        });
        Ok(ExitCode::SUCCESS)
    }
}

/// Files with something to know of, the first of them by name.
fn tell(printer: &Printer, files: &Noted, are: &str, list: Option<&Path>) {
    if files.count == 0 {
        return;
    }
    printer.warn(format!("{} {are}:", counted(files.count, "file")));
    files.names.iter().for_each(|name| printer.say(format!("  {name}")));
    let more = files.count - files.names.len() as u64;
    if more > 0 {
        let all = list.map_or("`--report FILE` lists all of them".to_owned(), |list| format!("all of them are in `{}`", list.display()));
        printer.say(format!("  and {more} more; {all}"));
    }
}
