//! Curated calibrations as files: what a path in the standard layout means, and what a file says of itself.
//!
//! The layout is that of `data/curated.yaml`. A file is valid from the date in its name (UTC) until that of the next one of its type, detector and filter; the run
//! it goes to is named after the date in it. What is in the file must agree with its path.

use std::sync::{LazyLock, OnceLock};

use butler_catalogs::Source;
use regex::Regex;

use crate::header::{FitsHeaders, Header, Value};
use crate::instrument::Instrument;
use crate::yaml::{self, Node};
use crate::{Error, Result};

mod curve;

pub use curve::{Curve, product};

/// A type of curated calibrations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CuratedType {
    /// Its name.
    pub name: String,
    /// Its dimensions.
    pub dimensions: Vec<String>,
    /// What its datasets are.
    pub storage_class: String,
}

impl CuratedType {
    /// Whether its datasets differ by `dimension`.
    pub fn has(&self, dimension: &str) -> bool {
        self.dimensions.iter().any(|name| name == dimension)
    }

    pub(crate) fn from_node(name: String, node: &Node) -> Option<CuratedType> {
        let dimensions: Vec<String> = node.get("dimensions")?.items().iter().filter_map(Node::scalar).collect();
        Some(CuratedType { name, dimensions, storage_class: node.get("storage_class")?.scalar()? })
    }
}

/// The types of the standard layout.
pub fn standard_types() -> &'static [CuratedType] {
    static READ: OnceLock<Vec<CuratedType>> = OnceLock::new();
    READ.get_or_init(|| {
        let node = yaml::parse("curated.yaml", include_str!("../data/curated.yaml")).unwrap_or(Node::Null);
        node.entries().iter().filter_map(|(name, node)| CuratedType::from_node(name.clone(), node)).collect()
    })
}

/// What a path means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The type.
    pub of: &'static CuratedType,
    /// The detector, if the type differs by it.
    pub detector: Option<i64>,
    /// The filter, if the type differs by it.
    pub filter: Option<String>,
    /// When it begins to be valid: ISO 8601, in UTC.
    pub date: String,
}

/// A file name's date, or one that a file tells, as `YYYY-MM-DDThh:mm:ss`; parts of seconds stay where there are any.
pub fn date(text: &str) -> Option<String> {
    static DATE: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"^(\d{4})-?(\d\d)-?(\d\d)(?:[Tt ](\d\d):?(\d\d)(?::?(\d\d)(\.\d+)?)?)?[Zz]?$").ok());
    let found = DATE.as_ref()?.captures(text.trim())?;
    let part = |index: usize, default: &'static str| found.get(index).map_or(default.to_owned(), |part| part.as_str().to_owned());
    let (hour, minute, second) = (part(4, "00"), part(5, "00"), part(6, "00"));
    Some(format!("{}-{}-{}T{hour}:{minute}:{second}{}", &found[1], &found[2], &found[3], part(7, "")))
}

/// What the path of a file below the folder of an instrument means; nothing if it is not in the layout's folders or is no file of data.
///
/// # Errors
/// It is in the layout, but its detector, filter or date is none.
pub fn place(instrument: &Instrument, path: &str) -> Result<Option<Place>> {
    let fault = |reason: String| Error::invalid("curated calibration", path, reason);
    let mut parts: Vec<&str> = path.split('/').collect();
    let (Some(file), false) = (parts.pop(), parts.is_empty()) else { return Ok(None) };
    let Some(of) = standard_types().iter().find(|known| known.name == parts[0]) else { return Ok(None) };
    let Some((stem, extension)) = file.rsplit_once('.') else { return Ok(None) };
    let starts = date(stem);
    match extension.to_lowercase().as_str() {
        "ecsv" | "yaml" | "json" => {}
        // Others are what calibrations were made from.
        "fits" if starts.is_some() => {}
        _ => return Ok(None),
    }
    let mut names = parts[1..].iter();
    let mut named = |what: &str| names.next().copied().ok_or_else(|| fault(format!("no folder says which {what} it is of")));
    let detector = if of.has("detector") { Some(detector(instrument, named("detector")?).map_err(fault)?) } else { None };
    let filter = if of.has("physical_filter") { Some(filter(instrument, named("filter")?).map_err(fault)?) } else { None };
    if names.next().is_some() {
        return Err(fault(format!("calibrations of type `{}` are not in folders as deep as that", of.name)));
    }
    let date = starts.ok_or_else(|| fault(format!("`{stem}` is no date like 19700101T000000")))?;
    Ok(Some(Place { of, detector, filter, date }))
}

