//! The index of regions by itself: time to make it, time to search it, and how many of the regions that it finds are related.
//!
//! Squares and points all over a field of 20 by 20 degrees, in the numbers and sizes of detectors, visits, patches and tracts.

use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, Instant};

use butler_engine::sphere::{Circle, ConvexPolygon, LonLat, PairTest, Region, RegionIndex, Screen, UnitVector3d};

/// How many, and how large in degrees; 0 for points.
type Squares = (usize, f64);

const CASES: [(&str, Squares, Squares); 5] = [
    ("detectors, by patches", (20_000, 0.2), (10_000, 0.2)),
    ("visits, by patches", (500, 1.5), (10_000, 0.2)),
    ("patches, by visits", (10_000, 0.2), (500, 1.5)),
    ("patches, by points", (10_000, 0.2), (100_000, 0.0)),
    ("tracts, by points", (100, 1.7), (100_000, 0.0)),
];

fn main() -> Result<(), Box<dyn Error>> {
    for (name, indexed, searching) in CASES {
        let regions = squares(indexed, [0.618_033_988_749_895, 0.754_877_666_246_693])?;
        let others = squares(searching, [0.569_840_290_998_053, 0.414_213_562_373_095])?;
        let began = Instant::now();
        let index = RegionIndex::new(regions, PairTest::Overlaps);
        let made = began.elapsed();
        let began = Instant::now();
        let candidates: Vec<Vec<u32>> = others.iter().map(|region| index.candidates(region)).collect();
        let searched = began.elapsed();
        let began = Instant::now();
        let pairs: usize = others.iter().zip(&candidates).map(|(region, found)| overlapping(&index, region, found)).sum();
        let related = began.elapsed();
        let found: usize = candidates.iter().map(Vec::len).sum();
        println!(
            "{name:22} made {:6.2} us, {:5} bytes each; searched {:7.2} us, related {:7.2} us each; {found:8} candidates, {pairs:7} pairs, {:7.1} ms",
            each(made, indexed),
            index.size_bytes() / indexed.0,
            each(searched, searching),
            each(related, searching),
            (made + searched + related).as_secs_f64() * 1e3,
        );
    }
    Ok(())
}

fn each(time: Duration, (count, _): Squares) -> f64 {
    time.as_secs_f64() * 1e6 / count as f64
}

fn overlapping(index: &RegionIndex, region: &Region, candidates: &[u32]) -> usize {
    let screen = Screen::new(region);
    let found = candidates.iter().filter_map(|place| index.regions().get(*place as usize));
    found.filter(|other| !screen.is_some_and(|s| s.is_apart_from(other)) && other.may_overlap(region)).count()
}

/// Squares, spread evenly by two irrational steps.
fn squares((count, size): Squares, [x, y]: [f64; 2]) -> Result<Vec<Arc<Region>>, Box<dyn Error>> {
    let mut squares = Vec::with_capacity(count);
    for i in 1..=count {
        let (ra, dec) = (140.0 + 20.0 * ((i as f64 * x) % 1.0), -10.0 + 20.0 * ((i as f64 * y) % 1.0));
        let at = |dx: f64, dy: f64| LonLat::from_degrees(ra + dx * size / 2.0, dec + dy * size / 2.0).map(UnitVector3d::from);
        squares.push(Arc::new(match size {
            0.0 => Circle::of_point(at(0.0, 0.0)?).into(),
            _ => ConvexPolygon::convex_hull(&[at(-1.0, -1.0)?, at(1.0, -1.0)?, at(1.0, 1.0)?, at(-1.0, 1.0)?])?.into(),
        }));
    }
    Ok(squares)
}
