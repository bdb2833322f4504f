//! What must hold for any region, any point and any bytes.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use butler_sphere::{
    Circle, ConvexPolygon, Ellipse, HealpixPixelization, HtmPixelization, Interval1d, LonLat, LonLatBox, Mq3cPixelization,
    NormalizedAngleInterval, Pixelization, Q3cPixelization, RangeSet, Region, Relationship, UnitVector3d,
};
use proptest::prelude::*;

fn point() -> impl Strategy<Value = UnitVector3d> {
    prop_oneof![
        4 => (0.0..std::f64::consts::TAU, -1.0..1.0f64).prop_map(|(lon, z)| UnitVector3d::from_lon_lat_rad(lon, z.asin())),
        1 => prop_oneof![Just(UnitVector3d::X), Just(UnitVector3d::Y), Just(UnitVector3d::Z), Just(-UnitVector3d::X), Just(-UnitVector3d::Z)],
    ]
}

/// A point at most `r` radians from a centre.
fn near(center: UnitVector3d, r: f64, turn: f64) -> UnitVector3d {
    let across = if center.z().abs() < 0.9 { UnitVector3d::Z } else { UnitVector3d::X };
    let axis = center.cross(across).normalized().unwrap().0;
    center.rotated_around(axis, r).rotated_around(center, turn)
}

fn size() -> impl Strategy<Value = f64> {
    prop_oneof![1e-6..1e-3f64, 1e-3..0.1f64, 0.1..1.2f64]
}

fn circle() -> impl Strategy<Value = Region> {
    (point(), prop_oneof![6 => size(), 1 => -1.0..4.0f64]).prop_map(|(c, r)| Circle::new(c, r).into())
}

fn lonlat_box() -> impl Strategy<Value = Region> {
    (point(), size(), size()).prop_map(|(c, w, h)| {
        let c = LonLat::from(c);
        let lon = NormalizedAngleInterval::of_point(c.lon_rad()).dilated_by(w);
        LonLatBox::new(lon, Interval1d::new(c.lat_rad() - h, c.lat_rad() + h)).into()
    })
}

fn polygon() -> impl Strategy<Value = Region> {
    (point(), size(), proptest::collection::vec((0.2..1.0f64, 0.0..6.3f64), 3..12)).prop_filter_map("flat", |(c, r, spread)| {
        let points: Vec<_> = spread.into_iter().map(|(s, turn)| near(c, s * r, turn)).collect();
        ConvexPolygon::convex_hull(&points).ok().map(Region::from)
    })
}

fn ellipse() -> impl Strategy<Value = Region> {
    (point(), size(), 0.0..6.3f64, size()).prop_filter_map("not one", |(f1, r, turn, more)| {
        let f2 = near(f1, r, turn);
        Ellipse::from_foci(f1, f2, 0.5 * f1.angle_to_rad(f2) + more).ok().map(Region::from)
    })
}

fn simple() -> impl Strategy<Value = Region> {
    prop_oneof![circle(), lonlat_box(), polygon(), ellipse()]
}

fn region() -> impl Strategy<Value = Region> {
    simple().prop_recursive(3, 12, 3, |inner| {
        let operands = proptest::collection::vec(inner, 0..4);
        prop_oneof![operands.clone().prop_map(Region::union), operands.prop_map(Region::intersection)]
    })
}

fn pixelizations(level: u8) -> Vec<Box<dyn Pixelization>> {
    vec![
        Box::new(HtmPixelization::new(level).unwrap()),
        Box::new(Q3cPixelization::new(level).unwrap()),
        Box::new(Mq3cPixelization::new(level).unwrap()),
        Box::new(HealpixPixelization::new(level.min(17)).unwrap()),
    ]
}

