//! An instrument as it stands in its YAML.
//!
//! Everything is explained in `docs/instruments.md`. What is not known there is an error, so that a slip of the pen is found at once.

use crate::camera::Camera;
use crate::yaml::Node;
use crate::{Error, Result};

/// A detector.
#[derive(Debug, Clone, PartialEq)]
pub struct Detector {
    /// Its number.
    pub id: i64,
    /// Its name, of its own within the camera.
    pub full_name: String,
    /// Its name within its raft.
    pub name_in_raft: String,
    /// Its raft, if the camera has rafts.
    pub raft: Option<String>,
    /// SCIENCE, FOCUS, GUIDER or WAVEFRONT.
    pub purpose: String,
    /// Its serial; empty if there is none.
    pub serial: String,
}

/// A filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhysicalFilter {
    /// Its name.
    pub name: String,
    /// Its band; by its own name if it has none.
    pub band: String,
}

/// The types of curated calibrations.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CuratedTypes {
    /// Types beyond the standard ones.
    pub additional: Vec<String>,
}

/// An instrument.
#[derive(Debug, Clone)]
pub struct Instrument {
    /// Its short name, the value of the dimension.
    pub name: String,
    /// The full name of the reference's class.
    pub class: String,
    /// The largest visit.
    pub visit_max: i64,
    /// The largest exposure.
    pub exposure_max: i64,
    /// One more than the largest detector, or what the reference says instead.
    pub detector_max: i64,
    /// The visit system: 0 one-to-one, 1 by group, 2 by counter.
    pub visit_system: i64,
    /// Name of the raws' dataset type.
    pub raw_type: String,
    /// Dimensions of raws.
    pub raw_dimensions: Vec<String>,
    /// Storage class of raws.
    pub raw_storage_class: String,
    /// Formatter of raws.
    pub raw_formatter: String,
    /// Formatters of ranges of detectors that have another.
    pub raw_formatters: Vec<(std::ops::RangeInclusive<i64>, String)>,
    /// Curated calibrations.
    pub curated: CuratedTypes,
    /// Filters.
    pub filters: Vec<PhysicalFilter>,
    /// Detectors.
    pub detectors: Vec<Detector>,
    /// The camera's geometry, if it is told.
    pub camera: Option<Camera>,
}

/// Whether `name` is the class `full`, with or without its module.
pub(super) fn is_class(full: &str, name: &str) -> bool {
    full == name || full.rsplit('.').next() == Some(name)
}

const KEYS: [&str; 13] = [
    "name",
    "class",
    "headers",
    "visit_max",
    "exposure_max",
    "detector_max",
    "visit_system",
    "raw",
    "curated",
    "filters",
    "camera",
    "detectors",
    "doc",
];

impl Instrument {
    /// Reads an instrument; `place` is for messages.
    pub fn from_node(place: &str, node: &Node) -> Result<Instrument> {
        let read = Reader { place };
        if let Some((key, _)) = node.entries().iter().find(|(key, _)| !KEYS.contains(&key.as_str())) {
            return Err(read.fault(format!("`{key}` means nothing")));
        }
        let name = read.text(node, "name")?;
        let raw = node.get("raw").cloned().unwrap_or(Node::Null);
        let optional = |key: &str, default: &str| raw.get(key).and_then(Node::scalar).unwrap_or_else(|| default.to_owned());
        let dimensions = raw.get("dimensions").map(|node| node.items().iter().filter_map(Node::scalar).collect());
        let detectors = read.list(node, "detectors")?.iter().map(|node| read.detector(node)).collect::<Result<Vec<_>>>()?;
        let formatters =
            raw.get("formatters").map(Node::items).unwrap_or_default().iter().map(|node| read.formatter(node)).collect::<Result<_>>()?;
        let additional = node.get("curated").and_then(|node| node.get("additional")).map(Node::items).unwrap_or_default();
        Ok(Instrument {
            class: read.text(node, "class")?,
            visit_max: read.integer(node, "visit_max")?,
            exposure_max: read.integer(node, "exposure_max")?,
            detector_max: read.integer(node, "detector_max")?,
            visit_system: node.get("visit_system").and_then(Node::integer).unwrap_or(0),
            raw_type: optional("dataset_type", "raw"),
            raw_dimensions: dimensions.unwrap_or_else(|| ["instrument", "detector", "exposure"].map(str::to_owned).to_vec()),
            raw_storage_class: optional("storage_class", "Exposure"),
            raw_formatter: optional("formatter", "lsst.obs.base.formatters.fitsExposure.FitsExposureFormatter"),
            raw_formatters: formatters,
            curated: CuratedTypes { additional: additional.iter().filter_map(Node::scalar).collect() },
            filters: read.list(node, "filters")?.iter().map(|node| read.filter(node)).collect::<Result<_>>()?,
            camera: node.get("camera").map(|camera| Camera::from_node(place, camera, node)).transpose()?,
            detectors,
            name,
        })
    }

