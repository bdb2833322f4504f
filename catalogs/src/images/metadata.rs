//! What of the headers is an exposure's metadata.
//!
//! afw takes out of them what describes bytes (FITS 4.0, tables 7 and C.2), what it wrote for its own reader, the WCS, and what stands in
//! another component.

use crate::fits::{Card, Header, Value};

/// Keywords that never are metadata.
const STRUCTURE: [&str; 32] = [
    "SIMPLE",
    "XTENSION",
    "BITPIX",
    "NAXIS",
    "EXTEND",
    "PCOUNT",
    "GCOUNT",
    "GROUPS",
    "BSCALE",
    "BZERO",
    "BLANK",
    "END",
    "TFIELDS",
    "THEAP",
    "INHERIT",
    "EXTTYPE",
    "EXTNAME",
    "EXTVER",
    "CHECKSUM",
    "DATASUM",
    "AR_HDU",
    "EXPINFO_V",
    "LTV1",
    "LTV2",
    "WCSAXES",
    "RADESYS",
    "EQUINOX",
    "FILTER",
    "FLUXMAG0",
    "FLUXMAG0ERR",
    "LONGSTRN",
    "RADECSYS",
];
/// The same, with a number behind.
const NUMBERED: [&str; 13] =
    ["NAXIS", "TTYPE", "TFORM", "TUNIT", "TDISP", "TDIM", "TNULL", "TSCAL", "TZERO", "CTYPE", "CRVAL", "CRPIX", "CUNIT"];
/// Keywords of the compression, which all begin with `Z`.
const COMPRESSION: [&str; 19] = [
    "ZIMAGE", "ZBITPIX", "ZNAXIS", "ZTILE", "ZCMPTYPE", "ZQUANTIZ", "ZDITHER0", "ZSIMPLE", "ZTENSION", "ZEXTEND", "ZPCOUNT", "ZGCOUNT",
    "ZBLOCKED", "ZHECKSUM", "ZDATASUM", "ZBLANK", "ZSCALE", "ZZERO", "ZMASKCMP",
];
/// Keywords of the visit, that afw makes `visitInfo` and `detector` of.
pub(super) const VISIT: [&str; 33] = [
    "EXPID",
    "EXPTIME",
    "DARKTIME",
    "DATE-AVG",
    "TIMESYS",
    "TIME-MID",
    "MJD-AVG-UT1",
    "AVG-ERA",
    "BORE-RA",
    "BORE-DEC",
    "BORE-AZ",
    "BORE-ALT",
    "BORE-AIRMASS",
    "BORE-ROTANG",
    "ROTTYPE",
    "OBS-LONG",
    "OBS-LAT",
    "OBS-ELEV",
    "AIRTEMP",
    "AIRPRESS",
    "HUMIDITY",
    "INSTRUMENT",
    "IDNUM",
    "FOCUSZ",
    "OBSTYPE",
    "PROGRAM",
    "REASON",
    "OBJECT",
    "HAS-SIMULATED-CONTENT",
    "SIMULATED",
    "DETNAME",
    "DETSER",
    "DATE-AVG-TAI",
];
/// Of these only the ones that were written with the visit's keywords are taken out: raw headers have words of their own for them.
const AMBIGUOUS: [&str; 4] = ["OBSTYPE", "PROGRAM", "REASON", "OBJECT"];

/// The metadata in `headers`; of a keyword that is in several the last one counts.
pub(super) fn of(headers: &[&Header]) -> Header {
    let is_afw = headers.iter().any(|header| header.value("EXPINFO_V").is_some() || header.value("AR_HDU").is_some());
    let mut kept = Header::default();
    for (index, header) in headers.iter().enumerate() {
        let is_overruled = |card: &Card| headers[index + 1..].iter().any(|later| later.value(&card.keyword).is_some());
        for card in header.cards() {
            let is_text = matches!(card.keyword.as_str(), "COMMENT" | "HISTORY" | "");
            if is_text && (card.comment.is_empty() || is_standard(&card.comment)) {
                continue;
            }
            if is_text || !(is_taken(card, is_afw) || is_overruled(card)) {
                kept.push(card.clone());
            }
        }
    }
    kept
}

/// What every writer says of the format.
fn is_standard(comment: &str) -> bool {
    let comment = comment.trim_start();
    comment.starts_with("FITS (Flexible Image Transport System) format is") || comment.starts_with("and Astrophysics', volume 376")
}

fn is_taken(card: &Card, is_afw: bool) -> bool {
    let keyword = card.keyword.as_str();
    let stem = keyword.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let is_id = keyword.starts_with("ARCHIVE_ID_") || (keyword.ends_with("_ID") && matches!(card.value, Value::Integer(_)) && is_afw);
    STRUCTURE.contains(&keyword)
        || (stem != keyword && NUMBERED.contains(&stem))
        || COMPRESSION.contains(&stem)
        || is_of_wcs(keyword)
        || keyword.starts_with("MP_")
        || is_id
        || (is_afw && VISIT.contains(&keyword) && !AMBIGUOUS.contains(&keyword))
}

/// `CD1_2`, `PC2_1`, `A_0_2`, `BP_ORDER`, and the linear WCS `A` that says where an image begins.
fn is_of_wcs(keyword: &str) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let pair = |rest: &str| rest.split_once('_').is_some_and(|(first, second)| is_number(first) && is_number(second));
    let is_matrix = ["CD", "PC", "PV"].iter().any(|name| keyword.strip_prefix(name).is_some_and(pair));
    let is_sip = ["A_", "B_", "AP_", "BP_"]
        .iter()
        .any(|name| keyword.strip_prefix(name).is_some_and(|rest| rest == "ORDER" || rest == "DMAX" || pair(rest)));
    let is_linear = keyword
        .strip_suffix('A')
        .is_some_and(|stem| ["CTYPE", "CRVAL", "CRPIX", "CUNIT"].iter().any(|name| stem.strip_prefix(name).is_some_and(is_number)));
    is_matrix || is_sip || is_linear
}
