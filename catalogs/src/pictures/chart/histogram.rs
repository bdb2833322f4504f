//! How often values occur.

use super::{Clip, Frame, INK, MOST_BINS, SIZE, Series, Shape, range};
use crate::pictures::Figure;

/// Bins at most that nobody asked for.
const USUAL_BINS: usize = 200;

pub(super) fn draw(column: &Series, bins: Option<usize>, title: Option<&str>) -> Result<Figure, String> {
    if bins.is_some_and(|bins| bins == 0 || bins > MOST_BINS) {
        return Err(format!("a histogram has 1 to {MOST_BINS} bins"));
    }
    let (begin, width, count) = binning(&column.values, bins);
    let mut counts = vec![0u64; count];
    for value in &column.values {
        // The last bin holds its upper edge.
        let bin = (((value - begin) / width) as usize).min(count - 1);
        counts[bin] += 1;
    }
    let most = counts.iter().copied().max().unwrap_or(1).max(1) as f64 * 1.05;
    let mut frame = Frame::new(SIZE, title, false);
    let [left, top, right, bottom]: Clip = frame.clip;
    let each = (right - left) / count as f64;
    for (bin, rows) in counts.iter().enumerate().filter(|(_, rows)| **rows > 0) {
        // What is there is seen, be it ever so little.
        let height = (*rows as f64 / most * (bottom - top)).max(1.0);
        let gap = if each >= 4.0 { 0.5 } else { 0.0 };
        let bar = [left + bin as f64 * each + gap, bottom - height, left + (bin + 1) as f64 * each - gap, bottom];
        frame.figure.shapes.push(Shape::Box { at: bar, colour: INK });
    }
    frame.axes((begin, begin + width * count as f64), (0.0, most), [&column.name, "rows"]);
    Ok(frame.figure)
}

/// Lower edge of the first bin, width and number of bins. Without a wish the width is that of Freedman and Diaconis, 2 IQR n^(-1/3), or of Sturges if
/// that is less (numpy's `auto`); whole numbers get bins of whole numbers.
pub(super) fn binning(values: &[f64], bins: Option<usize>) -> (f64, f64, usize) {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let (low, high) = (sorted[0], sorted[sorted.len() - 1]);
    let span = high - low;
    if let Some(count) = bins {
        let (low, high) = if span > 0.0 { (low, high) } else { range(values, 0.0) };
        return (low, (high - low) / count as f64, count);
    }
    let quantile = |share: f64| {
        let place = (sorted.len() - 1) as f64 * share;
        let (below, above) = (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
        below + place.fract() * (above - below)
    };
    let rows = sorted.len() as f64;
    let sturges = span / (rows.log2() + 1.0);
    let freedman = 2.0 * (quantile(0.75) - quantile(0.25)) / rows.cbrt();
    let wish = if freedman > 0.0 { freedman.min(sturges) } else { sturges };
    if sorted.iter().all(|value| value.fract() == 0.0 && value.abs() < 9e15) {
        let width = wish.max(span / USUAL_BINS as f64).ceil().max(1.0);
        return (low - 0.5, width, ((span + 1.0) / width).ceil() as usize);
    }
    if span <= 0.0 || span.is_infinite() {
        let (low, high) = range(values, 0.0);
        return (low, high - low, 1);
    }
    let count = (span / wish).ceil().clamp(1.0, USUAL_BINS as f64) as usize;
    (low, span / count as f64, count)
}
