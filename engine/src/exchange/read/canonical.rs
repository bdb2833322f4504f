//! Dataset records as the reference writes them, recognised in the text without the YAML parser, which takes most of the time of a long import.
//!
//! A record is taken only if it has exactly the form below, where a name is of letters, digits and `_`, and a value is one word of [`is_plain`] characters
//! or stands in single quotes; such text means the same to every YAML parser. Everything else is left to the parser.
//!
//! ```yaml
//!   - dataset_id:
//!     - !uuid '0e3d1d8b-...'
//!     data_id:
//!     - instrument: HSC
//!       exposure: 903334
//!     path: HSC/raw/903334.fits
//!     formatter: lsst.obs.subaru.Formatter
//! ```
//!
//! `path` and `formatter` may be missing. The parser is given one line instead of a row of such records, with a number under which they are kept.

use std::collections::{HashMap, VecDeque};
use std::ops::Range;

use uuid::Uuid;

use super::cells::Cell;
use super::events::Place;
use crate::config::yaml::{Scalar, resolve};

/// Begins the scalar that stands for records: a character for private use.
const SIGN: char = '\u{E000}';
/// The first line of every record.
pub(super) const FIRST_LINE: &str = "  - dataset_id:";
/// A record longer than this is left to the parser.
pub(super) const MAX_RECORD_BYTES: usize = 1 << 16;

/// One record.
#[derive(Debug)]
pub(super) struct Record {
    pub(super) id: Uuid,
    cells: Vec<(Range<usize>, Value)>,
    path: Option<Value>,
    formatter: Option<Value>,
    line: u32,
}

/// Where a value stands in the text, without its quotes.
#[derive(Debug, Clone)]
struct Value {
    range: Range<usize>,
    is_quoted: bool,
    place: Place,
}

/// Records that follow each other, with the text that they stand in.
#[derive(Debug, Default)]
pub(super) struct Block {
    text: String,
    pub(super) records: Vec<Record>,
}

/// Records that the parser has not come to, and how its lines differ from those of the file.
#[derive(Debug, Default)]
pub(super) struct Taken {
    blocks: HashMap<u64, Block>,
    given: u64,
    /// Line of the parser after which so many lines of the file are missing.
    missing: VecDeque<(u32, u32)>,
    passed: u32,
}

impl Taken {
    /// Keeps a block; gives the text that stands for it. `line`: the parser's, `lines`: those of the block.
    pub(super) fn keep(&mut self, block: Block, line: u32, lines: u32) -> String {
        self.blocks.insert(self.given, block);
        // One line stands for them.
        self.missing.push_back((line, lines - 1));
        self.given += 1;
        format!("  - {SIGN}{}\n", self.given - 1)
    }

    /// The block that a scalar stands for; given out once.
    pub(super) fn take(&mut self, scalar: &str) -> Option<Block> {
        self.blocks.remove(&scalar.strip_prefix(SIGN)?.parse().ok()?)
    }

    /// The line of the file for a line of the parser, which come in order.
    pub(super) fn line(&mut self, line: u32) -> u32 {
        while let Some((_, lines)) = self.missing.pop_front_if(|(at, _)| *at < line) {
            self.passed += lines;
        }
        line + self.passed
    }
}

impl Block {
    /// The fields of a record's data ID: name, value, and where it stands.
    pub(super) fn cells<'a>(&'a self, record: &'a Record) -> impl Iterator<Item = (&'a str, Cell, Place)> {
        record.cells.iter().map(|(name, value)| (&self.text[name.clone()], self.cell(value), value.place))
    }

    fn cell(&self, value: &Value) -> Cell {
        let text = &self.text[value.range.clone()];
        match resolve(text) {
            _ if value.is_quoted => Cell::Text(text.to_owned()),
            Scalar::Null => Cell::Null,
            Scalar::Bool(value) => Cell::Bool(value),
            Scalar::Int(value) => Cell::Int(value),
            Scalar::Float(value) => Cell::Float(value),
            _ => Cell::Text(text.to_owned()),
        }
    }

    fn string(&self, value: Option<&Value>) -> Option<&str> {
        let value = value?;
        let text = &self.text[value.range.clone()];
        (value.is_quoted || resolve(text) != Scalar::Null).then_some(text)
    }

    /// The path of its file.
    pub(super) fn path(&self, record: &Record) -> Option<&str> {
        self.string(record.path.as_ref())
    }

    /// The class that reads it.
    pub(super) fn formatter(&self, record: &Record) -> Option<&str> {
        self.string(record.formatter.as_ref())
    }
}

impl Record {
    /// Where it begins.
    pub(super) fn place(&self) -> Place {
        Place { line: self.line, column: 5 }
    }

    /// Where its data ID begins.
    pub(super) fn data_id_place(&self) -> Place {
        Place { line: self.line + 3, column: 7 }
    }
}

/// What was found at the begin of a text.
pub(super) enum Found {
    /// Records, and their length in bytes and lines.
    Records(Block, usize, u32),
    /// A record that does not have the form.
    Other,
    /// The text ends before that is clear.
    More,
}

