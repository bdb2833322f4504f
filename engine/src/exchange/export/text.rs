//! Sections as text, laid out as PyYAML's dump of the reference's objects.

use std::collections::BTreeMap;
use std::io::Write;

use arrow::array::{
    Array, ArrayRef, AsArray, BinaryArray, BooleanArray, Float64Array, Int64Array, ListArray, RecordBatch, StringViewArray, StructArray,
};
use arrow::datatypes::{Float64Type, Int64Type};
use uuid::Uuid;

use super::super::REGION_CLASSES;
use crate::collections::{Collection, CollectionType};
use crate::config::yaml::emit::{push_binary, push_bool, push_float, push_hex, push_int, push_str, push_tagged};
use crate::datasets::DatasetType;
use crate::dimensions::{Element, FieldKind, Universe};
use crate::error::{Error, Result};
use crate::registry::keys::column;
use crate::time::{Scale, Time, Timespan, TimespanColumn};

const TIME_TAG: &str = "!butler_time/tai/iso";
const TIMESPAN_TAG: &str = "!lsst.daf.butler.Timespan";
/// Bytes that are collected before they are written.
const BLOCK_BYTES: usize = 1 << 16;

/// The text, given out in blocks.
pub(super) struct Text<'a> {
    out: &'a mut (dyn Write + Send),
    text: String,
    has_sections: bool,
}

impl<'a> Text<'a> {
    pub(super) fn new(out: &'a mut (dyn Write + Send)) -> Text<'a> {
        Text { out, text: String::with_capacity(2 * BLOCK_BYTES), has_sections: false }
    }

    fn flush(&mut self, least: usize) -> Result<()> {
        if self.text.len() >= least {
            let failed = |source| Error::Io { doing: "write", location: "export".to_owned(), source };
            self.out.write_all(self.text.as_bytes()).map_err(failed)?;
            self.text.clear();
        }
        Ok(())
    }

    pub(super) fn header(&mut self, universe: &Universe) -> Result<()> {
        self.text.push_str("description: Butler Data Repository Export\nversion: 1.0.2\nuniverse_version: ");
        push_int(&mut self.text, universe.version);
        self.text.push_str("\nuniverse_namespace: ");
        push_str(&mut self.text, &universe.namespace, 0);
        self.text.push_str("\ndata:");
        Ok(())
    }

    /// Begins a section of that type.
    fn section(&mut self, name: &str) {
        if !std::mem::replace(&mut self.has_sections, true) {
            self.text.push('\n');
        }
        self.text.push_str("- type: ");
        self.text.push_str(name);
        self.text.push('\n');
    }

    /// A field of a section with a string.
    fn field(&mut self, name: &str, value: &str) {
        self.text.push_str("  ");
        self.text.push_str(name);
        self.text.push_str(": ");
        push_str(&mut self.text, value, 2);
        self.text.push('\n');
    }

    /// A field of a section with a list of strings.
    fn list<'s>(&mut self, name: &str, values: impl IntoIterator<Item = &'s str>) {
        self.text.push_str("  ");
        self.text.push_str(name);
        self.text.push(':');
        let start = self.text.len();
        for value in values {
            self.text.push_str("\n  - ");
            push_str(&mut self.text, value, 2);
        }
        self.text.push_str(if self.text.len() == start { " []\n" } else { "\n" });
    }

    pub(super) fn records_begin(&mut self, element: &str) -> Result<()> {
        self.section("dimension");
        self.field("element", element);
        self.text.push_str("  records:\n");
        self.flush(BLOCK_BYTES)
    }

    pub(super) fn records(&mut self, element: &Element, rows: &RecordBatch) -> Result<()> {
        let mut values = Vec::with_capacity(element.fields.len());
        // A timespan is written as two times at the end.
        let (others, timespans): (Vec<_>, Vec<_>) = element.fields.iter().partition(|field| field.kind != FieldKind::Timespan);
        for field in others.into_iter().chain(timespans) {
            values.push((field.name.as_str(), Values::of(column(rows, &field.name)?, field.kind)?));
        }
        for row in 0..rows.num_rows() {
            self.text.push_str("  - ");
            for (at, (name, values)) in values.iter().enumerate() {
                let lead = if at == 0 { "" } else { "    " };
                values.push(&mut self.text, lead, name, row)?;
            }
            self.flush(BLOCK_BYTES)?;
        }
        Ok(())
    }

    pub(super) fn collection(&mut self, collection: &Collection) -> Result<()> {
        self.section("collection");
        self.field("collection_type", collection.kind.name());
        self.field("name", &collection.name);
        if !collection.doc.is_empty() {
            self.field("doc", &collection.doc);
        }
        match collection.kind {
            CollectionType::Run => self.text.push_str("  host: null\n  timespan_begin: null\n  timespan_end: null\n"),
            CollectionType::Chained => self.list("children", collection.children.iter().map(String::as_str)),
            CollectionType::Tagged | CollectionType::Calibration => {}
        }
        self.flush(BLOCK_BYTES)
    }

