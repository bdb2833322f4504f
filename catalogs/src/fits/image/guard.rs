//! Tiles that cfitsio may be given. Its decompressors believe what a stream says of its own size, and read on behind its end until they have
//! every pixel: streams that claim another size than their tile has are refused, the others are filled up.

use bytes::Bytes;

use crate::fits::{Fault, Header};

/// Bits of a coefficient at most.
const MOST_PLANES: u64 = 63;
/// Bytes of a block of RICE at most, twice.
const RICE_FILL: usize = 512;

/// Checks an array of the column `column` of a tile with `pixels` pixels, and fills it up; the length in bytes stays a multiple of 8 more.
pub(super) fn checked(method: &str, column: &str, array: Bytes, elements: u64, pixels: u64) -> Result<Bytes, Fault> {
    let column = column.to_ascii_uppercase();
    match (column.as_str(), method) {
        _ if array.is_empty() => Ok(array),
        ("UNCOMPRESSED_DATA", _) if elements != pixels => {
            Err(Fault::new(format!("a tile of {pixels} pixels has {elements} that are not compressed")))
        }
        ("COMPRESSED_DATA", "HCOMPRESS_1") => hcompress(&array, pixels).map(|fill| filled(&array, fill, 0)),
        ("COMPRESSED_DATA", "PLIO_1") => plio(&array).map(|()| filled(&array, 8, 0)),
        // A run of zeros ends at the first byte that is none.
        ("COMPRESSED_DATA", "RICE_1" | "RICE_ONE") => Ok(filled(&array, RICE_FILL, 0xff)),
        _ => Ok(array),
    }
}

fn filled(array: &Bytes, fill: usize, with: u8) -> Bytes {
    let mut longer = Vec::with_capacity(array.len() + fill + 8);
    longer.extend_from_slice(array);
    longer.resize(array.len() + fill.next_multiple_of(8), with);
    longer.into()
}

/// Magic, two lengths, scale, sum, bits of each quadrant (White 1992): how many bytes behind the stream may be read.
fn hcompress(stream: &[u8], pixels: u64) -> Result<usize, Fault> {
    let number = |at: usize| stream.get(at..).and_then(|rest| rest.first_chunk()).map(|bytes| u64::from(u32::from_be_bytes(*bytes)));
    let (Some(nx), Some(ny), Some(planes)) = (number(2), number(6), stream.get(22..25)) else {
        return Err(Fault::new("a tile of HCOMPRESS_1 ends in its header"));
    };
    if !stream.starts_with(&[0xdd, 0x99]) || nx.checked_mul(ny) != Some(pixels) {
        return Err(Fault::new(format!("a tile of {pixels} pixels has a stream of HCOMPRESS_1 of {nx} x {ny}")));
    }
    let planes = planes.iter().copied().max().map_or(0, u64::from);
    if planes > MOST_PLANES {
        return Err(Fault::new(format!("a tile of HCOMPRESS_1 claims numbers of {planes} bits")));
    }
    // Two bits for each pixel and plane at most, a sign for each; sides are rounded up to powers of two within.
    let padded = nx.next_power_of_two().max(2) * ny.next_power_of_two().max(2);
    usize::try_from(padded * (planes + 1) / 4 + padded / 8 + 64).map_err(|_| Fault::new("a tile of HCOMPRESS_1 is too large"))
}

/// IRAF's line list: words of 16 bits; how many there are stands in its header.
fn plio(list: &[u8]) -> Result<(), Fault> {
    let word = |at: usize| list.get(at * 2..).and_then(|rest| rest.first_chunk()).map(|bytes| i64::from(i16::from_be_bytes(*bytes)));
    let wrong = || Fault::new("a line list of PLIO_1 claims more words than it has");
    let (first, length) = match (word(1), word(2), word(3), word(4)) {
        (_, Some(length @ 1..), ..) => (4, length),
        (Some(header), _, Some(low), Some(high)) => (header + 1, (high << 15) + low),
        _ => return Err(wrong()),
    };
    if first >= 1 && (0..=list.len() as i64 / 2).contains(&length) { Ok(()) } else { Err(wrong()) }
}

/// The parameters of RICE: bytes of a pixel and pixels of a block, both of few values.
pub(super) fn parameters(header: &Header) -> Result<(), Fault> {
    for card in header.cards() {
        let Some(number) = card.keyword.strip_prefix("ZNAME") else { continue };
        let allowed: &[i64] = match card.value.as_text().map(str::trim_end) {
            Some("BYTEPIX") => &[1, 2, 4],
            Some("BLOCKSIZE") => &[16, 32],
            _ => continue,
        };
        let keyword = format!("ZVAL{number}");
        match header.integer(&keyword) {
            Some(value) if allowed.contains(&value) => {}
            _ => return Err(Fault::new(format!("`{keyword}` is not one of {allowed:?}"))),
        }
    }
    Ok(())
}
