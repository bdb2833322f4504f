//! A rectangle of an image, by the bytes that hold it.

use std::ops::Range;

use super::{Image, Place, tiles};
use crate::fits::{Fault, Hdu};
use crate::{Error, Result, Source};

impl Image {
    /// The image in `hdu`, of which only some columns and rows will be read: of a compressed one, no more than the tiles that hold them.
    ///
    /// Its shape is that of the part. None if it has no pixels.
    pub async fn part(source: &Source, hdu: &Hdu, columns: Range<u64>, rows: Range<u64>) -> Result<Option<Image>> {
        let fail = |fault| Error::fits(source.name(), Some(hdu.index()), fault);
        let axes = hdu.axes().map_err(fail)?;
        let (width, height) = match axes.as_slice() {
            &[width, height, ref more @ ..] if more.iter().all(|length| *length == 1) => (width, height),
            _ => return Err(fail(Fault::new(format!("it has {} axes, an image has 2", axes.len())))),
        };
        if columns.end > width || rows.end > height || columns.is_empty() || rows.is_empty() {
            return Err(fail(Fault::new(format!("it has no columns {columns:?} and rows {rows:?}"))));
        }
        if columns == (0..width) && rows == (0..height) {
            return Image::open(source, hdu).await;
        }
        let Some(mut image) = Image::described(source, hdu)? else { return Ok(None) };
        let pixels = if hdu.is_compressed_image() {
            tiles::section(source, hdu, image.stored_type, (width, height), columns.clone(), rows.clone()).await?
        } else {
            plain(source, hdu, image.stored_type.unsigned_abs() / 8, width, columns.clone(), rows.clone()).await?
        };
        image.shape = vec![rows.end - rows.start, columns.end - columns.start];
        image.place = Place::Memory(pixels);
        Ok(Some(image))
    }
}

/// The stored pixels of an image that is not compressed.
async fn plain(source: &Source, hdu: &Hdu, pixel_bytes: u64, width: u64, columns: Range<u64>, rows: Range<u64>) -> Result<Vec<u8>> {
    let start = hdu.data_range().start;
    let of_row = |row: u64| {
        let begin = start + (row * width + columns.start) * pixel_bytes;
        begin..begin + (columns.end - columns.start) * pixel_bytes
    };
    if columns == (0..width) {
        return Ok(source.read(of_row(rows.start).start..of_row(rows.end - 1).end).await?.to_vec());
    }
    let ranges: Vec<Range<u64>> = rows.map(of_row).collect();
    Ok(source.read_ranges(&ranges).await?.concat())
}

/// The rectangle `columns` x `rows` of an image of `width` pixels a row.
pub(super) fn crop(pixels: &[u8], pixel_bytes: usize, width: usize, columns: Range<usize>, rows: Range<usize>) -> Vec<u8> {
    let mut cropped = Vec::with_capacity(columns.len() * rows.len() * pixel_bytes);
    for row in rows {
        let begin = (row * width + columns.start) * pixel_bytes;
        cropped.extend_from_slice(pixels.get(begin..begin + columns.len() * pixel_bytes).unwrap_or(&[]));
    }
    cropped
}
