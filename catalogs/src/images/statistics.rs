//! Statistics of the pixels of a plane.

use super::Plane;
use crate::inspect;

/// What there is to say of pixels. Moments are those of the finite ones, absent if there are none.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Statistics {
    /// All pixels.
    pub pixels: u64,
    /// Those that are no number.
    pub nan: u64,
    /// Those that are infinite.
    pub infinite: u64,
    /// The least value.
    pub min: Option<f64>,
    /// The largest.
    pub max: Option<f64>,
    /// The sum, with what rounding loses put back.
    pub sum: Option<f64>,
    /// The mean.
    pub mean: Option<f64>,
    /// The standard deviation of all pixels (divided by their number, not by one less).
    pub std: Option<f64>,
    /// The median: of an even number of pixels the mean of the two in the middle. Absent too if it was not asked for.
    pub median: Option<f64>,
}

/// A plane of a mask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MaskCount {
    /// Its name, without `MP_`.
    pub name: String,
    /// The number of its bit, from 0.
    pub bit: u64,
    /// Pixels in which the bit is set.
    pub pixels: u64,
}

impl Plane {
    /// Statistics of the pixels that are here; the median, which takes longest, if it is wanted.
    pub fn statistics(&self, has_median: bool) -> Statistics {
        let mut values = self.values();
        let mut told = Statistics { pixels: values.len() as u64, ..Statistics::default() };
        told.nan = values.iter().filter(|value| value.is_nan()).count() as u64;
        values.retain(|value| value.is_finite());
        told.infinite = told.pixels - told.nan - values.len() as u64;
        if values.is_empty() {
            return told;
        }
        let count = values.len() as f64;
        let sum = total(values.iter().copied());
        let mean = sum / count;
        told.min = values.iter().copied().reduce(f64::min);
        told.max = values.iter().copied().reduce(f64::max);
        told.sum = Some(sum);
        told.mean = Some(mean);
        told.std = Some((total(values.iter().map(|value| (value - mean).powi(2))) / count).sqrt());
        told.median = has_median.then(|| median(&mut values));
        told
    }

    /// How many pixels each plane of a mask has, by bit.
    pub fn mask_counts(&self) -> Vec<MaskCount> {
        let (_, counts) = inspect::statistics(self.bytes(), self.pixel_type(), &self.mask_planes());
        let count = |(name, told): (&String, &serde_json::Value)| MaskCount {
            name: name.clone(),
            bit: told["bit"].as_u64().unwrap_or_default(),
            pixels: told["pixels"].as_u64().unwrap_or_default(),
        };
        let mut counts: Vec<MaskCount> = counts.iter().map(count).collect();
        counts.sort_by_key(|count| count.bit);
        counts
    }
}

/// The sum by Neumaier's summation.
fn total(values: impl Iterator<Item = f64>) -> f64 {
    let (mut sum, mut lost) = (0.0_f64, 0.0);
    for value in values {
        let next = sum + value;
        lost += if sum.abs() >= value.abs() { sum - next + value } else { value - next + sum };
        sum = next;
    }
    sum + lost
}

/// The median of finite values, of which there is one at least.
fn median(values: &mut [f64]) -> f64 {
    let middle = values.len() / 2;
    let is_even = values.len().is_multiple_of(2);
    let (below, upper, _) = values.select_nth_unstable_by(middle, f64::total_cmp);
    let upper = *upper;
    match below.iter().copied().reduce(f64::max).filter(|_| is_even) {
        Some(lower) => f64::midpoint(lower, upper),
        None => upper,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_of_an_even_number_of_values_is_between_the_two_in_the_middle() {
        assert_eq!(median(&mut [4.0, 1.0, 3.0, 2.0]), 2.5);
        assert_eq!(median(&mut [9.0, 1.0, 5.0]), 5.0);
        assert_eq!(median(&mut [7.0]), 7.0);
    }

    #[test]
    fn a_sum_keeps_what_rounding_would_lose() {
        assert_eq!(total([1.0, 1e100, 1.0, -1e100].into_iter()), 2.0);
    }
}
