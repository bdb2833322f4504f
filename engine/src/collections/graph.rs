//! Chains as a graph: search order, cycles, parents.

use std::collections::HashSet;

use super::{Collection, CollectionType, Collections, Glob};
use crate::{Error, Result};

/// What a search does with the chains that it meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chains {
    /// Only their members are listed.
    Flatten,
    /// They are listed before their members.
    FlattenAndKeep,
    /// They are listed, their members are not.
    Keep,
}

/// The collection `name`; its absence is an error with near matches.
pub fn find_collection<'a>(all: &'a Collections, name: &str) -> Result<&'a Collection> {
    all.get(name).ok_or_else(|| Error::missing("collection", name, all.keys().map(String::as_str)))
}

/// The collections that a search through `names` visits, in its order: depth first, each once, at its first place.
pub fn flatten<'a, S: AsRef<str>>(all: &'a Collections, names: &[S], chains: Chains) -> Result<Vec<&'a Collection>> {
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    // The last is next; an explicit stack, as chains may be deep.
    let mut waiting = names.iter().rev().map(|name| find_collection(all, name.as_ref())).collect::<Result<Vec<_>>>()?;
    while let Some(collection) = waiting.pop() {
        if !seen.insert(collection.name.as_str()) {
            continue;
        }
        let is_chain = collection.kind == CollectionType::Chained;
        if !is_chain || chains != Chains::Flatten {
            found.push(collection);
        }
        if is_chain && chains != Chains::Keep {
            for child in collection.children.iter().rev() {
                let child = find_collection(all, child).map_err(|e| e.doing(format!("cannot search the chain `{}`", collection.name)))?;
                waiting.push(child);
            }
        }
    }
    Ok(found)
}

/// Collections whose name matches one of `patterns` (all if there are none), by name.
pub fn matching<'a>(all: &'a Collections, patterns: &[Glob]) -> Vec<&'a Collection> {
    let fits = |c: &&Collection| patterns.is_empty() || patterns.iter().any(|glob| glob.matches(&c.name));
    all.values().filter(fits).collect()
}

/// Names of the chains that have `name` as a child, by name.
pub fn parents<'a>(all: &'a Collections, name: &str) -> Vec<&'a str> {
    all.values().filter(|c| c.children.iter().any(|child| child == name)).map(|c| c.name.as_str()).collect()
}

/// Whether the chain `name` may have these children: all exist, and none leads back to it.
pub fn check_children<S: AsRef<str>>(all: &Collections, name: &str, children: &[S]) -> Result<()> {
    for child in children.iter().map(AsRef::as_ref) {
        if child == name {
            return Err(cycle(name, child));
        }
        let below = flatten(all, &[child], Chains::FlattenAndKeep).map_err(|e| e.doing(format!("cannot define the chain `{name}`")))?;
        if below.iter().any(|c| c.name == name) {
            return Err(cycle(name, child));
        }
    }
    Ok(())
}

/// The collections with each chain after all of its children, else by name: the order in which they can be made.
pub fn children_first(all: &Collections) -> Result<Vec<&Collection>> {
    let (mut waiting, mut order): (Vec<_>, Vec<_>) = all.values().partition(|c| c.kind == CollectionType::Chained);
    let mut made: HashSet<&str> = order.iter().map(|c: &&Collection| c.name.as_str()).collect();
    while !waiting.is_empty() {
        let ready = |c: &&Collection| c.children.iter().all(|child| made.contains(child.as_str()) || !all.contains_key(child));
        let (free, blocked): (Vec<_>, Vec<_>) = waiting.into_iter().partition(ready);
        if free.is_empty() {
            let name = blocked.first().map_or("", |c| c.name.as_str());
            return Err(cycle(name, name));
        }
        made.extend(free.iter().map(|c| c.name.as_str()));
        order.extend(free);
        waiting = blocked;
    }
    Ok(order)
}

fn cycle(name: &str, child: &str) -> Error {
    let reason = if child == name { "it would contain itself".to_owned() } else { format!("its child `{child}` leads back to it") };
    Error::Conflict { what: "chain", name: name.to_owned(), reason }
}

#[cfg(test)]
mod tests;
