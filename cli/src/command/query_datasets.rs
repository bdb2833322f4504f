//! `butler query-datasets REPO [GLOB]...`.

use std::process::ExitCode;

use butler_engine::butler::Butler;
use butler_engine::collections::Glob;
use butler_engine::query::{Found, Listed, Queries};
use clap::{ArgAction, Args};

use super::conditions::{Conditions, explain, searched, split};
use crate::arguments::Global;
use crate::output::{Format, Output};
use crate::{Failure, Printer, failure, runtime};

mod listing;

use crate::runtime::surroundings;
use listing::Listing;

/// List datasets, a table for each dataset type
#[derive(Debug, Args)]
#[command(after_help = "Exit code 1 if one dataset type is named and there are no such datasets.\n\n\
    Examples:\n  butler query-datasets repo raw --collections HSC/raw/all --where \"instrument='HSC' AND exposure=903334\"\n  \
    butler query-datasets repo 'deepCoadd*' --collections shared/HSC --find-first\n  \
    butler query-datasets repo calexp --collections u/me/run --where \"instrument='HSC' AND visit=:v\" --bind v=903334\n  \
    butler query-datasets repo '*' --collections 'u/*' --limit 0 -o datasets.parquet")]
pub struct QueryDatasets {
    /// Path, URI or alias of a repository
    repo: String,
    /// Names and patterns of dataset types [default: all]
    #[arg(value_name = "GLOB")]
    globs: Vec<String>,
    /// Collections to search: names and patterns, chains with their children (repeatable) [default: all]
    #[arg(long, value_name = "GLOBS", action = ArgAction::Append)]
    collections: Vec<String>,
    #[command(flatten)]
    conditions: Conditions,
    /// Show of the datasets with one data ID only that of the first collection; patterns have no order and are refused
    #[arg(long, overrides_with = "no_find_first")]
    find_first: bool,
    /// Show the datasets of all collections [default]
    #[arg(long, overrides_with = "find_first")]
    no_find_first: bool,
    /// Show where the files are; a table for each component that is stored in a file of its own
    #[arg(long)]
    show_uri: bool,
    #[command(flatten)]
    output: Output,
}

impl QueryDatasets {
    pub(super) fn run(self, global: &Global, printer: &Printer) -> Result<ExitCode, Failure> {
        let format = self.output.format()?;
        let as_of = global.as_of()?;
        let types = if self.globs.is_empty() { vec!["*".to_owned()] } else { split(&self.globs) };
        let collections = searched(&self.collections);
        let is_one = types.len() == 1 && !Glob::is_pattern(&types[0]);
        let listing = runtime::run(async {
            let butler = Butler::open(&self.repo, &surroundings()).await?;
            let queries = butler.queries(as_of).await?;
            let found = if self.find_first { Found::First } else { Found::All };
            let listed = queries.datasets_of(&types, &collections, found, &self.conditions.options()).await?;
            if listed.is_empty() {
                explain(&queries.why_empty(&types, &collections, &self.conditions.condition).await?, printer);
            }
            self.listing(&queries, self.cut(listed, printer)).await
        })?;
        let is_empty = listing.is_empty();
        match format {
            Format::Table if is_empty && is_one => {}
            Format::Table => self.output.text(&listing.tables()?)?,
            _ => listing.write(&self.output)?,
        }
        Ok(if is_empty && is_one { ExitCode::from(failure::FAILED) } else { ExitCode::SUCCESS })
    }

    /// Without the row that a limit that warns has asked for in excess: the last.
    fn cut(&self, mut listed: Vec<Listed>, printer: &Printer) -> Vec<Listed> {
        let rows = listed.iter().map(|one| one.rows.len()).sum();
        if let Some(most) = self.conditions.cut(rows) {
            self.conditions.warn(printer);
            if let Some(last) = listed.last_mut() {
                last.rows = last.rows.head(last.rows.len().saturating_sub(rows - most));
            }
            listed.retain(|one| !one.rows.is_empty());
        }
        listed
    }

    async fn listing(&self, queries: &Queries, listed: Vec<Listed>) -> Result<Listing, Failure> {
        let mut listing = Listing::new(self.show_uri);
        for one in listed {
            let files = if self.show_uri { Some(queries.files_of(&one.dataset_type.name, &one.rows).await?) } else { None };
            listing.add(one, files, self.conditions.order_by.is_empty())?;
        }
        Ok(listing)
    }
}
