//! `butler empty-trash REPO`.

use std::process::ExitCode;

use butler_engine::butler::Butler;
use clap::Args;

use crate::arguments::Global;
use crate::printer::counted;
use crate::runtime::surroundings;
use crate::{Failure, Printer, runtime};

/// Delete the files of removed datasets that an interrupted command has left
#[derive(Debug, Args)]
#[command(
    after_help = "Commands that remove datasets delete their files at once; what they could not finish is listed by `butler verify --level 2` as W-TRASH.\n\n\
    Examples:\n  butler empty-trash repo --dry-run\n  butler empty-trash repo"
)]
pub struct EmptyTrash {
    /// Path, URI or alias of a repository
    repo: String,
    /// Only list the files
    #[arg(long)]
    dry_run: bool,
}

impl EmptyTrash {
    pub(super) fn run(self, global: &Global, printer: &Printer) -> Result<ExitCode, Failure> {
        global.refuse_as_of()?;
        runtime::run(async {
            let butler = Butler::open(&self.repo, &surroundings()).await?;
            if self.dry_run {
                let waiting = butler.trash().await?;
                waiting.iter().try_for_each(|file| printer.line(&file.path))?;
                printer.say(format!("{} would be deleted", counted(waiting.len() as u64, "file")));
            } else {
                let emptied = butler.empty_trash().await?;
                printer.say(format!("{} deleted", counted(emptied.files, "file")));
                if let Some(file) = emptied.left.first() {
                    let (host, process) = (file.host.as_deref().unwrap_or_default(), file.process.unwrap_or_default());
                    printer.say(format!(
                        "{} left: they are being deleted by process {process} on {host}; an hour after it began anybody may delete them",
                        counted(emptied.left.len() as u64, "file")
                    ));
                }
            }
            Ok(())
        })?;
        Ok(ExitCode::SUCCESS)
    }
}
