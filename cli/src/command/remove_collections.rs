//! `butler remove-collections REPO GLOB...`.

use std::process::ExitCode;

use butler_engine::butler::{Butler, Removable};
use clap::Args;

use super::conditions::split;
use crate::arguments::Global;
use crate::confirm::Confirm;
use crate::output::{Align, Grid};
use crate::runtime::surroundings;
use crate::{Failure, Printer, runtime};

/// Remove collections that are no RUNs; their datasets stay
#[derive(Debug, Args)]
#[command(after_help = "RUNs that fit are shown and left alone: `butler remove-runs` removes them with their datasets.\n\n\
    Examples:\n  butler remove-collections repo u/me/tagged\n  butler remove-collections repo 'u/me/*' --remove-from-parents --no-confirm")]
pub struct RemoveCollections {
    /// Path, URI or alias of a repository
    repo: String,
    /// Names and patterns of collections
    #[arg(value_name = "GLOB", required = true)]
    globs: Vec<String>,
    #[command(flatten)]
    confirm: Confirm,
    /// Take them out of the chains that they are children of as well
    #[arg(long)]
    remove_from_parents: bool,
}

impl RemoveCollections {
    pub(super) fn run(self, global: &Global, printer: &Printer) -> Result<ExitCode, Failure> {
        global.refuse_as_of()?;
        runtime::run(async {
            let butler = Butler::open(&self.repo, &surroundings()).await?;
            let removable = butler.removable(&split(&self.globs));
            printer.bytes(self.shown(&removable).as_bytes())?;
            if removable.collections.is_empty() || !self.confirm.go_on(printer)? {
                return Ok(());
            }
            butler.remove_collections(&removable, self.remove_from_parents).await?;
            printer.line("\nRemoved collections.\n")
        })?;
        Ok(ExitCode::SUCCESS)
    }

    fn shown(&self, removable: &Removable) -> String {
        let mut text = String::new();
        if removable.collections.is_empty() {
            text.push_str("\nNo non-RUN collections were found.\n");
        } else {
            text.push_str("\nThe following collections will be removed:\n");
            let (names, types) = removable.collections.iter().map(|(name, kind)| (name.clone(), kind.to_string())).unzip();
            Grid::new(Align::Left).column("Collection", names).column("Collection Type", types).push(&mut text);
        }
        if self.remove_from_parents && !removable.parents.is_empty() {
            text.push_str("\nCollections to be removed from their parent collection chains:\n");
            let pairs = removable.parents.iter().flat_map(|(child, parents)| {
                let names = std::iter::once(child.clone()).chain(std::iter::repeat(String::new()));
                names.zip(parents.clone())
            });
            let (children, parents) = pairs.unzip();
            Grid::new(Align::Left).column("Child Collection", children).column("Parent Collection", parents).push(&mut text);
            text.push('\n');
        }
        if !removable.runs.is_empty() {
            text.push_str("\nThe following RUN collections were found but can NOT be removed by this command:\n");
            Grid::new(Align::Left).column("Collection", removable.runs.clone()).push(&mut text);
            text.push('\n');
        }
        text
    }
}
