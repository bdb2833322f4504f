//! A rectangle of pixels.

use std::fmt;

use serde_json::{Value as Json, json};

use crate::fits::Header;

/// Whole pixels `x0 <= x < x0 + width`, `y0 <= y < y0 + height`, in the coordinates of the parent image, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Bbox {
    /// Column of the first pixel.
    pub x0: i64,
    /// Row of the first pixel.
    pub y0: i64,
    /// Columns.
    pub width: u64,
    /// Rows.
    pub height: u64,
}

/// Beyond this no pixel is counted; sums of two such numbers stay far from overflow.
const FARTHEST: i64 = 1 << 52;

impl Bbox {
    /// Reads `X,Y,WIDTH,HEIGHT`; a reason if it is something else.
    pub fn parse(text: &str) -> Result<Bbox, String> {
        let numbers: Vec<i64> = text
            .split(',')
            .map(|number| number.trim().parse().map_err(|_| format!("`{}` is not a whole number", number.trim())))
            .collect::<Result<_, _>>()?;
        let &[x0, y0, width, height] = numbers.as_slice() else {
            return Err(format!("X,Y,WIDTH,HEIGHT are 4 numbers, not {}", numbers.len()));
        };
        if width < 1 || height < 1 {
            return Err("WIDTH and HEIGHT are 1 at least".to_owned());
        }
        if [x0, y0, width, height].iter().any(|number| number.abs() > FARTHEST) {
            return Err("no image is that large".to_owned());
        }
        Ok(Bbox { x0, y0, width: width as u64, height: height as u64 })
    }

    /// Where `header` says that an image of `width` x `height` pixels begins: `LTV1`, `LTV2`, else the linear WCS `A`, else at 0.
    pub(super) fn of_header(header: &Header, width: u64, height: u64) -> Bbox {
        let begin = |axis: u8| {
            let of_ltv = header.real(&format!("LTV{axis}")).map(|offset| -offset);
            let is_linear = header.text(&format!("CTYPE{axis}A")).is_some_and(|kind| kind.trim_end() == "LINEAR");
            let of_linear = || {
                let (value, pixel) = (header.real(&format!("CRVAL{axis}A"))?, header.real(&format!("CRPIX{axis}A"))?);
                is_linear.then_some(value - pixel + 1.0)
            };
            let begin = of_ltv.or_else(of_linear).unwrap_or(0.0);
            // A conversion of what is not a number gives 0.
            (begin.round() as i64).clamp(-FARTHEST, FARTHEST)
        };
        Bbox { x0: begin(1), y0: begin(2), width, height }
    }

    /// Column behind the last pixel.
    pub fn x1(&self) -> i64 {
        self.x0.saturating_add(i64::try_from(self.width).unwrap_or(i64::MAX))
    }

    /// Row behind the last pixel.
    pub fn y1(&self) -> i64 {
        self.y0.saturating_add(i64::try_from(self.height).unwrap_or(i64::MAX))
    }

    /// Pixels in it.
    pub fn count(&self) -> u64 {
        self.width.saturating_mul(self.height)
    }

    /// The pixels that both have; none if they do not meet.
    pub fn intersection(&self, other: &Bbox) -> Option<Bbox> {
        let (x0, y0) = (self.x0.max(other.x0), self.y0.max(other.y0));
        let (x1, y1) = (self.x1().min(other.x1()), self.y1().min(other.y1()));
        (x0 < x1 && y0 < y1).then(|| Bbox { x0, y0, width: (x1 - x0) as u64, height: (y1 - y0) as u64 })
    }

    /// Whether all pixels of `other` are in it.
    pub fn contains(&self, other: &Bbox) -> bool {
        self.intersection(other) == Some(*other)
    }

    /// `{"x0": ..., "y0": ..., "width": ..., "height": ...}`.
    pub fn to_json(&self) -> Json {
        json!({ "x0": self.x0, "y0": self.y0, "width": self.width, "height": self.height })
    }
}

impl fmt::Display for Bbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "x {} to {}, y {} to {}", self.x0, self.x1().saturating_sub(1), self.y0, self.y1().saturating_sub(1))
    }
}
