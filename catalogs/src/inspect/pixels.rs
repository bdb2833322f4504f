//! Statistics of an image: range, sum, corners, digest of the pixels, pixels of each mask plane.

use serde_json::{Map, Value as Json, json};
use sha2::{Digest, Sha256};

use super::Depth;
use super::tally::{Floats, Integers, float, integer};
use crate::fits::{Hdu, Header, Image, PixelType};
use crate::{Result, Source};

/// Pixels that are read at a time.
const STEP: u64 = 1 << 17;

/// Adds what there is to say of the pixels of `hdu`.
pub(super) async fn tell(source: &Source, hdu: &Hdu, depth: Depth, told: &mut Map<String, Json>) -> Result<()> {
    let planes = planes(hdu.header());
    if depth == Depth::Headers {
        if let Ok(axes) = hdu.axes()
            && !axes.is_empty()
        {
            told.insert("shape".into(), axes.into_iter().rev().collect::<Vec<_>>().into());
        }
        if !planes.is_empty() {
            let planes: Map<String, Json> = planes.into_iter().map(|(name, bit)| (name, json!({ "bit": bit }))).collect();
            told.insert("mask_planes".into(), planes.into());
        }
        return Ok(());
    }
    let Some(image) = Image::open(source, hdu).await? else { return Ok(()) };
    let mut tally = Tally::default();
    let mut digest = Sha256::new();
    let mut start = 0;
    while start < image.count() {
        let end = (start + STEP).min(image.count());
        let bytes = image.read(start..end).await?;
        digest.update(&bytes);
        tally.add(&bytes, image.pixel_type(), !planes.is_empty());
        start = end;
    }
    let mut stats = Map::new();
    stats.insert("dtype".into(), image.pixel_type().name().into());
    stats.insert("shape".into(), image.shape().into());
    tally.tell(image.pixel_type(), &mut stats);
    told.insert("stats".into(), stats.into());
    if let Some(corners) = corners(&image).await? {
        told.insert("corners".into(), corners);
    }
    let digest: String = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    told.insert("sha256_native_be".into(), digest.into());
    if !planes.is_empty() {
        let planes = tally.planes(&planes);
        told.insert("mask_planes".into(), planes.into());
    }
    Ok(())
}

/// Statistics of big-endian pixels, and how many of them each of the mask's `planes` has.
pub(crate) fn statistics(bytes: &[u8], kind: PixelType, planes: &[(String, u64)]) -> (Map<String, Json>, Map<String, Json>) {
    let mut tally = Tally::default();
    tally.add(bytes, kind, !planes.is_empty());
    let mut stats = Map::new();
    tally.tell(kind, &mut stats);
    (stats, tally.planes(planes))
}

/// What is counted of pixels.
struct Tally {
    floats: Floats,
    integers: Integers,
    /// Pixels in which each bit is set.
    counts: [u64; 64],
}

impl Default for Tally {
    fn default() -> Tally {
        Tally { floats: Floats::default(), integers: Integers::default(), counts: [0; 64] }
    }
}

impl Tally {
    fn add(&mut self, bytes: &[u8], kind: PixelType, has_planes: bool) {
        each(bytes, kind, &mut |number| match number {
            Value::Float(value) => self.floats.add(value),
            Value::Integer(value) => {
                self.integers.add(value);
                let mut bits = if has_planes { value as u64 } else { 0 };
                while bits != 0 {
                    self.counts[bits.trailing_zeros() as usize] += 1;
                    bits &= bits - 1;
                }
            }
        });
    }

    fn tell(&self, kind: PixelType, stats: &mut Map<String, Json>) {
        if kind.is_float() { self.floats.tell(stats) } else { self.integers.tell(stats) }
    }

    /// Bit and pixels of each plane.
    fn planes(&self, planes: &[(String, u64)]) -> Map<String, Json> {
        let pixels = |bit: u64| usize::try_from(bit).ok().and_then(|bit| self.counts.get(bit)).copied().unwrap_or(0);
        planes.iter().map(|(name, bit)| (name.clone(), json!({ "bit": bit, "pixels": pixels(*bit) }))).collect()
    }
}

/// Names and bits of the mask's planes: `MP_NAME = bit`.
pub(crate) fn planes(header: &Header) -> Vec<(String, u64)> {
    let cards = header.cards().iter();
    let plane = |card: &crate::fits::Card| {
        let bit = u64::try_from(card.value.as_integer()?).ok()?;
        Some((card.keyword.strip_prefix("MP_")?.to_owned(), bit))
    };
    cards.filter_map(plane).collect()
}

/// The first and the last pixel of the first and of the last row of a plane.
async fn corners(image: &Image) -> Result<Option<Json>> {
    let &[rows, columns] = image.shape() else { return Ok(None) };
    let mut values = Vec::new();
    for (row, column) in [(0, 0), (0, columns - 1), (rows - 1, 0), (rows - 1, columns - 1)] {
        let pixel = row * columns + column;
        each(&image.read(pixel..pixel + 1).await?, image.pixel_type(), &mut |number| {
            values.push(match number {
                Value::Float(value) => float(value),
                Value::Integer(value) => integer(value),
            });
        });
    }
    Ok(Some(values.into()))
}

enum Value {
    Float(f64),
    Integer(i128),
}

/// Each pixel of big-endian `bytes`.
fn each(bytes: &[u8], kind: PixelType, take: &mut impl FnMut(Value)) {
    fn chunks<const N: usize>(bytes: &[u8], mut take: impl FnMut([u8; N])) {
        bytes.as_chunks::<N>().0.iter().for_each(|chunk| take(*chunk));
    }
    match kind {
        PixelType::UInt8 => chunks(bytes, |[byte]: [u8; 1]| take(Value::Integer(byte.into()))),
        PixelType::Int8 => chunks(bytes, |[byte]: [u8; 1]| take(Value::Integer((byte as i8).into()))),
        PixelType::Int16 => chunks(bytes, |chunk| take(Value::Integer(i16::from_be_bytes(chunk).into()))),
        PixelType::UInt16 => chunks(bytes, |chunk| take(Value::Integer(u16::from_be_bytes(chunk).into()))),
        PixelType::Int32 => chunks(bytes, |chunk| take(Value::Integer(i32::from_be_bytes(chunk).into()))),
        PixelType::UInt32 => chunks(bytes, |chunk| take(Value::Integer(u32::from_be_bytes(chunk).into()))),
        PixelType::Int64 => chunks(bytes, |chunk| take(Value::Integer(i64::from_be_bytes(chunk).into()))),
        PixelType::UInt64 => chunks(bytes, |chunk| take(Value::Integer(u64::from_be_bytes(chunk).into()))),
        PixelType::Float32 => chunks(bytes, |chunk| take(Value::Float(f32::from_be_bytes(chunk).into()))),
        PixelType::Float64 => chunks(bytes, |chunk| take(Value::Float(f64::from_be_bytes(chunk)))),
    }
}