fn detector(instrument: &Instrument, folder: &str) -> Result<i64, String> {
    let found = instrument.detectors.iter().find(|detector| detector.full_name.to_lowercase() == folder.to_lowercase());
    found.map(|detector| detector.id).ok_or_else(|| format!("{} has no detector `{folder}`", instrument.name))
}

fn filter(instrument: &Instrument, folder: &str) -> Result<String, String> {
    let plain = |name: &str| name.to_lowercase().replace(' ', "_");
    let found = instrument.filters.iter().find(|filter| plain(&filter.name) == plain(folder));
    found.map(|filter| filter.name.clone()).ok_or_else(|| format!("{} has no filter `{folder}`", instrument.name))
}

/// Checks what a file says of itself against its path; the date that it tells names its run.
///
/// # Errors
/// It can't be read, or it is of another instrument, type, detector or filter.
pub async fn check(instrument: &Instrument, place: &Place, path: &str, bytes: &[u8]) -> Result<String> {
    let told = metadata(path, bytes).await?;
    let fault = |reason: String| Error::invalid("curated calibration", path, reason);
    let text = |key: &str| match told.get(key) {
        Some(Value::Text(text)) if !text.is_empty() => Some(text.clone()),
        Some(Value::Int(value)) => Some(value.to_string()),
        Some(Value::Float(value)) => Some(value.to_string()),
        _ => None,
    };
    let agree = |key: &str, is_right: &dyn Fn(&str) -> bool, wanted: &str| match text(key) {
        None => Err(fault(format!("it does not tell its `{key}`"))),
        Some(value) if is_right(&value) => Ok(()),
        Some(value) => Err(fault(format!("its `{key}` is `{value}`, and its path says {wanted}"))),
    };
    agree("INSTRUME", &|value| instrument.curated_names().any(|name| name.eq_ignore_ascii_case(value)), &instrument.name)?;
    agree("OBSTYPE", &|value| value.eq_ignore_ascii_case(&place.of.name), &place.of.name)?;
    if let Some(detector) = place.detector {
        agree("DETECTOR", &|value| value.parse() == Ok(detector), &detector.to_string())?;
    }
    if let Some(filter) = &place.filter {
        agree("FILTER", &|value| value.eq_ignore_ascii_case(filter), filter)?;
    }
    match text("CALIBDATE") {
        None => Ok(place.date.clone()),
        Some(told) => date(&told).ok_or_else(|| fault(format!("its `CALIBDATE` `{told}` is no date"))),
    }
}

/// The metadata of a file.
async fn metadata(path: &str, bytes: &[u8]) -> Result<Header> {
    if bytes.starts_with(b"SIMPLE") || bytes.starts_with(&[0x1f, 0x8b]) {
        let mut file = FitsHeaders::open(Source::bytes(path, bytes.to_vec().into())?).await?;
        let mut header = file.header(0).await?.unwrap_or_default();
        if let Some(table) = file.header(1).await? {
            header.merge(&table);
        }
        return Ok(header);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| Error::invalid("curated calibration", path, "it is no text"))?;
    let node = if text.starts_with("# %ECSV") {
        // Only the metadata: what is written of the columns is not always YAML.
        let lines = text.lines().map_while(|line| line.strip_prefix('#')).map(|line| line.strip_prefix(' ').unwrap_or(line));
        let head = block(&lines.collect::<Vec<_>>().join("\n"), "meta").unwrap_or_default();
        flattened(yaml::parse(path, &head)?.get("meta"))
    } else if path.ends_with(".json") {
        inner(yaml::parse_json(path, text)?)
    } else {
        inner(yaml::parse(path, &block(text, "metadata").unwrap_or_else(|| text.to_owned()))?)
    };
    Header::from_node(path, &node)
}

/// What is under `metadata`, or all of it.
fn inner(node: Node) -> Node {
    node.get("metadata").cloned().unwrap_or(node)
}

/// A mapping, or a list of mappings of one entry each, as a mapping.
fn flattened(node: Option<&Node>) -> Node {
    match node {
        Some(Node::List(items, _)) => Node::Map(items.iter().flat_map(Node::entries).cloned().collect()),
        Some(node) => node.clone(),
        None => Node::Map(Vec::new()),
    }
}

/// The lines of a key of a document's outermost mapping: the rest, which may be long or hold what is not read here, is left out.
fn block(text: &str, key: &str) -> Option<String> {
    let mut lines = text.lines().skip_while(|line| !line.strip_prefix(key).is_some_and(|rest| rest.starts_with(':')));
    let mut out = lines.next()?.to_owned();
    for line in lines.take_while(|line| line.is_empty() || line.starts_with([' ', '-', '#'])) {
        out.push('\n');
        out.push_str(line);
    }
    Some(out)
}
