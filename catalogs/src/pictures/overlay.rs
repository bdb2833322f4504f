//! Planes of a mask as colours over an image.

use super::colours::{Colour, named};
use super::raster::{Raster, Sampling};
use crate::images::Plane;

/// How much of a mask's colour is seen.
const OPACITY: f64 = 0.4;

/// The colour of a mask plane: afw's for the names that it knows, else one of the rest by the number of its bit.
pub fn mask_colour(name: &str, bit: u64) -> Colour {
    let word = match name {
        "BAD" => "red",
        "CR" => "magenta",
        "EDGE" | "SUSPECT" => "yellow",
        "INTRP" | "INTERPOLATED" | "SAT" | "SATURATED" => "green",
        "DETECTED" => "blue",
        "DETECTED_NEGATIVE" => "cyan",
        "NO_DATA" => "orange",
        _ => ["magenta", "cyan", "yellow", "orange", "green", "red"][(bit % 6) as usize],
    };
    named(word).unwrap_or([255, 0, 255])
}

/// Tints the pixels of `raster` in which a plane of the mask is set: `planes` are bits and colours, a later one lies above an earlier one.
pub(super) fn tint(raster: &mut Raster, mask: &Plane, sampling: &Sampling, planes: &[(u64, Colour)]) {
    let bits: Vec<u64> = mask.values().into_iter().map(|value| value as i64 as u64).collect();
    let width = mask.bbox().width as usize;
    for y in 0..raster.height {
        let rows = sampling.rows(y);
        for x in 0..raster.width {
            let columns = sampling.columns(x);
            let mut set = 0;
            for row in rows.clone() {
                set |= bits[row * width + columns.start..row * width + columns.end].iter().fold(0, |all, bits| all | bits);
            }
            for (_, colour) in planes.iter().filter(|(bit, _)| *bit < 64 && set >> *bit & 1 == 1) {
                let pixel = &mut raster.pixels[y * raster.width + x];
                pixel.iter_mut().zip(colour).for_each(|(below, above)| {
                    *below = (f64::from(*below) * (1.0 - OPACITY) + f64::from(*above) * OPACITY).round() as u8;
                });
            }
        }
    }
}
