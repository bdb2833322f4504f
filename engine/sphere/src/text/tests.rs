#![allow(clippy::unwrap_used)]

use super::PyFloat;
use crate::circle::Circle;
use crate::lonlat_box::LonLatBox;
use crate::region::Region;
use crate::vector::UnitVector3d;

#[test]
fn doubles_are_written_as_python_writes_them() {
    let texts = [
        (1.0, "1.0"),
        (-0.0, "-0.0"),
        (1e15, "1000000000000000.0"),
        (1e16, "1e+16"),
        (1.5e-5, "1.5e-05"),
        (1e-4, "0.0001"),
        (6.123233995736766e-17, "6.123233995736766e-17"),
        (-1.25e300, "-1.25e+300"),
        (f64::NAN, "nan"),
        (f64::INFINITY, "inf"),
    ];
    for (value, text) in texts {
        assert_eq!(PyFloat(value).to_string(), text);
    }
}

#[test]
fn regions_are_shown_as_the_reference_shows_them() {
    assert_eq!(Region::Circle(Circle::EMPTY).to_string(), "Circle(UnitVector3d(0.0, 0.0, 1.0), Angle(-1.0))");
    assert_eq!(
        Region::Box(LonLatBox::EMPTY).to_string(),
        "Box(NormalizedAngleInterval.fromRadians(nan, nan), AngleInterval.fromRadians(1.0, 0.0))"
    );
    assert_eq!(
        Region::union([Region::Circle(Circle::EMPTY), Region::Intersection(Vec::new())]).to_string(),
        "UnionRegion(Circle(UnitVector3d(0.0, 0.0, 1.0), Angle(-1.0)), IntersectionRegion())"
    );
}

#[test]
fn pos_texts_are_read_in_degrees() {
    let circle = Region::from_ivoa_pos("CIRCLE 90 0 5").unwrap();
    assert!(circle.contains(UnitVector3d::Y) && !circle.contains(UnitVector3d::X));
    let range = Region::from_ivoa_pos("RANGE 350 10 -Inf +Inf").unwrap();
    assert!(range.contains(UnitVector3d::X) && range.contains(UnitVector3d::Z) && !range.contains(UnitVector3d::Y));
    let polygon = Region::from_ivoa_pos("POLYGON 0 0 10 0 5 10").unwrap();
    assert_eq!(polygon.kind(), "ConvexPolygon");
    assert_eq!(Region::from_ivoa_pos("RANGE 0 180 -90 90").unwrap().to_ivoa_pos().unwrap(), "RANGE 0.0 180.0 -90.0 90.0");
}

#[test]
fn wrong_pos_texts_say_what_is_wrong() {
    let reason = |text: &str| Region::from_ivoa_pos(text).unwrap_err().to_string();
    assert_eq!(reason("CIRCLE 1 2"), "`CIRCLE 1 2` is not a `POS` region: `CIRCLE` takes 3 numbers, not 2");
    assert_eq!(reason("SQUARE 1"), "`SQUARE 1` is not a `POS` region: `SQUARE` is none of `CIRCLE`, `RANGE` and `POLYGON`");
    assert!(reason("CIRCLE a b c").contains("`a` is not a number"));
    assert!(reason("POLYGON 0 0 1 1").contains("at least 3 pairs"));
    assert!(reason("CIRCLE 0 91 1").contains("beyond a pole"));
    assert!(reason("").contains("empty"));
}
