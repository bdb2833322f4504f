//! Some tiles of a compressed image (section 10.1).
//!
//! Each row of the table holds a tile, the first axis running fastest. The rows of the tiles that are needed, and what their descriptors
//! point to in the heap, become a small image of its own, which cfitsio decompresses. Subtractive dithering begins at a place that depends on the number
//! of the tile (section 10.2.1): tiles that follow each other in the table stay together, and `ZDITHER0` counts on from the first.

use std::ops::Range;

use super::guard;
use super::section::crop;
use crate::fits::column::{Column, columns as table_columns};
use crate::fits::form::{Descriptor, Form};
use crate::fits::write::Cards;
use crate::fits::{Fault, Hdu, Header, cfitsio};
use crate::{Error, Result, Source};

/// Bytes of table rows that are read in one go at most.
const TABLE_BYTES: u64 = 1 << 30;

/// How an image is cut into tiles.
struct Tiling {
    /// Pixels of the image and of a tile, on each axis.
    size: [u64; 2],
    tile: [u64; 2],
    /// Tiles in a row of them.
    across: u64,
}

/// A rectangle of tiles that is decompressed as one image.
struct Band {
    /// Tiles on each axis.
    tiles: [Range<u64>; 2],
}

/// The stored pixels in some columns and rows of the compressed image in `hdu`, big-endian.
pub(super) async fn section(
    source: &Source,
    hdu: &Hdu,
    stored_type: i64,
    (width, height): (u64, u64),
    columns: Range<u64>,
    rows: Range<u64>,
) -> Result<Vec<u8>> {
    let fail = |fault| Error::fits(source.name(), Some(hdu.index()), fault);
    let header = hdu.header();
    let tiling = Tiling::new(header, width, height).map_err(fail)?;
    let table = Table::new(hdu, &tiling).map_err(fail)?;
    let bands = tiling.bands(&columns, &rows, header);
    let pixel_bytes = stored_type.unsigned_abs() as usize / 8;
    let mut out = Vec::with_capacity((columns.end - columns.start) as usize * (rows.end - rows.start) as usize * pixel_bytes);
    let found = table.read(source, &tiling, &bands).await?;
    for (band, (stored, heap)) in bands.iter().zip(found) {
        let first = tiling.number(band.tiles[0].start, band.tiles[1].start);
        let axes = [0, 1].map(|axis| tiling.pixels(band, axis));
        let size = axes.clone().map(|pixels| pixels.end - pixels.start);
        let cards = small_header(header, &table, stored.len() as u64, heap.len() as u64, size, tiling.tile, first);
        let memory = cfitsio::alone(&cards, &[stored, heap].concat());
        let pixels = cfitsio::pixels(&memory, stored_type, &size).map_err(fail)?;
        let within = |wanted: &Range<u64>, axis: usize| {
            let (start, end) = (wanted.start.max(axes[axis].start), wanted.end.min(axes[axis].end));
            (start - axes[axis].start) as usize..(end - axes[axis].start) as usize
        };
        out.extend_from_slice(&crop(&pixels, pixel_bytes, size[0] as usize, within(&columns, 0), within(&rows, 1)));
    }
    Ok(out)
}

impl Tiling {
    /// `ZTILEn`, by default a row of pixels.
    fn new(header: &Header, width: u64, height: u64) -> Result<Tiling, Fault> {
        let length = |keyword, default: u64| match header.value(keyword) {
            None => Ok(default),
            Some(_) => header.count(keyword),
        };
        let tile = [length("ZTILE1", width)?.min(width), length("ZTILE2", 1)?.min(height)];
        if tile.contains(&0) {
            return Err(Fault::new("its tiles have no pixels"));
        }
        Ok(Tiling { size: [width, height], tile, across: width.div_ceil(tile[0]) })
    }

    fn count(&self) -> u64 {
        self.across.saturating_mul(self.size[1].div_ceil(self.tile[1]))
    }

    /// The number of a tile in the table, from 0.
    fn number(&self, x: u64, y: u64) -> u64 {
        y * self.across + x
    }

    /// The pixels of a band on an axis.
    fn pixels(&self, band: &Band, axis: usize) -> Range<u64> {
        let tiles = &band.tiles[axis];
        tiles.start * self.tile[axis]..(tiles.end * self.tile[axis]).min(self.size[axis])
    }

    /// Pixels of the tile that stands in row `place` of a band.
    fn pixels_of(&self, band: &Band, place: u64) -> u64 {
        let across = band.tiles[0].end - band.tiles[0].start;
        let tile = [band.tiles[0].start + place % across, band.tiles[1].start + place / across];
        (0..2).map(|axis| ((tile[axis] + 1) * self.tile[axis]).min(self.size[axis]) - tile[axis] * self.tile[axis]).product()
    }