    /// Whether `name` means this instrument: its name, or its class with or without the module.
    pub fn answers_to(&self, name: &str) -> bool {
        name == self.name || is_class(&self.class, name)
    }

    /// The formatter of a detector's raws.
    pub fn raw_formatter(&self, detector: i64) -> &str {
        self.raw_formatters.iter().find(|(range, _)| range.contains(&detector)).map_or(&self.raw_formatter, |(_, formatter)| formatter)
    }

    /// The run that raws go into.
    pub fn raw_run(&self) -> String {
        format!("{}/raw/all", self.name)
    }
}

struct Reader<'a> {
    place: &'a str,
}

impl Reader<'_> {
    fn fault(&self, reason: impl Into<String>) -> Error {
        Error::invalid("instrument", self.place, reason)
    }

    fn text(&self, node: &Node, key: &str) -> Result<String> {
        node.get(key).and_then(Node::scalar).filter(|text| !text.is_empty()).ok_or_else(|| self.fault(format!("`{key}` is missing")))
    }

    fn integer(&self, node: &Node, key: &str) -> Result<i64> {
        node.get(key).and_then(Node::integer).ok_or_else(|| self.fault(format!("`{key}` is missing or no integer")))
    }

    fn list<'n>(&self, node: &'n Node, key: &str) -> Result<&'n [Node]> {
        match node.get(key) {
            Some(Node::List(items, _)) if !items.is_empty() => Ok(items),
            _ => Err(self.fault(format!("`{key}` is no list of at least one"))),
        }
    }

    fn detector(&self, node: &Node) -> Result<Detector> {
        let full_name = self.text(node, "name")?;
        let purpose = node.get("purpose").and_then(Node::scalar).unwrap_or_else(|| "SCIENCE".to_owned());
        if !["SCIENCE", "FOCUS", "GUIDER", "WAVEFRONT"].contains(&purpose.as_str()) {
            return Err(self.fault(format!("purpose `{purpose}` of detector `{full_name}` is not SCIENCE, FOCUS, GUIDER or WAVEFRONT")));
        }
        Ok(Detector {
            id: self.integer(node, "id")?,
            name_in_raft: node.get("name_in_raft").and_then(Node::scalar).unwrap_or_else(|| full_name.clone()),
            raft: node.get("raft").and_then(Node::scalar),
            serial: node.get("serial").and_then(Node::scalar).unwrap_or_default(),
            purpose,
            full_name,
        })
    }

    fn filter(&self, node: &Node) -> Result<PhysicalFilter> {
        let name = self.text(node, "name")?;
        let band = node.get("band").and_then(Node::scalar).unwrap_or_else(|| name.clone());
        Ok(PhysicalFilter { name, band })
    }

    fn formatter(&self, node: &Node) -> Result<(std::ops::RangeInclusive<i64>, String)> {
        match node.get("detectors").map(Node::items) {
            Some([Node::Int(first), Node::Int(last)]) => Ok((*first..=*last, self.text(node, "formatter")?)),
            _ => Err(self.fault("`detectors` of a formatter is no pair of numbers")),
        }
    }
}
