//! Some tiles of a compressed image (section 10.1).
//!
//! Each row of the table holds a tile, the first axis running fastest. The rows of the tiles that are needed, and what their descriptors
//! point to in the heap, are decoded here if they are of RICE_1; else they become a small image of its own, which cfitsio decompresses.
//! Subtractive dithering begins at a place that depends on the number of the tile (section 10.2.1): tiles that follow each other in the table stay together, and `ZDITHER0` counts on from the first.

use std::ops::Range;

use super::guard;
use super::section::crop;
use crate::fits::column::{Column, columns as table_columns};
use crate::fits::form::{Descriptor, Form};
use crate::fits::write::Cards;
use crate::fits::{Fault, Hdu, Header, cfitsio};
use crate::{Error, Result, Source};

mod coded;

/// Bytes of table rows that are read in one go at most.
const TABLE_BYTES: u64 = 1 << 30;

/// Axes that cfitsio reads of a compressed image.
const MOST_AXES: usize = 3;

/// How an image is cut into tiles; the first axis runs fastest.
struct Tiling {
    /// Pixels of the image and of a tile, on each axis.
    size: Vec<u64>,
    tile: Vec<u64>,
}

/// A block of tiles that is decompressed as one image: its tiles on each axis.
struct Band(Vec<Range<u64>>);

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
    let tiling = Tiling::new(hdu.header(), &[width, height]).map_err(fail)?;
    let bands = tiling.bands(&columns, &rows, hdu.header());
    let pixel_bytes = stored_type.unsigned_abs() as usize / 8;
    let mut out = Vec::with_capacity((columns.end - columns.start) as usize * (rows.end - rows.start) as usize * pixel_bytes);
    let table = Table::new(hdu, &tiling).map_err(fail)?;
    let fetched = table.fetch(source, &tiling, &bands).await?;
    if let Some(coded) = coded::Coded::of(hdu.header(), &table.columns, &table.method, stored_type)
        && fetched.iter().all(|found| coded.has_all(found))
    {
        for (band, found) in bands.iter().zip(&fetched) {
            coded.decode(found, &tiling, band, [&columns, &rows], &mut out).map_err(fail)?;
        }
        return Ok(out);
    }
    for (band, found) in bands.iter().zip(fetched) {
        let pixels = decompressed(hdu.header(), &table, stored_type, &tiling, band, found).map_err(fail)?;
        let axes = [tiling.pixels(band, 0), tiling.pixels(band, 1)];
        let within = |wanted: &Range<u64>, axis: usize| {
            let (start, end) = (wanted.start.max(axes[axis].start), wanted.end.min(axes[axis].end));
            (start - axes[axis].start) as usize..(end - axes[axis].start) as usize
        };
        let width = (axes[0].end - axes[0].start) as usize;
        out.extend_from_slice(&crop(&pixels, pixel_bytes, width, within(&columns, 0), within(&rows, 1)));
    }
    Ok(out)
}

/// The stored pixels of the compressed image in `hdu`, of any number of axes, big-endian.
pub(super) async fn whole(source: &Source, hdu: &Hdu, stored_type: i64, axes: &[u64]) -> Result<Vec<u8>> {
    let fail = |fault| Error::fits(source.name(), Some(hdu.index()), fault);
    let tiling = Tiling::new(hdu.header(), axes).map_err(fail)?;
    if tiling.tile.iter().skip(MOST_AXES).any(|length| *length > 1) {
        return Err(fail(Fault::new(format!("its tiles have more than {MOST_AXES} axes"))));
    }
    let (table, blocks) = (Table::new(hdu, &tiling).map_err(fail)?, tiling.blocks());
    let fetched = table.fetch(source, &tiling, &blocks).await?;
    let one = |(block, found)| decompressed(hdu.header(), &table, stored_type, &tiling, block, found);
    let pixels: Vec<Vec<u8>> = blocks.iter().zip(fetched).map(one).collect::<Result<_, Fault>>().map_err(fail)?;
    Ok(pixels.concat())
}

