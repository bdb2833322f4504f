//! Headers: cards of 80 characters, long texts over several (section 4.2.1.2).

use arrow::datatypes::{Field, Schema};
use serde_json::Value as Json;

use super::plan::{Layout, Target};
use crate::fits::form::Code;
use crate::fits::{BLOCK, HIDDEN_BEGIN, HIDDEN_END, is_structural};
use crate::tables::described::{Described, cards as said};
use crate::{Result, meta, print};

/// The cards of a header.
#[derive(Default)]
pub(crate) struct Cards(Vec<u8>);

/// The primary HDU.
pub(super) fn primary() -> Vec<u8> {
    let mut cards = Cards::default();
    cards.fixed("SIMPLE", "T", "file conforms to FITS standard");
    cards.fixed("BITPIX", "8", "number of bits per data pixel");
    cards.fixed("NAXIS", "0", "number of data axes");
    cards.fixed("EXTEND", "T", "FITS file may contain extensions");
    cards.finish()
}

/// The header of the table.
pub(super) fn table(layout: &Layout) -> Result<Vec<u8>> {
    let mut cards = Cards::default();
    cards.text("XTENSION", "BINTABLE", "binary table extension");
    for (keyword, value, comment) in [
        ("BITPIX", 8, "8-bit bytes"),
        ("NAXIS", 2, "2-dimensional binary table"),
        ("NAXIS1", layout.row_bytes, "width of table in bytes"),
        ("NAXIS2", layout.rows, "number of rows in table"),
        ("PCOUNT", layout.heap_bytes, "size of special data area"),
        ("GCOUNT", 1, "one data group"),
        ("TFIELDS", layout.targets.len() as u64 + u64::from(!layout.flags.is_empty()), "number of fields in each row"),
    ] {
        cards.fixed(keyword, &value.to_string(), comment);
    }
    let metadata = layout.schema.metadata();
    if let Some(name) = metadata.get(meta::NAME) {
        cards.text("EXTNAME", name, "");
    }
    let is_afw = metadata.contains_key(meta::AFW_VERSION);
    let first = usize::from(!layout.flags.is_empty());
    if first == 1 {
        cards.text("TTYPE1", "flags", "bits for all Flag fields; see also TFLAGn");
        cards.text("TFORM1", &format!("{}X", layout.flags.len()), "");
        cards.fixed("FLAGCOL", "1", "column number of the bitflags");
    }
    // The order of these cards is the order of the fields.
    let mut number = first;
    for (index, field) in layout.schema.fields().iter().enumerate() {
        if let Some(bit) = layout.flags.iter().position(|column| *column == index) {
            cards.text(&format!("TFLAG{}", bit + 1), field.name(), "");
            if let Some(description) = field.metadata().get(meta::DESCRIPTION) {
                cards.text(&format!("TFDOC{}", bit + 1), description, "");
            }
        } else if let Some(target) = layout.targets.get(number - first) {
            number += 1;
            column(&mut cards, number, field, target, is_afw);
        }
    }
    if let Some(kind) = metadata.get(meta::AFW_TYPE) {
        cards.text("AFW_TYPE", kind, "");
    }
    // Compound fields were taken apart when they were read, so that version 0 is no more.
    match metadata.get(meta::AFW_VERSION).map(String::as_str) {
        Some("0") => cards.fixed("AFW_TABLE_VERSION", "3", ""),
        Some(version) => cards.fixed("AFW_TABLE_VERSION", version, ""),
        None => {}
    }
    if let Some(Ok(aliases)) = metadata.get(meta::AFW_ALIASES).map(|text| serde_json::from_str::<serde_json::Map<String, Json>>(text)) {
        for (alias, target) in aliases {
            cards.text("ALIAS", &format!("{alias}:{}", target.as_str().unwrap_or("")), "");
        }
    }
    if !is_afw {
        hidden(&mut cards, &layout.schema);
    }
    for (keyword, value, comment) in said(&layout.schema) {
        if !is_structural(&keyword) {
            cards.any(&keyword, &value, &comment);
        }
    }
    Ok(cards.finish())
}

/// What astropy looks for in `COMMENT` cards: descriptions, formats and the rest of each column.
fn hidden(cards: &mut Cards, schema: &Schema) {
    let mut described = Described::of_schema(schema);
    if !described.columns.iter().any(|column| column.description.is_some() || column.format.is_some() || !column.meta.is_empty()) {
        return;
    }
    described.meta = std::iter::once(("__serialized_columns__".to_owned(), Json::Object(serde_json::Map::new()))).collect();
    let yaml = described.to_yaml();
    for line in [HIDDEN_BEGIN].into_iter().chain(yaml.lines()).chain([HIDDEN_END]) {
        let letters: Vec<char> = line.chars().collect();
        let parts: Vec<String> = letters.chunks(70).map(|part| part.iter().collect()).collect();
        for (index, part) in parts.iter().enumerate() {
            let mark = if index + 1 < parts.len() { "\\" } else { "" };
            cards.line(&format!("COMMENT {part}{mark}"));
        }
    }
}

