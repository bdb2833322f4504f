//! `certified(type, collections, time)`: the calibrations that are valid at a time.

use datafusion::logical_expr::{LogicalPlan, ScalarUDF, lit};

use super::arguments::Arguments;
use super::builder::{Builder, of, of_kind, rank};
use crate::collections::CollectionType;
use crate::sql::functions::{Description, Family, contains};
use crate::{Error, Result};

pub(super) const DESCRIPTION: Description = Description {
    name: "certified",
    aliases: &[],
    family: Family::Table,
    syntax: "certified(type, collections [, time])",
    text: "For each data ID the calibration that is valid at a time, from the first CALIBRATION collection that has one; with the columns of `datasets` \
           and the `timespan` for which it is valid. Without a time all that are certified, each with its `collection`.",
    arguments: &[
        ("type", "a dataset type"),
        ("collections", "collections in the order of the search, separated by commas; a CHAINED one stands for its children"),
        ("time", "a time"),
    ],
    example: "SELECT detector, uri FROM certified('bias', 'HSC/calib', tai('2013-06-17T13:29:40'))",
};

pub(super) fn plan(builder: &Builder, arguments: &Arguments) -> Result<LogicalPlan> {
    arguments.count(2, 3)?;
    let dataset_type = builder.dataset_type(arguments.text(0)?)?;
    let found = builder.search(&arguments.names(1)?)?;
    let named = of_kind(&found, CollectionType::Calibration);
    if named.is_empty() {
        return Err(Error::invalid("search", arguments.text(1)?, "no CALIBRATION collection is in it"));
    }
    let of_type = of("validity", "type").eq(lit(dataset_type.name.clone()));
    let timespan = of("validity", "timespan").alias("timespan");
    let Some(time) = arguments.time(2)? else {
        return builder.in_others("validity", Some(of_type), &named, vec![timespan, of("validity", "collection").alias("collection")]);
    };
    let valid = ScalarUDF::new_from_impl(contains::function()).call(vec![of("validity", "timespan"), lit(time.0)]);
    let rank = rank(&of("validity", "collection"), &found)?;
    let dimensions: Vec<&str> = dataset_type.dimensions.required().collect();
    builder.first(vec![builder.in_others("validity", Some(of_type.and(valid)), &named, vec![timespan, rank])?], &dimensions)
}
