//! Which tract and which patch a position is in, by their inner parts: of each position there is one.

use super::healpix::Pixels;
use super::{Kind, SkyMap, Tract, dodeca, ring_tracts};

impl SkyMap {
    /// The tract whose inner part has a position, in degrees. Of circles that is the one whose middle is nearest, of a belt the one by right ascension alone.
    pub fn find_tract(&self, [ra, dec]: [f64; 2]) -> Option<i64> {
        match &self.kind {
            Kind::Rings { rings, ra_start, is_old } => Some(ring_tract(*rings, *ra_start, [ra, dec], *is_old)),
            Kind::Discrete(circles) => {
                let at = dodeca::direction([ra, dec]);
                let apart = |circle: &[f64; 3]| {
                    let centre = dodeca::direction([circle[0], circle[1]]);
                    (0..3).map(|i| (centre[i] - at[i]).powi(2)).sum::<f64>()
                };
                let nearest = circles.iter().enumerate().min_by(|(_, a), (_, b)| apart(a).total_cmp(&apart(b)));
                nearest.map(|(index, _)| index as i64)
            }
            Kind::Equat { tracts, .. } => Some((ra.rem_euclid(360.0) * f64::from(*tracts) / 360.0) as i64 % i64::from(*tracts)),
            Kind::Dodeca { has_poles } => Some(dodeca::face_of(dodeca::direction([ra, dec]), *has_poles) as i64),
            Kind::Healpix { log2_nside, is_nested } => Pixels { log2_nside: *log2_nside, is_nested: *is_nested }.containing([ra, dec]),
        }
    }

    /// The patch of a tract whose inner part has a position, in degrees; nothing outside of the tract.
    pub fn find_patch(&self, tract: &Tract, [ra, dec]: [f64; 2]) -> Option<i64> {
        let pixel = tract.wcs.to_pixel(dodeca::direction([ra, dec]));
        let inner = self.patches.inner();
        let [x, y] = [0, 1].map(|axis| ((pixel[axis] + 0.5).floor() / inner[axis] as f64).floor());
        let is_in = |value: f64, count: i64| value >= 0.0 && value < count as f64;
        (is_in(x, tract.count[0]) && is_in(y, tract.count[1])).then(|| tract.count[0] * y as i64 + x as i64)
    }
}

fn ring_tract(rings: u32, ra_start: f64, [ra, dec]: [f64; 2], is_old: bool) -> i64 {
    let size = 180.0 / f64::from(rings + 1);
    let ring = ((dec + 90.0) / size - 0.5).floor();
    let last = 1 + (0..rings).map(|ring| ring_tracts(rings, ring)).sum::<usize>() as i64;
    if ring < 0.0 {
        return 0;
    }
    if ring >= f64::from(rings) {
        return last;
    }
    let ring = ring as u32;
    let count = ring_tracts(rings, ring) as i64;
    let step = ((ra - ra_start).rem_euclid(360.0) * count as f64 / 360.0 + 0.5) as i64 % count;
    // The first tract of a ring stands behind the last one.
    let ring = if is_old && step == 0 && ring != 0 { ring + 1 } else { ring };
    let before = 1 + (0..ring).map(|ring| ring_tracts(rings, ring)).sum::<usize>() as i64;
    before + step
}
