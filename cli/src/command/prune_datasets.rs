//! `butler prune-datasets REPO [COLLECTIONS]...`.

use std::process::ExitCode;

use butler_engine::butler::{Butler, Prune, Select, Selected};
use butler_engine::query::{Found, QueryOptions, natural_order};
use clap::{ArgAction, Args};

use super::conditions::split;
use crate::arguments::Global;
use crate::confirm::Confirm;
use crate::output::{Align, Grid, cells};
use crate::printer::counted;
use crate::runtime::surroundings;
use crate::{Failure, Printer, runtime};

/// Remove datasets, from a TAGGED collection, from the datastore, or altogether
#[derive(Debug, Args)]
#[command(
    after_help = "Without --purge and --disassociate the files are removed and the datasets stay registered. What would be done is shown first.\n\n\
    Examples:\n  butler prune-datasets repo u/me/run --datasets calexp --purge u/me/run --dry-run\n  \
    butler prune-datasets repo HSC/runs --datasets 'calexp_*' --where \"instrument='HSC' AND visit=903334\" --unstore\n  \
    butler prune-datasets repo u/me/tagged --disassociate u/me/tagged --no-confirm"
)]
pub struct PruneDatasets {
    /// Path, URI or alias of a repository
    repo: String,
    /// Collections to search, in this order; patterns only with --find-all
    collections: Vec<String>,
    /// Names and patterns of dataset types (repeatable) [default: all]
    #[arg(long, value_name = "GLOB", action = ArgAction::Append)]
    datasets: Vec<String>,
    /// Take the datasets of all collections, not only that of the first with a data ID
    #[arg(long)]
    find_all: bool,
    /// Take what meets a condition in the `where` language
    #[arg(long = "where", value_name = "CONDITION", default_value = "", hide_default_value = true)]
    condition: String,
    /// Take the datasets out of TAGGED collections (repeatable)
    #[arg(long, value_name = "TAG", value_delimiter = ',', action = ArgAction::Append, conflicts_with = "purge")]
    disassociate: Vec<String>,
    /// Remove the datasets altogether, with their files; RUN is searched if no collections are given
    #[arg(long, value_name = "RUN")]
    purge: Option<String>,
    /// Remove the files
    #[arg(long)]
    unstore: bool,
    #[command(flatten)]
    confirm: Confirm,
}

impl PruneDatasets {
    pub(super) fn run(self, global: &Global, printer: &Printer) -> Result<ExitCode, Failure> {
        global.refuse_as_of()?;
        // As in the reference: who wants to hear nothing is not asked either.
        let is_quiet = global.quiet;
        if is_quiet && self.confirm.is_dry_run() {
            return Err(Failure::usage("`--quiet` can't be used with `--dry-run`", "leave one of them out"));
        }
        let mut collections = split(&self.collections);
        if collections.is_empty() {
            collections.extend(self.purge.clone());
        }
        if collections.is_empty() {
            return Err(Failure::usage("no collections are given", "name those to search, or a RUN with --purge"));
        }
        if self.datasets.is_empty() && self.condition.is_empty() && self.purge.is_none() && self.disassociate.is_empty() {
            return Err(Failure::usage(
                "everything in the collections would be removed",
                "say with --datasets which dataset types are meant; `--datasets '*'` is all",
            ));
        }
        let how = match (&self.purge, self.disassociate.is_empty()) {
            (Some(_), _) => Prune::Purge,
            (None, true) => Prune::Unstore,
            (None, false) => Prune::Disassociate { tags: self.disassociate.clone(), unstore: self.unstore },
        };
        let select = Select {
            dataset_types: split(&self.datasets),
            collections,
            found: if self.find_all { Found::All } else { Found::First },
            options: QueryOptions { where_: self.condition.clone(), ..QueryOptions::default() },
            as_of: None,
        };
        runtime::run(async {
            let butler = Butler::open(&self.repo, &surroundings()).await?;
            let mut selected = butler.select(&select).await?;
            if how == Prune::Unstore {
                selected.retain(|one| !one.files.is_empty());
            }
            if selected.is_empty() {
                return if is_quiet { Ok(()) } else { printer.line("Did not find any datasets.") };
            }
            if !is_quiet {
                self.show(&selected, &how, printer)?;
            }
            if !is_quiet && !self.confirm.go_on(printer)? {
                return Ok(());
            }
            let pruned = butler.prune(&selected, &how).await?;
            printer.say(format!("{} pruned, {} deleted", counted(pruned.datasets, "dataset"), counted(pruned.files, "file")));
            Ok(())
        })?;
        Ok(ExitCode::SUCCESS)
    }

    fn show(&self, selected: &[Selected], how: &Prune, printer: &Printer) -> Result<(), Failure> {
        printer.line(match how {
            Prune::Purge => "The following datasets will be removed:".to_owned(),
            Prune::Unstore => "The following datasets will be removed from the datastore:".to_owned(),
            Prune::Disassociate { tags, unstore } => format!(
                "The following datasets will be disassociated from {}{}:",
                tags.join(", "),
                if *unstore { " and removed from the datastore" } else { "" }
            ),
        })?;
        printer.bytes(shown(selected)?.as_bytes())
    }
}

/// The datasets, a table for each type.
fn shown(selected: &[Selected]) -> Result<String, Failure> {
    let mut text = String::new();
    for one in selected {
        let group = &one.dataset_type.dimensions;
        let order: Vec<String> = std::iter::once("run".to_owned()).chain(natural_order(group)).collect();
        let rows = one.rows.sorted(&order)?;
        let mut grid = Grid::new(Align::Right).column("type", vec![one.dataset_type.name.clone(); rows.len()]);
        for name in ["run", "id"].into_iter().chain(group.data_id_keys()) {
            let schema = rows.batch().schema();
            let field = schema.field_with_name(name).map_err(butler_engine::Error::from)?;
            grid = grid.column(name, cells(field, rows.column(name)?)?);
        }
        text.push('\n');
        grid.push(&mut text);
        text.push('\n');
    }
    Ok(text)
}