/// Points of a region and near it: around its middle, out to a little beyond its bounding circle.
fn probes(region: &Region) -> Vec<UnitVector3d> {
    let bounds = region.bounding_circle();
    let r = bounds.opening_angle_rad().clamp(0.0, 3.1);
    let turns = (0..60).map(|i| (f64::from(i) * 0.618 % 1.0, f64::from(i) * 2.4));
    turns.map(|(part, turn)| near(bounds.center(), part * 1.1 * r, turn)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn what_is_written_is_read_back(region in region()) {
        let bytes = region.encode();
        let read = Region::decode(&bytes).unwrap();
        prop_assert_eq!(read.encode(), bytes);
        prop_assert_eq!(read.to_string(), region.to_string());
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400), code in prop_oneof![Just(b'u'), Just(b'i'), Just(b'p'), Just(b'c'), Just(b'b'), Just(b'e')]) {
        let mut coded = bytes.clone();
        if let Some(first) = coded.first_mut() {
            *first = code;
        }
        for bytes in [bytes, coded] {
            if let Ok(region) = Region::decode(&bytes) {
                exercise(&region);
            }
        }
    }

    #[test]
    fn damaged_bytes_are_read_or_refused(region in region(), at in any::<prop::sample::Index>(), bits in 1u8.., cut in any::<prop::sample::Index>()) {
        let mut bytes = region.encode();
        let i = at.index(bytes.len());
        bytes[i] ^= bits;
        if let Ok(region) = Region::decode(&bytes) {
            exercise(&region);
        }
        if let Ok(region) = Region::decode(&bytes[..cut.index(bytes.len())]) {
            exercise(&region);
        }
    }

    #[test]
    fn doubles_of_any_bits_do_no_harm(doubles in proptest::collection::vec(any::<u64>(), 9..16), code in prop_oneof![Just(b'p'), Just(b'c'), Just(b'b'), Just(b'e')]) {
        let count = match code { b'c' => 5, b'b' => 4, b'e' => 14, _ => doubles.len() / 3 * 3 };
        let mut bytes = vec![code];
        bytes.extend(doubles.iter().cycle().take(count).flat_map(|bits| bits.to_le_bytes()));
        if let Ok(region) = Region::decode(&bytes) {
            exercise(&region);
        }
    }

    #[test]
    fn relations_turn_when_regions_are_exchanged(a in simple(), b in simple()) {
        prop_assert_eq!(a.relate(&b), b.relate(&a).inverted());
        prop_assert_eq!(a.overlaps(&b), b.overlaps(&a));
    }

    #[test]
    fn relations_agree_with_points(a in simple(), b in simple()) {
        let relationship = a.relate(&b);
        for v in probes(&a).into_iter().chain(probes(&b)) {
            if a.contains(v) && b.contains(v) {
                prop_assert!(!relationship.is_disjoint());
                prop_assert_ne!(a.overlaps(&b), Some(false));
                prop_assert!(a.may_overlap(&b));
            }
            prop_assert!(!relationship.has(Relationship::WITHIN) || !a.contains(v) || b.contains(v));
            prop_assert!(!relationship.has(Relationship::CONTAINS) || !b.contains(v) || a.contains(v));
        }
    }

    #[test]
    fn bounds_hold_the_region(region in region()) {
        let (circle, bounds) = (region.bounding_circle(), region.bounding_box());
        for v in probes(&region) {
            if region.contains(v) {
                prop_assert!(circle.contains(v));
                prop_assert!(bounds.contains(LonLat::from(v)));
            }
        }
    }

    #[test]
    fn envelopes_cover_the_region_and_interiors_are_covered(region in region(), level in 0u8..6, max_ranges in 0usize..9) {
        for pixels in pixelizations(level) {
            let (envelope, interior) = (pixels.envelope(&region, max_ranges), pixels.interior(&region, max_ranges));
            prop_assert!(interior.is_subset(&envelope));
            prop_assert!(max_ranges != 0 || envelope.is_subset(&pixels.universe()));
            for v in probes(&region) {
                if region.contains(v) {
                    prop_assert!(envelope.contains(pixels.index(v)), "{} {}", pixels.name(), region);
                }
            }
        }
    }

    #[test]
    fn interiors_of_simple_shapes_are_inside(region in prop_oneof![circle(), polygon(), lonlat_box()], level in 3u8..7) {
        for pixels in pixelizations(level) {
            for index in pixels.interior(&region, 0).iter().take(20) {
                let middle = pixels.pixel(index).unwrap().centroid().unwrap();
                prop_assert!(region.contains(middle));
            }
        }
    }

    #[test]
    fn the_middle_of_a_pixel_has_its_index(v in point(), level in 0u8..=20) {
        for pixels in pixelizations(level) {
            let index = pixels.index(v);
            let pixel = pixels.pixel(index).unwrap();
            // The edges of a HEALPix pixel are curved: its polygon is a hull of points on them, and a point near an edge may lie outside.
            let holds = if pixels.name().starts_with("healpix") { pixel.bounding_circle().contains(v) } else { pixel.contains(v) };
            prop_assert!(holds, "{} {:?}", pixels.name(), v);
            prop_assert_eq!(pixels.index(pixel.centroid().unwrap()), index, "{}", pixels.name());
        }
    }

    #[test]
    fn set_algebra_holds(a in proptest::collection::vec(0u64..200, 0..40), b in proptest::collection::vec((0u64..200, 1u64..30), 0..10)) {
        let x = RangeSet::from_values(a.iter().copied());
        let mut y = RangeSet::new();
        b.iter().for_each(|(begin, length)| y.insert(*begin, begin + length));
        let in_b = |v: u64| b.iter().any(|(begin, length)| (*begin..begin + length).contains(&v));
        for v in 0..240 {
            prop_assert_eq!(x.contains(v), a.contains(&v));
            prop_assert_eq!(y.contains(v), in_b(v));
            prop_assert_eq!(x.union(&y).contains(v), x.contains(v) || y.contains(v));
            prop_assert_eq!(x.intersection(&y).contains(v), x.contains(v) && y.contains(v));
            prop_assert_eq!(x.difference(&y).contains(v), x.contains(v) && !y.contains(v));
            prop_assert_eq!(x.complement().contains(v), !x.contains(v));
        }
        prop_assert_eq!(x.complement().complement(), x.clone());
        prop_assert_eq!(x.intersects(&y), !x.intersection(&y).is_empty());
        prop_assert_eq!(x.is_subset(&y), x.difference(&y).is_empty());
        prop_assert_eq!(x.iter().count() as u64, x.cardinality());
        prop_assert_eq!(y.union(&x), x.union(&y));
    }
}

