//! `butler query-data-ids REPO [DIMENSION]...`.

use std::process::ExitCode;

use butler_engine::butler::Butler;
use butler_engine::query::{Queries, Records, Rows, natural_order};
use clap::{ArgAction, Args};

use super::conditions::{Conditions, NO_RESULTS, explain, searched, split};
use crate::arguments::Global;
use crate::output::{Format, Output};
use crate::runtime::surroundings;
use crate::{Failure, Printer, runtime};

/// List data IDs: the combinations of values of dimensions
#[derive(Debug, Args)]
#[command(after_help = "Without DIMENSION, those that the types of --datasets have in common.\n\n\
    Examples:\n  butler query-data-ids repo visit detector --where \"instrument='HSC' AND visit=903334\"\n  \
    butler query-data-ids repo tract patch --datasets deepCoadd --collections shared/HSC\n  \
    butler query-data-ids repo --datasets raw --collections HSC/raw/all --format csv\n  \
    butler query-data-ids repo exposure --where \"instrument='HSC'\" --order-by=-exposure --limit 5")]
pub struct QueryDataIds {
    /// Path, URI or alias of a repository
    repo: String,
    /// Dimensions of the data IDs; those that they need come along
    #[arg(value_name = "DIMENSION")]
    dimensions: Vec<String>,
    /// Show only data IDs for which there are datasets of each of these types: names and patterns (repeatable)
    #[arg(long, value_name = "GLOBS", action = ArgAction::Append)]
    datasets: Vec<String>,
    /// Collections to search for the datasets: names and patterns (repeatable) [default: all]
    #[arg(long, value_name = "GLOBS", action = ArgAction::Append)]
    collections: Vec<String>,
    #[command(flatten)]
    conditions: Conditions,
    /// Leave out the first N rows
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: usize,
    #[command(flatten)]
    output: Output,
}

impl QueryDataIds {
    pub(super) fn run(self, global: &Global, printer: &Printer) -> Result<ExitCode, Failure> {
        let format = self.output.format()?;
        let as_of = global.as_of()?;
        let found = runtime::run(async {
            let butler = Butler::open(&self.repo, &surroundings()).await?;
            let queries = butler.queries(as_of).await?;
            self.found(&queries, printer).await
        })?;
        match (format, found) {
            (Format::Table, Some(rows)) if !rows.is_empty() => self.output.rows(&rows)?,
            (Format::Table, _) => self.output.text(NO_RESULTS)?,
            (_, Some(rows)) => {
                self.output.write(rows.batch())?;
            }
            (_, None) => {}
        }
        Ok(ExitCode::SUCCESS)
    }

    /// The rows; none if there is nothing to ask.
    async fn found(&self, queries: &Queries, printer: &Printer) -> Result<Option<Rows>, Failure> {
        let (datasets, collections) = (split(&self.datasets), searched(&self.collections));
        let mut dimensions = split(&self.dimensions);
        if dimensions.is_empty() {
            dimensions = queries.common_dimensions(&datasets)?;
        }
        if dimensions.is_empty() {
            printer.say(match datasets.len() {
                0 => "nothing was found: name dimensions, or dataset types with --datasets".to_owned(),
                _ => "nothing was found: the dataset types have no dimensions in common".to_owned(),
            });
            return Ok(None);
        }
        let mut options = self.conditions.options();
        options.offset = self.offset;
        options.joins = queries.dataset_joins(&datasets, &collections)?;
        let group = queries.snapshot().universe.conform(&dimensions)?;
        if !datasets.is_empty() && options.joins.is_empty() {
            options.limit = Some(0);
        }
        let rows = queries.data_ids(&dimensions, &options, Records::Optional).await?;
        if rows.is_empty() {
            explain(&queries.why_empty(&datasets, &collections, &self.conditions.condition).await?, printer);
        }
        let rows = self.conditions.shown(rows, printer);
        Ok(Some(if options.order_by.is_empty() { rows.sorted(&natural_order(&group))? } else { rows }))
    }
}
