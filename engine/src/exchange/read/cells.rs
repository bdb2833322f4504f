//! Values of records: scalars by the rules of YAML 1.1, and the reference's tags for times, timespans, regions and bytes.

use uuid::Uuid;

use super::events::{Event, Events, Place, Scalar, Tag};
use super::table::Table;
use crate::config::yaml::{Style, decode_base64, resolve};
use crate::error::Result;
use crate::time::{Scale, Time, Timespan};

/// A value of a record.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// The row has no such field.
    Absent,
    /// Nothing.
    Null,
    /// True or false.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A number with a dot.
    Float(f64),
    /// A string.
    Text(String),
    /// A time; old files have it without tag, and then in UTC.
    Time(Time),
    /// A timespan.
    Timespan(Timespan),
    /// Bytes.
    Bytes(Vec<u8>),
    /// A region in sphgeom's encoding.
    Region(Vec<u8>),
}

/// The namespace in which integer dataset IDs of old files become UUIDs of version 3.
pub(in super::super) const INTEGER_IDS: Uuid = Uuid::from_u128(0x4d4851f4_2890_4d41_8779_5f38a3f5062b);

impl Events {
    /// Reads a value of a record.
    pub(super) fn cell(&mut self) -> Result<(Cell, Place)> {
        let (event, place) = self.next()?;
        let cell = match event {
            Event::Scalar(scalar) => self.scalar_cell(scalar, place)?,
            Event::MapStart(Some(Tag::Region(code))) => Cell::Region(self.region(code, place)?),
            Event::MapStart(Some(Tag::Timespan)) => Cell::Timespan(self.timespan(place)?),
            Event::MapStart(Some(tag)) | Event::SeqStart(Some(tag)) => return Err(self.unknown_tag(&tag, place)),
            other => return Err(self.mismatch(&other, place, "a single value")),
        };
        Ok((cell, place))
    }

    fn scalar_cell(&self, scalar: Scalar, place: Place) -> Result<Cell> {
        use crate::config::yaml::Scalar as Meaning;
        match &scalar.tag {
            None if scalar.style == Style::Quoted => return Ok(Cell::Text(scalar.text)),
            None => {}
            Some(Tag::Time) => return self.time(&scalar.text, Scale::Tai, place).map(Cell::Time),
            Some(Tag::Timespan) if scalar.text == "EMPTY" => return Ok(Cell::Timespan(Timespan::EMPTY)),
            Some(Tag::Binary) => {
                let bytes = decode_base64(&scalar.text).ok_or_else(|| self.error(place, "the text of `!!binary` is not base64"))?;
                return Ok(Cell::Bytes(bytes));
            }
            Some(Tag::Other(name)) if name == "tag:yaml.org,2002:str" || name == "!" => return Ok(Cell::Text(scalar.text)),
            Some(Tag::Other(name)) if is_core_scalar(name) => {}
            Some(tag) => return Err(self.unknown_tag(tag, place)),
        }
        Ok(match resolve(&scalar.text) {
            Meaning::Null => Cell::Null,
            Meaning::Bool(value) => Cell::Bool(value),
            Meaning::Int(value) => Cell::Int(value),
            Meaning::Float(value) => Cell::Float(value),
            Meaning::Huge(text) => return Err(self.error(place, format!("the integer `{text}` does not fit in 64 bits"))),
            Meaning::Timestamp(text) if text.len() > 10 => Cell::Time(self.time(text, Scale::Utc, place)?),
            Meaning::Timestamp(_) | Meaning::Text(_) => Cell::Text(scalar.text),
        })
    }

    fn time(&self, text: &str, scale: Scale, place: Place) -> Result<Time> {
        Time::parse_iso(text, scale).map_err(|error| self.error(place, error.to_string()))
    }

    /// The rest of a mapping `begin`, `end`.
    fn timespan(&mut self, place: Place) -> Result<Timespan> {
        let (mut begin, mut end) = (None, None);
        while let Some((key, key_place)) = self.key()? {
            let slot = match key.as_str() {
                "begin" => &mut begin,
                "end" => &mut end,
                _ => return Err(self.error(key_place, format!("unknown field `{key}` of a timespan"))),
            };
            *slot = Some(self.bound()?);
        }
        match (begin, end) {
            (Some(begin), Some(end)) => Ok(Timespan::new(begin, end)),
            _ => Err(self.error(place, "a timespan has `begin` and `end`")),
        }
    }

