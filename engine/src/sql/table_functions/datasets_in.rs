//! `datasets_in(collections)`: all datasets of collections.

use datafusion::logical_expr::LogicalPlan;

use super::arguments::Arguments;
use super::builder::{Builder, of, of_kind, union};
use crate::collections::CollectionType;
use crate::sql::functions::{Description, Family};
use crate::{Error, Result};

pub(super) const DESCRIPTION: Description = Description {
    name: "datasets_in",
    aliases: &[],
    family: Family::Table,
    syntax: "datasets_in(collections)",
    text: "All datasets of the collections, with the columns of `datasets` and the `collection` in which each was found: one that is in several \
           (a RUN and a TAGGED collection, say), or certified for several timespans, comes several times.",
    arguments: &[("collections", "collections, separated by commas; a CHAINED one stands for its children")],
    example: "SELECT type, count(*) FROM datasets_in('HSC/defaults') GROUP BY type",
};

pub(super) fn plan(builder: &Builder, arguments: &Arguments) -> Result<LogicalPlan> {
    arguments.count(1, 1)?;
    let found = builder.search(&arguments.names(0)?)?;
    let mut plans = Vec::new();
    let runs = of_kind(&found, CollectionType::Run);
    if !runs.is_empty() {
        plans.push(builder.in_runs(None, &runs, vec![of("datasets", "run").alias("collection")])?);
    }
    for (kind, table) in [(CollectionType::Tagged, "tags"), (CollectionType::Calibration, "validity")] {
        let named = of_kind(&found, kind);
        if !named.is_empty() {
            plans.push(builder.in_others(table, None, &named, vec![of(table, "collection").alias("collection")])?);
        }
    }
    if plans.is_empty() {
        return Err(Error::invalid("search", arguments.text(0)?, "there is nothing in it but empty chains"));
    }
    union(plans)
}
