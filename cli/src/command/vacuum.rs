//! `butler vacuum REPO`.

use std::process::ExitCode;
use std::time::Duration;

use butler_engine::butler::Butler;
use butler_engine::registry::VacuumOptions;
use clap::Args;

use crate::arguments::Global;
use crate::printer::counted;
use crate::runtime::surroundings;
use crate::{Failure, Printer, runtime};

const DAY_S: u64 = 24 * 3600;

/// Delete what no kept version of the registry needs; without --execute, only list it
#[derive(Debug, Args)]
#[command(
    after_help = "A version is kept if it is among the newest or young enough. What is deleted is one path a line on standard output.\n\
    Files of the datasets are never touched.\n\n\
    Examples:\n  butler vacuum repo\n  butler vacuum repo --keep-versions 10 --keep-days 1 --execute"
)]
pub struct Vacuum {
    /// Path, URI or alias of a repository
    repo: String,
    /// Delete; else nothing is changed
    #[arg(long, conflicts_with = "dry_run")]
    execute: bool,
    /// Change nothing (the default)
    #[arg(long)]
    dry_run: bool,
    /// Keep the newest N versions
    #[arg(long, value_name = "N", default_value_t = VacuumOptions::default().keep_versions)]
    keep_versions: u64,
    /// Keep versions of the last DAYS
    #[arg(long, value_name = "DAYS", default_value_t = VacuumOptions::default().keep.as_secs() / DAY_S, value_parser = clap::value_parser!(u64).range(..=36_500))]
    keep_days: u64,
}

impl Vacuum {
    pub(super) fn run(self, global: &Global, printer: &Printer) -> Result<ExitCode, Failure> {
        global.refuse_as_of()?;
        let keep = Duration::from_secs(self.keep_days * DAY_S);
        let options = VacuumOptions { keep_versions: self.keep_versions, keep, execute: self.execute };
        let vacuumed = runtime::run(async {
            let butler = Butler::open(&self.repo, &surroundings()).await?;
            Ok(butler.vacuum(&options).await?)
        })?;
        vacuumed.deleted.iter().try_for_each(|path| printer.line(path))?;
        let (deleted, shortened) = if self.execute { ("deleted", "shortened") } else { ("would delete", "would shorten") };
        printer.say(format!(
            "{deleted} {} of {} bytes; {shortened} {} to their hashes",
            counted(vacuumed.deleted.len() as u64, "file"),
            vacuumed.bytes,
            counted(vacuumed.stubs, "record")
        ));
        printer.say(format!("the oldest version that can be read is {}", vacuumed.oldest));
        if !vacuumed.waiting.is_empty() {
            printer.say(format!(
                "{} files that no version names stay until the next vacuum: somebody may be about to commit them",
                vacuumed.waiting.len()
            ));
        }
        Ok(ExitCode::SUCCESS)
    }
}
