//! Arrays of pixels (sections 3.3.2 and 10.1).

use std::ops::Range;

use super::{Fault, Hdu};
use crate::{Error, Result, Source};

mod dither;
mod guard;
mod rice;
mod section;
#[cfg(test)]
mod tests;
mod tiles;

/// The type of a pixel's value, after `BSCALE` and `BZERO`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum PixelType {
    UInt8,
    Int8,
    Int16,
    UInt16,
    Int32,
    UInt32,
    Int64,
    UInt64,
    Float32,
    Float64,
}

impl PixelType {
    /// Bytes of a pixel.
    pub fn bytes(self) -> usize {
        match self {
            PixelType::UInt8 | PixelType::Int8 => 1,
            PixelType::Int16 | PixelType::UInt16 => 2,
            PixelType::Int32 | PixelType::UInt32 | PixelType::Float32 => 4,
            PixelType::Int64 | PixelType::UInt64 | PixelType::Float64 => 8,
        }
    }

    /// Its name in numpy.
    pub fn name(self) -> &'static str {
        match self {
            PixelType::UInt8 => "uint8",
            PixelType::Int8 => "int8",
            PixelType::Int16 => "int16",
            PixelType::UInt16 => "uint16",
            PixelType::Int32 => "int32",
            PixelType::UInt32 => "uint32",
            PixelType::Int64 => "int64",
            PixelType::UInt64 => "uint64",
            PixelType::Float32 => "float32",
            PixelType::Float64 => "float64",
        }
    }

    /// Whether it is a float.
    pub fn is_float(self) -> bool {
        matches!(self, PixelType::Float32 | PixelType::Float64)
    }
}

/// How stored pixels become values.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Conversion {
    None,
    Flip,
    Linear { scale: f64, zero: f64, blank: Option<i64> },
}

/// An image that is to be read.
#[derive(Debug)]
pub struct Image {
    source: Source,
    hdu: usize,
    stored_type: i64,
    pixel_type: PixelType,
    conversion: Conversion,
    shape: Vec<u64>,
    place: Place,
}

#[derive(Debug)]
enum Place {
    /// Byte offset of the first pixel in the file.
    File(u64),
    /// All stored pixels, decompressed.
    Memory(Vec<u8>),
}

impl Image {
    /// The image in `hdu`; a compressed one is decompressed whole. None if it has no pixels.
    pub async fn open(source: &Source, hdu: &Hdu) -> Result<Option<Image>> {
        let fail = |fault| Error::fits(source.name(), Some(hdu.index()), fault);
        let Some(mut image) = Image::described(source, hdu)? else { return Ok(None) };
        if hdu.is_compressed_image() {
            let axes = hdu.axes().map_err(fail)?;
            let pixels = match axes.as_slice() {
                &[width, height, ref more @ ..] if more.iter().all(|length| *length == 1) => {
                    tiles::section(source, hdu, image.stored_type, (width, height), 0..width, 0..height).await?
                }
                _ => tiles::whole(source, hdu, image.stored_type, &axes).await?,
            };
            image.place = Place::Memory(pixels);
        }
        Ok(Some(image))
    }

    /// What the header says of the image.
    fn described(source: &Source, hdu: &Hdu) -> Result<Option<Image>> {
        let fail = |fault| Error::fits(source.name(), Some(hdu.index()), fault);
        let axes = hdu.axes().map_err(fail)?;
        if axes.is_empty() || axes.contains(&0) || (hdu.kind().is_table() && !hdu.is_compressed_image()) {
            return Ok(None);
        }
        let stored_type = hdu.bitpix().unwrap_or(0);
        if !matches!(stored_type, 8 | 16 | 32 | 64 | -32 | -64) {
            return Err(fail(Fault::new(format!("`ZBITPIX` is {stored_type}"))));
        }
        hdu.whole().map_err(fail)?;
        let (pixel_type, conversion) = conversion(hdu, stored_type);
        let place = Place::File(hdu.data_range().start);
        let shape = axes.into_iter().rev().collect();
        Ok(Some(Image { source: source.clone(), hdu: hdu.index(), stored_type, pixel_type, conversion, shape, place }))
    }

    /// The type of a value.
    pub fn pixel_type(&self) -> PixelType {
        self.pixel_type
    }

    /// Lengths of the axes, the slowest first.
    pub fn shape(&self) -> &[u64] {
        &self.shape
    }

