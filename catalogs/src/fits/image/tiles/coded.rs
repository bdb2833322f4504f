//! Tiles of RICE_1, the method of nearly all images: decoded straight to where their pixels are wanted.

use std::ops::Range;

use super::{Array, Band, Fetched, Tiling};
use crate::fits::column::{Column, Scaling};
use crate::fits::form::Code;
use crate::fits::image::dither::{Floats, Rounding, Scale};
use crate::fits::image::rice::Coding;
use crate::fits::{Fault, Header};

/// How the tiles of an image are coded.
pub(super) struct Coded {
    coding: Coding,
    values: Values,
    /// Columns with arrays in a row, and which of them has the streams.
    arrays: usize,
    stream: usize,
}

/// What the integers are.
enum Values {
    /// The pixels.
    Pixels,
    /// Rounded floats of so many bytes.
    Floats { bytes: usize, rounding: Rounding, scale: usize, zero: usize, blank: Blank },
}

/// The integer that stands for NaN.
enum Blank {
    None,
    Always(i32),
    /// At that place of each row.
    OfRow(usize),
}

impl Coded {
    /// None if the tiles are coded in another way, or in one that is rare.
    pub(super) fn of(header: &Header, columns: &[Column], method: &str, stored_type: i64) -> Option<Coded> {
        if !matches!(method, "RICE_1" | "RICE_ONE") {
            return None;
        }
        let named = |name: &str| columns.iter().find(|column| column.name.eq_ignore_ascii_case(name));
        let has_arrays = |column: &&Column| column.binary().is_some_and(|form| form.descriptor.is_some());
        let stream = columns.iter().filter(has_arrays).position(|column| column.name.eq_ignore_ascii_case("COMPRESSED_DATA"))?;
        let [bytes, block] = [("BYTEPIX", 4), ("BLOCKSIZE", 32)].map(|(name, default)| parameter(header, name).unwrap_or(default));
        let place = |column: &Column, code: Code| {
            let is_single = column.binary().is_some_and(|form| form.descriptor.is_none() && form.code == code && form.repeat == 1);
            (is_single && column.scaling == Scaling::None).then_some(column.offset)
        };
        let values = match stored_type {
            -32 | -64 if bytes == 4 => Values::Floats {
                bytes: stored_type.unsigned_abs() as usize / 8,
                rounding: Rounding::of(header)?,
                scale: place(named("ZSCALE")?, Code::Double)?,
                zero: place(named("ZZERO")?, Code::Double)?,
                blank: match (named("ZBLANK"), header.integer("ZBLANK").or(header.integer("BLANK"))) {
                    (Some(column), _) => Blank::OfRow(place(column, Code::Int)?),
                    (None, Some(value)) => Blank::Always(i32::try_from(value).ok()?),
                    (None, None) => Blank::None,
                },
            },
            8 | 16 | 32 if bytes as i64 * 8 == stored_type && named("ZSCALE").is_none() && header.value("ZSCALE").is_none() => {
                Values::Pixels
            }
            _ => return None,
        };
        Some(Coded { coding: Coding { bytes, block }, values, arrays: columns.iter().filter(has_arrays).count(), stream })
    }

    /// Whether each tile has a stream; one that does not is stored in another way.
    pub(super) fn has_all(&self, found: &Fetched) -> bool {
        found.arrays.chunks(self.arrays).all(|arrays| arrays.get(self.stream).is_some_and(|array| !array.bytes.is_empty()))
    }

    /// Puts the wanted columns and rows of a band behind `out`.
    pub(super) fn decode(
        &self,
        found: &Fetched,
        tiling: &Tiling,
        band: &Band,
        [columns, rows]: [&Range<u64>; 2],
        out: &mut Vec<u8>,
    ) -> Result<(), Fault> {
        if let Some(array) =
            found.arrays.chunks(self.arrays).filter_map(|arrays| arrays.get(self.stream)).find(|array| self.is_too_short(array))
        {
            return Err(Fault::new(format!("a tile of RICE_1 claims {} pixels in {} bytes", array.pixels, array.bytes.len())));
        }
        let across = band.0[0].end - band.0[0].start;
        let first_row = rows.start.max(tiling.pixels(band, 1).start);
        let (width, height) = (columns.end - columns.start, rows.end.min(tiling.pixels(band, 1).end) - first_row);
        let pixel_bytes = match self.values {
            Values::Pixels => self.coding.bytes,
            Values::Floats { bytes, .. } => bytes,
        };
        let begin = out.len();
        out.resize(begin + (width * height) as usize * pixel_bytes, 0);
        let mut target = Target { bytes: out.get_mut(begin..).unwrap_or_default(), pixel_bytes, width: width as usize };
        let mut values = Vec::new();
        let tiles = found.rows.chunks_exact(found.row_bytes.max(1)).zip(found.arrays.chunks(self.arrays));
        for (place, (row, arrays)) in (0_u64..).zip(tiles) {
            let [x, y] = [band.0[0].start + place % across, band.0[1].start + place / across];
            let lines = clipped(y * tiling.tile[1], tiling.tile[1], tiling.size[1], rows);
            let cells = clipped(x * tiling.tile[0], tiling.tile[0], tiling.size[0], columns);
            let Some(stream) = arrays.get(self.stream) else { continue };
            // No further than to the last pixel that is wanted.
            values.resize((lines.wanted.end.saturating_sub(1) * cells.length + cells.wanted.end) as usize, 0);
            self.coding.decode(&stream.bytes, &mut values)?;
            let mut tile = self.tile(row, tiling.number([x, y].into_iter()))?;
            let mut read = 0;
            for line in lines.wanted.clone() {
                let begin = (line * cells.length + cells.wanted.start) as usize;
                let end = (line * cells.length + cells.wanted.end) as usize;
                tile.skip(begin - read);
                read = end;
                let at = [(lines.begin + line - first_row) as usize, (cells.begin + cells.wanted.start - columns.start) as usize];
                tile.put(values.get(begin..end).unwrap_or(&[]), target.pixels(at, end - begin));
            }
        }
        Ok(())
    }

