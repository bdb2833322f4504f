//! Which values are the darkest and the brightest.

/// How the limits are found; values that are not finite never count.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Limits {
    /// IRAF's algorithm as `astropy.visualization.ZScaleInterval` has it by default: a line through the sorted sample.
    Zscale,
    /// The smallest and the largest value.
    MinMax,
    /// So many percent of the values, around the middle.
    Percentile(f64),
    /// These.
    Fixed(f64, f64),
}

/// Values in the sample; a line's slope is divided by the contrast.
const SAMPLES: usize = 1000;
const CONTRAST: f64 = 0.25;
/// Share of the sample that may be rejected, and values that must be left.
const MAX_REJECTED: f64 = 0.5;
const MIN_LEFT: usize = 5;
/// Deviations beyond which a value is rejected, rounds at most.
const REJECTION: f64 = 2.5;
const ROUNDS: usize = 5;

impl Limits {
    /// Reads `zscale`, `minmax`, `99.5%` or `LOW,HIGH`; a reason if it is something else.
    pub fn parse(text: &str) -> Result<Limits, String> {
        let number = |text: &str| text.trim().parse::<f64>().ok().filter(|value| value.is_finite());
        match text.trim() {
            "zscale" => Ok(Limits::Zscale),
            "minmax" => Ok(Limits::MinMax),
            other => {
                if let Some(percent) = other.strip_suffix('%') {
                    let percent = number(percent).filter(|percent| *percent > 0.0 && *percent <= 100.0);
                    return percent.map(Limits::Percentile).ok_or_else(|| format!("`{other}` is no percentage above 0"));
                }
                match other.split_once(',').map(|(low, high)| (number(low), number(high))) {
                    Some((Some(low), Some(high))) if low < high => Ok(Limits::Fixed(low, high)),
                    Some((Some(_), Some(_))) => Err("the first limit is not below the second".to_owned()),
                    _ => Err(format!("`{other}` is not zscale, minmax, a percentage like 99.5% or LOW,HIGH")),
                }
            }
        }
    }

    /// The limits of `values`, in the order in which they are stored; (0, 1) if none is finite.
    pub fn of(self, values: &[f64]) -> (f64, f64) {
        if let Limits::Fixed(low, high) = self {
            return (low, high);
        }
        let finite: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
        if finite.is_empty() {
            return (0.0, 1.0);
        }
        match self {
            Limits::Zscale => zscale(&finite),
            Limits::Percentile(percent) => percentiles(finite, percent),
            _ => finite.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(*value), high.max(*value))),
        }
    }
}

/// The values below and above which half of the rest lies, between neighbours by proportion.
fn percentiles(mut values: Vec<f64>, percent: f64) -> (f64, f64) {
    values.sort_by(f64::total_cmp);
    let at = |percent: f64| {
        let place = percent / 100.0 * (values.len() - 1) as f64;
        let (below, share) = (place.floor() as usize, place.fract());
        let above = (below + 1).min(values.len() - 1);
        values[below] + share * (values[above] - values[below])
    };
    let tail = (100.0 - percent) * 0.5;
    (at(tail), at(100.0 - tail))
}

fn zscale(values: &[f64]) -> (f64, f64) {
    let stride = (values.len() / SAMPLES).max(1);
    let mut samples: Vec<f64> = values.iter().copied().step_by(stride).take(SAMPLES).collect();
    samples.sort_by(f64::total_cmp);
    let count = samples.len();
    let (low, high) = (samples[0], samples[count - 1]);
    let least = MIN_LEFT.max((count as f64 * MAX_REJECTED) as usize);
    let grown = ((count as f64 * 0.01) as usize).max(1);
    let mut is_bad = vec![false; count];
    let (mut good, mut good_before, mut slope) = (count, count + 1, 0.0);
    for _ in 0..ROUNDS {
        if good >= good_before || good < least {
            break;
        }
        let (intercept, fitted_slope) = line(&samples, &is_bad);
        slope = fitted_slope;
        let flat: Vec<f64> = samples.iter().enumerate().map(|(place, value)| value - (intercept + slope * place as f64)).collect();
        let threshold = REJECTION * deviation(&flat, &is_bad);
        flat.iter().zip(&mut is_bad).for_each(|(flat, bad)| *bad |= *flat < -threshold || *flat > threshold);
        is_bad = grow(&is_bad, grown);
        good_before = good;
        good = is_bad.iter().filter(|bad| !**bad).count();
    }
    if good < least {
        return (low, high);
    }
    let slope = slope / CONTRAST;
    let centre = (count - 1) / 2;
    let median = (samples[(count - 1) / 2] + samples[count / 2]) / 2.0;
    (low.max(median - (centre as f64 - 1.0) * slope), high.min(median + (count - centre) as f64 * slope))
}

/// Intercept and slope of the line through the values that are not bad, by least squares.
fn line(values: &[f64], is_bad: &[bool]) -> (f64, f64) {
    let good = || values.iter().zip(is_bad).enumerate().filter(|(_, (_, bad))| !**bad).map(|(place, (value, _))| (place as f64, *value));
    let count = good().count() as f64;
    let (sum_x, sum_y) = good().fold((0.0, 0.0), |(x, y), (place, value)| (x + place, y + value));
    let (mean_x, mean_y) = (sum_x / count, sum_y / count);
    let (xx, xy) = good().fold((0.0, 0.0), |(xx, xy), (x, y)| (xx + (x - mean_x).powi(2), xy + (x - mean_x) * (y - mean_y)));
    let slope = if xx > 0.0 { xy / xx } else { 0.0 };
    (mean_y - slope * mean_x, slope)
}

/// The standard deviation of the values that are not bad.
fn deviation(values: &[f64], is_bad: &[bool]) -> f64 {
    let good = || values.iter().zip(is_bad).filter(|(_, bad)| !**bad).map(|(value, _)| *value);
    let count = good().count() as f64;
    let mean = good().sum::<f64>() / count;
    (good().map(|value| (value - mean).powi(2)).sum::<f64>() / count).sqrt()
}

/// Bad values make `width` values bad around them, as a convolution with as many ones does (NumPy's mode `same`).
fn grow(is_bad: &[bool], width: usize) -> Vec<bool> {
    let (before, behind) = (width / 2, width - width / 2);
    (0..is_bad.len()).map(|place| is_bad[place.saturating_sub(before)..(place + behind).min(is_bad.len())].contains(&true)).collect()
}
