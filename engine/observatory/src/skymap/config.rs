//! Settings of a skymap: our YAML, the text of a configuration of the Science Pipelines, or a pickle that holds such a text. Nothing is executed: the text is
//! read line by line, and of a pickle nothing but the text in it.

use regex::Regex;

use crate::skymap::{Kind, Patches, Projection, SkyMap};
use crate::yaml::{self, Node};
use crate::{Error, Result};

/// Reads settings from the bytes of a file.
///
/// YAML is `{name: ..., skyMap: rings, numRings: 120, ...}`; of a configuration lines like `config.skyMap["rings"].numRings=120` are taken.
pub fn read_settings(name: &str, bytes: &[u8]) -> Result<Node> {
    let is_pickle =
        bytes.first() == Some(&0x80) || bytes.windows(14).take(4_096).any(|part| part == b"copyreg\n_recon") || name.ends_with(".pickle");
    let text = String::from_utf8_lossy(bytes);
    if !is_pickle && !text.lines().any(|line| line.trim_start().starts_with("config.")) {
        // JSON has numbers that YAML takes for text.
        let is_json = text.trim_start().strip_prefix('{').is_some_and(|rest| rest.trim_start().starts_with('"'));
        return if is_json { yaml::parse_json(name, &text) } else { yaml::parse(name, &text) };
    }
    let fault = |reason: &str| Error::invalid("skymap configuration", name, reason);
    let line = Regex::new(r#"config((?:\.\w+|\[['"]\w+['"]\])+)\s*=\s*(.+)$"#).map_err(|_| fault("it can't be read"))?;
    let class = Regex::new(r"lsst\.skymap\.\w+\.(\w+)SkyMapConfig").map_err(|_| fault("it can't be read"))?;
    let mut entries: Vec<(String, Node)> = Vec::new();
    if let Some(found) = class.captures(&text) {
        entries.push(("skyMap".to_owned(), Node::Text(found[1].to_lowercase())));
    }
    for found in text.lines().filter(|line| !line.trim_start().starts_with('#')).filter_map(|text| line.captures(text)) {
        let key =
            found[1].rsplit(['.', '[']).next().unwrap_or_default().trim_matches(|c: char| !c.is_alphanumeric() && c != '_').to_owned();
        let value = yaml::parse(name, found[2].trim())?;
        // The settings of other kinds of skymaps are not of this one; the last of a key counts.
        entries.retain(|(other, _)| *other != key);
        entries.push((key, value));
    }
    if entries.is_empty() {
        return Err(fault("it holds no settings"));
    }
    if let (true, Some(version)) = (is_pickle, pickled_version(bytes)) {
        entries.push(("version".to_owned(), Node::Int(version)));
    }
    Ok(Node::Map(entries))
}

/// The version that a pickle says behind the settings: a small integer, then the tuple of both.
fn pickled_version(bytes: &[u8]) -> Option<i64> {
    let tail = &bytes[bytes.len().saturating_sub(64)..];
    let found = tail.windows(3).rev().find(|part| part[0] == b'K' && part[1] <= 1 && part[2] == 0x86);
    found.map(|part| i64::from(part[1]))
}

struct Reader<'a> {
    name: &'a str,
    settings: &'a Node,
}

impl Reader<'_> {
    fn fault(&self, reason: String) -> Error {
        Error::invalid("skymap", self.name, reason)
    }

    fn real(&self, key: &str, default: f64) -> Result<f64> {
        match self.settings.get(key) {
            None => Ok(default),
            Some(node) => node.real().ok_or_else(|| self.fault(format!("`{key}` is no number"))),
        }
    }

    fn integer(&self, key: &str, default: i64) -> Result<i64> {
        match self.settings.get(key) {
            None => Ok(default),
            Some(node) => {
                node.integer().filter(|value| (0..1 << 30).contains(value)).ok_or_else(|| self.fault(format!("`{key}` is no count")))
            }
        }
    }

    fn truth(&self, key: &str) -> Result<bool> {
        match self.settings.get(key) {
            None => Ok(false),
            Some(Node::Bool(value)) => Ok(*value),
            Some(_) => Err(self.fault(format!("`{key}` is neither true nor false"))),
        }
    }

    fn pair(&self, key: &str, default: [i64; 2]) -> Result<[i64; 2]> {
        match self.settings.get(key).map(Node::items) {
            None => Ok(default),
            Some([Node::Int(x), Node::Int(y)]) if *x > 0 && *y > 0 => Ok([*x, *y]),
            Some(_) => Err(self.fault(format!("`{key}` is no pair of sizes"))),
        }
    }

    fn reals(&self, key: &str) -> Result<Vec<f64>> {
        let items = self.settings.get(key).map(Node::items).unwrap_or_default();
        items.iter().map(|node| node.real().ok_or_else(|| self.fault(format!("`{key}` is no list of numbers")))).collect()
    }
}

