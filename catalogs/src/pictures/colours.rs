//! Colours, and maps from numbers to them.

/// Red, green, blue.
pub type Colour = [u8; 3];

/// A map from `[0, 1]` to colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum ColourMap {
    Grey,
    /// Black on white.
    Negative,
    /// Black, red, yellow, white.
    Heat,
    Viridis,
    Magma,
    Inferno,
    Plasma,
    Cividis,
    Turbo,
    /// Blue, white, red: for differences.
    Diverging,
}

impl ColourMap {
    /// The colour of `share`; what is not a number is 0.
    pub fn colour(self, share: f64) -> Colour {
        let share = if share.is_nan() { 0.0 } else { share.clamp(0.0, 1.0) };
        let level = |share: f64| (share.clamp(0.0, 1.0) * 255.0).round() as u8;
        let of = |gradient: colorous::Gradient, share: f64| {
            let colour = gradient.eval_continuous(share);
            [colour.r, colour.g, colour.b]
        };
        match self {
            ColourMap::Grey => [level(share); 3],
            ColourMap::Negative => [level(1.0 - share); 3],
            ColourMap::Heat => [level(share * 3.0), level(share * 3.0 - 1.0), level(share * 3.0 - 2.0)],
            ColourMap::Viridis => of(colorous::VIRIDIS, share),
            ColourMap::Magma => of(colorous::MAGMA, share),
            ColourMap::Inferno => of(colorous::INFERNO, share),
            ColourMap::Plasma => of(colorous::PLASMA, share),
            ColourMap::Cividis => of(colorous::CIVIDIS, share),
            ColourMap::Turbo => of(colorous::TURBO, share),
            ColourMap::Diverging => of(colorous::RED_BLUE, 1.0 - share),
        }
    }

    /// The colours of 256 steps.
    pub(super) fn table(self) -> Vec<Colour> {
        (0..256).map(|step| self.colour(f64::from(step) / 255.0)).collect()
    }
}

/// The colour called `name`, in the words that are usual for masks and marks; `#rrggbb` too.
pub(super) fn named(name: &str) -> Option<Colour> {
    if let Some(digits) = name.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii()) {
        let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
        return Some([part(0)?, part(2)?, part(4)?]);
    }
    Some(match name.to_ascii_lowercase().as_str() {
        "red" => [255, 0, 0],
        "green" => [0, 200, 0],
        "blue" => [40, 80, 255],
        "cyan" => [0, 255, 255],
        "magenta" => [255, 0, 255],
        "yellow" => [255, 255, 0],
        "orange" => [255, 165, 0],
        "white" => [255, 255, 255],
        "black" => [0, 0, 0],
        _ => return None,
    })
}

/// The colour called `name`; a reason if there is none.
pub(super) fn parse(name: &str) -> Result<Colour, String> {
    named(name).ok_or_else(|| format!("`{name}` is not red, green, blue, cyan, magenta, yellow, orange, white, black or #rrggbb"))
}
