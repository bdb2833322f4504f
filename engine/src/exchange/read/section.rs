//! One section of `data`: its small fields as nodes, its long one as a stream of rows.

use super::events::{Event, Events, Place};
use super::{AssociationsPart, CollectionKind, CollectionPart, DatasetTypePart, Part, ReadOptions, Table, datasets};
use crate::config::yaml::{Node, Style, Value};
use crate::error::{Error, Result, near_matches};
use crate::time::Timespan;

const TYPES: [&str; 6] = ["dimension", "collection", "run", "dataset_type", "dataset", "associations"];
/// Fields whose values may be as long as a repository.
const LONG: [&str; 3] = ["records", "dataset_ids", "validity_ranges"];

type Sink<'a> = &'a mut dyn FnMut(Part) -> Result<()>;

/// Reads the rest of a section, whose begin has been read.
pub(super) fn section(events: &mut Events, place: Place, options: &ReadOptions, sink: Sink<'_>) -> Result<()> {
    let mark = events.mark(place);
    let mut head = Node { tag: None, mark: mark.clone(), value: Value::Map(Vec::new()) };
    let mut held: Option<(String, Vec<(Event, Place)>)> = None;
    let mut is_streamed = false;
    while let Some((key, key_place)) = events.key()? {
        if head.get(&key).is_some() {
            return Err(events.error(key_place, format!("the key `{key}` is there twice")));
        }
        let mut value = Node { tag: None, mark: mark.clone(), value: Value::Scalar(String::new(), Style::Plain) };
        if !LONG.contains(&key.as_str()) {
            value = events.node()?;
        } else if is_ready(&head) {
            check_fields(&head, Some(&key))?;
            long_field(events, &head, place, &key, options, sink)?;
            is_streamed = true;
        } else if held.is_none() {
            let mut later = Vec::new();
            events.hold(&mut later)?;
            held = Some((key.clone(), later));
        } else {
            return Err(events.error(key_place, format!("`{key}` stands beside another list of rows")));
        }
        if let Value::Map(entries) = &mut head.value {
            let mark = events.mark(key_place);
            entries.push((Node { tag: None, mark, value: Value::Scalar(key, Style::Quoted) }, value));
        }
    }
    check_fields(&head, None)?;
    if let Some((key, later)) = held {
        events.replay(later);
        return long_field(events, &head, place, &key, options, sink);
    }
    if !is_streamed {
        short_section(&head, place, sink)?;
    }
    Ok(())
}

/// Whether everything that rows need to be understood has been read.
fn is_ready(head: &Node) -> bool {
    let needed: &[&str] = match head.get("type").and_then(Node::as_str) {
        Some("dimension") => &["element"],
        Some("dataset") => &["dataset_type", "run"],
        Some("associations") => &["collection", "collection_type"],
        Some(_) => &[],
        None => return false,
    };
    needed.iter().all(|key| head.get(key).is_some())
}

fn section_type(head: &Node) -> Result<&str> {
    let node = head.field("type")?;
    let name = node.string()?;
    if TYPES.contains(&name) {
        return Ok(name);
    }
    let near = near_matches(name, TYPES);
    Err(node
        .error(format!("unknown section type `{name}`"))
        .with_hint(near.first().map_or_else(|| format!("known are {}", TYPES.join(", ")), |near| format!("did you mean `{near}`?"))))
}

fn check_fields(head: &Node, next: Option<&str>) -> Result<()> {
    let known: &[&str] = match section_type(head)? {
        "dimension" => &["type", "element", "records"],
        "collection" | "run" => &["type", "collection_type", "name", "doc", "host", "timespan_begin", "timespan_end", "children"],
        "dataset_type" => &["type", "name", "dimensions", "storage_class", "is_calibration"],
        "dataset" => &["type", "dataset_type", "run", "records"],
        _ => &["type", "collection", "collection_type", "dataset_ids", "validity_ranges"],
    };
    head.only_fields(known)?;
    match next {
        Some(key) if !known.contains(&key) => Err(head.error(format!("unknown field `{key}`"))),
        _ => Ok(()),
    }
}

fn long_field(events: &mut Events, head: &Node, place: Place, key: &str, options: &ReadOptions, sink: Sink<'_>) -> Result<()> {
    match (section_type(head)?, key) {
        ("dimension", "records") => records(events, head.field("element")?.string()?, place, options, sink),
        ("dataset", "records") => {
            let dataset_type = head.field("dataset_type")?.string()?.into();
            datasets::datasets(events, dataset_type, head.field("run")?.string()?.into(), place, options, sink)
        }
        ("associations", key) => {
            let kind = collection_kind(head)?;
            let collection = head.field("collection")?.string()?;
            match (kind, key) {
                (CollectionKind::Tagged, "dataset_ids") => ids(events, collection, None, place, options, sink),
                (CollectionKind::Calibration, "validity_ranges") => validity_ranges(events, collection, place, options, sink),
                _ => Err(head.error(format!("`{key}` can't belong to a collection of this type"))),
            }
        }
        (name, key) => Err(head.error(format!("a section of type `{name}` has no `{key}`"))),
    }
}

fn records(events: &mut Events, element: &str, section: Place, options: &ReadOptions, sink: Sink<'_>) -> Result<()> {
    events.seq_start("a list of records")?;
    let mut rows = Table::default();
    loop {
        match events.next()? {
            (Event::SeqEnd, _) => break,
            (Event::MapStart(None), place) => events.row(&mut rows, place)?,
            (other, place) => return Err(events.mismatch(&other, place, "a record (a mapping)")),
        }
        if rows.rows() >= options.chunk_rows {
            sink(Part::Records { element: element.into(), place: section, rows: std::mem::take(&mut rows) })?;
        }
    }
    // An empty list still names its element.
    sink(Part::Records { element: element.into(), place: section, rows })
}