    /// Pixels in it.
    pub fn count(&self) -> u64 {
        self.shape.iter().product()
    }

    /// What messages call the file.
    pub fn name(&self) -> &str {
        self.source.name()
    }

    /// The values of so many pixels, counted in the order of the file, as big-endian bytes of [`Image::pixel_type`].
    pub async fn read(&self, pixels: Range<u64>) -> Result<Vec<u8>> {
        if pixels.end > self.count() || pixels.start > pixels.end {
            return Err(Error::fits(self.source.name(), Some(self.hdu), Fault::new(format!("it has no pixels {pixels:?}"))));
        }
        let width = self.stored_type.unsigned_abs() / 8;
        let range = pixels.start * width..pixels.end * width;
        let stored = match &self.place {
            Place::File(start) => self.source.read(start + range.start..start + range.end).await?.into(),
            Place::Memory(bytes) => bytes.get(range.start as usize..range.end as usize).unwrap_or(&[]).to_vec(),
        };
        Ok(self.converted(stored))
    }

    /// All values as [`Image::read`] returns them, without a copy of pixels that are at hand.
    pub async fn into_values(mut self) -> Result<Vec<u8>> {
        match &mut self.place {
            Place::File(_) => self.read(0..self.count()).await,
            Place::Memory(bytes) => {
                let stored = std::mem::take(bytes);
                Ok(self.converted(stored))
            }
        }
    }

    fn converted(&self, mut stored: Vec<u8>) -> Vec<u8> {
        match self.conversion {
            Conversion::None => stored,
            Conversion::Flip => {
                let width = self.pixel_type.bytes();
                stored.iter_mut().step_by(width).for_each(|byte| *byte ^= 0x80);
                stored
            }
            Conversion::Linear { scale, zero, blank } => {
                let value = |stored: f64| zero + scale * stored;
                let of_integer = |stored: i64| if blank == Some(stored) { f64::NAN } else { value(stored as f64) };
                let values: Box<dyn Iterator<Item = f64>> = match self.stored_type {
                    8 => Box::new(stored.iter().map(|byte| of_integer((*byte).into()))),
                    16 => Box::new(stored.as_chunks().0.iter().map(|bytes| of_integer(i16::from_be_bytes(*bytes).into()))),
                    32 => Box::new(stored.as_chunks().0.iter().map(|bytes| of_integer(i32::from_be_bytes(*bytes).into()))),
                    64 => Box::new(stored.as_chunks().0.iter().map(|bytes| of_integer(i64::from_be_bytes(*bytes)))),
                    -32 => Box::new(stored.as_chunks().0.iter().map(|bytes| value(f32::from_be_bytes(*bytes).into()))),
                    _ => Box::new(stored.as_chunks().0.iter().map(|bytes| value(f64::from_be_bytes(*bytes)))),
                };
                match self.pixel_type {
                    PixelType::Float32 => values.flat_map(|value| (value as f32).to_be_bytes()).collect(),
                    _ => values.flat_map(f64::to_be_bytes).collect(),
                }
            }
        }
    }
}

/// Unsigned integers and signed bytes stay integers; other scaled ones of up to 16 bits become floats of 32 bits, longer ones of 64.
fn conversion(hdu: &Hdu, stored: i64) -> (PixelType, Conversion) {
    let header = hdu.header();
    let (scale, zero) = (header.real("BSCALE").unwrap_or(1.0), header.real("BZERO").unwrap_or(0.0));
    let blank = header.integer("BLANK").filter(|_| stored > 0);
    let (plain, flipped, offset) = match stored {
        8 => (PixelType::UInt8, PixelType::Int8, -128.0),
        16 => (PixelType::Int16, PixelType::UInt16, 32_768.0),
        32 => (PixelType::Int32, PixelType::UInt32, 2_147_483_648.0),
        64 => (PixelType::Int64, PixelType::UInt64, 9_223_372_036_854_775_808.0),
        -32 => (PixelType::Float32, PixelType::Float32, f64::NAN),
        _ => (PixelType::Float64, PixelType::Float64, f64::NAN),
    };
    match (scale, zero, blank) {
        (1.0, 0.0, None) => (plain, Conversion::None),
        (1.0, zero, None) if zero == offset => (flipped, Conversion::Flip),
        _ => {
            let target = if matches!(stored, 8 | 16 | -32) { PixelType::Float32 } else { PixelType::Float64 };
            (target, Conversion::Linear { scale, zero, blank })
        }
    }
}
