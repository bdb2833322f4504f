//! The universe: all elements of one version of one namespace, in their order.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::datatypes::{DataType, Field as ArrowField};

use super::{Element, FieldKind};
use crate::error::near_matches;
use crate::{Error, Result};

/// All dimensions and the tables that join them.
///
/// The order of elements: rounds of all those whose required and implied elements are in earlier rounds, each sorted by name
/// (skypix dimensions by system, then level).
#[derive(Debug, PartialEq)]
pub struct Universe {
    /// Whose it is; universes of two namespaces have nothing in common.
    pub namespace: String,
    /// Its version.
    pub version: i64,
    /// The skypix dimension by which others are related.
    pub common_skypix: String,
    /// Families of elements that can be compared in space: name, members from fine to coarse.
    pub spatial: Vec<(String, Vec<String>)>,
    /// Families of elements that can be compared in time: name, members from fine to coarse.
    pub temporal: Vec<(String, Vec<String>)>,
    /// How data IDs are packed into integers.
    pub packers: Vec<Packer>,
    pub(super) elements: Vec<Arc<Element>>,
    pub(super) index: HashMap<String, usize>,
    /// The configuration that it was loaded from.
    pub(super) source: String,
}

/// How data IDs of some dimensions are packed into integers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packer {
    /// Its name.
    pub name: String,
    /// Dimensions whose value is known from elsewhere.
    pub fixed: Vec<String>,
    /// All dimensions of the data IDs.
    pub dimensions: Vec<String>,
    /// What packs; a name only.
    pub class: String,
}

impl Universe {
    /// All elements, in order.
    pub fn elements(&self) -> &[Arc<Element>] {
        &self.elements
    }

    /// All dimensions, in order, skypix ones included.
    pub fn dimensions(&self) -> impl Iterator<Item = &Arc<Element>> {
        self.elements.iter().filter(|e| e.is_dimension)
    }

    /// All elements with a table of their own, in order.
    pub fn stored_elements(&self) -> impl Iterator<Item = &Arc<Element>> {
        self.elements.iter().filter(|e| e.is_stored())
    }

    /// The governors, in order.
    pub fn governors(&self) -> impl Iterator<Item = &Arc<Element>> {
        self.elements.iter().filter(|e| e.is_governor)
    }

    /// The element `name`, if there is one.
    pub fn get(&self, name: &str) -> Option<&Arc<Element>> {
        self.index.get(name).and_then(|i| self.elements.get(*i))
    }

    /// The element `name`; its absence is an error with near matches.
    pub fn element(&self, name: &str) -> Result<&Arc<Element>> {
        self.get(name).ok_or_else(|| Error::missing("dimension element", name, self.elements.iter().map(|e| e.name.as_str())))
    }

    /// The dimension `name`; its absence is an error with near matches.
    pub fn dimension(&self, name: &str) -> Result<&Arc<Element>> {
        match self.get(name) {
            Some(element) if element.is_dimension => Ok(element),
            Some(element) => Err(Error::invalid("dimension", name, "it is a table that joins dimensions")
                .with_hint(format!("its dimensions are {}", element.required.join(", ")))),
            None => Err(Error::Missing { what: "dimension", name: name.to_owned(), near: self.near(name) }),
        }
    }

    fn near(&self, name: &str) -> Vec<String> {
        near_matches(name, self.dimensions().filter(|e| e.skypix.is_none() || name.starts_with('h')).map(|e| e.name.as_str()))
    }

    /// Place of the element `name` in the universe's order.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.index.get(name).copied()
    }

    /// The configuration that it was loaded from; loading it gives this universe again.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Whether both have the same dimensions by name: the same namespace and version.
    pub fn is_same(&self, other: &Universe) -> bool {
        std::ptr::eq(self, other) || (self.namespace == other.namespace && self.version == other.version)
    }

    /// What a dimension's value is: an integer or a text.
    pub fn key_kind(&self, dimension: &str) -> Result<FieldKind> {
        let element = self.dimension(dimension)?;
        element.own_key().map(|key| key.kind).ok_or_else(|| Error::internal(format!("dimension `{dimension}` has no key")))
    }

    /// The column of a dimension in a table of data IDs: nullable `Int64` or `Utf8View`, named as the dimension.
    pub fn dimension_column(&self, dimension: &str) -> Result<ArrowField> {
        Ok(ArrowField::new(dimension, self.key_kind(dimension)?.arrow_type(), true))
    }

    /// The dimension columns that every dataset table has: all but skypix, in order.
    pub fn dataset_columns(&self) -> Vec<ArrowField> {
        let column = |e: &Arc<Element>| {
            let kind = e.own_key().map_or(DataType::Int64, |key| key.kind.arrow_type());
            ArrowField::new(&e.name, kind, true)
        };
        self.dimensions().filter(|e| e.skypix.is_none()).map(column).collect()
    }
}

#[cfg(test)]
mod tests;
