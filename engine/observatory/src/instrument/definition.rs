//! An instrument as it stands in its YAML.
//!
//! Everything is explained in `docs/instruments.md`. What is not known there is an error, so that a slip of the pen is found at once.

use crate::camera::Camera;
use crate::curated::{CuratedType, standard_types};
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

/// Curated calibrations.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Curated {
    /// The instrument's folder in packages of calibrations, and the name that files in it know it by.
    pub folder: String,
    /// What is valid for ever.
    pub unbounded: Vec<Unbounded>,
}

/// A calibration that is valid for ever.
#[derive(Debug, Clone, PartialEq)]
pub struct Unbounded {
    /// Its type.
    pub of: CuratedType,
    /// Its filter, if it has one.
    pub filter: Option<String>,
    /// What it is made from.
    pub content: Content,
}

/// What a calibration is made from.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// A file as it is.
    File(String),
    /// The product of curves: files of wavelength and throughput, with what a wavelength is in Angstrom.
    Curves(Vec<(String, f64)>),
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
    pub curated: Curated,
    /// Filters.
    pub filters: Vec<PhysicalFilter>,
    /// Detectors.
    pub detectors: Vec<Detector>,
    /// The camera's geometry, if it is told.
    pub camera: Option<Camera>,
    /// What `camera` is made of: JSON with `name`, `class`, `camera` and `detectors`, as [`Camera::from_json`] reads it.
    pub camera_json: String,
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
        let parts = ["name", "class", "camera", "detectors"];
        let own: Vec<(String, Node)> = node.entries().iter().filter(|(key, _)| parts.contains(&key.as_str())).cloned().collect();
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
            curated: read.curated(&name, node.get("curated"))?,
            filters: read.list(node, "filters")?.iter().map(|node| read.filter(node)).collect::<Result<_>>()?,
            camera: node.get("camera").map(|camera| Camera::from_node(place, camera, node)).transpose()?,
            camera_json: format!("{:#}\n", Node::Map(own).to_json()),
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

    /// The names by which files of curated calibrations may know it.
    pub fn curated_names(&self) -> impl Iterator<Item = &str> {
        [self.name.as_str(), self.curated.folder.as_str()].into_iter()
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

    fn curated(&self, name: &str, node: Option<&Node>) -> Result<Curated> {
        let folder = node.and_then(|node| node.get("folder")).and_then(Node::scalar).unwrap_or_else(|| name.to_lowercase());
        let listed = node.and_then(|node| node.get("unbounded")).map(Node::items).unwrap_or_default();
        Ok(Curated { folder, unbounded: listed.iter().map(|node| self.unbounded(node)).collect::<Result<_>>()? })
    }

    fn unbounded(&self, node: &Node) -> Result<Unbounded> {
        let kind = self.text(node, "type")?;
        let known = standard_types().iter().find(|known| known.name == kind).cloned();
        let of = known.or_else(|| CuratedType::from_node(kind.clone(), node)).ok_or_else(|| {
            self.fault(format!("`{kind}` is no standard type, and neither `dimensions` nor `storage_class` says what it is"))
        })?;
        let curve = |node: &Node| {
            let angstrom = match self.text(node, "unit")?.as_str() {
                "Angstrom" => 1.0,
                "nm" => 10.0,
                other => return Err(self.fault(format!("`unit` of a curve is `{other}`, not Angstrom or nm"))),
            };
            Ok((self.text(node, "file")?, angstrom))
        };
        let content = match node.get("curves") {
            Some(_) => Content::Curves(self.list(node, "curves")?.iter().map(curve).collect::<Result<_>>()?),
            None => Content::File(self.text(node, "file")?),
        };
        Ok(Unbounded { of, filter: node.get("filter").and_then(Node::scalar), content })
    }

    fn formatter(&self, node: &Node) -> Result<(std::ops::RangeInclusive<i64>, String)> {
        match node.get("detectors").map(Node::items) {
            Some([Node::Int(first), Node::Int(last)]) => Ok((*first..=*last, self.text(node, "formatter")?)),
            _ => Err(self.fault("`detectors` of a formatter is no pair of numbers")),
        }
    }
}
