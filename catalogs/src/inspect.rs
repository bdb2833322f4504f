//! What a FITS file holds, HDU by HDU, as JSON: shapes, units, docs, and on request statistics of every column and image.
//!
//! Names and numbers are those of the lists of real files that this program is compared with: `kind` and `dtype` are the words of astropy and
//! numpy, sums are in floats of 64 bits, NaN and infinities are counted and left out of `min`, `max`, `sum`, `mean`.

use serde_json::{Map, Value as Json, json};

use crate::fits::{Fits, Hdu, Header, Kind};
use crate::{Result, Source};

mod columns;
mod pixels;
mod summary;
mod tally;
#[cfg(test)]
mod tests;

pub(crate) use pixels::{planes, statistics};
pub use summary::summary;

/// Whether values are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// Headers only.
    Headers,
    /// Every value, once.
    Statistics,
}

/// Keywords of an image HDU that are shown if they are there.
const OF_IMAGES: [&str; 16] = [
    "EXTTYPE", "EXTNAME", "BZERO", "BSCALE", "LTV1", "LTV2", "CTYPE1", "CRVAL1", "CRVAL2", "CRPIX1", "CRPIX2", "CRVAL1A", "CRVAL2A",
    "DATASEC", "DETSEC", "BIASSEC",
];
/// The same of a table.
const OF_TABLES: [&str; 9] = ["AFW_TYPE", "AFW_TABLE_VERSION", "AR_HDU", "EXTTYPE", "AR_CATN", "AR_NCAT", "AR_NAME", "EXTNAME", "FLAGCOL"];
/// Keywords of the primary header that say which components an exposure has, besides those that end in `_ID`.
const OF_EXPOSURES: [&str; 7] = ["EXPINFO_V", "AR_HDU", "FILTER", "EXPTIME", "FLUXMAG0", "DATE-AVG", "TIMESYS"];

/// The name of every compressed image that has none of its own.
const UNNAMED: &str = "COMPRESSED_IMAGE";

/// What `source` holds: `bytes`, `gzip_container` and a list of `hdus`.
pub async fn inspect(source: &Source, depth: Depth) -> Result<Json> {
    let mut fits = Fits::open(source.clone()).await?;
    let hdus = fits.hdus().await?.to_vec();
    let mut told = Vec::with_capacity(hdus.len());
    for hdu in &hdus {
        told.push(Json::Object(of_hdu(source, hdu, depth).await?));
    }
    Ok(json!({ "bytes": source.stored_len(), "gzip_container": source.is_gzip(), "hdus": told }))
}

async fn of_hdu(source: &Source, hdu: &Hdu, depth: Depth) -> Result<Map<String, Json>> {
    let header = hdu.header();
    let mut told = Map::new();
    let name = match hdu.name() {
        "" if hdu.index() == 0 => "PRIMARY",
        "" if hdu.is_compressed_image() => UNNAMED,
        name => name,
    };
    told.insert("index".into(), hdu.index().into());
    told.insert("name".into(), name.into());
    told.insert("kind".into(), kind(hdu).into());
    if hdu.kind().is_table() && !hdu.is_compressed_image() {
        for (keyword, shown) in [("NAXIS2", "rows"), ("NAXIS1", "row_bytes"), ("TFIELDS", "tfields")] {
            told.insert(shown.into(), header.value(keyword).map_or(Json::Null, |value| value.to_json()));
        }
        copy(header, &OF_TABLES, &mut told);
        columns::tell(source, hdu, depth, &mut told).await?;
        return Ok(told);
    }
    if hdu.is_compressed_image() {
        let keywords = ["ZCMPTYPE", "ZTILE1", "ZTILE2", "ZQUANTIZ", "ZDITHER0", "ZBITPIX"];
        let compression: Map<String, Json> = keywords
            .iter()
            .map(|keyword| ((*keyword).to_owned(), header.value(keyword).map_or(Json::Null, |value| value.to_json())))
            .collect();
        told.insert("tile_compression".into(), compression.into());
    }
    if let Some(bitpix) = hdu.bitpix() {
        told.insert("bitpix".into(), bitpix.into());
    }
    copy(header, &OF_IMAGES, &mut told);
    if hdu.is_compressed_image() && hdu.name() == UNNAMED {
        told.remove("EXTNAME");
    }
    // That of a compressed image is not said if it changes nothing.
    if hdu.is_compressed_image() && header.real("BZERO") == Some(0.0) {
        told.remove("BZERO");
    }
    pixels::tell(source, hdu, depth, &mut told).await?;
    if hdu.kind() == Kind::Primary {
        told.insert("archive_keys".into(), components(header).into());
    }
    Ok(told)
}

fn kind(hdu: &Hdu) -> &'static str {
    match hdu.kind() {
        Kind::Primary => "PrimaryHDU",
        Kind::Image => "ImageHDU",
        Kind::BinTable if hdu.is_compressed_image() => "CompImageHDU",
        Kind::BinTable => "BinTableHDU",
        Kind::AsciiTable => "TableHDU",
        Kind::Other => "NonstandardExtHDU",
    }
}

fn copy(header: &Header, keywords: &[&str], told: &mut Map<String, Json>) {
    for keyword in keywords {
        if let Some(value) = header.value(keyword) {
            told.insert((*keyword).to_owned(), value.to_json());
        }
    }
}

fn components(header: &Header) -> Map<String, Json> {
    let is_shown = |keyword: &str| keyword.ends_with("_ID") || keyword.starts_with("ARCHIVE_ID_") || OF_EXPOSURES.contains(&keyword);
    let mut told = Map::new();
    for card in header.cards().iter().filter(|card| is_shown(&card.keyword)) {
        told.entry(card.keyword.clone()).or_insert_with(|| card.value.to_json());
    }
    told
}