    /// A bound of a timespan: a time or null.
    pub(super) fn bound(&mut self) -> Result<Option<Time>> {
        match self.cell()? {
            (Cell::Time(time), _) => Ok(Some(time)),
            (Cell::Null, _) => Ok(None),
            (_, place) => Err(self.error(place, "expected a time or nothing")),
        }
    }

    /// The rest of a mapping `encoded: <hex>`; `code` is the first byte that its class writes.
    fn region(&mut self, code: u8, place: Place) -> Result<Vec<u8>> {
        let mut bytes = None;
        while let Some((key, key_place)) = self.key()? {
            if key != "encoded" {
                return Err(self.error(key_place, format!("unknown field `{key}` of a region")));
            }
            bytes = match self.next()? {
                (Event::Scalar(scalar), place) => {
                    Some(decode_hex(&scalar.text).ok_or_else(|| self.error(place, "the region's `encoded` is not hexadecimal"))?)
                }
                (other, place) => return Err(self.mismatch(&other, place, "hexadecimal text")),
            };
        }
        let bytes = bytes.ok_or_else(|| self.error(place, "the region has no `encoded`"))?;
        if bytes.first() != Some(&code) {
            return Err(self.error(place, format!("the region's bytes are not those of a `{}`", Tag::Region(code).name())));
        }
        Ok(bytes)
    }

    /// The dataset ID of a scalar: a UUID, or an integer of an old file.
    pub(super) fn dataset_id_from(&self, scalar: &Scalar, place: Place) -> Result<Uuid> {
        use crate::config::yaml::Scalar as Meaning;
        let refuse = || self.error(place, format!("`{}` is not a UUID", crate::config::yaml::shortened(&scalar.text)));
        match &scalar.tag {
            None if scalar.style == Style::Plain => match resolve(&scalar.text) {
                Meaning::Int(id) => Ok(Uuid::new_v3(&INTEGER_IDS, id.to_string().as_bytes())),
                _ => Uuid::parse_str(&scalar.text).map_err(|_| refuse()),
            },
            None | Some(Tag::Uuid) => Uuid::parse_str(&scalar.text).map_err(|_| refuse()),
            Some(tag) => Err(self.unknown_tag(tag, place)),
        }
    }

    /// Reads the rest of a mapping, whose begin has been read, as a row.
    pub(super) fn row(&mut self, table: &mut Table, place: Place) -> Result<()> {
        let mut expected = 0;
        while let Some((name, key_place)) = self.key()? {
            let (cell, cell_place) = self.cell()?;
            if !table.set(expected, &name, cell, cell_place) {
                return Err(self.error(key_place, "the same field is there twice"));
            }
            expected += 1;
        }
        table.end_row(place);
        Ok(())
    }

    fn unknown_tag(&self, tag: &Tag, place: Place) -> crate::error::Error {
        let known = ["!uuid", "!butler_time/tai/iso", "!lsst.daf.butler.Timespan", "!!binary", "!<lsst.sphgeom.ConvexPolygon>"];
        let name = match tag {
            Tag::Other(name) if !name.starts_with('!') => format!("!<{name}>"),
            tag => tag.name(),
        };
        self.error(place, format!("the tag `{name}` is unknown or not possible here"))
            .with_hint(format!("known are {}", known.map(|tag| format!("`{tag}`")).join(", ")))
    }
}

fn is_core_scalar(name: &str) -> bool {
    matches!(name.strip_prefix("tag:yaml.org,2002:"), Some("int" | "float" | "bool" | "null" | "timestamp"))
}

fn decode_hex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).map(|d| d as u8);
    if !text.len().is_multiple_of(2) {
        return None;
    }
    text.as_bytes().chunks_exact(2).map(|pair| Some(digit(pair[0])? << 4 | digit(pair[1])?)).collect()
}
