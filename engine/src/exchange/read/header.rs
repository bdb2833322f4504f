//! The outer mapping of an export: what it says about itself, then its sections.

use super::events::{Event, Events, Place};
use super::{Header, Part, ReadOptions, section};
use crate::config::yaml::{Node, Scalar};
use crate::error::{Error, Result, near_matches};

const FIELDS: [&str; 5] = ["description", "version", "universe_version", "universe_namespace", "data"];

/// Reads the whole document.
pub(super) fn document(events: &mut Events, options: &ReadOptions, sink: &mut dyn FnMut(Part) -> Result<()>) -> Result<()> {
    let start = match events.next()? {
        (Event::MapStart(None), place) => place,
        (Event::End, _) => return Err(not_an_export(events, Place { line: 1, column: 1 }, "the file is empty")),
        (_, place) => return Err(not_an_export(events, place, "the file is not a mapping")),
    };
    let mut seen: Vec<String> = Vec::new();
    let mut version = None;
    let mut header = Header { version: (1, 0, 0), universe_version: 0, universe_namespace: "daf_butler".to_owned() };
    while let Some((key, place)) = events.key()? {
        if seen.contains(&key) {
            return Err(events.error(place, format!("the key `{key}` is there twice")));
        }
        if seen.iter().any(|k| k == "data") && key != "description" {
            return Err(events.error(place, format!("`{key}` must stand before `data`")));
        }
        match key.as_str() {
            "description" => drop(events.node()?),
            "version" => version = Some(format_version(&events.node()?)?),
            "universe_version" => header.universe_version = events.node()?.integer()?,
            "universe_namespace" => header.universe_namespace = events.node()?.string()?.to_owned(),
            "data" => {
                header.version = version.ok_or_else(|| not_an_export(events, place, "`version` is missing before `data`"))?;
                sink(Part::Header(header.clone()))?;
                sections(events, options, sink)?;
            }
            _ => return Err(unknown_key(events, &key, place)),
        }
        seen.push(key);
    }
    if !seen.iter().any(|key| key == "data") {
        return Err(not_an_export(events, start, "`data` is missing"));
    }
    match events.next()? {
        (Event::End, _) => Ok(()),
        (_, place) => Err(events.error(place, "a second document begins here; only one is expected")),
    }
}

fn unknown_key(events: &Events, key: &str, place: Place) -> Error {
    match near_matches(key, FIELDS).first() {
        Some(near) => events.error(place, format!("unknown key `{key}`")).with_hint(format!("did you mean `{near}`?")),
        None => not_an_export(events, place, &format!("unknown key `{key}`")),
    }
}

fn not_an_export(events: &Events, place: Place, reason: &str) -> Error {
    events.error(place, reason).with_hint(
        "an export begins with `description`, `version`, `universe_version`, `universe_namespace` and then has `data`, a list of sections",
    )
}

/// `0` means 1.0.0; else `major.minor.patch`, of which 1.0 with any patch is readable.
fn format_version(node: &Node) -> Result<(u32, u32, u32)> {
    if node.scalar() == Some(Scalar::Int(0)) {
        return Ok((1, 0, 0));
    }
    let text = node.text().unwrap_or_default();
    let parts: Option<Vec<u32>> = text.split('.').map(|part| part.parse().ok()).collect();
    match parts.as_deref() {
        Some(&[1, 0, patch]) => Ok((1, 0, patch)),
        Some(&[_, _, _]) => {
            Err(node.error(format!("exports of format version {text} can't be read")).with_hint("versions 0 and 1.0.x can be read"))
        }
        _ => Err(node.mismatch("a format version such as 1.0.2")),
    }
}

fn sections(events: &mut Events, options: &ReadOptions, sink: &mut dyn FnMut(Part) -> Result<()>) -> Result<()> {
    match events.next()? {
        (Event::SeqStart(None), _) => {}
        (other, place) => return Err(events.mismatch(&other, place, "a list of sections")),
    }
    loop {
        match events.next()? {
            (Event::SeqEnd, _) => return Ok(()),
            (Event::MapStart(None), place) => section::section(events, place, options, sink)?,
            (other, place) => return Err(events.mismatch(&other, place, "a section (a mapping with `type`)")),
        }
    }
}
