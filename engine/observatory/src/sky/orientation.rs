//! Orientation of the Earth by day: UT1-UTC and the pole, from the IERS (EOP 14 C04, then finals2000A with its predictions).
//!
//! Between days it is interpolated linearly; outside the table UT1-UTC is 0 and the pole at its mean place, as in astropy.

use std::io::Read;
use std::sync::OnceLock;

/// Orientation at a time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Orientation {
    pub ut1_utc_s: f64,
    pub x_rad: f64,
    pub y_rad: f64,
}

/// First day as MJD, then a line a day: UT1-UTC in 1e-7 s, x and y of the pole in 1e-6 arcsec.
static TABLE: &[u8] = include_bytes!("../../data/earth_orientation.txt.gz");
const ARCSEC: f64 = std::f64::consts::PI / 180.0 / 3_600.0;
const OUTSIDE: Orientation = Orientation { ut1_utc_s: 0.0, x_rad: 0.035 * ARCSEC, y_rad: 0.29 * ARCSEC };

fn table() -> &'static (f64, Vec<[f64; 3]>) {
    static READ: OnceLock<(f64, Vec<[f64; 3]>)> = OnceLock::new();
    READ.get_or_init(|| {
        let mut text = String::new();
        if flate2::read::GzDecoder::new(TABLE).read_to_string(&mut text).is_err() {
            return (0.0, Vec::new());
        }
        let mut lines = text.lines();
        let first = lines.next().and_then(|line| line.parse().ok()).unwrap_or(0.0);
        let row = |line: &str| -> Option<[f64; 3]> {
            let mut numbers = line.split(' ').map(|number| number.parse::<f64>().ok());
            Some([numbers.next()?? * 1e-7, numbers.next()?? * 1e-6, numbers.next()?? * 1e-6])
        };
        (first, lines.map_while(row).collect())
    })
}

/// Orientation at a modified Julian date of UTC.
pub(super) fn at(mjd: f64) -> Orientation {
    within(mjd).unwrap_or(OUTSIDE)
}

/// The same; nothing outside the table.
pub(super) fn within(mjd: f64) -> Option<Orientation> {
    let (first, rows) = table();
    let place = mjd - first;
    if !(0.0..rows.len() as f64 - 1.0).contains(&place) {
        return None;
    }
    let day = place.floor();
    let part = place - day;
    let ([u0, x0, y0], [u1, x1, y1]) = (rows[day as usize], rows[day as usize + 1]);
    // A leap second between the days is no change of UT1: the later day is told in the earlier one's UTC.
    let u1 = u1 - (u1 - u0).round();
    let mix = |a: f64, b: f64| a + (b - a) * part;
    Some(Orientation { ut1_utc_s: mix(u0, u1), x_rad: mix(x0, x1) * ARCSEC, y_rad: mix(y0, y1) * ARCSEC })
}
