//! Loads a universe from its configuration, the format of the reference's `dimensions.yaml`:
//!
//! `version`, `namespace` (default `daf_butler`), `skypix` (`common`, and per system `class`, `min_level` (1), `max_level`), `elements` (per name
//! `doc`, `keys`, `metadata`, `requires`, `implies`, `governor`, `always_join`, `populated_by`, `storage`), `topology` (`spatial`, `temporal`: families
//! of elements from fine to coarse), `packers`. The first of `keys` is the dimension's own value, the others are alternates.
//! Of `storage` only `view_of` matters, which may be nested.

mod build;
mod raw;

use std::collections::{BTreeMap, BTreeSet};

use self::build::Builder;
use self::raw::RawElement;
use super::{Packer, Universe};
use crate::config::yaml::{self, Node};
use crate::{Error, Result};

/// Deepest level that pixel indices of 64 bits allow, in any system.
const MAX_LEVEL: i64 = 30;

impl Universe {
    /// Loads the configuration `text`; `file` names it in errors.
    pub fn load(file: &str, text: &str) -> Result<Universe> {
        let root = yaml::parse(file, text)?;
        root.only_fields(&["version", "namespace", "skypix", "elements", "topology", "packers"])?;
        let namespace = root.get_some("namespace").map_or(Ok("daf_butler"), Node::string)?.to_owned();
        let (common_skypix, systems) = skypix(root.field("skypix")?)?;
        let raw = root.field("elements")?.entries()?.map(|(name, node)| RawElement::read(name, node)).collect::<Result<Vec<_>>>()?;
        let [spatial, temporal] = families(root.get_some("topology"), &raw)?;
        let mut builder = Builder::new(&spatial, &temporal);
        for round in rounds(raw, &systems)? {
            round.into_iter().try_for_each(|(_, element)| builder.add(element))?;
        }
        let (elements, index) = builder.finish();
        if !index.contains_key(&common_skypix) {
            return Err(root.field("skypix")?.error(format!("the common skypix dimension `{common_skypix}` is not one of the systems")));
        }
        let packers = root.get_some("packers").map_or(Ok(Vec::new()), packers)?;
        let version = root.field("version")?.integer()?;
        Ok(Universe { namespace, version, common_skypix, spatial, temporal, packers, elements, index, source: text.to_owned() })
    }
}

/// What a round adds, sorted by name and level.
type Round = BTreeMap<(String, u32), Entry>;

/// An element of the configuration, or a level of a pixelization.
enum Entry {
    Table(Box<RawElement>),
    SkyPix { system: String, level: u32 },
}

/// The elements in rounds: each after all that it requires or implies.
fn rounds(raw: Vec<RawElement>, systems: &Systems) -> Result<Vec<Round>> {
    let mut done: BTreeSet<String> = BTreeSet::new();
    let mut first = Round::new();
    for (system, levels) in systems {
        for level in levels {
            done.insert(format!("{system}{level}"));
            first.insert((system.clone(), *level), Entry::SkyPix { system: system.clone(), level: *level });
        }
    }
    check_names(&raw, &done)?;
    let skypix_names = std::mem::take(&mut done);
    let mut waiting = raw;
    let mut rounds = Vec::new();
    let mut round = first;
    while !waiting.is_empty() {
        let (free, blocked): (Vec<_>, Vec<_>) = waiting.into_iter().partition(|e| e.depends().all(|d| done.contains(d)));
        if free.is_empty() && round.is_empty() {
            let names: Vec<_> = blocked.iter().map(|e| format!("`{}`", e.name)).collect();
            let place = blocked.first().map_or_else(
                || Error::internal("no element is blocked"),
                |e| e.mark.error(format!("these elements wait for each other: {}", names.join(", "))),
            );
            return Err(place);
        }
        done.extend(free.iter().map(|e| e.name.clone()));
        if rounds.is_empty() {
            done.extend(skypix_names.iter().cloned());
        }
        round.extend(free.into_iter().map(|e| ((e.name.clone(), 0), Entry::Table(Box::new(e)))));
        rounds.push(std::mem::take(&mut round));
        waiting = blocked;
    }
    if !round.is_empty() {
        rounds.push(round);
    }
    Ok(rounds)
}

