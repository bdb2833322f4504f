//! A header as keys and values, wherever it was written: FITS (plain, gzip stream, tile-compressed), YAML or JSON.
//!
//! Of repeated cards the last one counts, as in the recorded headers. A card that is there without a value is `Null`; that is not the same as no card.

use std::collections::HashMap;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use butler_catalogs::Source;
use butler_catalogs::fits::{self, Selector};

use crate::yaml::{self, Node};
use crate::{Error, Result};

/// A value of a card.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// The card has no value.
    Null,
    /// `T` or `F`.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A number.
    Float(f64),
    /// A text.
    Text(String),
}

/// Keys and values in the order of their first card.
#[derive(Debug, Clone, Default)]
pub struct Header {
    keys: Vec<String>,
    values: HashMap<String, Value>,
}

/// The largest YAML or JSON file that is taken for a header.
const TEXT_MAX_BYTES: u64 = 64 << 20;

impl Header {
    /// The value of `key`, if there is a card.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.values.get(key)
    }

    /// Whether `key` is there with a value.
    pub fn is_ok(&self, key: &str) -> bool {
        self.get(key).is_some_and(|value| *value != Value::Null)
    }

    /// Sets `key`.
    pub fn set(&mut self, key: &str, value: Value) {
        if self.values.insert(key.to_owned(), value).is_none() {
            self.keys.push(key.to_owned());
        }
    }

    /// The keys in their order.
    pub fn keys(&self) -> &[String] {
        &self.keys
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Lays the cards of `over` over these.
    pub fn merge(&mut self, over: &Header) {
        for key in &over.keys {
            if let Some(value) = over.get(key) {
                self.set(key, value.clone());
            }
        }
    }

    /// The cards of an HDU, but comments.
    pub fn from_fits(header: &fits::Header) -> Header {
        let mut out = Header::default();
        for card in header.cards() {
            if matches!(card.keyword.as_str(), "" | "COMMENT" | "HISTORY") {
                continue;
            }
            let value = match &card.value {
                fits::Value::Logical(value) => Value::Bool(*value),
                fits::Value::Integer(value) => Value::Int(*value),
                fits::Value::Real(value) => Value::Float(*value),
                fits::Value::Text(text) => Value::Text(text.trim_end().to_owned()),
                _ => Value::Null,
            };
            out.set(&card.keyword, value);
        }
        out
    }

    /// A header as a mapping of keys, or as a tagged `PropertyList`: entries of key, type, value, comment.
    pub fn from_node(name: &str, node: &Node) -> Result<Header> {
        let mut out = Header::default();
        match node {
            Node::Map(entries) => {
                for (key, node) in entries {
                    if let Some(value) = value(node) {
                        out.set(key, value);
                    }
                }
            }
            Node::List(items, _) if items.iter().all(|item| item.items().len() >= 3) => {
                for item in items {
                    let [key, kind, node, ..] = item.items() else { continue };
                    if let (Some(key), Some(value)) = (key.text(), value(node)) {
                        out.set(key, of_kind(kind.text().unwrap_or_default(), value));
                    }
                }
            }
            _ => return Err(Error::invalid("header", name, "it is not a mapping of keys to values")),
        }
        Ok(out)
    }

    /// A header from YAML or JSON text.
    pub fn from_text(name: &str, text: &str) -> Result<Header> {
        if name.ends_with(".json") {
            return Header::from_node(name, &yaml::parse_json(name, text)?);
        }
        Header::from_node(name, &yaml::parse(name, text)?)
    }

    /// A header of a local file, by its name's ending.
    pub fn from_text_file(path: &Path) -> Result<Header> {
        let name = path.display().to_string();
        let failed = |source| Error::Io { name: name.clone(), source };
        if std::fs::metadata(path).map_err(failed)?.len() > TEXT_MAX_BYTES {
            return Err(Error::invalid("header", name, format!("it is larger than {TEXT_MAX_BYTES} bytes")));
        }
        Header::from_text(&name, &std::fs::read_to_string(path).map_err(failed)?)
    }
}

/// Bytes of a gzip stream that are unpacked in search of headers, before the whole of it is.
const BEGIN_BYTES: u64 = 512 << 10;

/// The headers of a FITS file, found one after the other when they are asked for.
#[derive(Debug)]
pub struct FitsHeaders {
    file: fits::Fits,
    /// The file of which only the beginning is open.
    whole: Option<PathBuf>,
}

impl FitsHeaders {
    /// Opens a file; nothing but its first blocks are read.
    pub async fn open(source: Source) -> Result<FitsHeaders> {
        Ok(FitsHeaders { file: fits::Fits::open(source).await?, whole: None })
    }

    /// Opens a local file. Of a gzip stream only the beginning is unpacked as long as that is enough.
    pub async fn open_file(path: &Path) -> Result<FitsHeaders> {
        if let Some(begin) = begin_of_gzip(path) {
            let name = path.display().to_string();
            if let Ok(file) = fits::Fits::open(Source::bytes(&name, begin.into())?).await {
                return Ok(FitsHeaders { file, whole: Some(path.to_owned()) });
            }
        }
        FitsHeaders::open(Source::file(path)?).await
    }

    /// The file's name.
    pub fn name(&self) -> &str {
        self.file.source().name()
    }

    /// The header of HDU `index`, if there is one.
    pub async fn header(&mut self, index: usize) -> Result<Option<Header>> {
        match self.file.hdu(&Selector::Index(index)).await {
            Ok(hdu) => return Ok(Some(Header::from_fits(hdu.header()))),
            Err(_) if self.whole.is_some() => {}
            Err(error) if error.kind() == butler_catalogs::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        }
        let Some(path) = self.whole.take() else { return Ok(None) };
        self.file = fits::Fits::open(Source::file(&path)?).await?;
        match self.file.hdu(&Selector::Index(index)).await {
            Ok(hdu) => Ok(Some(Header::from_fits(hdu.header()))),
            Err(error) if error.kind() == butler_catalogs::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

/// What a gzip stream begins with, unpacked; nothing of anything else, or of what is damaged there.
fn begin_of_gzip(path: &Path) -> Option<Vec<u8>> {
    let mut file = std::fs::File::open(path).ok()?;
    if !file.metadata().ok()?.is_file() {
        return None;
    }
    let mut magic = [0; 2];
    file.read_exact(&mut magic).ok()?;
    file.seek(SeekFrom::Start(0)).ok()?;
    if magic != [0x1f, 0x8b] {
        return None;
    }
    let mut begin = Vec::new();
    flate2::read::MultiGzDecoder::new(file).take(BEGIN_BYTES).read_to_end(&mut begin).ok()?;
    Some(begin)
}

fn value(node: &Node) -> Option<Value> {
    Some(match node {
        Node::Null => Value::Null,
        Node::Bool(value) => Value::Bool(*value),
        Node::Int(value) => Value::Int(*value),
        Node::Float(value) => Value::Float(*value),
        Node::Text(text) => Value::Text(text.clone()),
        // Repeated cards: the last one wins.
        Node::List(items, _) => return items.last().and_then(value),
        Node::Map(_) => return None,
    })
}

/// A value of a `PropertyList` in the type that stands beside it.
fn of_kind(kind: &str, value: Value) -> Value {
    match (kind, value) {
        ("Double" | "Float", Value::Int(number)) => Value::Float(number as f64),
        ("Double" | "Float", Value::Text(text)) => text.parse().map_or(Value::Text(text), Value::Float),
        ("Int", Value::Text(text)) => text.parse().map_or(Value::Text(text), Value::Int),
        (_, value) => value,
    }
}
