//! Collections: named groups of datasets, and the order in which they are searched.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use crate::{Error, Result};

/// What a collection is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CollectionType {
    /// Holds datasets: each belongs to one, for good.
    Run,
    /// Points to datasets, one for each type and data ID.
    Tagged,
    /// Searches other collections in order.
    Chained,
    /// Points to datasets with the times at which they are valid.
    Calibration,
}

impl CollectionType {
    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            CollectionType::Run => "RUN",
            CollectionType::Tagged => "TAGGED",
            CollectionType::Chained => "CHAINED",
            CollectionType::Calibration => "CALIBRATION",
        }
    }
}

impl fmt::Display for CollectionType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for CollectionType {
    type Err = Error;

    fn from_str(text: &str) -> Result<CollectionType> {
        use CollectionType::{Calibration, Chained, Run, Tagged};
        let all = [Run, Tagged, Chained, Calibration];
        let found = all.into_iter().find(|t| t.name().eq_ignore_ascii_case(text));
        found.ok_or_else(|| Error::missing("collection type", text, all.map(CollectionType::name)))
    }
}

/// A collection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collection {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: CollectionType,
    /// What it is for; empty if nobody said.
    pub doc: String,
    /// Of a chain, in the order in which they are searched.
    pub children: Vec<String>,
}

impl Collection {
    /// Fails if the name can't be one.
    pub fn check_name(&self) -> Result<()> {
        if self.name.is_empty() || self.name.chars().any(char::is_control) {
            return Err(Error::invalid("collection name", self.name.escape_default().to_string(), "it is empty or has control characters"));
        }
        Ok(())
    }
}

/// Fails if `name` with these children would contain itself.
pub fn check_no_cycle(collections: &BTreeMap<String, Collection>, name: &str, children: &[String]) -> Result<()> {
    let mut open: Vec<&str> = children.iter().map(String::as_str).collect();
    let mut seen = std::collections::BTreeSet::new();
    while let Some(child) = open.pop() {
        if child == name {
            return Err(Error::invalid("chain", name, "it would contain itself"));
        }
        if seen.insert(child)
            && let Some(collection) = collections.get(child)
        {
            open.extend(collection.children.iter().map(String::as_str));
        }
    }
    Ok(())
}
