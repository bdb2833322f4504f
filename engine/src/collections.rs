//! Collections: how datasets are gathered, named and searched.

mod edit;
mod glob;
mod graph;

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

pub use self::edit::ChainEdit;
pub use self::glob::Glob;
pub use self::graph::{Chains, check_children, children_first, find_collection, flatten, matching, parents};
use crate::error::near_matches;
use crate::{Error, Result};

/// What a collection does with datasets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CollectionType {
    /// Owns datasets: each belongs to exactly one, for ever; one of each type and data ID.
    Run,
    /// Names datasets of runs; one of each type and data ID.
    Tagged,
    /// An ordered list of other collections, searched first to last.
    Chained,
    /// Names datasets of runs with ranges of time in which they are valid.
    Calibration,
}

/// A named gathering of datasets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collection {
    /// Its name.
    pub name: String,
    /// What it does with datasets.
    pub kind: CollectionType,
    /// What it is for, in words; may be empty.
    pub doc: String,
    /// Of a chain: the collections in it, in the order of search; else empty.
    pub children: Vec<String>,
}

/// All collections of a repository at one moment, by name.
pub type Collections = BTreeMap<String, Collection>;

impl CollectionType {
    /// All of them.
    pub const ALL: [CollectionType; 4] =
        [CollectionType::Run, CollectionType::Tagged, CollectionType::Chained, CollectionType::Calibration];

    /// As tables and exports have it.
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
        f.pad(self.name())
    }
}

/// In capitals or not.
impl FromStr for CollectionType {
    type Err = Error;

    fn from_str(text: &str) -> Result<CollectionType> {
        let found = CollectionType::ALL.into_iter().find(|kind| kind.name().eq_ignore_ascii_case(text));
        found.ok_or_else(|| Error::Missing {
            what: "collection type",
            name: text.to_owned(),
            near: near_matches(text, CollectionType::ALL.map(CollectionType::name)),
        })
    }
}

impl Collection {
    /// A collection without children.
    pub fn new(name: impl Into<String>, kind: CollectionType) -> Result<Collection> {
        let collection = Collection { name: name.into(), kind, doc: String::new(), children: Vec::new() };
        collection.check_name()?;
        Ok(collection)
    }

    /// A chain; a child named twice counts where it is named first.
    pub fn chain<S: Into<String>>(name: impl Into<String>, children: impl IntoIterator<Item = S>) -> Result<Collection> {
        let mut chain = Collection::new(name, CollectionType::Chained)?;
        for child in children.into_iter().map(Into::into) {
            if !chain.children.contains(&child) {
                chain.children.push(child);
            }
        }
        Ok(chain)
    }

    /// Fails if the name can't be one. The reference accepts any text; one that is empty or has control characters could neither be typed nor
    /// printed.
    pub fn check_name(&self) -> Result<()> {
        if self.name.is_empty() {
            return Err(Error::invalid("collection name", "", "it is empty"));
        }
        if self.name.chars().any(char::is_control) {
            return Err(Error::invalid("collection name", self.name.escape_debug().to_string(), "it has control characters"));
        }
        Ok(())
    }

    /// The same with these words.
    pub fn with_doc(mut self, doc: impl Into<String>) -> Collection {
        self.doc = doc.into();
        self
    }
}

#[cfg(test)]
mod tests;
