//! From the share of the range between the limits to the share of the colour map (`astropy.visualization`, with its defaults).

/// How values are spread over the colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stretch {
    /// As they are.
    Linear,
    /// `log(1000 x + 1) / log(1001)`.
    Log,
    /// The square root.
    Sqrt,
    /// `asinh(x / 0.1) / asinh(10)`.
    Asinh,
}

impl Stretch {
    /// `value` between `low` and `high` as a share of the colours, in `[0, 1]`; NaN stays.
    pub fn of(self, value: f64, (low, high): (f64, f64)) -> f64 {
        let share = if high > low { ((value - low) / (high - low)).clamp(0.0, 1.0) } else { value * 0.0 };
        match self {
            Stretch::Linear => share,
            Stretch::Log => (1000.0 * share + 1.0).ln() / 1001f64.ln(),
            Stretch::Sqrt => share.sqrt(),
            Stretch::Asinh => (share / 0.1).asinh() / 10f64.asinh(),
        }
    }
}
