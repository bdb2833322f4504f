//! `butler remove-runs REPO GLOB`.

use std::collections::BTreeMap;
use std::process::ExitCode;

use butler_engine::butler::{Butler, RemovableRuns};
use clap::Args;

use super::conditions::split;
use crate::arguments::Global;
use crate::confirm::Confirm;
use crate::printer::counted;
use crate::runtime::surroundings;
use crate::{Failure, Printer, runtime};

/// Remove RUN collections with their datasets and files
#[derive(Debug, Args)]
#[command(after_help = "What would be done is shown first.\n\n\
    Examples:\n  butler remove-runs repo u/me/run\n  butler remove-runs repo 'u/me/*' --no-confirm --force")]
pub struct RemoveRuns {
    /// Path, URI or alias of a repository
    repo: String,
    /// Names and patterns of RUN collections
    #[arg(value_name = "GLOB", required = true)]
    globs: Vec<String>,
    #[command(flatten)]
    confirm: Confirm,
    /// Take the runs out of the chains that they are children of, without asking
    #[arg(long)]
    force: bool,
}

impl RemoveRuns {
    pub(super) fn run(self, global: &Global, printer: &Printer) -> Result<ExitCode, Failure> {
        global.refuse_as_of()?;
        runtime::run(async {
            let butler = Butler::open(&self.repo, &surroundings()).await?;
            let removable = butler.removable_runs(&split(&self.globs)).await?;
            if removable.runs.is_empty() {
                return printer.line("No RUN collections were found.");
            }
            printer.bytes(shown(&removable).as_bytes())?;
            if !removable.parents.is_empty() && !self.confirm.asks() && !self.force {
                let text = "nothing was done: the runs are children of chains";
                return Err(Failure::refused(text, "--force takes them out of these as well"));
            }
            if !self.confirm.go_on(printer)? {
                return Ok(());
            }
            let pruned = butler.remove_runs(&removable).await?;
            let runs = counted(removable.runs.len() as u64, "run");
            printer.say(format!("{runs} with {} removed, {} deleted", counted(pruned.datasets, "dataset"), counted(pruned.files, "file")));
            Ok(())
        })?;
        Ok(ExitCode::SUCCESS)
    }
}

fn shown(removable: &RemovableRuns) -> String {
    let mut text = "The following RUN collections will be removed:\n".to_owned();
    let mut totals: BTreeMap<&str, u64> = BTreeMap::new();
    for (run, by_type) in &removable.runs {
        text.push_str(&format!("{run}\n"));
        by_type.iter().for_each(|(name, count)| *totals.entry(name).or_default() += count);
    }
    if !totals.is_empty() {
        let totals: Vec<String> = totals.iter().map(|(name, count)| format!("{name}({count})")).collect();
        text.push_str(&format!("The following datasets will be removed:\n{}\n", totals.join(", ")));
    }
    if !removable.parents.is_empty() {
        text.push_str("They will be taken out of these chains:\n");
        for (run, parents) in &removable.parents {
            text.push_str(&format!("{run}: {}\n", parents.join(", ")));
        }
    }
    text
}
