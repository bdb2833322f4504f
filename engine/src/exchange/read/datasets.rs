//! The rows of a dataset section: one record per file, with one dataset or with parallel lists of several.

use std::sync::Arc;

use super::canonical::{Block, Record};
use super::events::{Event, Events, Place};
use super::{DatasetsPart, FilePart, Part, ReadOptions, Table};
use crate::config::yaml::{Style, resolve};
use crate::error::{Error, Result, near_matches};

const FIELDS: [&str; 4] = ["dataset_id", "data_id", "path", "formatter"];

/// Reads the value of `records`.
pub(super) fn datasets(
    events: &mut Events,
    dataset_type: Arc<str>,
    run: Arc<str>,
    section: Place,
    options: &ReadOptions,
    sink: &mut dyn FnMut(Part) -> Result<()>,
) -> Result<()> {
    events.seq_start("a list of dataset records")?;
    let empty = || DatasetsPart {
        dataset_type: Arc::clone(&dataset_type),
        run: Arc::clone(&run),
        place: section,
        ids: Vec::new(),
        data_ids: Table::default(),
        file_of: Vec::new(),
        more_files: Vec::new(),
        files: Vec::new(),
    };
    let mut rows = empty();
    let mut formatter = None;
    loop {
        match events.next()? {
            (Event::SeqEnd, _) => break,
            (Event::MapStart(None), place) => record(events, &mut rows, &mut formatter, place)?,
            (Event::Scalar(scalar), place) => {
                let mismatch = || events.mismatch(&Event::Scalar(scalar.clone()), place, "a dataset record (a mapping)");
                let block = events.records(&scalar).ok_or_else(mismatch)?;
                for record in &block.records {
                    if rows.ids.len() >= options.chunk_rows {
                        sink(Part::Datasets(std::mem::replace(&mut rows, empty())))?;
                    }
                    canonical_record(events, &mut rows, &mut formatter, &block, record)?;
                }
            }
            (other, place) => return Err(events.mismatch(&other, place, "a dataset record (a mapping)")),
        }
        if rows.ids.len() >= options.chunk_rows {
            sink(Part::Datasets(std::mem::replace(&mut rows, empty())))?;
        }
    }
    sink(Part::Datasets(rows))
}

/// Reads the rest of a record; `known` is the formatter of the record before, shared where it is the same.
fn record(events: &mut Events, rows: &mut DatasetsPart, known: &mut Option<Arc<str>>, place: Place) -> Result<()> {
    let (ids_before, rows_before) = (rows.ids.len(), rows.data_ids.rows());
    let (mut path, mut formatter) = (None, None);
    let mut seen = [false; 4];
    while let Some((key, key_place)) = events.key()? {
        let Some(field) = FIELDS.iter().position(|name| *name == key) else { return Err(unknown_field(events, &key, key_place)) };
        if std::mem::replace(&mut seen[field], true) {
            return Err(events.error(key_place, format!("`{key}` is there twice")));
        }
        match field {
            0 => ids(events, rows)?,
            1 => data_ids(events, &mut rows.data_ids)?,
            2 => path = optional_string(events)?,
            _ => formatter = optional_string(events)?,
        }
    }
    if let Some(missing) = [0, 1].into_iter().find(|field| !seen[*field]) {
        return Err(events.error(place, format!("`{}` is missing", FIELDS[missing])));
    }
    let (ids, data_ids) = (rows.ids.len() - ids_before, rows.data_ids.rows() - rows_before);
    if ids != data_ids {
        return Err(events.error(place, format!("the record has {ids} `dataset_id` and {data_ids} `data_id`")));
    }
    add_file(rows, known, path, formatter.as_deref(), place);
    Ok(())
}

/// Adds a record that was recognised without the parser.
fn canonical_record(events: &Events, rows: &mut DatasetsPart, known: &mut Option<Arc<str>>, block: &Block, record: &Record) -> Result<()> {
    rows.ids.push(record.id);
    for (at, (name, cell, place)) in block.cells(record).enumerate() {
        if !rows.data_ids.set(at, name, cell, place) {
            return Err(events.error(place, "the same field is there twice"));
        }
    }
    rows.data_ids.end_row(record.data_id_place());
    add_file(rows, known, block.path(record).map(str::to_owned), block.formatter(record), record.place());
    Ok(())
}

/// Notes the file of the datasets added last.
fn add_file(rows: &mut DatasetsPart, known: &mut Option<Arc<str>>, path: Option<String>, formatter: Option<&str>, place: Place) {
    if let Some(name) = formatter
        && known.as_deref() != Some(name)
    {
        *known = Some(name.into());
    }
    // An empty path is how the format says that nothing is stored.
    let file = path.filter(|path: &String| !path.is_empty()).map(|path| {
        rows.files.push(FilePart { path, formatter: formatter.and_then(|_| known.clone()), component: None, size_bytes: None, place });
        rows.files.len() as u32 - 1
    });
    rows.file_of.resize(rows.ids.len(), file);
}

fn unknown_field(events: &Events, key: &str, place: Place) -> Error {
    let error = events.error(place, format!("unknown field `{key}` of a dataset record"));
    match near_matches(key, FIELDS).first() {
        Some(near) => error.with_hint(format!("did you mean `{near}`?")),
        None => error.with_hint(format!("known are {}", FIELDS.join(", "))),
    }
}

fn ids(events: &mut Events, rows: &mut DatasetsPart) -> Result<()> {
    match events.next()? {
        (Event::Scalar(scalar), place) => rows.ids.push(events.dataset_id_from(&scalar, place)?),
        (Event::SeqStart(None), _) => loop {
            match events.next()? {
                (Event::SeqEnd, _) => return Ok(()),
                (Event::Scalar(scalar), place) => rows.ids.push(events.dataset_id_from(&scalar, place)?),
                (other, place) => return Err(events.mismatch(&other, place, "a dataset ID")),
            }
        },
        (other, place) => return Err(events.mismatch(&other, place, "a dataset ID or a list of them")),
    }
    Ok(())
}

fn data_ids(events: &mut Events, rows: &mut Table) -> Result<()> {
    match events.next()? {
        (Event::MapStart(None), place) => events.row(rows, place),
        (Event::SeqStart(None), _) => loop {
            match events.next()? {
                (Event::SeqEnd, _) => return Ok(()),
                (Event::MapStart(None), place) => events.row(rows, place)?,
                (other, place) => return Err(events.mismatch(&other, place, "a data ID (a mapping)")),
            }
        },
        (other, place) => Err(events.mismatch(&other, place, "a data ID or a list of them")),
    }
}

fn optional_string(events: &mut Events) -> Result<Option<String>> {
    use crate::config::yaml::Scalar;
    match events.next()? {
        (Event::Scalar(scalar), _) if scalar.style == Style::Plain && resolve(&scalar.text) == Scalar::Null => Ok(None),
        (Event::Scalar(scalar), _) => Ok(Some(scalar.text)),
        (other, place) => Err(events.mismatch(&other, place, "a string")),
    }
}