/// Every name that elements mention must exist, and no element may be called like a pixelization's level.
fn check_names(raw: &[RawElement], skypix: &BTreeSet<String>) -> Result<()> {
    let known: Vec<&str> = raw.iter().map(|e| e.name.as_str()).chain(skypix.iter().map(String::as_str)).collect();
    for element in raw {
        if skypix.contains(&element.name) {
            return Err(element.mark.error(format!("`{}` is the name of a skypix dimension", element.name)));
        }
        for name in element.depends().chain(element.populated_by.as_deref()).chain(element.view_of.as_deref()) {
            if !known.contains(&name) {
                let near = crate::error::near_matches(name, known.iter().copied());
                let error = element.mark.error(format!("`{}` names the element `{name}`, which does not exist", element.name));
                return Err(match near.first() {
                    Some(near) => error.with_hint(format!("did you mean `{near}`?")),
                    None => error,
                });
            }
        }
    }
    Ok(())
}

/// Pixelizations and their levels.
type Systems = Vec<(String, Vec<u32>)>;

/// The common skypix dimension, and the levels of each system.
fn skypix(node: &Node) -> Result<(String, Systems)> {
    let mut systems = Systems::new();
    for (name, system) in node.entries()?.filter(|(name, _)| *name != "common") {
        system.only_fields(&["class", "min_level", "max_level"])?;
        let level = |key: &str, default: Option<i64>| match (system.get_some(key), default) {
            (None, Some(default)) => Ok(default),
            _ => system.field(key)?.integer(),
        };
        let (least, greatest) = (level("min_level", Some(1))?, level("max_level", None)?);
        if least < 0 || greatest > MAX_LEVEL || least > greatest {
            return Err(system.error(format!("levels {least} to {greatest} are not within 0 to {MAX_LEVEL}")));
        }
        systems.push((name.to_owned(), (least as u32..=greatest as u32).collect()));
    }
    Ok((node.field("common")?.string()?.to_owned(), systems))
}

/// Families by name, their members from fine to coarse.
type Families = Vec<(String, Vec<String>)>;

/// Spatial and temporal families.
fn families(node: Option<&Node>, raw: &[RawElement]) -> Result<[Families; 2]> {
    let mut families = [Families::new(), Families::new()];
    let Some(node) = node else { return Ok(families) };
    node.only_fields(&["spatial", "temporal"])?;
    for (kind, list) in ["spatial", "temporal"].into_iter().zip(&mut families) {
        let Some(of_kind) = node.get_some(kind) else { continue };
        for (family, members) in of_kind.entries()? {
            let names = members.strings()?;
            for name in &names {
                let twice = list.iter().any(|(_, others)| others.contains(name));
                if twice || !raw.iter().any(|e| e.name == *name) {
                    let reason = if twice { "is in two families" } else { "does not exist" };
                    return Err(members.error(format!("element `{name}` of the {kind} family `{family}` {reason}")));
                }
            }
            list.push((family.to_owned(), names));
        }
    }
    Ok(families)
}

fn packers(node: &Node) -> Result<Vec<Packer>> {
    let read = |(name, node): (&str, &Node)| {
        node.only_fields(&["fixed", "dimensions", "cls"])?;
        Ok(Packer {
            name: name.to_owned(),
            fixed: node.field("fixed")?.strings()?,
            dimensions: node.field("dimensions")?.strings()?,
            class: node.field("cls")?.string()?.to_owned(),
        })
    };
    node.entries()?.map(read).collect()
}

#[cfg(test)]
mod tests;
