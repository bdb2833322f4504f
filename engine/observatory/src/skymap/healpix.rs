//! HEALPix pixels as tracts (Gorski et al. 2005), in the nested or the ring scheme.
//!
//! The reference counts colatitude from the south: its tract of a pixel is the mirror image of the pixel at the equator. So it is here.

use butler_sphere::{LonLat, UnitVector3d, healpix_index, healpix_point, morton, morton_inverse};

/// Ring of a face's lowest corner in units of nside, and its longitude in units of a quarter of pi.
const FACES: [(i64, i64); 12] = [(2, 1), (2, 3), (2, 5), (2, 7), (3, 0), (3, 2), (3, 4), (3, 6), (4, 1), (4, 3), (4, 5), (4, 7)];

/// A pixel by its face and place on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Cell {
    face: usize,
    x: i64,
    y: i64,
}

/// One pixelization.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pixels {
    pub log2_nside: u8,
    pub is_nested: bool,
}

fn isqrt(value: i64) -> i64 {
    let mut root = (value as f64).sqrt() as i64;
    while root * root > value {
        root -= 1;
    }
    while (root + 1) * (root + 1) <= value {
        root += 1;
    }
    root
}

impl Pixels {
    fn nside(self) -> i64 {
        1 << self.log2_nside
    }

    pub(super) fn len(self) -> usize {
        12 << (2 * u32::from(self.log2_nside))
    }

    fn cell(self, index: i64) -> Cell {
        if self.is_nested { self.of_nested(index) } else { self.of_ring(index) }
    }

    fn of_nested(self, index: i64) -> Cell {
        let area = self.nside() * self.nside();
        let (face, place) = ((index / area) as usize, index % area);
        let (x, y) = morton_inverse(place as u64);
        Cell { face: face.min(11), x: x.into(), y: y.into() }
    }

    fn of_ring(self, index: i64) -> Cell {
        let n = self.nside();
        let (total, cap) = (12 * n * n, 2 * n * (n - 1));
        // Ring from the north, place on it from 1, whether it begins half a pixel later, pixels of a quarter, face.
        let (ring, place, shift, quarter, face) = if index < cap {
            let ring = (1 + isqrt(1 + 2 * index)) / 2;
            let place = index + 1 - 2 * ring * (ring - 1);
            (ring, place, 0, ring, (place - 1) / ring)
        } else if index < total - cap {
            let (row, place) = ((index - cap) / (4 * n), (index - cap) % (4 * n) + 1);
            let ring = row + n;
            let rising = (place - (row + 1) / 2 + n - 1) / n;
            let falling = (place - (2 * n + 1 - row) / 2 + n - 1) / n;
            let face = match falling.cmp(&rising) {
                std::cmp::Ordering::Equal => falling % 4 + 4,
                std::cmp::Ordering::Less => falling,
                std::cmp::Ordering::Greater => rising + 8,
            };
            (ring, place, (ring + n) & 1, n, face)
        } else {
            let left = total - index;
            let ring = (1 + isqrt(2 * left - 1)) / 2;
            let place = 4 * ring + 1 - (left - 2 * ring * (ring - 1));
            (4 * n - ring, place, 0, ring, 8 + (place - 1) / ring)
        };
        let face = (face as usize).min(11);
        let (low, longitude) = FACES[face];
        let down = ring - low * n + 1;
        let mut along = 2 * place - longitude * quarter - shift - 1;
        if along >= 2 * n {
            along -= 8 * n;
        }
        Cell { face, x: (along - down) >> 1, y: (-along - down) >> 1 }
    }

    fn index(self, cell: Cell) -> i64 {
        let n = self.nside();
        if self.is_nested {
            return cell.face as i64 * n * n + morton(cell.x as u32, cell.y as u32) as i64;
        }
        let (low, longitude) = FACES[cell.face];
        let ring = low * n - cell.x - cell.y - 1;
        let (quarter, before, shift) = if ring < n {
            (ring, 2 * ring * (ring - 1), 0)
        } else if ring > 3 * n {
            let quarter = 4 * n - ring;
            (quarter, 12 * n * n - 2 * (quarter + 1) * quarter, 0)
        } else {
            (n, 2 * n * (n - 1) + (ring - n) * 4 * n, (ring - n) & 1)
        };
        let place = (longitude * quarter + cell.x - cell.y + 1 + shift) / 2;
        before + (place - 1).rem_euclid(4 * quarter)
    }

    /// Right ascension and declination of a place on a face, whose sides are 1, in degrees.
    fn sky(face: usize, x: f64, y: f64) -> [f64; 2] {
        let place = LonLat::from(healpix_point(face as u64, x, y));
        [crate::sky::wrap_360(place.lon_rad().to_degrees()), -place.lat_rad().to_degrees()]
    }

    /// The middle of a pixel.
    pub(super) fn centre(self, index: i64) -> [f64; 2] {
        let (n, cell) = (self.nside() as f64, self.cell(index));
        Pixels::sky(cell.face, (cell.x as f64 + 0.5) / n, (cell.y as f64 + 0.5) / n)
    }

    /// The four corners of a pixel.
    pub(super) fn corners(self, index: i64) -> [[f64; 2]; 4] {
        let (n, cell) = (self.nside() as f64, self.cell(index));
        [(1, 1), (0, 1), (0, 0), (1, 0)].map(|(x, y)| Pixels::sky(cell.face, (cell.x + x) as f64 / n, (cell.y + y) as f64 / n))
    }

    /// The pixel that a position is in.
    pub(super) fn containing(self, [ra, dec]: [f64; 2]) -> Option<i64> {
        let mirrored = UnitVector3d::from_lon_lat_rad(ra.to_radians(), -dec.to_radians());
        let nested = healpix_index(self.log2_nside, mirrored).ok()?;
        Some(self.index(self.of_nested(i64::try_from(nested).ok()?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pixel_is_found_by_its_place_and_by_its_middle() {
        for log2_nside in 0..6 {
            for is_nested in [false, true] {
                let pixels = Pixels { log2_nside, is_nested };
                for index in 0..pixels.len() as i64 {
                    assert_eq!(pixels.index(pixels.cell(index)), index, "{pixels:?}");
                    assert_eq!(pixels.containing(pixels.centre(index)), Some(index), "{pixels:?}");
                }
            }
        }
    }

    #[test]
    fn pixels_of_the_ring_scheme_lie_on_rings() {
        for log2_nside in 0..6 {
            let pixels = Pixels { log2_nside, is_nested: false };
            let n = pixels.nside();
            let mut index = 0;
            for ring in 1..4 * n {
                let quarter = ring.min(n).min(4 * n - ring);
                let is_cap = ring < n || ring > 3 * n;
                let z = if ring < n {
                    1.0 - (ring * ring) as f64 / (3 * n * n) as f64
                } else if ring > 3 * n {
                    ((4 * n - ring) * (4 * n - ring)) as f64 / (3 * n * n) as f64 - 1.0
                } else {
                    (2 * n - ring) as f64 * 2.0 / (3 * n) as f64
                };
                let shift = if is_cap || (ring - n) % 2 == 0 { 0.5 } else { 0.0 };
                for place in 0..4 * quarter {
                    let [ra, dec] = pixels.centre(index);
                    assert!((ra - 90.0 * (place as f64 + shift) / quarter as f64).abs() < 1e-9, "{pixels:?} {index}");
                    assert!((dec.to_radians().sin() + z).abs() < 1e-12, "{pixels:?} {index}");
                    index += 1;
                }
            }
            assert_eq!(index, pixels.len() as i64);
        }
    }
}
