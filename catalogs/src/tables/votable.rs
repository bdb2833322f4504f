//! VOTable 1.0 to 1.5 (IVOA): one table of a document, its data as `TABLEDATA`, `BINARY` or `BINARY2`.
//!
//! Read leniently: prefixes of names, unknown elements and other tables are left aside. Texts of unknown encoding are UTF-8.

use std::io::Write;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::{Field, Schema, SchemaRef};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use serde_json::{Value as Json, json};

use super::rows::Gather;
use crate::{Error, Result, meta};

pub(crate) mod base64;
mod binary;
mod field;
mod write;

pub(super) use field::FieldSaid;
pub use write::Serialization;
pub(super) use write::{Writer, document};

const NAME: &str = "VOTable";
/// Elements within each other at most.
const DEPTH: usize = 256;

/// What was read of a document.
pub(super) struct Table {
    pub schema: SchemaRef,
    pub batches: Vec<RecordBatch>,
}

/// How the data are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stored {
    Binary,
    Binary2,
}

/// Reads the first table of a document.
pub(super) fn read(file: &str, content: &[u8]) -> Result<Table> {
    Document { file, fields: Vec::new(), header: Vec::new(), name: None, description: None }.read(content)
}

struct Document<'a> {
    file: &'a str,
    fields: Vec<FieldSaid>,
    header: Vec<Json>,
    name: Option<String>,
    description: Option<String>,
}

