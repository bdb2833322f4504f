//! Integers as the floats that they were rounded from (section 10.2): scaled, and with the numbers taken away that were added before rounding.

use std::sync::OnceLock;

use crate::fits::Header;

/// Length of the sequence of random numbers (appendix I).
const LENGTH: usize = 10_000;
/// A value that stands for exactly zero under the second method.
const ZERO: i32 = -2_147_483_646;

/// How the floats of an image were rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rounding {
    /// To the nearest.
    Plain,
    /// With numbers of the sequence added before; `ZDITHER0`.
    Dithered { seed: u64, keeps_zeros: bool },
}

impl Rounding {
    /// `ZQUANTIZ` and `ZDITHER0`; none if they are not the standard's.
    pub(super) fn of(header: &Header) -> Option<Rounding> {
        let keeps_zeros = match header.text("ZQUANTIZ").unwrap_or("NO_DITHER").trim_end() {
            "NO_DITHER" => return Some(Rounding::Plain),
            "SUBTRACTIVE_DITHER_1" => false,
            "SUBTRACTIVE_DITHER_2" => true,
            _ => return None,
        };
        let seed = u64::try_from(header.integer("ZDITHER0")?).ok().filter(|seed| (1..=LENGTH as u64).contains(seed))?;
        Some(Rounding::Dithered { seed, keeps_zeros })
    }
}

/// How the integers of one tile become floats.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    pub(super) scale: f64,
    pub(super) zero: f64,
    /// The integer that stands for NaN.
    pub(super) blank: Option<i32>,
    pub(super) rounding: Rounding,
}

/// The floats of a tile, one after the other.
pub(super) struct Floats {
    scale: Scale,
    /// Place in the sequence that the present one began with, and the next of the present one.
    start: usize,
    next: usize,
}

impl Floats {
    /// Of the tile with that number, from 0, in the image.
    pub(super) fn new(scale: Scale, tile: u64) -> Floats {
        let start = match scale.rounding {
            Rounding::Plain => 0,
            Rounding::Dithered { seed, .. } => ((tile + seed - 1) % LENGTH as u64) as usize,
        };
        Floats { scale, start, next: first(start) }
    }

    /// Leaves out so many pixels.
    pub(super) fn skip(&mut self, mut pixels: usize) {
        while pixels > 0 {
            let taken = self.run(pixels);
            pixels -= taken;
        }
    }

    /// The values of the next pixels, in their order.
    pub(super) fn each(&mut self, stored: &[i32], mut put: impl FnMut(f64)) {
        let Scale { scale, zero, blank, rounding } = self.scale;
        let (is_blank, has_blank) = (blank.unwrap_or(0), blank.is_some());
        let Rounding::Dithered { keeps_zeros, .. } = rounding else {
            for value in stored {
                put(if has_blank && *value == is_blank { f64::NAN } else { f64::from(*value) * scale + zero });
            }
            return;
        };
        let mut rest = stored;
        while !rest.is_empty() {
            let begin = self.next;
            let (now, later) = rest.split_at(self.run(rest.len()));
            for (value, random) in now.iter().zip(sequence().get(begin..).unwrap_or(&[])) {
                put(if has_blank && *value == is_blank {
                    f64::NAN
                } else if keeps_zeros && *value == ZERO {
                    0.0
                } else {
                    (f64::from(*value) - f64::from(*random) + 0.5) * scale + zero
                });
            }
            rest = later;
        }
    }

    /// Goes on in the sequence to its end at most; by how many pixels.
    fn run(&mut self, pixels: usize) -> usize {
        let taken = pixels.min(LENGTH - self.next);
        self.next += taken;
        if self.next == LENGTH {
            self.start = (self.start + 1) % LENGTH;
            self.next = first(self.start);
        }
        taken
    }
}

/// Where the numbers for a tile begin.
fn first(start: usize) -> usize {
    sequence().get(start).map_or(0, |random| (random * 500.0) as usize)
}

/// The sequence of appendix I: Park and Miller's generator.
fn sequence() -> &'static [f32] {
    static SEQUENCE: OnceLock<Vec<f32>> = OnceLock::new();
    SEQUENCE.get_or_init(|| {
        let mut seed = 1_u64;
        let next = |_| {
            seed = seed * 16_807 % 2_147_483_647;
            (seed as f64 / 2_147_483_647.0) as f32
        };
        (0..LENGTH).map(next).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sequence_is_that_of_the_standard() {
        // Appendix I names the 10,000th seed.
        assert_eq!(sequence().len(), LENGTH);
        assert_eq!(sequence()[LENGTH - 1], (1_043_618_065_f64 / 2_147_483_647.0) as f32);
    }

    #[test]
    fn leaving_pixels_out_is_as_reading_them() {
        let scale = Scale { scale: 0.25, zero: 3.0, blank: Some(-5), rounding: Rounding::Dithered { seed: 9_999, keeps_zeros: true } };
        let stored: Vec<i32> = (0..25_000).map(|value| if value % 7 == 0 { ZERO } else { value % 100 - 50 }).collect();
        let (mut whole, mut parts) = (Vec::new(), Vec::new());
        Floats::new(scale, 4).each(&stored, |value| whole.push(value));
        let mut floats = Floats::new(scale, 4);
        for part in stored.chunks(997).collect::<Vec<_>>().chunks(2) {
            floats.skip(part[0].len());
            parts.extend(vec![0.0; part[0].len()]);
            if let Some(second) = part.get(1) {
                floats.each(second, |value| parts.push(value));
            }
        }
        let same = |(a, b): (&f64, &f64)| a.to_bits() == b.to_bits();
        assert_eq!(whole.len(), parts.len());
        for (i, pair) in whole.iter().zip(&parts).enumerate().filter(|(i, _)| i / 997 % 2 == 1) {
            assert!(same(pair), "pixel {i}");
        }
    }
}
