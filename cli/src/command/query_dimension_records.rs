//! `butler query-dimension-records REPO ELEMENT`.

use std::process::ExitCode;

use butler_engine::butler::Butler;
use butler_engine::expression::Governors;
use butler_engine::query::{Queries, Rows};
use clap::{ArgAction, Args};

use super::conditions::{Conditions, NO_RESULTS, explain, searched, split};
use crate::arguments::Global;
use crate::output::{Format, Output};
use crate::runtime::surroundings;
use crate::{Failure, Printer, runtime};

/// List the records of a dimension, or of an element that joins dimensions
#[derive(Debug, Args)]
#[command(after_help = "A table leaves out regions; every other format has them.\n\n\
    Examples:\n  butler query-dimension-records repo detector --where \"instrument='HSC' AND detector < 4\"\n  \
    butler query-dimension-records repo visit --where \"instrument='HSC'\" --order-by=-visit --limit 3\n  \
    butler query-dimension-records repo exposure --datasets raw --collections HSC/raw/all\n  \
    butler query-dimension-records repo patch -o patches.parquet --limit 0")]
pub struct QueryDimensionRecords {
    /// Path, URI or alias of a repository
    repo: String,
    /// Dimension or other element, e.g. `visit` or `visit_detector_region`
    element: String,
    /// Show only records for which there are datasets of each of these types: names and patterns (repeatable)
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
    /// Let the condition name dimensions without the instrument or sky map to which they belong
    #[arg(long)]
    no_check: bool,
    #[command(flatten)]
    output: Output,
}

impl QueryDimensionRecords {
    pub(super) fn run(self, global: &Global, printer: &Printer) -> Result<ExitCode, Failure> {
        let format = self.output.format()?;
        let as_of = global.as_of()?;
        let rows = runtime::run(async {
            let butler = Butler::open(&self.repo, &surroundings()).await?;
            let queries = butler.queries(as_of).await?;
            self.found(&queries, printer).await
        })?;
        match format {
            Format::Table if rows.is_empty() => self.output.text(NO_RESULTS)?,
            Format::Table => self.output.rows(&rows)?,
            _ => {
                self.output.write(rows.batch())?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }

    async fn found(&self, queries: &Queries, printer: &Printer) -> Result<Rows, Failure> {
        let (datasets, collections) = (split(&self.datasets), searched(&self.collections));
        let element = queries.snapshot().universe.element(&self.element)?.clone();
        let mut options = self.conditions.options();
        options.offset = self.offset;
        options.joins = queries.dataset_joins(&datasets, &collections)?;
        if self.no_check {
            options.governors = Governors::Optional;
        }
        if !datasets.is_empty() && options.joins.is_empty() {
            options.limit = Some(0);
        }
        let rows = queries.dimension_records(&element.name, &options).await?;
        if rows.is_empty() {
            explain(&queries.why_empty(&datasets, &collections, &self.conditions.condition).await?, printer);
        }
        let rows = self.conditions.shown(rows, printer);
        let keys: Vec<String> = element.key_fields().iter().map(|field| field.name.clone()).collect();
        Ok(if options.order_by.is_empty() { rows.sorted(&keys)? } else { rows })
    }
}
