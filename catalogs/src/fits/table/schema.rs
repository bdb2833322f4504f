//! The Arrow schema of a table: its fields, and the header's cards as metadata.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::datatypes::{Schema, SchemaRef};
use serde_json::{Value as Json, json};

use super::Output;
use crate::fits::{Hdu, Header, afw};
use crate::meta;

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
    Arc::new(Schema::new_with_metadata(fields, metadata))
}

/// The cards that say something of what is in the table, as `[keyword, value, comment]`.
fn cards(header: &Header) -> Vec<Json> {
    let told = header.cards().iter().filter(|card| !is_structure(&card.keyword) && (!card.keyword.is_empty() || !card.comment.is_empty()));
    told.map(|card| json!([card.keyword, card.value.to_json(), card.comment])).collect()
}

fn is_structure(keyword: &str) -> bool {
    let name = keyword.trim_end_matches(|letter: char| letter.is_ascii_digit());
    STRUCTURE.contains(&keyword) || (name != keyword && OF_COLUMNS.contains(&name)) || afw::is_structure(keyword)
}