    /// The tiles that hold a rectangle, in as few bands as they can be decompressed in.
    fn bands(&self, columns: &Range<u64>, rows: &Range<u64>, header: &Header) -> Vec<Band> {
        let of = |pixels: &Range<u64>, axis: usize| pixels.start / self.tile[axis]..pixels.end.div_ceil(self.tile[axis]);
        let (across, down) = (of(columns, 0), of(rows, 1));
        let is_dithered = header.text("ZQUANTIZ").is_some_and(|method| method.contains("DITHER"));
        if !is_dithered || across == (0..self.across) {
            return vec![Band { tiles: [across, down] }];
        }
        down.map(|row| Band { tiles: [across.clone(), row..row + 1] }).collect()
    }
}

/// The table that holds the tiles.
struct Table {
    hdu: usize,
    /// `ZCMPTYPE`.
    method: String,
    columns: Vec<Column>,
    row_bytes: u64,
    rows: Range<u64>,
    heap: Range<u64>,
}

impl Table {
    fn new(hdu: &Hdu, tiling: &Tiling) -> Result<Table, Fault> {
        hdu.whole()?;
        let header = hdu.header();
        let (row_bytes, row_count) = (header.count("NAXIS1")?, header.count("NAXIS2")?);
        if row_count < tiling.count() {
            return Err(Fault::new(format!("it has {row_count} rows for {} tiles", tiling.count())));
        }
        let data = hdu.data_range();
        let rows_end = row_bytes.checked_mul(row_count).and_then(|bytes| data.start.checked_add(bytes)).filter(|end| *end <= data.end);
        let rows_end = rows_end.ok_or_else(|| Fault::new("its rows go beyond its data"))?;
        let heap_start = match header.value("THEAP") {
            None => rows_end,
            Some(_) => data.start.saturating_add(header.count("THEAP")?),
        };
        if !(rows_end..=data.end).contains(&heap_start) {
            return Err(Fault::new(format!("`THEAP` is {}, not behind its rows", heap_start - data.start)));
        }
        let columns = table_columns(hdu)?;
        guard::parameters(header)?;
        let method = header.text("ZCMPTYPE").unwrap_or("").trim_end().to_owned();
        Ok(Table { hdu: hdu.index(), method, columns, row_bytes, rows: data.start..rows_end, heap: heap_start..data.end })
    }

    /// The rows and the heap of each band, every array in a place of its own.
    async fn read(&self, source: &Source, tiling: &Tiling, bands: &[Band]) -> Result<Vec<(Vec<u8>, Vec<u8>)>> {
        let fail = |fault| Error::fits(source.name(), Some(self.hdu), fault);
        let mut runs = Vec::new();
        for band in bands {
            for y in band.tiles[1].clone() {
                let begin = self.rows.start + tiling.number(band.tiles[0].start, y) * self.row_bytes;
                let end = begin + (band.tiles[0].end - band.tiles[0].start) * self.row_bytes;
                runs.push(begin..end);
            }
        }
        if runs.iter().map(|run| run.end - run.start).sum::<u64>() > TABLE_BYTES {
            return Err(Error::format(source.name(), "compressed image", "its tiles are too many"));
        }
        let read = source.read_ranges(&runs).await?;
        let mut read = read.into_iter();
        let mut rows: Vec<Vec<u8>> = Vec::new();
        for band in bands {
            let lines = (band.tiles[1].end - band.tiles[1].start) as usize;
            rows.push(read.by_ref().take(lines).flatten().collect());
        }
        let mut ranges = Vec::new();
        let mut wanted = Vec::new();
        for (band, rows) in bands.iter().zip(&rows) {
            for (place, row) in rows.chunks_exact((self.row_bytes as usize).max(1)).enumerate() {
                let pixels = tiling.pixels_of(band, place as u64);
                for (column, form) in self.arrays() {
                    let array = self.array(row, column, form).map_err(|fault| fail(fault.of(&column.name)))?;
                    let elements = descriptor(row, column, form).map_or(0, |found| found.0.max(0) as u64);
                    wanted.push((column.name.as_str(), elements, pixels));
                    ranges.push(array);
                }
            }
        }
        let mut arrays = Vec::with_capacity(wanted.len());
        for ((column, elements, pixels), array) in wanted.into_iter().zip(source.read_ranges(&ranges).await?) {
            arrays.push(guard::checked(&self.method, column, array, elements, pixels).map_err(fail)?);
        }
        let mut arrays = arrays.into_iter();
        Ok(rows.into_iter().map(|rows| self.placed(rows, &mut arrays)).collect())
    }

