//! Sets of dimensions that are complete: with all that their members require and imply.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use super::{Element, Universe};
use crate::Result;

/// A complete set of dimensions.
///
/// A member is implied if another member implies it, else required. Values of the required members identify a data ID and decide those of the
/// implied ones.
#[derive(Clone)]
pub struct Group(Arc<Inner>);

struct Inner {
    universe: Arc<Universe>,
    /// Positions in the universe, ascending.
    names: Vec<usize>,
    required: Vec<usize>,
    implied: Vec<usize>,
}

impl Universe {
    /// The smallest complete set with these dimensions.
    pub fn conform<S: AsRef<str>>(self: &Arc<Self>, names: impl IntoIterator<Item = S>) -> Result<Group> {
        let mut waiting = Vec::new();
        for name in names {
            waiting.push(self.dimension(name.as_ref())?);
        }
        let mut members = vec![false; self.elements.len()];
        while let Some(element) = waiting.pop() {
            let Some(member) = self.position(&element.name).and_then(|position| members.get_mut(position)) else { continue };
            if !std::mem::replace(member, true) {
                waiting.extend(element.required.iter().chain(&element.implied).filter_map(|name| self.get(name)));
            }
        }
        let names: Vec<usize> = members.iter().enumerate().filter(|(_, member)| **member).map(|(position, _)| position).collect();
        let is_implied = |position: &usize| {
            let name = &self.elements[*position].name;
            names.iter().any(|other| self.elements[*other].implied.contains(name))
        };
        let (implied, required) = names.iter().copied().partition(is_implied);
        Ok(Group(Arc::new(Inner { universe: self.clone(), names, required, implied })))
    }

    /// The set without dimensions.
    pub fn empty_group(self: &Arc<Self>) -> Group {
        Group(Arc::new(Inner { universe: self.clone(), names: Vec::new(), required: Vec::new(), implied: Vec::new() }))
    }
}

impl Group {
    /// The universe of its dimensions.
    pub fn universe(&self) -> &Arc<Universe> {
        &self.0.universe
    }

    fn resolve<'a>(&'a self, positions: &'a [usize]) -> impl ExactSizeIterator<Item = &'a Arc<Element>> + Clone {
        positions.iter().map(|position| &self.0.universe.elements[*position])
    }

    /// All members, in universe order.
    pub fn dimensions(&self) -> impl ExactSizeIterator<Item = &Arc<Element>> + Clone {
        self.resolve(&self.0.names)
    }

    /// Names of all members, in universe order.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &str> + Clone {
        self.dimensions().map(|e| e.name.as_str())
    }

    /// Names of the required members, in universe order.
    pub fn required(&self) -> impl ExactSizeIterator<Item = &str> + Clone {
        self.resolve(&self.0.required).map(|e| e.name.as_str())
    }

    /// Names of the implied members, in universe order.
    pub fn implied(&self) -> impl ExactSizeIterator<Item = &str> + Clone {
        self.resolve(&self.0.implied).map(|e| e.name.as_str())
    }

    /// Names in the order of the values of a data ID: required, then implied.
    pub fn data_id_keys(&self) -> impl Iterator<Item = &str> + Clone {
        self.required().chain(self.implied())
    }

    /// Fewest names from which [`Universe::conform`] makes this group, in universe order.
    pub fn minimal(&self) -> Vec<&str> {
        let follows = |name: &str| {
            let others = self.dimensions().filter(|e| e.name != name);
            others.into_iter().any(|e| e.required.iter().chain(&e.implied).any(|n| n == name))
        };
        self.names().filter(|name| !follows(name)).collect()
    }

    /// Elements all of whose required dimensions are members: the members themselves and the tables that join them.
    pub fn elements(&self) -> impl Iterator<Item = &Arc<Element>> {
        self.0.universe.elements.iter().filter(|e| e.required.iter().all(|name| self.contains(name)))
    }

    /// Names of the governors among the members.
    pub fn governors(&self) -> impl Iterator<Item = &str> {
        self.dimensions().filter(|e| e.is_governor).map(|e| e.name.as_str())
    }

    /// Names of the skypix members.
    pub fn skypix(&self) -> impl Iterator<Item = &str> {
        self.dimensions().filter(|e| e.skypix.is_some()).map(|e| e.name.as_str())
    }

    /// Whether the dimension `name` is a member.
    pub fn contains(&self, name: &str) -> bool {
        self.0.universe.position(name).is_some_and(|position| self.0.names.binary_search(&position).is_ok())
    }

    /// Whether all members are members of `other`.
    pub fn is_subset(&self, other: &Group) -> bool {
        self.names().all(|name| other.contains(name))
    }

    /// Whether it has no members.
    pub fn is_empty(&self) -> bool {
        self.0.names.is_empty()
    }

    /// Members of either.
    pub fn union(&self, other: &Group) -> Result<Group> {
        self.0.universe.conform(self.names().chain(other.names()))
    }

    /// Names of the spatial families of its elements, each once, by name.
    pub fn spatial(&self) -> Vec<&str> {
        once(self.elements().filter_map(|e| e.spatial.as_deref()))
    }

    /// Names of the temporal families of its elements, each once, by name.
    pub fn temporal(&self) -> Vec<&str> {
        once(self.elements().filter_map(|e| e.temporal.as_deref()))
    }

    /// The element whose region is that of a data ID: the finest of the one spatial family; none if there are two families or none.
    pub fn region_element(&self) -> Option<&Arc<Element>> {
        let [family] = self.spatial()[..] else { return None };
        match self.0.universe.spatial.iter().find(|(name, _)| name == family) {
            Some((_, members)) => self.finest(members),
            None => self.dimensions().filter(|e| e.spatial.as_deref() == Some(family)).max_by_key(|e| e.skypix.as_ref().map(|s| s.level)),
        }
    }

    /// The element whose timespan is that of a data ID: the finest of the one temporal family; none if there are two families or none.
    pub fn timespan_element(&self) -> Option<&Arc<Element>> {
        let [family] = self.temporal()[..] else { return None };
        self.finest(&self.0.universe.temporal.iter().find(|(name, _)| name == family)?.1)
    }

    /// The first of `members`, fine to coarse, that is an element of it.
    fn finest(&self, members: &[String]) -> Option<&Arc<Element>> {
        let included = |e: &&Arc<Element>| e.required.iter().all(|name| self.contains(name));
        members.iter().filter_map(|name| self.0.universe.get(name)).find(included)
    }
}

fn once<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    names.collect::<std::collections::BTreeSet<_>>().into_iter().collect()
}

impl PartialEq for Group {
    fn eq(&self, other: &Group) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || (self.0.universe.is_same(&other.0.universe) && self.0.names == other.0.names)
    }
}

impl Eq for Group {}

impl Hash for Group {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.names.hash(state);
    }
}

/// `{band, instrument, physical_filter}`.
impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{{{}}}", self.names().collect::<Vec<_>>().join(", ")))
    }
}

impl fmt::Debug for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

#[cfg(test)]
mod tests;
