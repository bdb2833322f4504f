//! Round numbers along an axis, and their labels.

/// Round numbers in `[low, high]`, about `count` of them, with the decimals that tell them apart.
pub(super) fn ticks(low: f64, high: f64, count: usize) -> (Vec<f64>, usize) {
    let span = high - low;
    if !(span > 0.0 && span.is_finite()) {
        return (Vec::new(), 0);
    }
    let raw = span / count.max(1) as f64;
    let power = 10f64.powf(raw.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|times| times * power).find(|step| *step >= raw * 0.999).unwrap_or(10.0 * power);
    multiples(low, high, step)
}

/// The multiples of `step` in `[low, high]`.
pub(super) fn multiples(low: f64, high: f64, step: f64) -> (Vec<f64>, usize) {
    let (first, last) = ((low / step).ceil(), (high / step).floor());
    let decimals = (-step.log10().floor()).clamp(0.0, 12.0) as usize;
    if last - first >= 1000.0 || (last - first).is_nan() {
        return (Vec::new(), decimals);
    }
    let mut values = Vec::new();
    let mut place = first;
    while place <= last {
        // A negative zero would be told as one.
        values.push(place * step + 0.0);
        place += 1.0;
    }
    // 2.5 and 0.25 need a decimal more than their power of ten says.
    let is_told = |decimals: usize| (step * 10f64.powi(decimals as i32)).fract().abs() < 1e-6;
    (values, if is_told(decimals) { decimals } else { decimals + 1 })
}

/// A number of an axis; large and small ones with a power of ten.
pub(super) fn label(value: f64, decimals: usize) -> String {
    let text =
        if value != 0.0 && (value.abs() >= 1e6 || value.abs() < 1e-4) { format!("{value:.1e}") } else { format!("{value:.decimals$}") };
    text.replace('-', "\u{2212}")
}