fn ids(
    events: &mut Events,
    collection: &str,
    timespan: Option<Timespan>,
    place: Place,
    options: &ReadOptions,
    sink: Sink<'_>,
) -> Result<()> {
    events.seq_start("a list of dataset IDs")?;
    let mut ids = Vec::new();
    loop {
        match events.next()? {
            (Event::SeqEnd, _) => break,
            (Event::Scalar(scalar), place) => ids.push(events.dataset_id_from(&scalar, place)?),
            (other, place) => return Err(events.mismatch(&other, place, "a dataset ID")),
        }
        if ids.len() >= options.chunk_rows {
            let ids = std::mem::take(&mut ids);
            sink(Part::Associations(AssociationsPart { collection: collection.into(), timespan, ids, place }))?;
        }
    }
    sink(Part::Associations(AssociationsPart { collection: collection.into(), timespan, ids, place }))
}

fn validity_ranges(events: &mut Events, collection: &str, section: Place, options: &ReadOptions, sink: Sink<'_>) -> Result<()> {
    events.seq_start("a list of validity ranges")?;
    loop {
        match events.next()? {
            (Event::SeqEnd, _) => return Ok(()),
            (Event::MapStart(None), place) => validity_range(events, collection, place, section, options, sink)?,
            (other, place) => return Err(events.mismatch(&other, place, "a validity range (a mapping)")),
        }
    }
}

/// `timespan` and `dataset_ids`, or in old files `begin`, `end` and `dataset_ids`, in any order.
fn validity_range(
    events: &mut Events,
    collection: &str,
    place: Place,
    section: Place,
    options: &ReadOptions,
    sink: Sink<'_>,
) -> Result<()> {
    let (mut timespan, mut begin, mut end, mut held) = (None, None, None, Vec::new());
    while let Some((key, key_place)) = events.key()? {
        match key.as_str() {
            "timespan" => match events.cell()? {
                (super::Cell::Timespan(value), _) => timespan = Some(value),
                (super::Cell::Null, _) => timespan = Some(Timespan::ALL),
                (_, place) => return Err(events.error(place, "expected a timespan")),
            },
            "begin" => begin = Some(events.bound()?),
            "end" => end = Some(events.bound()?),
            "dataset_ids" => events.hold(&mut held)?,
            _ => return Err(events.error(key_place, format!("unknown field `{key}` of a validity range"))),
        }
    }
    let timespan = match (timespan, begin, end) {
        (Some(timespan), None, None) => timespan,
        (None, Some(begin), Some(end)) => Timespan::new(begin, end),
        _ => return Err(events.error(place, "a validity range has `timespan`, or `begin` and `end`")),
    };
    if held.is_empty() {
        return Err(events.error(place, "`dataset_ids` is missing"));
    }
    events.replay(held);
    ids(events, collection, Some(timespan), section, options, sink)
}

fn collection_kind(head: &Node) -> Result<CollectionKind> {
    let node = head.field("collection_type")?;
    match node.string()?.to_uppercase().as_str() {
        "RUN" => Ok(CollectionKind::Run),
        "TAGGED" => Ok(CollectionKind::Tagged),
        "CHAINED" => Ok(CollectionKind::Chained),
        "CALIBRATION" => Ok(CollectionKind::Calibration),
        _ => Err(node.mismatch("RUN, TAGGED, CHAINED or CALIBRATION")),
    }
}

fn short_section(head: &Node, place: Place, sink: Sink<'_>) -> Result<()> {
    let missing = |key: &str| -> Error { head.error(format!("`{key}` is missing")) };
    match section_type(head)? {
        "run" => {
            let name = head.field("name")?.string()?.to_owned();
            sink(Part::Collection(CollectionPart { name, kind: CollectionKind::Run, doc: doc(head)?, children: Vec::new(), place }))
        }
        "collection" => {
            let kind = collection_kind(head)?;
            let children = if kind == CollectionKind::Chained { chain_children(head.field("children")?)? } else { Vec::new() };
            let name = head.field("name")?.string()?.to_owned();
            sink(Part::Collection(CollectionPart { name, kind, doc: doc(head)?, children, place }))
        }
        "dataset_type" => sink(Part::DatasetType(DatasetTypePart {
            name: head.field("name")?.string()?.to_owned(),
            dimensions: head.field("dimensions")?.strings()?,
            storage_class: head.field("storage_class")?.string()?.to_owned(),
            is_calibration: head.get_some("is_calibration").map_or(Ok(false), Node::boolean)?,
            place,
        })),
        "associations" if collection_kind(head)? == CollectionKind::Calibration => Err(missing("validity_ranges")),
        "associations" => Err(missing("dataset_ids")),
        _ => Err(missing("records")),
    }
}

fn doc(head: &Node) -> Result<Option<String>> {
    head.get_some("doc").map(|node| node.string().map(str::to_owned)).transpose()
}

/// Names, or in old files pairs of a name and dataset types, which no longer restrict anything.
fn chain_children(node: &Node) -> Result<Vec<String>> {
    let name = |child: &Node| match child.as_seq() {
        Some([name, _]) => name.string().map(str::to_owned),
        _ => child.string().map(str::to_owned),
    };
    node.sequence()?.iter().map(name).collect()
}