    fn arrays(&self) -> impl Iterator<Item = (&Column, Form)> {
        self.columns.iter().filter_map(|column| Some((column, column.binary().filter(|form| form.descriptor.is_some())?)))
    }

    /// Where in the file an array of `row` is.
    fn array(&self, row: &[u8], column: &Column, form: Form) -> Result<Range<u64>, Fault> {
        let wrong = || Fault::new("a descriptor points outside the heap");
        let Some((count, offset)) = descriptor(row, column, form) else { return Ok(0..0) };
        let bytes = form.code.bytes(u64::try_from(count).map_err(|_| wrong())?).ok_or_else(wrong)?;
        if bytes == 0 {
            return Ok(0..0);
        }
        let start = u64::try_from(offset).ok().and_then(|offset| self.heap.start.checked_add(offset)).ok_or_else(wrong)?;
        let end = start.checked_add(bytes).filter(|end| *end <= self.heap.end).ok_or_else(wrong)?;
        Ok(start..end)
    }

    /// `rows` whose descriptors point to where their arrays are put in the heap of the band.
    fn placed(&self, mut rows: Vec<u8>, arrays: &mut impl Iterator<Item = bytes::Bytes>) -> (Vec<u8>, Vec<u8>) {
        let mut heap = Vec::new();
        for row in rows.chunks_exact_mut((self.row_bytes as usize).max(1)) {
            for (column, form) in self.arrays() {
                let Some(array) = arrays.next() else { continue };
                let place = heap.len() as u64;
                let width = if form.descriptor == Some(Descriptor::Wide) { 8 } else { 4 };
                let elements = array.len() as u64 / form.code.bytes(1).unwrap_or(1).max(1);
                if form.repeat > 0
                    && let Some(field) = row.get_mut(column.offset..column.offset + 2 * width)
                {
                    field[..width].copy_from_slice(&elements.to_be_bytes()[8 - width..]);
                    field[width..].copy_from_slice(&place.to_be_bytes()[8 - width..]);
                }
                heap.extend_from_slice(&array);
            }
        }
        (rows, heap)
    }
}

/// Elements and offset of an array; none in a column without descriptors in its rows.
fn descriptor(row: &[u8], column: &Column, form: Form) -> Option<(i64, i64)> {
    let field = row.get(column.offset..).filter(|_| form.repeat > 0)?;
    match form.descriptor? {
        Descriptor::Narrow => {
            let number = |at: usize| Some(i64::from(i32::from_be_bytes(*field.get(at..)?.first_chunk()?)));
            Some((number(0)?, number(4)?))
        }
        Descriptor::Wide => {
            let number = |at: usize| Some(i64::from_be_bytes(*field.get(at..)?.first_chunk()?));
            Some((number(0)?, number(8)?))
        }
    }
}

/// The header of an image of `size` pixels whose first tile has the number `first` in the whole one.
fn small_header(header: &Header, table: &Table, rows: u64, heap: u64, size: [u64; 2], tile: [u64; 2], first: u64) -> Vec<u8> {
    let mut cards = Cards::default();
    cards.text("XTENSION", "BINTABLE", "");
    let mut number = |keyword: &str, value: u64| cards.fixed(keyword, &value.to_string(), "");
    number("BITPIX", 8);
    number("NAXIS", 2);
    number("NAXIS1", table.row_bytes);
    number("NAXIS2", rows / table.row_bytes.max(1));
    number("PCOUNT", heap);
    number("GCOUNT", 1);
    number("TFIELDS", table.columns.len() as u64);
    number("ZNAXIS", 2);
    for axis in 0..2 {
        number(&format!("ZNAXIS{}", axis + 1), size[axis]);
        number(&format!("ZTILE{}", axis + 1), tile[axis].min(size[axis]));
    }
    if let Some(seed) = header.integer("ZDITHER0").and_then(|seed| u64::try_from(seed).ok()).filter(|seed| (1..=10_000).contains(seed)) {
        number("ZDITHER0", (seed - 1 + first) % 10_000 + 1);
    }
    for card in header.cards() {
        let stem = card.keyword.trim_end_matches(|letter: char| letter.is_ascii_digit());
        let is_of_column = matches!(stem, "TTYPE" | "TFORM" | "TSCAL" | "TZERO" | "TNULL" | "ZNAME" | "ZVAL");
        let is_of_image = matches!(
            card.keyword.as_str(),
            "ZIMAGE" | "ZBITPIX" | "ZCMPTYPE" | "ZQUANTIZ" | "ZBLANK" | "BLANK" | "ZSCALE" | "ZZERO" | "ZMASKCMP"
        );
        if is_of_column || is_of_image {
            cards.any(&card.keyword, &card.value.to_json(), "");
        }
    }
    cards.finish()
}