/// The pixels of a band by cfitsio.
fn decompressed(header: &Header, table: &Table, stored_type: i64, tiling: &Tiling, band: &Band, found: Fetched) -> Result<Vec<u8>, Fault> {
    let (stored, heap) = table.placed(found)?;
    let axes = (0..tiling.size.len()).map(|axis| tiling.pixels(band, axis));
    // Further axes are of one pixel.
    let size: Vec<u64> = axes.map(|pixels| pixels.end - pixels.start).take(MOST_AXES).collect();
    let cards = small_header(header, table, stored.len() as u64, heap.len() as u64, &size, &tiling.tile, tiling.first(band));
    cfitsio::pixels(&cfitsio::alone(&cards, &[stored, heap].concat()), stored_type, &size)
}

impl Tiling {
    /// `ZTILEn`, by default a row of pixels.
    fn new(header: &Header, size: &[u64]) -> Result<Tiling, Fault> {
        let mut tile = Vec::with_capacity(size.len());
        for (axis, length) in size.iter().enumerate() {
            let keyword = format!("ZTILE{}", axis + 1);
            let told = match header.value(&keyword) {
                None if axis == 0 => *length,
                None => 1,
                Some(_) => header.count(&keyword)?,
            };
            tile.push(told.min(*length));
        }
        if tile.contains(&0) {
            return Err(Fault::new("its tiles have no pixels"));
        }
        Ok(Tiling { size: size.to_vec(), tile })
    }

    /// Tiles on an axis.
    fn along(&self, axis: usize) -> u64 {
        self.size[axis].div_ceil(self.tile[axis])
    }

    /// All tiles, in blocks of as many axes as can be decompressed.
    fn blocks(&self) -> Vec<Band> {
        let mut blocks: Vec<Vec<Range<u64>>> = vec![Vec::new()];
        // The last axis runs slowest.
        for axis in (0..self.size.len()).rev() {
            let ranges: Vec<Range<u64>> = match axis < MOST_AXES {
                true => std::iter::once(0..self.along(axis)).collect(),
                false => (0..self.along(axis)).map(|at| at..at + 1).collect(),
            };
            let longer = |block: Vec<Range<u64>>| ranges.iter().map(move |range| [vec![range.clone()], block.clone()].concat());
            blocks = blocks.into_iter().flat_map(longer).collect();
        }
        blocks.into_iter().map(Band).collect()
    }

    fn count(&self) -> u64 {
        (0..self.size.len()).fold(1, |count: u64, axis| count.saturating_mul(self.along(axis)))
    }

    /// The number in the table, from 0, of the tile at a place.
    fn number(&self, place: impl DoubleEndedIterator<Item = u64> + ExactSizeIterator) -> u64 {
        place.enumerate().rev().fold(0, |number, (axis, at)| number * self.along(axis) + at)
    }

    /// The number of the first tile of a band.
    fn first(&self, band: &Band) -> u64 {
        self.number(band.0.iter().map(|tiles| tiles.start))
    }

    /// The rows of the table that a band needs: for each row of its tiles the first, and how many.
    fn runs(&self, band: &Band) -> Vec<(u64, u64)> {
        let length = band.0[0].end - band.0[0].start;
        let lines: u64 = band.0[1..].iter().map(|tiles| tiles.end - tiles.start).product();
        (0..lines).map(|line| (self.number(band.place(line * length).into_iter()), length)).collect()
    }

    /// The pixels of a band on an axis.
    fn pixels(&self, band: &Band, axis: usize) -> Range<u64> {
        let tiles = &band.0[axis];
        tiles.start * self.tile[axis]..(tiles.end * self.tile[axis]).min(self.size[axis])
    }

    /// Pixels of the tile that stands in row `index` of a band.
    fn pixels_of(&self, band: &Band, index: u64) -> u64 {
        let length = |(axis, at): (usize, u64)| ((at + 1) * self.tile[axis]).min(self.size[axis]) - at * self.tile[axis];
        band.place(index).into_iter().enumerate().map(length).product()
    }

