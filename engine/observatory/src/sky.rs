//! Places on the sky and on the Earth: what headers need of positional astronomy, on SOFA's routines.

use sofars::{astro, coords};

use crate::time::Time;

mod orientation;

/// Geocentric place of geodetic coordinates (WGS84): longitude east and latitude in degrees, height in metres.
pub fn geodetic(longitude: f64, latitude: f64, height_m: f64) -> Option<[f64; 3]> {
    // astropy takes a longitude into [0, 360) first; the last bit tells.
    coords::gd2gc(1, wrap_360(longitude).to_radians(), latitude.to_radians(), height_m).ok()
}

/// Longitude east and latitude in degrees, height in metres, of a geocentric place (WGS84).
pub fn to_geodetic(xyz: [f64; 3]) -> Option<(f64, f64, f64)> {
    coords::gc2gd(1, xyz).ok().map(|(longitude, latitude, height)| (longitude.to_degrees(), latitude.to_degrees(), height))
}

/// `angle` in `[0, 360)` degrees.
pub fn wrap_360(angle: f64) -> f64 {
    if (0.0..360.0).contains(&angle) { angle } else { wrap(angle, 360.0) }
}

/// `angle` in `[limit - 360, limit)` degrees.
pub fn wrap(angle: f64, limit: f64) -> f64 {
    let floor = limit - 360.0;
    let turns = ((angle - floor) / 360.0).floor();
    let wrapped = angle - turns * 360.0;
    if wrapped >= limit {
        wrapped - 360.0
    } else if wrapped < floor {
        wrapped + 360.0
    } else {
        wrapped
    }
}

/// ICRS of FK5 J2000, in degrees: the frame's bias by the three angles of Mignard & Froeschlé (2000), as in astropy.
pub fn icrs_of_fk5(ra: f64, dec: f64) -> (f64, f64) {
    const MAS: f64 = std::f64::consts::PI / 180.0 / 3_600_000.0;
    let (eta, xi, da) = (-19.9 * MAS, 9.1 * MAS, -22.9 * MAS);
    let turn_x = |v: [f64; 3], a: f64| [v[0], a.cos() * v[1] + a.sin() * v[2], -a.sin() * v[1] + a.cos() * v[2]];
    let turn_y = |v: [f64; 3], a: f64| [a.cos() * v[0] - a.sin() * v[2], v[1], a.sin() * v[0] + a.cos() * v[2]];
    let turn_z = |v: [f64; 3], a: f64| [a.cos() * v[0] + a.sin() * v[1], -a.sin() * v[0] + a.cos() * v[1], v[2]];
    let (ra, dec) = (ra.to_radians(), dec.to_radians());
    let fk5 = [dec.cos() * ra.cos(), dec.cos() * ra.sin(), dec.sin()];
    // FK5 = Rx(-eta) Ry(xi) Rz(da) ICRS; undone from the left.
    let icrs = turn_z(turn_y(turn_x(fk5, eta), -xi), -da);
    let ra = icrs[1].atan2(icrs[0]).to_degrees();
    (wrap_360(ra), icrs[2].atan2(icrs[0].hypot(icrs[1])).to_degrees())
}

/// Azimuth and altitude, in degrees, of an ICRS position seen without an atmosphere from a geocentric place at a time.
pub fn altaz_of_icrs(ra: f64, dec: f64, time: Time, place: [f64; 3]) -> Option<(f64, f64)> {
    let mut astrom = star_independent(time, place)?;
    let (ri, di) = astro::atciqz(ra.to_radians(), dec.to_radians(), &mut astrom);
    let (azimuth, zenith, ..) = astro::atioq(ri, di, &astrom);
    Some((wrap_360(azimuth.to_degrees()), 90.0 - zenith.to_degrees()))
}

/// ICRS, in degrees, of azimuth and altitude seen without an atmosphere from a geocentric place at a time.
pub fn icrs_of_altaz(az: f64, alt: f64, time: Time, place: [f64; 3]) -> Option<(f64, f64)> {
    let mut astrom = star_independent(time, place)?;
    let (ri, di) = astro::atoiq("A", az.to_radians(), (90.0 - alt).to_radians(), &astrom);
    let (ra, dec) = astro::aticq(ri, di, &mut astrom);
    Some((wrap_360(ra.to_degrees()), dec.to_degrees()))
}

/// Azimuth and altitude, in degrees, of an hour angle and a declination of date at a latitude.
pub fn altaz_of_hour_angle(hour_angle: f64, dec: f64, latitude: f64) -> (f64, f64) {
    let [az, alt] = coords::hd2ae(hour_angle.to_radians(), dec.to_radians(), latitude.to_radians());
    (wrap_360(az.to_degrees()), alt.to_degrees())
}

/// UT1-UTC in seconds at a modified Julian date of UTC, as the IERS measured or predicts it; nothing outside its table, which begins with 2000.
pub fn ut1_utc_s(mjd: f64) -> Option<f64> {
    orientation::within(mjd).map(|earth| earth.ut1_utc_s)
}

/// Airmass of the plane-parallel atmosphere at an altitude in degrees.
pub fn secz(alt: f64) -> f64 {
    1.0 / alt.to_radians().sin()
}

fn star_independent(time: Time, place: [f64; 3]) -> Option<astro::IauAstrom> {
    let (longitude, latitude, height) = coords::gc2gd(1, place).ok()?;
    let (utc1, utc2) = time.utc().parts();
    let earth = orientation::at(time.utc().mjd());
    let mut astrom = astro::IauAstrom::default();
    let mut origins = 0.0;
    astro::apco13(
        utc1,
        utc2,
        earth.ut1_utc_s,
        longitude,
        latitude,
        height,
        earth.x_rad,
        earth.y_rad,
        0.0,
        0.0,
        0.0,
        0.55,
        &mut astrom,
        &mut origins,
    )
    .ok()?;
    Some(astrom)
}
