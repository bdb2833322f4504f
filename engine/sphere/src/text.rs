//! Regions as text: as the reference shows them (`repr`), and in the syntax of the IVOA parameter `POS`.

use std::fmt;

mod ivoa;

#[cfg(test)]
mod tests;

use crate::interval::{Interval1d, NormalizedAngleInterval};
use crate::region::Region;
use crate::vector::UnitVector3d;

/// A double as Python writes it: the shortest digits that read back as the same, with a point or an exponent.
pub(crate) struct PyFloat(pub(crate) f64);

impl fmt::Display for PyFloat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let x = self.0;
        if x.is_nan() {
            return f.write_str("nan");
        }
        if x.is_infinite() {
            return f.write_str(if x > 0.0 { "inf" } else { "-inf" });
        }
        let magnitude = x.abs();
        if magnitude != 0.0 && !(1e-4..1e16).contains(&magnitude) {
            let text = format!("{x:e}");
            let Some((digits, exponent)) = text.split_once('e') else { return f.write_str(&text) };
            let (sign, exponent) = exponent.strip_prefix('-').map_or(('+', exponent), |e| ('-', e));
            return write!(f, "{digits}e{sign}{exponent:0>2}");
        }
        write!(f, "{x:?}")
    }
}

impl fmt::Display for UnitVector3d {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UnitVector3d({}, {}, {})", PyFloat(self.x()), PyFloat(self.y()), PyFloat(self.z()))
    }
}

impl fmt::Display for Interval1d {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AngleInterval.fromRadians({}, {})", PyFloat(self.a()), PyFloat(self.b()))
    }
}

impl fmt::Display for NormalizedAngleInterval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NormalizedAngleInterval.fromRadians({}, {})", PyFloat(self.a()), PyFloat(self.b()))
    }
}

/// As Python shows it; angles in radians.
impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Region::Circle(c) => write!(f, "Circle({}, Angle({}))", c.center(), PyFloat(c.opening_angle_rad())),
            Region::Box(b) => write!(f, "Box({}, {})", b.lon(), b.lat()),
            Region::ConvexPolygon(p) => {
                f.write_str("ConvexPolygon([")?;
                separated(f, p.vertices())?;
                f.write_str("])")
            }
            Region::Ellipse(e) => {
                let (f1, f2) = e.foci();
                write!(f, "Ellipse({f1}, {f2}, Angle({}))", PyFloat(e.alpha_rad()))
            }
            Region::Union(operands) | Region::Intersection(operands) => {
                write!(f, "{}(", self.kind())?;
                separated(f, operands)?;
                f.write_str(")")
            }
        }
    }
}

fn separated(f: &mut fmt::Formatter<'_>, items: &[impl fmt::Display]) -> fmt::Result {
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            f.write_str(", ")?;
        }
        write!(f, "{item}")?;
    }
    Ok(())
}