    fn is_too_short(&self, array: &Array) -> bool {
        array.pixels > self.coding.most(array.bytes.len())
    }

    fn tile(&self, row: &[u8], number: u64) -> Result<Tile, Fault> {
        let Values::Floats { bytes, rounding, scale, zero, blank } = &self.values else {
            return Ok(Tile::Pixels(self.coding.bytes));
        };
        let real = |at: usize| row.get(at..).and_then(|rest| rest.first_chunk()).map(|bytes| f64::from_be_bytes(*bytes));
        let integer = |at: usize| row.get(at..).and_then(|rest| rest.first_chunk()).map(|bytes| i32::from_be_bytes(*bytes));
        let (Some(scale), Some(zero)) = (real(*scale), real(*zero)) else {
            return Err(Fault::new(format!("tile {number} has no scale")));
        };
        let blank = match blank {
            Blank::None => None,
            Blank::Always(value) => Some(*value),
            Blank::OfRow(at) => integer(*at),
        };
        Ok(Tile::Floats(*bytes, Floats::new(Scale { scale, zero, blank, rounding: *rounding }, number)))
    }
}

/// `ZNAMEn` and its `ZVALn`; values that are not of the standard's few were refused before.
fn parameter(header: &Header, name: &str) -> Option<usize> {
    let named =
        header.cards().iter().find(|card| card.keyword.starts_with("ZNAME") && card.value.as_text().map(str::trim_end) == Some(name))?;
    header.integer(&format!("ZVAL{}", named.keyword.strip_prefix("ZNAME")?)).and_then(|value| usize::try_from(value).ok())
}

/// What is wanted of a tile on an axis.
struct Clipped {
    /// Where the tile begins, and how long it is.
    begin: u64,
    length: u64,
    /// Counted from its beginning.
    wanted: Range<u64>,
}

fn clipped(begin: u64, tile: u64, size: u64, wanted: &Range<u64>) -> Clipped {
    let end = (begin + tile).min(size);
    let (from, to) = (wanted.start.max(begin), wanted.end.min(end));
    Clipped { begin, length: end - begin, wanted: from - begin..to.max(from) - begin }
}

/// Pixels that are to be filled, big-endian.
struct Target<'a> {
    bytes: &'a mut [u8],
    pixel_bytes: usize,
    width: usize,
}

impl Target<'_> {
    /// So many pixels of a row from a column.
    fn pixels(&mut self, [row, column]: [usize; 2], count: usize) -> &mut [u8] {
        let begin = (row * self.width + column) * self.pixel_bytes;
        self.bytes.get_mut(begin..begin + count * self.pixel_bytes).unwrap_or_default()
    }
}

/// What becomes of the integers of a tile.
enum Tile {
    /// Their low bytes, so many.
    Pixels(usize),
    /// Floats of so many bytes.
    Floats(usize, Floats),
}

impl Tile {
    fn skip(&mut self, pixels: usize) {
        if let Tile::Floats(_, floats) = self {
            floats.skip(pixels);
        }
    }

    fn put(&mut self, values: &[i32], target: &mut [u8]) {
        match self {
            Tile::Pixels(1) => target.iter_mut().zip(values).for_each(|(cell, value)| *cell = *value as u8),
            Tile::Pixels(2) => cells(target).zip(values).for_each(|(cell, value)| *cell = (*value as u16).to_be_bytes()),
            Tile::Pixels(_) => cells(target).zip(values).for_each(|(cell, value)| *cell = value.to_be_bytes()),
            Tile::Floats(4, floats) => {
                let mut cells = cells(target);
                floats.each(values, |value| {
                    if let Some(cell) = cells.next() {
                        *cell = (value as f32).to_be_bytes();
                    }
                });
            }
            Tile::Floats(_, floats) => {
                let mut cells = cells(target);
                floats.each(values, |value| {
                    if let Some(cell) = cells.next() {
                        *cell = value.to_be_bytes();
                    }
                });
            }
        }
    }
}

fn cells<const N: usize>(target: &mut [u8]) -> std::slice::IterMut<'_, [u8; N]> {
    target.as_chunks_mut::<N>().0.iter_mut()
}