fn column(cards: &mut Cards, number: usize, field: &Field, target: &Target, is_afw: bool) {
    let said = |key: &str| field.metadata().get(key).filter(|text| !text.is_empty());
    let keyword = |name: &str| format!("{name}{number}");
    cards.text(&keyword("TTYPE"), field.name(), "");
    let letter = target.code.letter();
    let form = match (target.variable, target.code) {
        (Some(longest), _) => format!("1Q{letter}({longest})"),
        (None, Code::Character) => format!("{}A", target.count * target.text_bytes as u64),
        (None, _) => format!("{}{letter}", target.count),
    };
    cards.text(&keyword("TFORM"), &form, "");
    let says_less = target.shape.len() > 1 || target.code == Code::Character || target.count == 1;
    if !target.shape.is_empty() && says_less {
        let mut axes: Vec<String> = target.shape.iter().rev().map(i32::to_string).collect();
        if target.code == Code::Character {
            axes.insert(0, target.text_bytes.to_string());
        }
        cards.text(&keyword("TDIM"), &format!("({})", axes.join(",")), "");
    }
    if let Some(null) = target.null {
        cards.fixed(&keyword("TNULL"), &null.to_string(), "");
    }
    if target.is_flipped {
        let zero = match target.code {
            Code::Byte => "-128",
            Code::Short => "32768",
            Code::Int => "2147483648",
            _ => "9223372036854775808",
        };
        cards.fixed(&keyword("TSCAL"), "1", "");
        cards.fixed(&keyword("TZERO"), zero, "");
    }
    if let Some(unit) = said(meta::UNIT) {
        cards.text(&keyword("TUNIT"), unit, "");
    }
    if let Some(display) = said(meta::DISPLAY).cloned().or_else(|| print::fortran_format(said(meta::FORMAT)?)) {
        cards.text(&keyword("TDISP"), &display, "");
    }
    if let Some(ucd) = said(meta::UCD) {
        cards.text(&keyword("TUCD"), ucd, "");
    }
    if let Some(description) = said(meta::DESCRIPTION) {
        cards.text(&keyword(if is_afw { "TDOC" } else { "TCOMM" }), description, "");
    }
    if let Some(class) = said(meta::AFW_CLASS).filter(|_| is_afw) {
        cards.text(&keyword("TCCLS"), class, "");
    }
}

impl Cards {
    fn line(&mut self, text: &str) {
        let letters = text.chars().map(|letter| if matches!(letter, ' '..='~') { letter as u8 } else { b'?' });
        self.0.extend(letters.chain(std::iter::repeat(b' ')).take(80));
    }

    /// The beginning of a card: eight characters, or the convention for longer words.
    fn keyword(keyword: &str) -> String {
        let is_plain = keyword.len() <= 8 && keyword.bytes().all(|byte| matches!(byte, b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_'));
        if is_plain { format!("{keyword:8}= ") } else { format!("HIERARCH {} = ", keyword.replace(['=', '\n'], " ")) }
    }

    /// A number or a logical value.
    pub(crate) fn fixed(&mut self, keyword: &str, value: &str, comment: &str) {
        let comment = if comment.is_empty() { String::new() } else { format!(" / {comment}") };
        self.line(&format!("{}{value:>20}{comment}", Cards::keyword(keyword)));
    }

    pub(crate) fn text(&mut self, keyword: &str, value: &str, comment: &str) {
        let head = Cards::keyword(keyword);
        let quoted = value.replace(['\n', '\r', '\t'], " ").replace('\'', "''");
        if head.len() + quoted.chars().count() + 2 <= 80 {
            let comment = if comment.is_empty() { String::new() } else { format!(" / {comment}") };
            self.line(&format!("{head}'{quoted:8}'{comment}"));
            return;
        }
        // 68 characters fit between quotes, one of them `&`; a pair of quotes stays together.
        let mut rest: Vec<char> = quoted.chars().collect();
        let mut head = head;
        while !rest.is_empty() {
            let room = 80usize.saturating_sub(head.chars().count() + 3).max(1);
            let mut end = room.min(rest.len());
            if end < rest.len() && rest[..end].iter().rev().take_while(|letter| **letter == '\'').count() % 2 == 1 {
                end -= 1;
            }
            let part: String = rest.drain(..end.max(1)).collect();
            let mark = if rest.is_empty() { "" } else { "&" };
            self.line(&format!("{head}'{part}{mark}'"));
            head = "CONTINUE  ".to_owned();
        }
    }

    /// A card of what the table's metadata say.
    pub(crate) fn any(&mut self, keyword: &str, value: &Json, comment: &str) {
        if matches!(keyword, "COMMENT" | "HISTORY" | "") {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            for part in text.chars().collect::<Vec<_>>().chunks(72) {
                self.line(&format!("{keyword:8}{}", part.iter().collect::<String>()));
            }
            return;
        }
        match value {
            Json::Null => self.line(Cards::keyword(keyword).trim_end_matches(' ')),
            Json::Bool(value) => self.fixed(keyword, if *value { "T" } else { "F" }, comment),
            Json::Number(number) => {
                let text = number
                    .as_f64()
                    .filter(|_| number.is_f64())
                    .map_or_else(|| number.to_string(), |value| print::shortest(value).to_uppercase());
                self.fixed(keyword, &text, comment);
            }
            Json::String(text) => self.text(keyword, text, comment),
            other => self.text(keyword, &other.to_string(), comment),
        }
    }

    pub(crate) fn finish(mut self) -> Vec<u8> {
        self.line("END");
        let length = self.0.len().next_multiple_of(BLOCK as usize);
        self.0.resize(length, b' ');
        self.0
    }
}
