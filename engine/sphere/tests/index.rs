//! No pair of regions that are related is lost by the index.

#![allow(clippy::unwrap_used, missing_docs)]

use std::sync::Arc;

use butler_sphere::{
    Circle, ConvexPolygon, Ellipse, Interval1d, LonLat, LonLatBox, NormalizedAngleInterval, PairTest, Region, RegionIndex, Screen,
    UnitVector3d,
};
use proptest::prelude::*;

/// Points all over the sphere, and around places where pixelizations are prone to err: the poles, right ascension 0, the corners of the octahedron.
fn point() -> impl Strategy<Value = UnitVector3d> {
    let special = prop_oneof![
        Just(UnitVector3d::X),
        Just(UnitVector3d::Y),
        Just(UnitVector3d::Z),
        Just(-UnitVector3d::X),
        Just(-UnitVector3d::Z),
        (-1.5..1.5f64).prop_map(|lat| UnitVector3d::from_lon_lat_rad(0.0, lat)),
    ];
    prop_oneof![
        2 => (0.0..std::f64::consts::TAU, -1.0..1.0f64).prop_map(|(lon, z)| UnitVector3d::from_lon_lat_rad(lon, z.asin())),
        1 => special.clone(),
        2 => (special, -0.05..0.05f64, 0.0..6.3f64).prop_map(|(c, r, turn)| near(c, r, turn)),
    ]
}

/// A point `r` radians from a centre.
fn near(center: UnitVector3d, r: f64, turn: f64) -> UnitVector3d {
    let across = if center.z().abs() < 0.9 { UnitVector3d::Z } else { UnitVector3d::X };
    let axis = center.cross(across).normalized().unwrap().0;
    center.rotated_around(axis, r).rotated_around(center, turn)
}

fn size() -> impl Strategy<Value = f64> {
    prop_oneof![1e-9..1e-5f64, 1e-4..1e-2f64, 1e-2..0.1f64, 0.1..1.2f64]
}

fn simple() -> impl Strategy<Value = Region> {
    let circle = (point(), prop_oneof![8 => size(), 1 => Just(0.0), 1 => -1.0..4.0f64]).prop_map(|(c, r)| Circle::new(c, r).into());
    let lonlat_box = (point(), size(), size()).prop_map(|(c, w, h)| {
        let c = LonLat::from(c);
        let lon = NormalizedAngleInterval::of_point(c.lon_rad()).dilated_by(w);
        LonLatBox::new(lon, Interval1d::new(c.lat_rad() - h, c.lat_rad() + h)).into()
    });
    let polygon = (point(), size(), prop::collection::vec((0.2..1.0f64, 0.0..6.3f64), 3..9)).prop_filter_map("flat", |(c, r, spread)| {
        let points: Vec<_> = spread.into_iter().map(|(s, turn)| near(c, s * r, turn)).collect();
        ConvexPolygon::convex_hull(&points).ok().map(Region::from)
    });
    let ellipse = (point(), size(), 0.0..6.3f64, size()).prop_filter_map("not one", |(f1, r, turn, more)| {
        let f2 = near(f1, r, turn);
        Ellipse::from_foci(f1, f2, 0.5 * f1.angle_to_rad(f2) + more).ok().map(Region::from)
    });
    let whole = prop_oneof![
        Just(Circle::FULL.into()),
        Just(Circle::EMPTY.into()),
        Just(Region::from(LonLatBox::FULL)),
        Just(LonLatBox::EMPTY.into()),
        Just(Ellipse::EMPTY.into())
    ];
    prop_oneof![4 => circle, 3 => lonlat_box, 6 => polygon, 2 => ellipse, 1 => whole]
}

fn region() -> impl Strategy<Value = Region> {
    simple().prop_recursive(2, 6, 3, |inner| {
        let operands = prop::collection::vec(inner, 0..4);
        prop_oneof![operands.clone().prop_map(Region::union), operands.prop_map(Region::intersection)]
    })
}

fn agree(first: Vec<Region>, second: &[Region]) -> Result<(), TestCaseError> {
    for test in [PairTest::Overlaps, PairTest::Within, PairTest::Contains] {
        let index = RegionIndex::new(first.iter().cloned().map(Arc::new).collect(), test);
        for b in second {
            let candidates = index.candidates(b);
            prop_assert!(candidates.is_sorted());
            for (place, a) in (0..).zip(&first) {
                let is_apart = Screen::new(b).is_some_and(|screen| screen.is_apart(&a.encode()) || screen.is_apart_from(a));
                prop_assert!(!is_apart || !(test.holds(a, b) || test.holds(b, a)), "{:?} of\n{}\nand\n{}", test, a, b);
                if test.holds(a, b) || test.exchanged().holds(b, a) {
                    prop_assert!(candidates.binary_search(&place).is_ok(), "{:?} of\n{}\nand\n{}", test, a, b);
                }
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_related_region_is_left_out(first in prop::collection::vec(region(), 0..8), second in prop::collection::vec(region(), 1..8)) {
        agree(first, &second)?;
    }

    #[test]
    fn neighbours_that_only_touch_are_found(corner in point(), size in size(), turn in 0.0..6.3f64) {
        // Triangles around a corner that they share, each with an edge in common with the next.
        let rim: Vec<_> = (0..5).map(|i| near(corner, size, turn + 1.25 * f64::from(i))).collect();
        let hull = |i: usize| ConvexPolygon::convex_hull(&[corner, rim[i], rim[(i + 1) % 5]]).ok().map(Region::from);
        let regions: Vec<Region> = (0..5).filter_map(hull).chain([Circle::of_point(corner).into()]).collect();
        agree(regions.clone(), &regions)?;
    }
}