/// Records at the begin of `text`, whose first line is number `line`. A record is over where the next line begins another one or another section.
pub(super) fn records(text: &str, line: u32) -> Found {
    let mut reader = Reader { text, at: 0, line };
    let mut block = Block::default();
    let mut end = (0, 0);
    let stopped = loop {
        match reader.record() {
            Ok(record) => block.records.push(record),
            Err(stop) => break stop,
        }
        end = (reader.at, reader.line - line);
    };
    if block.records.is_empty() {
        return match stopped {
            Stop::Other => Found::Other,
            Stop::More => Found::More,
        };
    }
    block.text = text[..end.0].to_owned();
    Found::Records(block, end.0, end.1)
}

enum Stop {
    Other,
    More,
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    line: u32,
}

impl<'a> Reader<'a> {
    fn record(&mut self) -> Result<Record, Stop> {
        let line = self.line;
        self.expect(FIRST_LINE)?;
        let id = self.next_line()?.strip_prefix("    - !uuid '").and_then(|rest| rest.strip_suffix('\'')).filter(|id| id.len() == 36);
        let id = id.and_then(|id| Uuid::try_parse(id).ok()).ok_or(Stop::Other)?;
        self.expect("    data_id:")?;
        let mut record = Record { id, cells: Vec::with_capacity(4), path: None, formatter: None, line };
        record.cells.push(self.field("    - ")?.ok_or(Stop::Other)?);
        while let Some(cell) = self.field("      ")? {
            record.cells.push(cell);
        }
        while let Some((name, value)) = self.field("    ")? {
            let slot = match &self.text[name] {
                "path" => &mut record.path,
                "formatter" => &mut record.formatter,
                _ => return Err(Stop::Other),
            };
            if slot.replace(value).is_some() {
                return Err(Stop::Other);
            }
        }
        let rest = &self.text.as_bytes()[self.at..];
        match rest {
            [b' ', b' ', b'-', b' ', ..] | [b'-', b' ', ..] => Ok(record),
            [] | [b' ' | b'-'] | [b' ', b' '] | [b' ', b' ', b'-'] => Err(Stop::More),
            _ => Err(Stop::Other),
        }
    }

    /// The next line without its end.
    fn peek_line(&self) -> Result<&'a str, Stop> {
        let rest = &self.text[self.at..];
        rest.find('\n').map(|end| &rest[..end]).ok_or(Stop::More)
    }

    fn next_line(&mut self) -> Result<&'a str, Stop> {
        let line = self.peek_line()?;
        self.at += line.len() + 1;
        self.line += 1;
        Ok(line)
    }

    fn expect(&mut self, wanted: &str) -> Result<(), Stop> {
        if self.next_line()? == wanted { Ok(()) } else { Err(Stop::Other) }
    }

    /// A line `name: value` after `lead`; `None` if the next line has another lead.
    fn field(&mut self, lead: &str) -> Result<Option<(Range<usize>, Value)>, Stop> {
        let Some(field) = self.peek_line()?.strip_prefix(lead).filter(|field| !field.starts_with([' ', '-'])) else { return Ok(None) };
        let (name, value) = field.split_once(": ").ok_or(Stop::Other)?;
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            return Err(Stop::Other);
        }
        let start = self.at + lead.len();
        let column = u32::try_from(lead.len() + name.len() + 3).unwrap_or(u32::MAX);
        let place = Place { line: self.line, column };
        let from = start + name.len() + 2;
        let value = match value.strip_prefix('\'').and_then(|value| value.strip_suffix('\'')) {
            Some(inner) if inner.bytes().all(|byte| matches!(byte, b' '..=b'~') && byte != b'\'') => {
                Value { range: from + 1..from + 1 + inner.len(), is_quoted: true, place }
            }
            None if is_plain(value) => Value { range: from..from + value.len(), is_quoted: false, place },
            _ => return Err(Stop::Other),
        };
        self.next_line()?;
        Ok(Some((start..start + name.len(), value)))
    }
}

/// Whether a text is one plain word of YAML, and no date, which means different things to different parsers.
fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'/' | b'-' | b'+');
    let is_clear = !matches!(resolve(text), Scalar::Huge(_) | Scalar::Timestamp(_));
    bytes.first().is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_') && bytes.iter().all(is_word) && is_clear
}

/// Follows the lines of a file to where dataset records in the reference's layout stand.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// Anywhere else.
    #[default]
    Outside,
    /// Among the first fields of a dataset section.
    Head,
    /// Among its records.
    Records,
}

impl Layout {
    /// After one more line.
    pub(super) fn after(self, line: &str) -> Layout {
        let is_field = |name: &str| {
            let value = line.strip_prefix(name).and_then(|rest| rest.strip_prefix(": "));
            value.is_some_and(is_plain)
        };
        match self {
            _ if line == "- type: dataset" => Layout::Head,
            Layout::Head if is_field("  dataset_type") || is_field("  run") => Layout::Head,
            Layout::Head if line == "  records:" => Layout::Records,
            Layout::Records if line == FIRST_LINE || line.starts_with("    ") => Layout::Records,
            _ => Layout::Outside,
        }
    }
}
