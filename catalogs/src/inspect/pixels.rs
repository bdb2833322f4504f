//! Statistics of an image: range, sum, corners, digest of the pixels, pixels of each mask plane.

use serde_json::{Map, Value as Json, json};
use sha2::{Digest, Sha256};

use super::Depth;
use super::tally::{Floats, Integers, float, integer};
use crate::fits::{Hdu, Image, PixelType};
use crate::{Result, Source};

/// Pixels that are read at a time.
const STEP: u64 = 1 << 17;

/// Adds what there is to say of the pixels of `hdu`.
pub(super) async fn tell(source: &Source, hdu: &Hdu, depth: Depth, told: &mut Map<String, Json>) -> Result<()> {
    let planes = planes(hdu);
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
    let mut floats = Floats::default();
    let mut integers = Integers::default();
    let mut counts = [0u64; 64];
    let mut digest = Sha256::new();
    let mut start = 0;
    while start < image.count() {
        let end = (start + STEP).min(image.count());
        let bytes = image.read(start..end).await?;
        digest.update(&bytes);
        each(&bytes, image.pixel_type(), &mut |number| match number {
            Value::Float(value) => floats.add(value),
            Value::Integer(value) => {
                integers.add(value);
                if !planes.is_empty() {
                    let mut bits = value as u64;
                    while bits != 0 {
                        counts[bits.trailing_zeros() as usize] += 1;
                        bits &= bits - 1;
                    }
                }
            }
        });
        start = end;
    }
    let mut stats = Map::new();
    stats.insert("dtype".into(), image.pixel_type().name().into());
    stats.insert("shape".into(), image.shape().into());
    if image.pixel_type().is_float() {
        floats.tell(&mut stats)
    } else {
        integers.tell(&mut stats)
    }
    told.insert("stats".into(), stats.into());
    if let Some(corners) = corners(&image).await? {
        told.insert("corners".into(), corners);
    }
    let digest: String = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    told.insert("sha256_native_be".into(), digest.into());
    if !planes.is_empty() {
        let pixels = |bit: u64| usize::try_from(bit).ok().and_then(|bit| counts.get(bit)).copied().unwrap_or(0);
        let planes: Map<String, Json> =
            planes.into_iter().map(|(name, bit)| (name, json!({ "bit": bit, "pixels": pixels(bit) }))).collect();
        told.insert("mask_planes".into(), planes.into());
    }
    Ok(())
}

/// Names and bits of the mask's planes: `MP_NAME = bit`.
fn planes(hdu: &Hdu) -> Vec<(String, u64)> {
    let cards = hdu.header().cards().iter();
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
