//! `butler query-dataset-types REPO [GLOB]...`.

use std::process::ExitCode;
use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, RecordBatch, StringArray};
use butler_engine::butler::Butler;
use butler_engine::collections::Glob;
use butler_engine::datasets::DatasetType;
use butler_engine::query::{Found, Queries, QueryOptions};
use butler_engine::{Error, Result};
use clap::{ArgAction, Args};

use super::conditions::{NO_RESULTS, searched, split};
use super::query_collections::lists;
use crate::arguments::Global;
use crate::output::{Align, Format, Grid, Output};
use crate::runtime::surroundings;
use crate::{Failure, Printer, runtime};

/// List dataset types; with -v their dimensions and storage classes
#[derive(Debug, Args)]
#[command(
    after_help = "With --collections, types of which there are none at present may be listed as well; --existing looks for a dataset of each.\n\n\
    Examples:\n  butler query-dataset-types repo\n  butler query-dataset-types repo 'deepCoadd*' -v\n  \
    butler query-dataset-types repo --collections HSC/calib --existing\n  butler query-dataset-types repo --format json"
)]
pub struct QueryDatasetTypes {
    /// Path, URI or alias of a repository
    repo: String,
    /// Names and patterns of dataset types [default: all]
    #[arg(value_name = "GLOB")]
    globs: Vec<String>,
    /// Show only types of which these collections have had datasets: names and patterns (repeatable)
    #[arg(long, value_name = "GLOBS", action = ArgAction::Append)]
    collections: Vec<String>,
    /// Show only types of which there are datasets, in the collections if they are given
    #[arg(long)]
    existing: bool,
    #[command(flatten)]
    output: Output,
}

impl QueryDatasetTypes {
    pub(super) fn run(self, global: &Global, printer: &Printer) -> Result<ExitCode, Failure> {
        let format = self.output.format()?;
        let as_of = global.as_of()?;
        let globs = split(&self.globs);
        let (queries, found) = runtime::run(async {
            let butler = Butler::open(&self.repo, &surroundings()).await?;
            let queries = butler.queries(as_of).await?;
            let found = self.found(&queries, &globs).await?;
            Ok((queries, found))
        })?;
        self.warn_of_unknown(&queries, &globs, printer);
        match format {
            Format::Table if found.is_empty() => self.output.text(NO_RESULTS)?,
            Format::Table => {
                let mut text = String::new();
                grid(&found, global.verbose > 0).push(&mut text);
                self.output.text(&text)?;
            }
            _ => {
                self.output.write(&batch(&found)?)?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }

    async fn found(&self, queries: &Queries, globs: &[String]) -> Result<Vec<Arc<DatasetType>>> {
        let collections = searched(&self.collections);
        let mut found: Vec<Arc<DatasetType>> = queries.dataset_types(globs).into_iter().cloned().collect();
        if !self.collections.is_empty() || self.existing {
            let there = queries.dataset_types_in(&collections)?;
            found.retain(|t| there.contains(&t.name));
        }
        if !self.existing {
            return Ok(found);
        }
        let options = QueryOptions { limit: Some(1), ..QueryOptions::default() };
        let mut existing = Vec::new();
        for dataset_type in found {
            if !queries.datasets(&dataset_type.name, &collections, Found::All, &options).await?.is_empty() {
                existing.push(dataset_type);
            }
        }
        Ok(existing)
    }

    /// As in the reference a name that is none is no failure here; the user learns of it all the same.
    fn warn_of_unknown(&self, queries: &Queries, globs: &[String], printer: &Printer) {
        let all = queries.snapshot().dataset_types();
        for name in globs.iter().filter(|name| !Glob::is_pattern(name) && !all.contains_key(*name)) {
            let error = Error::missing("dataset type", name, all.keys().map(String::as_str));
            printer.warn(&error);
            error.hint().iter().for_each(|hint| printer.hint(hint));
        }
    }
}

fn grid(found: &[Arc<DatasetType>], is_verbose: bool) -> Grid {
    let column = |of: &dyn Fn(&DatasetType) -> String| found.iter().map(|t| of(t)).collect();
    let grid = Grid::new(Align::Left).column("name", column(&|t| t.name.clone()));
    if !is_verbose {
        return grid;
    }
    let dimensions = |t: &DatasetType| format!("[{}]", t.dimensions.names().map(|n| format!("'{n}'")).collect::<Vec<_>>().join(", "));
    grid.column("dimensions", column(&dimensions)).column("storage class", column(&|t| t.storage_class.clone()))
}

fn batch(found: &[Arc<DatasetType>]) -> Result<RecordBatch> {
    let dimensions: Vec<Vec<String>> = found.iter().map(|t| t.dimensions.names().map(str::to_owned).collect()).collect();
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("name", Arc::new(found.iter().map(|t| Some(&t.name)).collect::<StringArray>())),
        ("dimensions", lists(dimensions.iter().map(|names| names.iter()))),
        ("storage_class", Arc::new(found.iter().map(|t| Some(&t.storage_class)).collect::<StringArray>())),
        ("is_calibration", Arc::new(found.iter().map(|t| Some(t.is_calibration)).collect::<BooleanArray>())),
    ];
    Ok(RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, column)| (name, column, true)))?)
}