    /// The tiles of an image of two axes that hold a rectangle, in as few bands as they can be decompressed in.
    fn bands(&self, columns: &Range<u64>, rows: &Range<u64>, header: &Header) -> Vec<Band> {
        let of = |pixels: &Range<u64>, axis: usize| pixels.start / self.tile[axis]..pixels.end.div_ceil(self.tile[axis]);
        let (across, down) = (of(columns, 0), of(rows, 1));
        let is_dithered = header.text("ZQUANTIZ").is_some_and(|method| method.contains("DITHER"));
        if !is_dithered || across == (0..self.along(0)) {
            return vec![Band(vec![across, down])];
        }
        down.map(|row| Band(vec![across.clone(), row..row + 1])).collect()
    }
}

impl Band {
    /// The place of its tile with a number, counted within it.
    fn place(&self, index: u64) -> Vec<u64> {
        let mut rest = index;
        let of_axis = |tiles: &Range<u64>| {
            let length = (tiles.end - tiles.start).max(1);
            let at = tiles.start + rest % length;
            rest /= length;
            at
        };
        self.0.iter().map(of_axis).collect()
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

    /// The rows of each band, and what they point to.
    async fn fetch(&self, source: &Source, tiling: &Tiling, bands: &[Band]) -> Result<Vec<Fetched>> {
        let fail = |fault| Error::fits(source.name(), Some(self.hdu), fault);
        let of_band: Vec<Vec<(u64, u64)>> = bands.iter().map(|band| tiling.runs(band)).collect();
        let bytes = |&(first, count): &(u64, u64)| {
            let begin = self.rows.start + first * self.row_bytes;
            begin..begin + count * self.row_bytes
        };
        let runs: Vec<Range<u64>> = of_band.iter().flatten().map(bytes).collect();
        if runs.iter().map(|run| run.end - run.start).sum::<u64>() > TABLE_BYTES {
            return Err(Error::format(source.name(), "compressed image", "its tiles are too many"));
        }
        let mut read = source.read_ranges(&runs).await?.into_iter();
        let (mut found, mut ranges) = (Vec::new(), Vec::new());
        for (band, runs) in bands.iter().zip(&of_band) {
            let rows: Vec<u8> = read.by_ref().take(runs.len()).flatten().collect();
            let mut arrays = Vec::new();
            for (place, row) in rows.chunks_exact((self.row_bytes as usize).max(1)).enumerate() {
                let pixels = tiling.pixels_of(band, place as u64);
                for (column, form) in self.arrays() {
                    ranges.push(self.array(row, column, form).map_err(|fault| fail(fault.of(&column.name)))?);
                    let elements = descriptor(row, column, form).map_or(0, |found| found.0.max(0) as u64);
                    arrays.push(Array { bytes: bytes::Bytes::new(), elements, pixels });
                }
            }
            found.push(Fetched { rows, row_bytes: self.row_bytes as usize, arrays });
        }
        let places = found.iter_mut().flat_map(|band| &mut band.arrays);
        places.zip(source.read_ranges(&ranges).await?).for_each(|(place, bytes)| place.bytes = bytes);
        Ok(found)
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

    /// The rows and the heap of a band for cfitsio: every array in a place of its own, and such as it may be given.
    fn placed(&self, found: Fetched) -> Result<(Vec<u8>, Vec<u8>), Fault> {
        let (mut rows, mut heap) = (found.rows, Vec::new());
        let mut arrays = found.arrays.into_iter();
        for row in rows.chunks_exact_mut((self.row_bytes as usize).max(1)) {
            for (column, form) in self.arrays() {
                let Some(array) = arrays.next() else { continue };
                let array = guard::checked(&self.method, &column.name, array.bytes, array.elements, array.pixels)?;
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
        Ok((rows, heap))
    }
}

/// What was read of a band.
struct Fetched {
    /// Its rows of the table.
    rows: Vec<u8>,
    row_bytes: usize,
    /// What the descriptors of each row point to, in the order of the columns that have any.
    arrays: Vec<Array>,
}

/// An array of the heap.
struct Array {
    bytes: bytes::Bytes,
    /// How many elements its descriptor claims.
    elements: u64,
    /// Pixels of the tile that it is of.
    pixels: u64,
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
fn small_header(header: &Header, table: &Table, rows: u64, heap: u64, size: &[u64], tile: &[u64], first: u64) -> Vec<u8> {
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
    number("ZNAXIS", size.len() as u64);
    for axis in 0..size.len() {
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