    pub(super) fn dataset_type(&mut self, dataset_type: &DatasetType) -> Result<()> {
        self.section("dataset_type");
        self.field("name", &dataset_type.name);
        self.list("dimensions", dataset_type.dimensions.names());
        self.field("storage_class", &dataset_type.storage_class);
        self.text.push_str("  is_calibration: ");
        push_bool(&mut self.text, dataset_type.is_calibration);
        self.text.push('\n');
        self.flush(BLOCK_BYTES)
    }

    pub(super) fn datasets_begin(&mut self, dataset_type: &DatasetType, run: &str) -> Result<()> {
        self.dataset_type(dataset_type)?;
        self.section("dataset");
        self.field("dataset_type", &dataset_type.name);
        self.field("run", run);
        self.text.push_str("  records:\n");
        self.flush(BLOCK_BYTES)
    }

    /// One record for each file; neighbours that are in one file share it.
    pub(super) fn datasets(&mut self, dataset_type: &DatasetType, rows: &RecordBatch) -> Result<()> {
        let ids = column(rows, "id")?.as_fixed_size_binary();
        let files = StoredColumn::of(column(rows, "files")?, &dataset_type.name)?;
        let universe = dataset_type.dimensions.universe();
        let mut keys = Vec::new();
        for name in dataset_type.dimensions.required() {
            keys.push((name, Values::of(column(rows, name)?, universe.key_kind(name)?)?));
        }
        let mut row = 0;
        while row < rows.num_rows() {
            let file = files.get(row)?;
            let mut end = row + 1;
            while file.is_some() && end < rows.num_rows() && files.get(end)? == file {
                end += 1;
            }
            self.text.push_str("  - dataset_id:\n");
            for member in row..end {
                self.text.push_str("    - ");
                push_uuid(&mut self.text, Uuid::from_slice(ids.value(member)).unwrap_or_default());
            }
            self.text.push_str("    data_id:\n");
            for member in row..end {
                self.text.push_str(if keys.is_empty() { "    - {}\n" } else { "    - " });
                for (at, (name, values)) in keys.iter().enumerate() {
                    values.push(&mut self.text, if at == 0 { "" } else { "      " }, name, member)?;
                }
            }
            // The reference wants a path also where nothing is stored.
            let (path, formatter) = file.unwrap_or(("", None));
            self.text.push_str("    path: ");
            push_str(&mut self.text, path, 4);
            self.text.push('\n');
            if let Some(formatter) = formatter {
                self.text.push_str("    formatter: ");
                push_str(&mut self.text, formatter, 4);
                self.text.push('\n');
            }
            self.flush(BLOCK_BYTES)?;
            row = end;
        }
        Ok(())
    }

    pub(super) fn associations(&mut self, collection: &Collection, ranges: &BTreeMap<(i64, i64), Vec<Uuid>>) -> Result<()> {
        self.section("associations");
        self.field("collection", &collection.name);
        self.field("collection_type", collection.kind.name());
        if collection.kind == CollectionType::Tagged {
            self.text.push_str("  dataset_ids:\n");
            return ranges.values().try_for_each(|ids| self.ids(ids, "  - "));
        }
        self.text.push_str("  validity_ranges:\n");
        for ((begin, end), ids) in ranges {
            let timespan = Timespan::from_ns(Some(*begin), Some(*end));
            self.text.push_str("  - timespan: ");
            if timespan.is_empty() {
                push_tagged(&mut self.text, TIMESPAN_TAG, "EMPTY", 4);
            } else {
                self.text.push_str(TIMESPAN_TAG);
                self.text.push_str("\n      begin: ");
                push_bound(&mut self.text, timespan.begin(), 6);
                self.text.push_str("\n      end: ");
                push_bound(&mut self.text, timespan.end(), 6);
            }
            self.text.push_str("\n    dataset_ids:\n");
            self.ids(ids, "    - ")?;
        }
        Ok(())
    }

    fn ids(&mut self, ids: &[Uuid], lead: &str) -> Result<()> {
        for id in ids {
            self.text.push_str(lead);
            push_uuid(&mut self.text, *id);
            self.flush(BLOCK_BYTES)?;
        }
        Ok(())
    }

    pub(super) fn finish(&mut self) -> Result<()> {
        if !self.has_sections {
            self.text.push_str(" []\n");
        }
        self.flush(0)?;
        self.out.flush().map_err(|source| Error::Io { doing: "write", location: "export".to_owned(), source })
    }
}

fn push_uuid(text: &mut String, id: Uuid) {
    text.push_str("!uuid '");
    text.push_str(id.hyphenated().encode_lower(&mut Uuid::encode_buffer()));
    text.push_str("'\n");
}

fn push_bound(text: &mut String, time: Option<Time>, indent: usize) {
    match time {
        Some(time) => push_tagged(text, TIME_TAG, &time.to_iso(Scale::Tai, 9), indent),
        None => text.push_str("null"),
    }
}

