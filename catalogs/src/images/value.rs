//! A component's value in the forms that it can be given in.

use std::io::Write;

use serde_json::{Map, Value as Json};

use super::{Object, Part, Plane, Wcs, npy, write, yaml};
use crate::fits::Header;
use crate::print::{Look, Printer};
use crate::{Error, Result};

/// The value of a component.
#[derive(Debug, Clone)]
pub enum Value {
    /// Pixels.
    Plane(Plane),
    /// Keywords and values.
    Header(Header),
    /// A mapping between pixels and the sky.
    Wcs(Box<Wcs>),
    /// Numbers and texts by name.
    Data(Json),
    /// An archived object of which no more is known than its tables.
    Object(Object, Vec<Part>),
}

/// A form that a value can be given in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A JSON object.
    Json,
    /// The same in YAML.
    Yaml,
    /// Lines for the eye.
    Text,
    /// A FITS file.
    Fits,
    /// NumPy's `.npy`.
    Npy,
}

impl Form {
    /// Its name in messages.
    pub fn name(self) -> &'static str {
        match self {
            Form::Json => "JSON",
            Form::Yaml => "YAML",
            Form::Text => "text",
            Form::Fits => "FITS",
            Form::Npy => "NumPy",
        }
    }

    /// What the end of a file's name says.
    pub fn of_name(name: &std::path::Path) -> Option<Form> {
        Some(match name.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "json" => Form::Json,
            "yaml" | "yml" => Form::Yaml,
            "txt" => Form::Text,
            "fits" | "fit" | "fts" => Form::Fits,
            "npy" => Form::Npy,
            _ => return None,
        })
    }
}

impl Value {
    /// The forms that this value can be given in.
    pub fn forms(&self) -> &'static [Form] {
        match self {
            Value::Plane(_) => &[Form::Json, Form::Yaml, Form::Text, Form::Fits, Form::Npy],
            Value::Header(_) | Value::Wcs(_) | Value::Object(..) => &[Form::Json, Form::Yaml, Form::Text, Form::Fits],
            Value::Data(_) => &[Form::Json, Form::Yaml, Form::Text],
        }
    }

    /// Writes the value in a form.
    pub fn write(&self, form: Form, target: &mut impl Write) -> Result<()> {
        let bytes = match form {
            Form::Json => format!("{}\n", self.to_json()).into_bytes(),
            Form::Yaml => self.to_yaml().into_bytes(),
            Form::Text => self.to_text().into_bytes(),
            Form::Fits => self.to_fits()?,
            Form::Npy => self.to_npy()?,
        };
        target.write_all(&bytes).map_err(|source| Error::Write { format: form.name(), source })
    }

    /// As JSON. Of pixels, what there is to say of them; NaN is null.
    pub fn to_json(&self) -> Json {
        match self {
            Value::Plane(plane) => plane.to_json(),
            Value::Header(header) => keywords(header),
            Value::Wcs(wcs) => wcs.to_json(),
            Value::Data(data) => data.clone(),
            Value::Object(object, parts) => object.to_json(parts),
        }
    }

    /// The same as YAML.
    pub fn to_yaml(&self) -> String {
        yaml::write(&self.to_json())
    }

    /// Lines for the eye: cards of a header, tables as astropy prints them, else YAML.
    pub fn to_text(&self) -> String {
        match self {
            Value::Header(header) => write::cards(header).iter().map(|card| format!("{card}\n")).collect(),
            Value::Object(object, parts) => {
                let mut lines = vec![format!("{}, object {} of the archive", object.class, object.id)];
                for part in parts {
                    let mut printer = Printer::new(part.schema().clone(), Look { max_lines: None, max_width: None, ..Look::default() });
                    printer.push(part.batch());
                    lines.push(String::new());
                    lines.extend(printer.lines());
                }
                lines.push(String::new());
                lines.join("\n")
            }
            _ => self.to_yaml(),
        }
    }

    /// A FITS file: an image with its header; a header alone; tables.
    pub fn to_fits(&self) -> Result<Vec<u8>> {
        match self {
            Value::Plane(plane) => Ok(write::plane(plane)),
            Value::Header(header) => Ok(write::header(header)),
            Value::Wcs(wcs) => wcs.to_header().map(|header| write::header(&header)).ok_or_else(|| Error::Inexpressible {
                what: format!("a WCS of {}", wcs.kind()),
                format: "FITS",
                reason: "no header can say it exactly".to_owned(),
            }),
            Value::Object(_, parts) => write::tables(parts),
            Value::Data(_) => Err(self.refused(Form::Fits)),
        }
    }

    /// A file of NumPy: the pixels, rows first.
    pub fn to_npy(&self) -> Result<Vec<u8>> {
        match self {
            Value::Plane(plane) => Ok(npy::write(plane)),
            _ => Err(self.refused(Form::Npy)),
        }
    }

    fn refused(&self, form: Form) -> Error {
        let names: Vec<&str> = self.forms().iter().map(|form| form.name()).collect();
        let reason = format!("it is no array; {} will do", names.join(", "));
        Error::Inexpressible { what: "this component".to_owned(), format: form.name(), reason }
    }
}

/// Keywords and their values; a list where a keyword repeats.
fn keywords(header: &Header) -> Json {
    let mut told: Map<String, Json> = Map::new();
    let mut repeated = std::collections::HashSet::new();
    for card in header.cards() {
        let is_text = matches!(card.keyword.as_str(), "COMMENT" | "HISTORY" | "");
        let value = if is_text { Json::from(card.comment.as_str()) } else { card.value.to_json() };
        match told.get_mut(&card.keyword) {
            None => {
                told.insert(card.keyword.clone(), value);
            }
            Some(Json::Array(list)) if repeated.contains(&card.keyword) => list.push(value),
            Some(first) => {
                *first = Json::Array(vec![first.take(), value]);
                repeated.insert(card.keyword.clone());
            }
        }
    }
    told.into()
}
