//! Which datasets a command is for: dataset types, collections, conditions.

use butler_engine::butler::Select;
use butler_engine::query::{Found, QueryOptions};
use clap::{ArgAction, Args};

use super::conditions::{Conditions, searched, split};
use crate::Failure;
use crate::arguments::Global;

/// The options.
#[derive(Debug, Args)]
pub struct Selection {
    /// Names and patterns of dataset types (repeatable) [default: all]
    #[arg(short, long, value_name = "GLOB", action = ArgAction::Append)]
    dataset_type: Vec<String>,
    /// Collections to search: names and patterns, chains with their children (repeatable) [default: all]
    #[arg(long, value_name = "GLOBS", action = ArgAction::Append)]
    collections: Vec<String>,
    #[command(flatten)]
    conditions: Conditions,
    /// Take of the datasets with one data ID only that of the first collection
    #[arg(long, overrides_with = "no_find_first")]
    find_first: bool,
    /// Take the datasets of all collections [default]
    #[arg(long, overrides_with = "find_first")]
    no_find_first: bool,
}

impl Selection {
    /// What is meant. A limit that warns refuses here: a part of what was asked for is no answer.
    pub fn select(&self, global: &Global) -> Result<Select, Failure> {
        let limit = if self.conditions.limit < 0 { None } else { self.conditions.options().limit };
        Ok(Select {
            dataset_types: split(&self.dataset_type),
            collections: searched(&self.collections),
            found: if self.find_first { Found::First } else { Found::All },
            options: QueryOptions { limit, ..self.conditions.options() },
            as_of: global.as_of()?,
        })
    }
}
