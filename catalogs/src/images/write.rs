//! FITS files of images, headers and archived tables.

use super::{Bbox, Part, Plane, Role};
use crate::fits::write::{Cards, WriteOptions, Writer};
use crate::fits::{BLOCK, Card, Header, PixelType, Value};
use crate::{Error, Result};

/// Keywords of an image's header that are written anew.
const OURS: [&str; 22] = [
    "SIMPLE", "XTENSION", "BITPIX", "NAXIS", "EXTEND", "PCOUNT", "GCOUNT", "GROUPS", "BSCALE", "BZERO", "BLANK", "TFIELDS", "THEAP",
    "CHECKSUM", "DATASUM", "EXTTYPE", "LTV1", "LTV2", "ZIMAGE", "AR_HDU", "LONGSTRN", "END",
];
/// The same with a number behind.
const OURS_NUMBERED: [&str; 6] = ["NAXIS", "TTYPE", "TFORM", "ZNAXIS", "ZTILE", "ZNAME"];
/// Keywords of tile compression.
const COMPRESSION: [&str; 13] = [
    "ZBITPIX", "ZNAXIS", "ZCMPTYPE", "ZQUANTIZ", "ZDITHER0", "ZSIMPLE", "ZTENSION", "ZEXTEND", "ZPCOUNT", "ZGCOUNT", "ZHECKSUM",
    "ZDATASUM", "ZBLANK",
];
/// Sections of the whole image that are not those of a part of it.
const SECTIONS: [&str; 6] = ["DATASEC", "BIASSEC", "DETSEC", "TRIMSEC", "CCDSEC", "AMPSEC"];

/// Where an image stands in its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Primary,
    Extension,
}

/// A file of one image, in the primary HDU.
pub(super) fn plane(plane: &Plane) -> Vec<u8> {
    let mut file = image_header(plane, Place::Primary);
    pixels(plane, &mut file);
    file
}

/// A file of a header and no data.
pub(super) fn header(header: &Header) -> Vec<u8> {
    let mut cards = primary(false);
    copy(header, &mut cards, |card| is_ours(&card.keyword));
    cards.finish()
}

/// A header as lines of 80 characters.
pub(super) fn cards(header: &Header) -> Vec<String> {
    let mut cards = Cards::default();
    copy(header, &mut cards, |_| false);
    let bytes = cards.finish();
    let lines = bytes.chunks(80).map(|line| crate::fits::latin(line).trim_end().to_owned());
    lines.take_while(|line| line != "END").collect()
}

/// A primary HDU without data: what `header` has, but for what the file no longer is.
pub(super) fn primary_of(header: &Header) -> Vec<u8> {
    let mut cards = primary(true);
    let is_archived = |keyword: &str| keyword.starts_with("ARCHIVE_ID_") || super::component::is_id(keyword);
    copy(header, &mut cards, |card| is_ours(&card.keyword) || is_archived(&card.keyword));
    cards.finish()
}

/// The tables of an archived object, each in an HDU of its own.
pub(super) fn tables(parts: &[Part]) -> Result<Vec<u8>> {
    let mut file = primary(true).finish();
    for part in parts {
        let mut writer = Writer::new(Vec::new(), part.schema(), WriteOptions::default())?;
        writer.write(part.batch())?;
        let table = writer.finish()?;
        // Its empty primary HDU is one block.
        file.extend_from_slice(table.get(BLOCK as usize..).ok_or_else(|| Error::format("table", "FITS", "it was not written"))?);
    }
    Ok(file)
}

fn primary(has_extensions: bool) -> Cards {
    let mut cards = Cards::default();
    cards.fixed("SIMPLE", "T", "file conforms to FITS standard");
    cards.fixed("BITPIX", "8", "number of bits per data pixel");
    cards.fixed("NAXIS", "0", "number of data axes");
    if has_extensions {
        cards.fixed("EXTEND", "T", "FITS file may contain extensions");
    }
    cards
}

/// The header of an image: that of its HDU, with the structure that it has in this file, and every reference pixel where it is in this part.
pub(super) fn image_header(plane: &Plane, place: Place) -> Vec<u8> {
    let mut cards = Cards::default();
    match place {
        Place::Primary => cards.fixed("SIMPLE", "T", "file conforms to FITS standard"),
        Place::Extension => cards.text("XTENSION", "IMAGE", "image extension"),
    }
    let (bitpix, zero) = stored(plane.pixel_type());
    let bbox = plane.bbox();
    cards.fixed("BITPIX", &bitpix.to_string(), "number of bits per data pixel");
    cards.fixed("NAXIS", "2", "number of data axes");
    cards.fixed("NAXIS1", &bbox.width.to_string(), "length of data axis 1");
    cards.fixed("NAXIS2", &bbox.height.to_string(), "length of data axis 2");
    match place {
        Place::Primary => cards.fixed("EXTEND", "T", "FITS file may contain extensions"),
        Place::Extension => {
            cards.fixed("PCOUNT", "0", "required keyword; must = 0");
            cards.fixed("GCOUNT", "1", "required keyword; must = 1");
        }
    }
    if let Some(zero) = zero {
        cards.fixed("BZERO", zero, "offset of unsigned integers");
        cards.fixed("BSCALE", "1", "default scaling factor");
    }
    let is_whole = bbox == plane.parent();
    let is_dropped = |card: &Card| is_ours(&card.keyword) || (!is_whole && SECTIONS.contains(&card.keyword.as_str()));
    let moved = moved(plane.header(), plane.parent(), bbox);
    copy(&moved, &mut cards, is_dropped);
    if Role::of(plane.header()).is_some() || !is_whole || bbox.x0 != 0 || bbox.y0 != 0 {
        cards.text("EXTTYPE", plane.role().exttype(), "");
        origin(&moved, bbox, &mut cards);
    }
    cards.finish()
}