/// A column of records.
enum Values<'a> {
    Int(&'a Int64Array),
    Float(&'a Float64Array),
    Bool(&'a BooleanArray),
    Text(&'a StringViewArray),
    Hash(&'a BinaryArray),
    Region(&'a BinaryArray),
    Timespan(TimespanColumn<'a>),
}

impl<'a> Values<'a> {
    fn of(array: &'a ArrayRef, kind: FieldKind) -> Result<Values<'a>> {
        if kind == FieldKind::Timespan {
            return TimespanColumn::new(array).map(Values::Timespan);
        }
        let found = match kind {
            FieldKind::Int => array.as_primitive_opt::<Int64Type>().map(Values::Int),
            FieldKind::Float => array.as_primitive_opt::<Float64Type>().map(Values::Float),
            FieldKind::Bool => array.as_boolean_opt().map(Values::Bool),
            FieldKind::Text => array.as_string_view_opt().map(Values::Text),
            FieldKind::Hash => array.as_binary_opt().map(Values::Hash),
            FieldKind::Region => array.as_binary_opt().map(Values::Region),
            FieldKind::Timespan => None,
        };
        found.ok_or_else(|| Error::internal(format!("a column of kind {} has the type {}", kind.name(), array.data_type())))
    }

    /// Appends the lines of one field; no timespan, no lines.
    fn push(&self, text: &mut String, lead: &str, name: &str, row: usize) -> Result<()> {
        if let Values::Timespan(spans) = self {
            push_timespan(text, lead, spans.get(row));
            return Ok(());
        }
        text.push_str(lead);
        text.push_str(name);
        text.push_str(": ");
        match self {
            Values::Int(array) if array.is_valid(row) => push_int(text, array.value(row)),
            Values::Float(array) if array.is_valid(row) => push_float(text, array.value(row)),
            Values::Bool(array) if array.is_valid(row) => push_bool(text, array.value(row)),
            Values::Text(array) if array.is_valid(row) => push_str(text, array.value(row), 4),
            Values::Hash(array) if array.is_valid(row) => push_binary(text, array.value(row), 4),
            Values::Region(array) if array.is_valid(row) => push_region(text, array.value(row))?,
            _ => text.push_str("null"),
        }
        text.push('\n');
        Ok(())
    }
}

fn push_timespan(text: &mut String, lead: &str, timespan: Option<Timespan>) {
    match timespan {
        None => {}
        Some(span) if span.is_empty() => {
            text.push_str(lead);
            text.push_str("timespan: ");
            push_tagged(text, TIMESPAN_TAG, "EMPTY", 4);
            text.push('\n');
        }
        Some(span) => {
            for (name, bound) in [("datetime_begin: ", span.begin()), ("datetime_end: ", span.end())] {
                text.push_str(lead);
                text.push_str(name);
                push_bound(text, bound, 4);
                text.push('\n');
            }
        }
    }
}

fn push_region(text: &mut String, bytes: &[u8]) -> Result<()> {
    let class = bytes.first().and_then(|code| REGION_CLASSES.iter().find(|(known, _)| known == code));
    let (_, class) = class.ok_or_else(|| Error::damaged("region", "in a dimension record", "its first byte names no class"))?;
    text.push_str("!<");
    text.push_str(class);
    text.push_str(">\n      encoded: ");
    let mut digits = String::with_capacity(bytes.len() * 2);
    push_hex(&mut digits, bytes);
    push_str(text, &digits, 6);
    Ok(())
}

/// Stored files of datasets.
struct StoredColumn<'a> {
    lists: &'a ListArray,
    files: &'a StructArray,
    paths: &'a StringViewArray,
    formatters: &'a StringViewArray,
    dataset_type: &'a str,
}

impl<'a> StoredColumn<'a> {
    fn of(array: &'a ArrayRef, dataset_type: &'a str) -> Result<StoredColumn<'a>> {
        let lists = array.as_list_opt::<i32>();
        let files = lists.and_then(|lists| lists.values().as_struct_opt());
        let text = |name: &str| files.and_then(|files| files.column_by_name(name)).and_then(|column| column.as_string_view_opt());
        match (lists, files, text("path"), text("formatter")) {
            (Some(lists), Some(files), Some(paths), Some(formatters)) => Ok(StoredColumn { lists, files, paths, formatters, dataset_type }),
            _ => Err(Error::internal(format!("the stored files of datasets have the type {}", array.data_type()))),
        }
    }

    /// Path and formatter; `None` if the dataset is not stored.
    fn get(&self, row: usize) -> Result<Option<(&'a str, Option<&'a str>)>> {
        if self.lists.is_null(row) || self.lists.value_length(row) == 0 {
            return Ok(None);
        }
        if self.lists.value_length(row) > 1 {
            let reason = "its components are in several files, which the format can't say".to_owned();
            return Err(Error::Unsupported { what: "export of dataset type", name: self.dataset_type.to_owned(), reason });
        }
        let at = usize::try_from(self.lists.value_offsets()[row]).unwrap_or(0);
        if at >= self.files.len() {
            return Err(Error::internal("a list of stored files reaches beyond its end"));
        }
        let formatter = self.formatters.is_valid(at).then(|| self.formatters.value(at));
        Ok(Some((self.paths.value(at), formatter)))
    }
}
