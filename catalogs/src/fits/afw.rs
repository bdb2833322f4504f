//! Tables of LSST's `afw::table`, version 0 to 3: flags as columns, compound fields, aliases and slots.
//!
//! - One column of bits holds all flags: `FLAGCOL` is its number, bit n (from 1) is the field `TFLAGn` with the description `TFDOCn`.
//! - `TCCLSn` is a field's class. `Point`, `Moments`, `Coord` and `Covariance(...)` are of version 0, arrays that now are single fields.
//! - The order of the fields is that of the cards `TTYPEn` and `TFLAGn`.
//! - `ALIAS` cards say `alias:target`; an alias stands for the beginning of a name, the longest first, again and again.
//! - `AFW_TABLE_VERSION` is absent in version 0. The names of older versions get those of version 3 as aliases.

use std::collections::{BTreeMap, HashMap};

use arrow::datatypes::SchemaRef;
use serde_json::json;

use super::column::{Column, Layout};
use super::table::{Output, Part};
use super::{Header, Value};
use crate::meta;

/// What makes a table one of afw's.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Table<'a> {
    version: i64,
    kind: Option<&'a str>,
    /// Index of the column of flags.
    flags: Option<usize>,
}

impl<'a> Table<'a> {
    /// None if `header` is not that of such a table.
    pub(crate) fn new(header: &'a Header) -> Option<Table<'a>> {
        let kind = header.text("AFW_TYPE");
        let version = header.integer("AFW_TABLE_VERSION").or(kind.map(|_| 0))?;
        let flags = header.integer("FLAGCOL").and_then(|number| usize::try_from(number).ok()?.checked_sub(1));
        Some(Table { version, kind, flags })
    }

    /// The fields in the order of the cards that name them.
    pub(crate) fn outputs(&self, header: &Header, columns: &[Column]) -> Vec<Output> {
        let mut outputs = Vec::new();
        for card in header.cards() {
            if let Some(index) =
                number(&card.keyword, "TTYPE").and_then(|number| number.checked_sub(1)).filter(|index| *index < columns.len())
            {
                if Some(index) != self.flags {
                    self.field(columns, index, &mut outputs);
                }
            } else if let (Some(bit), Some(column)) = (number(&card.keyword, "TFLAG"), self.flags)
                && let (Value::Text(name), 1.., Some(described)) = (&card.value, bit, columns.get(column))
                && matches!(described.layout, Layout::Binary(form) if form.code == super::Code::Bit && form.descriptor.is_none())
            {
                let output = Output::new(columns, column, Part::Bit(bit - 1), &self.current(name.trim_end()))
                    .with(meta::FORM, "")
                    .with(meta::AFW_CLASS, "Flag")
                    .with(meta::AFW_FLAG, &bit.to_string())
                    .with(meta::DESCRIPTION, header.text(&format!("TFDOC{bit}")).unwrap_or(""));
                outputs.push(output);
            }
        }
        // A column without a name has no card.
        for index in 0..columns.len() {
            if Some(index) != self.flags && header.value(&format!("TTYPE{}", index + 1)).is_none() {
                self.field(columns, index, &mut outputs);
            }
        }
        outputs
    }

    /// The field of a column, or the fields of a compound one.
    fn field(&self, columns: &[Column], index: usize, outputs: &mut Vec<Output>) {
        let column = &columns[index];
        let name = self.current(&column.name);
        let count = match &column.layout {
            Layout::Binary(form) if form.descriptor.is_none() => form.repeat,
            _ => 1,
        };
        let element = |suffix: &str, part: usize| Output::new(columns, index, Part::Element(part), &format!("{name}_{suffix}"));
        let names: &[&str] = match (column.class.as_deref(), count) {
            (Some("Point"), 2) => &["x", "y"],
            (Some("Coord"), 2) => &["ra", "dec"],
            (Some("Moments"), 3) => &["xx", "yy", "xy"],
            (Some("Covariance(Point)"), 3) => return covariance(columns, index, &name, &["x", "y"], outputs),
            (Some("Covariance(Moments)"), 6) => return covariance(columns, index, &name, &["xx", "yy", "xy"], outputs),
            _ => {
                outputs.push(Output::new(columns, index, Part::Whole, &name));
                return;
            }
        };
        let class = if column.class.as_deref() == Some("Coord") { "Angle" } else { "Scalar" };
        outputs.extend(names.iter().enumerate().map(|(part, suffix)| element(suffix, part).with(meta::AFW_CLASS, class)));
    }

    /// The name that a field has at present: in version 0 flags were called `flags`.
    fn current(&self, name: &str) -> String {
        if self.version == 0 { name.replacen("flags", "flag", 1) } else { name.to_owned() }
    }

    /// Adds what is known of the table to the metadata of its schema.
    pub(crate) fn describe(&self, header: &Header, metadata: &mut HashMap<String, String>) {
        metadata.insert(meta::AFW_VERSION.to_owned(), self.version.to_string());
        if let Some(kind) = self.kind {
            metadata.insert(meta::AFW_TYPE.to_owned(), kind.to_owned());
        }
        let aliases = self.aliases(header);
        if !aliases.is_empty() {
            metadata.insert(meta::AFW_ALIASES.to_owned(), json!(aliases).to_string());
        }
        if let Some(index) = header.integer("AR_HDU").and_then(|number| number.checked_sub(1)) {
            metadata.insert(meta::AFW_ARCHIVE.to_owned(), json!({ "hdu": index }).to_string());
        }
    }

    /// The aliases of the header, and those that give old fields their present names.
    fn aliases(&self, header: &Header) -> BTreeMap<String, String> {
        let mut aliases = BTreeMap::new();
        for card in header.cards().iter().filter(|card| card.keyword == "ALIAS") {
            if let Some((alias, target)) = card.value.as_text().and_then(|text| text.split_once(':')) {
                aliases.insert(alias.trim().to_owned(), target.trim().to_owned());
            }
        }
        for card in header.cards() {
            let number = number(&card.keyword, "TTYPE");
            if let (Some(name), true) = (card.value.as_text(), number.is_some() || card.keyword.starts_with("TFLAG")) {
                let said = |keyword| number.and_then(|number| header.text(&format!("{keyword}{number}"))).unwrap_or("");
                match self.version {
                    0 => of_version_0(name.trim_end(), said("TUNIT"), said("TCCLS"), &mut aliases),
                    1 | 2 => of_version_1_and_2(name.trim_end(), said("TUNIT"), self.version, &mut aliases),
                    _ => {}
                }
            }
        }
        aliases
    }
}

/// The uncertainties and covariances of a matrix that is stored as its lower triangle.
fn covariance(columns: &[Column], index: usize, name: &str, of: &[&str], outputs: &mut Vec<Output>) {
    let unit = columns[index].unit.as_deref().unwrap_or("");
    let root = unit.strip_suffix("^2").unwrap_or(unit);
    for (row, suffix) in of.iter().enumerate() {
        let output = Output::new(columns, index, Part::Deviation(row * (row + 3) / 2), &format!("{name}_{suffix}Err"));
        outputs.push(output.with(meta::AFW_CLASS, "Scalar").with(meta::UNIT, root));
    }
    for row in 1..of.len() {
        for before in 0..row {
            let part = Part::Element(row * (row + 1) / 2 + before);
            let output = Output::new(columns, index, part, &format!("{name}_{}_{}_Cov", of[before], of[row]));
            outputs.push(output.with(meta::AFW_CLASS, "Scalar"));
        }
    }
}

fn is_flux(name: &str, unit: &str) -> bool {
    name.contains("flux") && matches!(unit.trim().to_ascii_lowercase().as_str(), "count" | "dn" | "adu")
}

fn of_version_0(name: &str, unit: &str, class: &str, aliases: &mut BTreeMap<String, String>) {
    if let Some(place) = name.find("flags") {
        aliases.insert(format!("{}flags", &name[..place]), format!("{}flag", &name[..place]));
    } else if is_flux(name, unit) {
        match name.strip_suffix("_err") {
            Some(flux) => aliases.insert(format!("{flux}_instFluxErr"), name.to_owned()),
            None => aliases.insert(format!("{name}_instFlux"), name.to_owned()),
        };
    } else if let Some(measured) = name.strip_suffix("_err") {
        let of: &[&str] = match class.trim_end() {
            "Covariance(Point)" => &["x", "y"],
            "Covariance(Moments)" => &["xx", "yy", "xy"],
            _ => &[],
        };
        for (row, suffix) in of.iter().enumerate() {
            aliases.insert(format!("{measured}_{suffix}Err"), format!("{name}_{suffix}Err"));
            for before in &of[..row] {
                aliases.insert(format!("{measured}_{before}_{suffix}_Cov"), format!("{name}_{before}_{suffix}_Cov"));
            }
        }
    }
}

fn of_version_1_and_2(name: &str, unit: &str, version: i64, aliases: &mut BTreeMap<String, String>) {
    let error = |name: &str| if version == 1 { name.strip_suffix("Sigma").map(|stem| format!("{stem}Err")) } else { None };
    if let Some(alias) = error(name) {
        aliases.insert(alias, name.to_owned());
    }
    if is_flux(name, unit)
        && let Some(place) = name.rfind("flux")
    {
        let alias = format!("{}instFlux{}", &name[..place], &name[place + 4..]);
        aliases.insert(error(&alias).unwrap_or(alias), name.to_owned());
    }
}

/// What `name` stands for by the aliases in the metadata of `schema`.
pub(crate) fn resolve(schema: &SchemaRef, name: &str) -> String {
    let aliases: BTreeMap<String, String> =
        schema.metadata().get(meta::AFW_ALIASES).and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    let mut name = name.to_owned();
    // Each alias helps once: a circle of them ends.
    for _ in 0..=aliases.len() {
        let longest = aliases.iter().filter(|(alias, _)| name.starts_with(alias.as_str())).max_by_key(|(alias, _)| alias.len());
        let Some((alias, target)) = longest else { break };
        let replaced = format!("{target}{}", &name[alias.len()..]);
        if replaced == name || replaced.len() > 4096 {
            break;
        }
        name = replaced;
    }
    name
}

/// Keywords that stand for something else in the schema's metadata.
pub(crate) fn is_structure(keyword: &str) -> bool {
    matches!(keyword, "AFW_TYPE" | "AFW_TABLE_VERSION" | "AR_HDU")
}

/// The number behind `name` in `keyword`.
fn number(keyword: &str, name: &str) -> Option<usize> {
    keyword.strip_prefix(name)?.parse().ok()
}