impl Document<'_> {
    fn wrong(&self, reason: impl Into<String>) -> Error {
        Error::format(self.file, NAME, reason)
    }

    fn read(mut self, content: &[u8]) -> Result<Table> {
        let mut reader = Reader::from_reader(content);
        reader.config_mut().check_end_names = false;
        let mut path: Vec<String> = Vec::new();
        let mut batches = None;
        loop {
            let at = reader.buffer_position();
            let event = reader.read_event().map_err(|error| self.wrong(format!("byte {at}: {error}")))?;
            match event {
                Event::Start(start) => {
                    let name = local(&start);
                    self.element(&name, &start, &path)?;
                    match name.as_str() {
                        "DESCRIPTION" => self.describe(&mut reader, &path)?,
                        "TABLEDATA" => {
                            batches = Some(self.rows(&mut reader)?);
                            break;
                        }
                        "STREAM" => {
                            let stored =
                                if path.last().is_some_and(|parent| parent == "BINARY2") { Stored::Binary2 } else { Stored::Binary };
                            batches = Some(self.stream(&mut reader, &start, stored)?);
                            break;
                        }
                        "FITS" => return Err(self.wrong("its data are FITS inside of it, which is not read")),
                        _ => path.push(name),
                    }
                    if path.len() > DEPTH {
                        return Err(self.wrong("its elements are nested too deeply"));
                    }
                }
                Event::Empty(start) => {
                    let name = local(&start);
                    self.element(&name, &start, &path)?;
                    if name == "TABLEDATA" {
                        break;
                    }
                }
                // A table without data is one of no rows.
                Event::End(_) if path.pop().is_some_and(|name| name == "TABLE") => break,
                Event::Eof if !path.is_empty() => return Err(self.wrong("it ends in the middle")),
                Event::Eof => break,
                _ => {}
            }
        }
        if self.fields.is_empty() {
            return Err(self.wrong("it has no table with columns"));
        }
        let schema = self.schema()?;
        Ok(Table { batches: batches.unwrap_or_default(), schema })
    }

    /// Takes what an element says by its attributes.
    fn element(&mut self, name: &str, start: &BytesStart<'_>, path: &[String]) -> Result<()> {
        let is_in_table = path.iter().any(|name| name == "TABLE");
        match name {
            "TABLE" => self.name = attribute(start, "name"),
            "FIELD" if is_in_table => {
                let field = FieldSaid::of(start).map_err(|reason| self.wrong(reason))?;
                self.fields.push(field);
            }
            "PARAM" | "INFO" => {
                if let (Some(name), Some(value)) = (attribute(start, "name"), attribute(start, "value")) {
                    self.header.push(json!([name, value, ""]));
                }
            }
            "VALUES" if path.last().is_some_and(|parent| parent == "FIELD") => {
                if let (Some(field), Some(null)) = (self.fields.last_mut(), attribute(start, "null")) {
                    field.null = Some(null);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn describe(&mut self, reader: &mut Reader<&[u8]>, path: &[String]) -> Result<()> {
        let text = self.text(reader, "DESCRIPTION")?;
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let text = Some(text).filter(|text| !text.is_empty());
        match path.last().map(String::as_str) {
            Some("FIELD") => {
                if let Some(field) = self.fields.last_mut() {
                    field.description = text;
                }
            }
            Some("TABLE") => self.description = text,
            Some("RESOURCE") if self.description.is_none() => self.description = text,
            _ => {}
        }
        Ok(())
    }

    /// The text up to the end of the element.
    fn text(&self, reader: &mut Reader<&[u8]>, name: &str) -> Result<String> {
        let mut text = String::new();
        loop {
            let at = reader.buffer_position();
            match reader.read_event().map_err(|error| self.wrong(format!("byte {at}: {error}")))? {
                Event::Text(bytes) => text.push_str(&String::from_utf8_lossy(&bytes)),
                Event::CData(bytes) => text.push_str(&String::from_utf8_lossy(&bytes)),
                Event::GeneralRef(reference) => text.push_str(&entity(&reference).ok_or_else(|| self.wrong("it has an unknown entity"))?),
                Event::End(_) => return Ok(text),
                Event::Eof => return Err(self.wrong(format!("it ends inside `{name}`"))),
                _ => {}
            }
        }
    }

    fn schema(&self) -> Result<SchemaRef> {
        let fields: Result<Vec<Field>, String> = self.fields.iter().map(FieldSaid::arrow).collect();
        let mut metadata = std::collections::HashMap::new();
        if !self.header.is_empty() {
            metadata.insert(meta::HEADER.to_owned(), Json::Array(self.header.clone()).to_string());
        }
        for (key, value) in [(meta::NAME, &self.name), (meta::DESCRIPTION, &self.description)] {
            if let Some(value) = value {
                metadata.insert(key.to_owned(), value.clone());
            }
        }
        Ok(Arc::new(Schema::new_with_metadata(fields.map_err(|reason| self.wrong(reason))?, metadata)))
    }

    /// The rows of a `TABLEDATA` element.
    fn rows(&self, reader: &mut Reader<&[u8]>) -> Result<Vec<RecordBatch>> {
        let schema = self.schema()?;
        let mut gather = Gather::new(self.file, NAME, schema.clone());
        let mut column = 0;
        let mut row = 0u64;
        loop {
            let at = reader.buffer_position();
            let (name, is_empty) = match reader.read_event().map_err(|error| self.wrong(format!("byte {at}: {error}")))? {
                Event::Start(start) => (local(&start), false),
                Event::Empty(start) => (local(&start), true),
                Event::End(end) if local_name(end.local_name().as_ref()) == "TABLEDATA" => return gather.finish(),
                Event::End(end) if local_name(end.local_name().as_ref()) == "TR" => {
                    if column != self.fields.len() {
                        return Err(self.wrong(format!("row {row} has {column} cells, not {}", self.fields.len())));
                    }
                    gather.row()?;
                    row += 1;
                    continue;
                }
                Event::Eof => return Err(self.wrong(format!("it ends after {row} rows"))),
                _ => continue,
            };
            match name.as_str() {
                "TR" => column = 0,
                "TD" => {
                    let text = if is_empty { String::new() } else { self.text(reader, "TD")? };
                    let Some((field, cells)) = self.fields.get(column).zip(gather.cells().get_mut(column)) else {
                        return Err(self.wrong(format!("row {row} has more than {} cells", self.fields.len())));
                    };
                    field.push(&text, cells);
                    column += 1;
                }
                _ => {}
            }
        }
    }

    /// The rows of a `STREAM` element.
    fn stream(&self, reader: &mut Reader<&[u8]>, start: &BytesStart<'_>, stored: Stored) -> Result<Vec<RecordBatch>> {
        if attribute(start, "href").is_some() {
            return Err(self.wrong("its data are in another file"));
        }
        if attribute(start, "encoding").is_some_and(|encoding| encoding != "base64") {
            return Err(self.wrong("its data are not in base64"));
        }
        let text = self.text(reader, "STREAM")?;
        let bytes = base64::decode(text.as_bytes()).ok_or_else(|| self.wrong("its data are not whole base64"))?;
        let schema = self.schema()?;
        binary::rows(self.file, &self.fields, &schema, &bytes, stored == Stored::Binary2)
    }
}

fn local(start: &BytesStart<'_>) -> String {
    local_name(start.local_name().as_ref())
}

fn local_name(name: &[u8]) -> String {
    String::from_utf8_lossy(name).into_owned()
}

/// The value of an attribute, entities replaced; none if it is absent or empty.
fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = start.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == name.as_bytes())?;
    let value = String::from_utf8_lossy(&found.value);
    let value = quick_xml::escape::unescape(&value).map_or_else(|_| value.to_string(), |text| text.into_owned());
    Some(value).filter(|value| !value.is_empty())
}

/// The text that an entity stands for.
fn entity(name: &[u8]) -> Option<String> {
    let name = String::from_utf8_lossy(name);
    quick_xml::escape::unescape(&format!("&{name};")).ok().map(|text| text.into_owned())
}

/// Writes into `target`, for errors of which there are no words here.
fn line(target: &mut impl Write, text: &str) -> std::io::Result<()> {
    writeln!(target, "{text}")
}