/// The pixels and what fills their last block.
pub(super) fn pixels(plane: &Plane, file: &mut Vec<u8>) {
    let start = file.len();
    file.extend_from_slice(plane.bytes());
    if stored(plane.pixel_type()).1.is_some() {
        file[start..].iter_mut().step_by(plane.pixel_type().bytes()).for_each(|byte| *byte ^= 0x80);
    }
    file.resize(file.len().next_multiple_of(BLOCK as usize), 0);
}

/// `BITPIX`, and `BZERO` of what FITS has no type for.
fn stored(kind: PixelType) -> (i64, Option<&'static str>) {
    match kind {
        PixelType::UInt8 => (8, None),
        PixelType::Int8 => (8, Some("-128")),
        PixelType::Int16 => (16, None),
        PixelType::UInt16 => (16, Some("32768")),
        PixelType::Int32 => (32, None),
        PixelType::UInt32 => (32, Some("2147483648")),
        PixelType::Int64 => (64, None),
        PixelType::UInt64 => (64, Some("9223372036854775808")),
        PixelType::Float32 => (-32, None),
        PixelType::Float64 => (-64, None),
    }
}

/// Where the image begins, as afw says it twice.
fn origin(header: &Header, bbox: &Bbox, cards: &mut Cards) {
    cards.fixed("LTV1", &(-bbox.x0).to_string(), "minus the first column");
    cards.fixed("LTV2", &(-bbox.y0).to_string(), "minus the first row");
    if header.value("CTYPE1A").is_none() {
        for (axis, begin) in [(1, bbox.x0), (2, bbox.y0)] {
            cards.text(&format!("CTYPE{axis}A"), "LINEAR", "pixels of the parent image");
            cards.fixed(&format!("CRPIX{axis}A"), "1", "");
            cards.fixed(&format!("CRVAL{axis}A"), &begin.to_string(), "");
            cards.text(&format!("CUNIT{axis}A"), "pixel", "");
        }
    }
}

/// `header` with its reference pixels counted from the first pixel of `bbox` instead of that of `parent`.
fn moved(header: &Header, parent: &Bbox, bbox: &Bbox) -> Header {
    let by = [(bbox.x0 - parent.x0) as f64, (bbox.y0 - parent.y0) as f64];
    let begin = [bbox.x0, bbox.y0];
    let mut moved = Header::default();
    for card in header.cards() {
        let mut card = card.clone();
        let (stem, alternate) = match card.keyword.strip_suffix(|letter: char| letter.is_ascii_uppercase()) {
            Some(stem) => (stem, &card.keyword[stem.len()..]),
            None => (card.keyword.as_str(), ""),
        };
        let is_linear = |axis: usize| header.text(&format!("CTYPE{axis}{alternate}")).is_some_and(|kind| kind.trim_end() == "LINEAR");
        let axis = |name: &str| match stem.strip_prefix(name) {
            Some("1") => Some(0),
            Some("2") => Some(1),
            _ => None,
        };
        let is_origin = |axis: usize| alternate == "A" && is_linear(axis + 1);
        if let (Some(axis), Some(pixel)) = (axis("CRPIX"), card.value.as_real()) {
            if !is_origin(axis) && by[axis] != 0.0 {
                card.value = Value::Real(pixel - by[axis]);
            } else if is_origin(axis) {
                card.value = Value::Integer(1);
            }
        } else if let Some(axis) = axis("CRVAL").filter(|axis| is_origin(*axis)) {
            card.value = Value::Integer(begin[axis]);
        }
        moved.push(card);
    }
    moved
}

fn copy(header: &Header, cards: &mut Cards, is_dropped: impl Fn(&Card) -> bool) {
    for card in header.cards().iter().filter(|card| !is_dropped(card)) {
        match (&card.value, card.keyword.as_str()) {
            (_, "COMMENT" | "HISTORY" | "") => cards.any(&card.keyword, &card.comment.as_str().into(), ""),
            (Value::Other(text), keyword) => cards.fixed(keyword, text, &card.comment),
            (value, keyword) => cards.any(keyword, &value.to_json(), &card.comment),
        }
    }
}

fn is_ours(keyword: &str) -> bool {
    let stem = keyword.trim_end_matches(|letter: char| letter.is_ascii_digit());
    OURS.contains(&keyword) || COMPRESSION.contains(&keyword) || (stem != keyword && OURS_NUMBERED.contains(&stem))
}