/// What a setting is where it is not given.
#[derive(Debug, Clone, Copy)]
struct Defaults {
    projection: &'static str,
    overlap: f64,
    scale: f64,
    border: i64,
    rotation: f64,
}

impl Defaults {
    fn of(kind: &Kind) -> Defaults {
        let usual = Defaults { projection: "STG", overlap: 1.0, scale: 0.333, border: 100, rotation: 0.0 };
        match kind {
            Kind::Rings { .. } | Kind::Discrete(_) => usual,
            Kind::Equat { .. } => Defaults { projection: "CEA", ..usual },
            Kind::Dodeca { .. } => Defaults { overlap: 3.5, scale: 0.2, border: 250, ..usual },
            Kind::Healpix { .. } => Defaults { rotation: 45.0, ..usual },
        }
    }
}

pub(super) fn skymap(name: &str, settings: &Node) -> Result<SkyMap> {
    let read = Reader { name, settings };
    let kind = settings.get("skyMap").or_else(|| settings.get("class")).and_then(Node::text).unwrap_or_default().to_lowercase();
    let kind = match kind.as_str() {
        "rings" => {
            let rings = read.integer("numRings", 0)?;
            if !(1..=20_000).contains(&rings) {
                return Err(read.fault(format!("`numRings` is {rings}, and there must be at least one")));
            }
            let is_old = match read.integer("version", 1)? {
                0 => true,
                1 => false,
                other => return Err(read.fault(format!("`version` is {other}, not 0 or 1"))),
            };
            Kind::Rings { rings: rings as u32, ra_start: read.real("raStart", 0.0)?, is_old }
        }
        "discrete" => {
            let (ra, dec, radius) = (read.reals("raList")?, read.reals("decList")?, read.reals("radiusList")?);
            if ra.len() != dec.len() || ra.len() != radius.len() || ra.is_empty() {
                return Err(read.fault("`raList`, `decList` and `radiusList` must be of one length, which is not 0".to_owned()));
            }
            Kind::Discrete(ra.iter().zip(&dec).zip(&radius).map(|((ra, dec), radius)| [*ra, *dec, *radius]).collect())
        }
        "equat" => {
            let range = read.reals("decRange")?;
            let dec_range = match range.as_slice() {
                [] => [-1.25, 1.25],
                [low, high] if low < high => [*low, *high],
                _ => return Err(read.fault("`decRange` is no pair of declinations".to_owned())),
            };
            Kind::Equat { tracts: read.integer("numTracts", 4)?.max(1) as u32, dec_range }
        }
        "dodeca" => Kind::Dodeca { has_poles: read.truth("withTractsOnPoles")? },
        "healpix" => {
            let log2_nside = read.integer("log2NSide", 0)?;
            if log2_nside > 12 {
                return Err(read.fault(format!("`log2NSide` is {log2_nside}, and may be 12 at most")));
            }
            Kind::Healpix { log2_nside: log2_nside as u8, is_nested: read.truth("nest")? }
        }
        "" => return Err(read.fault("`skyMap` does not say which kind it is: rings, discrete, equat, dodeca or healpix".to_owned())),
        other => {
            return Err(read.fault(format!("skymaps of the kind `{other}` are not made; rings, discrete, equat, dodeca and healpix are")));
        }
    };
    let defaults = Defaults::of(&kind);
    let projection = settings.get("projection").and_then(Node::text).unwrap_or(defaults.projection);
    // A name, or a mapping of the name and what belongs to it, as it is stored.
    let builder = settings.get("tractBuilder");
    let read_builder = Reader { name, settings: builder.filter(|node| !node.entries().is_empty()).unwrap_or(settings) };
    let builder = builder.and_then(|node| node.text().or_else(|| node.get("name")?.text())).unwrap_or("legacy");
    let patches = match builder {
        "legacy" => Patches::Legacy {
            inner: read_builder.pair("patchInnerDimensions", [4_000, 4_000])?,
            border: read_builder.integer("patchBorder", defaults.border)?,
        },
        "cells" => Patches::Cells {
            cell: read_builder.pair("cellInnerDimensions", [150, 150])?,
            cell_border: read_builder.integer("cellBorder", 50)?,
            cells: read_builder.integer("numCellsPerPatchInner", 20)?.max(1),
            border_cells: read_builder.integer("numCellsInPatchBorder", 1)?,
        },
        other => return Err(read.fault(format!("`tractBuilder` is `{other}`, not legacy or cells"))),
    };
    let scale = read.real("pixelScale", defaults.scale)?;
    if scale.is_nan() || scale <= 0.0 {
        return Err(read.fault(format!("`pixelScale` is {scale}")));
    }
    Ok(SkyMap {
        kind,
        patches,
        tract_overlap: read.real("tractOverlap", defaults.overlap)?,
        pixel_scale: scale,
        projection: Projection::parse(projection)
            .ok_or_else(|| read.fault(format!("`projection` is `{projection}`, not TAN, STG or CEA")))?,
        rotation: read.real("rotation", defaults.rotation)?,
    })
}