/// Asks everything of a region that may make no sense; nothing may panic or take long.
fn exercise(region: &Region) {
    let other = Region::from(Circle::new(UnitVector3d::X, 0.1));
    let quad = Region::from_ivoa_pos("POLYGON 0 0 1 0 1 1 0 1").unwrap();
    for other in [&other, &quad, region] {
        let _ = (region.relate(other), region.overlaps(other), other.relate(region));
    }
    let _ = (region.bounding_circle(), region.bounding_box(), region.centroid(), region.area_sr(), region.is_empty());
    let _ = (region.to_string(), region.to_ivoa_pos(), region.encode(), region.contains(UnitVector3d::Z));
    for pixels in pixelizations(2) {
        let _ = (pixels.envelope(region, 4), pixels.interior(region, 0));
    }
}

#[test]
fn regions_that_lie_in_each_other_too_deep_are_refused() {
    let mut bytes = Region::from(Circle::FULL).encode();
    for depth in 0..10_000usize {
        let mut outer = vec![if depth % 2 == 0 { b'u' } else { b'i' }];
        outer.extend((bytes.len() as u64).to_le_bytes());
        outer.extend(bytes);
        bytes = outer;
        if depth > 100 && depth % 1000 == 0 {
            assert!(Region::decode(&bytes).is_err());
        }
    }
    assert!(Region::decode(&bytes).unwrap_err().to_string().contains("deep"));
}

#[test]
fn lengths_that_lead_beyond_the_bytes_are_refused() {
    let mut bytes = vec![b'u'];
    bytes.extend(u64::MAX.to_le_bytes());
    bytes.extend([0; 40]);
    assert!(Region::decode(&bytes).is_err());
    assert!(Region::decode(&[]).is_err());
    assert!(Region::decode(b"x").is_err());
    assert_eq!(Region::decode(b"u").unwrap(), Region::Union(Vec::new()));
}

#[test]
fn levels_and_indices_out_of_range_are_refused() {
    assert!(HtmPixelization::new(25).is_err());
    assert!(Q3cPixelization::new(31).is_err());
    let htm = HtmPixelization::new(7).unwrap();
    assert_eq!(htm.pixel(5).unwrap_err().to_string(), "htm7 has no pixel `5`");
    for index in [0, 1, 7, 16, 31, u64::MAX] {
        assert_eq!(HtmPixelization::level_of(index), None, "{index}");
        assert!(HtmPixelization::as_text(index).is_err());
    }
}

#[test]
fn areas_of_simple_shapes_are_known() {
    let eighth = std::f64::consts::FRAC_PI_2;
    let octant = ConvexPolygon::convex_hull(&[UnitVector3d::X, UnitVector3d::Y, UnitVector3d::Z]).unwrap();
    assert!((octant.area_sr() - eighth).abs() < 1e-14);
    let band = LonLatBox::from_radians(0.0, 0.0, eighth, eighth).unwrap();
    assert!((band.area_sr() - eighth).abs() < 1e-14);
    let circle = Circle::new(UnitVector3d::Z, 0.3);
    let round = Ellipse::from_foci(UnitVector3d::Z, UnitVector3d::Z, 0.3).unwrap();
    assert!((circle.area_sr() - round.area_sr()).abs() < 1e-12);
    assert!((Circle::FULL.area_sr() - 8.0 * eighth).abs() < 1e-14);
}
