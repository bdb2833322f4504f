//! `butler prune-collection REPO COLLECTION`.

use std::process::ExitCode;

use butler_engine::butler::{Butler, Prunable, PruneCollection as Options};
use butler_engine::collections::CollectionType;
use clap::{ArgAction, Args};

use crate::arguments::Global;
use crate::confirm::Confirm;
use crate::output::{Align, Grid};
use crate::printer::counted;
use crate::runtime::surroundings;
use crate::{Failure, Printer, runtime};

/// Remove a collection, and perhaps the datasets in it
#[derive(Debug, Args)]
#[command(
    after_help = "The older name of what `remove-collections`, `remove-runs` and `prune-datasets --unstore` do. Datasets of a tagged, chained or calibration \
    collection are left as they are, unless --unstore is given: then they stay registered and their files go. A RUN needs --purge and --unstore, and goes with \
    all its datasets. What would be done is shown first.\n\n\
    Examples:\n  butler prune-collection repo u/me/tagged\n  butler prune-collection repo u/me/run --purge --unstore --unlink u/me/chain --no-confirm"
)]
pub struct PruneCollection {
    /// Path, URI or alias of a repository
    repo: String,
    /// Name of the collection
    collection: String,
    /// Let a RUN go with its datasets; needs --unstore
    #[arg(long)]
    purge: bool,
    /// Remove the files of the datasets in the collection
    #[arg(long)]
    unstore: bool,
    /// Take the collection out of this chain first (repeatable)
    #[arg(long, value_name = "CHAIN", value_delimiter = ',', action = ArgAction::Append)]
    unlink: Vec<String>,
    #[command(flatten)]
    confirm: Confirm,
}

impl PruneCollection {
    pub(super) fn run(self, global: &Global, printer: &Printer) -> Result<ExitCode, Failure> {
        global.refuse_as_of()?;
        if self.purge && !self.unstore {
            return Err(Failure::usage(
                "--purge can't be used without --unstore",
                "together they remove a RUN, its datasets and their files",
            ));
        }
        let options = Options { collection: self.collection, purge: self.purge, unstore: self.unstore, unlink: self.unlink };
        runtime::run(async {
            let butler = Butler::open(&self.repo, &surroundings()).await?;
            let prunable = butler.prunable(&options).await?;
            if self.confirm.asks() || self.confirm.is_dry_run() {
                printer.bytes(shown(&options, &prunable).as_bytes())?;
            }
            if !self.confirm.go_on(printer)? {
                return Ok(());
            }
            let pruned = butler.prune_collection(&options, &prunable).await?;
            printer.line("Removed collections.")?;
            if options.unstore {
                printer.say(format!("{} pruned, {} deleted", counted(pruned.datasets, "dataset"), counted(pruned.files, "file")));
            }
            Ok(())
        })?;
        Ok(ExitCode::SUCCESS)
    }
}

fn shown(options: &Options, prunable: &Prunable) -> String {
    let count = match prunable.kind {
        CollectionType::Run => prunable.purged.values().sum::<u64>().to_string(),
        _ => "-".to_owned(),
    };
    let mut text = "The following collections will be removed:\n".to_owned();
    Grid::new(Align::Left)
        .column("Collection", vec![options.collection.clone()])
        .column("Collection Type", vec![prunable.kind.to_string()])
        .column("Number of Datasets", vec![count])
        .push(&mut text);
    if !options.unlink.is_empty() {
        text.push_str(&format!("It will be taken out of these chains:\n{}\n", options.unlink.join(", ")));
    }
    let of_type = |(name, count): (&str, u64)| format!("{name}({count})");
    let purged: Vec<String> = prunable.purged.iter().map(|(name, count)| of_type((name, *count))).collect();
    if !purged.is_empty() {
        text.push_str(&format!("The following datasets will be removed:\n{}\n", purged.join(", ")));
    }
    let unstored: Vec<String> = prunable.unstored.iter().map(|one| of_type((&one.dataset_type.name, one.files.len() as u64))).collect();
    if !unstored.is_empty() {
        text.push_str(&format!("The following datasets will be removed from the datastore:\n{}\n", unstored.join(", ")));
    }
    text
}
