//! The Arrow schema of a table: its fields, and the header's cards as metadata.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::datatypes::{Schema, SchemaRef};
use serde_json::{Value as Json, json};

use super::Output;
use crate::fits::{Card, Hdu, Header, afw};
use crate::meta;
use crate::tables::described::Described;

/// Keywords that describe the bytes of the file, not what is in the table.
const STRUCTURE: [&str; 14] = [
    "XTENSION", "BITPIX", "NAXIS", "NAXIS1", "NAXIS2", "PCOUNT", "GCOUNT", "TFIELDS", "THEAP", "CHECKSUM", "DATASUM", "EXTNAME", "FLAGCOL",
    "ALIAS",
];
/// The same of each column, with its number behind.
const OF_COLUMNS: [&str; 16] = [
    "TTYPE", "TFORM", "TUNIT", "TNULL", "TSCAL", "TZERO", "TDISP", "TDIM", "TBCOL", "TUCD", "TCOMM", "TDOC", "TCCLS", "TFLAG", "TFDOC",
    "TDESC",
];

/// The schema of `outputs` of the table in `hdu`.
pub(super) fn schema(hdu: &Hdu, outputs: &[Output]) -> SchemaRef {
    let header = hdu.header();
    let mut metadata = HashMap::new();
    let cards = cards(header);
    if !cards.is_empty() {
        metadata.insert(meta::HEADER.to_owned(), Json::Array(cards).to_string());
    }
    if !hdu.name().is_empty() {
        metadata.insert(meta::NAME.to_owned(), hdu.name().to_owned());
    }
    if let Some(table) = afw::Table::new(header) {
        table.describe(header, &mut metadata);
    }
    let fields: Vec<_> = outputs.iter().map(|output| output.field.clone()).collect();
    let schema = Schema::new_with_metadata(fields, metadata);
    let Some(mut described) = hidden(header).and_then(|yaml| Described::of_yaml(&yaml).ok()) else { return Arc::new(schema) };
    // What cards say is what astropy goes by.
    described.columns.iter_mut().for_each(|column| {
        if schema.field_with_name(&column.name).is_ok_and(|field| field.metadata().contains_key(meta::DISPLAY)) {
            column.format = None;
        }
    });
    let schema = described.apply(&schema);
    let fields = schema.fields().iter().map(|field| {
        let has_card = outputs.iter().any(|output| output.field.name() == field.name() && output.field.metadata().contains_key(meta::UNIT));
        if has_card || !field.metadata().contains_key(meta::UNIT) {
            return field.clone();
        }
        let mut metadata = field.metadata().clone();
        metadata.insert(meta::CARD_UNIT.to_owned(), String::new());
        Arc::new(field.as_ref().clone().with_metadata(metadata))
    });
    Arc::new(Schema::new_with_metadata(fields.collect::<Vec<_>>(), schema.metadata().clone()))
}

/// Around what astropy hides in `COMMENT` cards.
pub(crate) const HIDDEN_BEGIN: &str = "--BEGIN-ASTROPY-SERIALIZED-COLUMNS--";
/// Behind it.
pub(crate) const HIDDEN_END: &str = "--END-ASTROPY-SERIALIZED-COLUMNS--";

/// The header of ECSV that astropy hides in `COMMENT` cards; a line that ends in a backslash goes on in the next card.
fn hidden(header: &Header) -> Option<String> {
    let comments = header.cards().iter().filter(|card| card.keyword == "COMMENT").map(|card| card.comment.as_str());
    let mut lines = comments.skip_while(|line| *line != HIDDEN_BEGIN);
    lines.next()?;
    let mut yaml = String::new();
    for line in lines.take_while(|line| *line != HIDDEN_END) {
        match line.strip_suffix('\\') {
            Some(part) => yaml.push_str(part),
            None => {
                yaml.push_str(line);
                yaml.push('\n');
            }
        }
    }
    Some(yaml)
}

/// The cards that say something of what is in the table, as `[keyword, value, comment]`.
fn cards(header: &Header) -> Vec<Json> {
    let mut is_hidden = false;
    let shown = header.cards().iter().filter(|card| {
        let is_comment = card.keyword == "COMMENT";
        is_hidden |= is_comment && card.comment == HIDDEN_BEGIN;
        let is_shown = !(is_hidden && is_comment);
        is_hidden &= !(is_comment && card.comment == HIDDEN_END);
        is_shown
    });
    shown.filter(|card| is_told(card)).map(told).collect()
}

/// Whether a card says something of what is in the table.
pub(crate) fn is_told(card: &Card) -> bool {
    !is_structural(&card.keyword) && (!card.keyword.is_empty() || !card.comment.is_empty())
}

/// A card in the schema's metadata.
pub(crate) fn told(card: &Card) -> Json {
    json!([card.keyword, card.value.to_json(), card.comment])
}

/// Whether a keyword begins as those that describe a column.
pub(crate) fn is_of_columns(keyword: &str) -> bool {
    OF_COLUMNS.iter().any(|name| keyword.starts_with(name))
}

/// Whether a keyword describes the bytes of a file, or is told in another way than as a card.
pub(crate) fn is_structural(keyword: &str) -> bool {
    let name = keyword.trim_end_matches(|letter: char| letter.is_ascii_digit());
    STRUCTURE.contains(&keyword) || (name != keyword && OF_COLUMNS.contains(&name)) || afw::is_structure(keyword)
}
