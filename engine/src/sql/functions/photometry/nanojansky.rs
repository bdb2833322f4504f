//! Fluxes in nanojansky and AB magnitudes: `m = 31.4 - 2.5 log10(f)`.

use super::super::{Description, Family, Function};
use super::{NANOJANSKY_ZERO_POINT, ab_mag, ab_mag_sigma, calculated, flux, flux_sigma, of1, of2};

const NANOJANSKY_TO_AB_MAG: Description = Description {
    name: "nanojanskytoabmag",
    aliases: &["scisql_nanojanskytoabmag"],
    family: Family::Photometry,
    syntax: "nanojanskyToAbMag(flux)",
    text: "The AB magnitude of a flux in nanojansky, `31.4 - 2.5 log10(flux)`; NULL unless the flux is positive.",
    arguments: &[("flux", "flux in nanojansky")],
    example: "SELECT nanojanskyToAbMag(3631.0) AS magnitude",
};

const NANOJANSKY_TO_AB_MAG_SIGMA: Description = Description {
    name: "nanojanskytoabmagsigma",
    aliases: &["scisql_nanojanskytoabmagsigma"],
    family: Family::Photometry,
    syntax: "nanojanskyToAbMagSigma(flux, sigma)",
    text: "The error of the AB magnitude of a flux in nanojansky, to first order.",
    arguments: &[("flux", "flux in nanojansky"), ("sigma", "its error")],
    example: "SELECT nanojanskyToAbMagSigma(3631.0, 36.31) AS error",
};

const AB_MAG_TO_NANOJANSKY: Description = Description {
    name: "abmagtonanojansky",
    aliases: &["scisql_abmagtonanojansky"],
    family: Family::Photometry,
    syntax: "abMagToNanojansky(mag)",
    text: "The flux in nanojansky of an AB magnitude.",
    arguments: &[("mag", "AB magnitude")],
    example: "SELECT abMagToNanojansky(22.5) AS flux",
};

const AB_MAG_TO_NANOJANSKY_SIGMA: Description = Description {
    name: "abmagtonanojanskysigma",
    aliases: &["scisql_abmagtonanojanskysigma"],
    family: Family::Photometry,
    syntax: "abMagToNanojanskySigma(mag, sigma)",
    text: "The error in nanojansky of the flux of an AB magnitude, to first order.",
    arguments: &[("mag", "AB magnitude"), ("sigma", "its error")],
    example: "SELECT abMagToNanojanskySigma(22.5, 0.01) AS error",
};

/// What they are.
pub(super) const DESCRIPTIONS: [&Description; 4] =
    [&NANOJANSKY_TO_AB_MAG, &NANOJANSKY_TO_AB_MAG_SIGMA, &AB_MAG_TO_NANOJANSKY, &AB_MAG_TO_NANOJANSKY_SIGMA];

/// The functions.
pub(super) fn functions() -> Vec<Function> {
    vec![
        of1(&NANOJANSKY_TO_AB_MAG, |args| calculated(args, |[flux]| ab_mag(flux, NANOJANSKY_ZERO_POINT))),
        of2(&NANOJANSKY_TO_AB_MAG_SIGMA, |args| calculated(args, |[flux, sigma]| ab_mag_sigma(flux, sigma))),
        of1(&AB_MAG_TO_NANOJANSKY, |args| calculated(args, |[mag]| flux(mag, NANOJANSKY_ZERO_POINT))),
        of2(&AB_MAG_TO_NANOJANSKY_SIGMA, |args| calculated(args, |[mag, sigma]| flux_sigma(flux(mag, NANOJANSKY_ZERO_POINT), sigma))),
    ]
}
