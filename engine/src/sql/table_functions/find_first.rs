//! `find_first(type, collections)`: for each data ID the dataset that is found first.

use datafusion::logical_expr::{LogicalPlan, lit};

use super::arguments::Arguments;
use super::builder::{Builder, of, of_kind, rank};
use crate::collections::CollectionType;
use crate::datasets::DatasetType;
use crate::sql::functions::{Description, Family};
use crate::{Error, Result};

pub(super) const DESCRIPTION: Description = Description {
    name: "find_first",
    aliases: &[],
    family: Family::Table,
    syntax: "find_first(type, collections)",
    text: "For each data ID the dataset that is found first when the collections are searched in order, with the columns of `datasets`. \
           CALIBRATION collections are passed over; see `certified`.",
    arguments: &[
        ("type", "a dataset type"),
        ("collections", "collections in the order of the search, separated by commas; a CHAINED one stands for its children"),
    ],
    example: "SELECT dataId, run FROM find_first('calexp', 'HSC/runs/new,HSC/runs/old') WHERE visit = 903334",
};

pub(super) fn plan(builder: &Builder, arguments: &Arguments) -> Result<LogicalPlan> {
    arguments.count(2, 2)?;
    found(builder, builder.dataset_type(arguments.text(0)?)?, &arguments.names(1)?)
}

/// The datasets of a type that are found first in `collections`.
pub fn found(builder: &Builder, dataset_type: &DatasetType, collections: &[String]) -> Result<LogicalPlan> {
    let found = builder.search(collections)?;
    let (runs, tagged) = (of_kind(&found, CollectionType::Run), of_kind(&found, CollectionType::Tagged));
    let of_type = |table| of(table, "type").eq(lit(dataset_type.name.clone()));
    if let ([run], []) = (runs.as_slice(), tagged.as_slice()) {
        return builder.in_runs(Some(of_type("datasets")), &[run], Vec::new());
    }
    let mut plans = Vec::new();
    if !runs.is_empty() {
        plans.push(builder.in_runs(Some(of_type("datasets")), &runs, vec![rank(&of("datasets", "run"), &found)?])?);
    }
    if !tagged.is_empty() {
        plans.push(builder.in_others("tags", Some(of_type("tags")), &tagged, vec![rank(&of("tags", "collection"), &found)?])?);
    }
    if plans.is_empty() {
        let none = Error::invalid("search", collections.join(","), "no RUN and no TAGGED collection is in it");
        return Err(none.with_hint("`certified` searches CALIBRATION collections"));
    }
    let dimensions: Vec<&str> = dataset_type.dimensions.required().collect();
    builder.first(plans, &dimensions)
}
