//! Fluxes in erg/s/cm^2/Hz and AB magnitudes: `m = -48.6 - 2.5 log10(f)` (Oke and Gunn 1983).

use super::super::{Description, Family, Function};
use super::{CGS_ZERO_POINT, ab_mag, ab_mag_sigma, calculated, flux, flux_sigma, of1, of2};

const FLUX_TO_AB_MAG: Description = Description {
    name: "fluxtoabmag",
    aliases: &["scisql_fluxtoabmag"],
    family: Family::Photometry,
    syntax: "fluxToAbMag(flux)",
    text: "The AB magnitude of a flux in erg/s/cm^2/Hz, `-48.6 - 2.5 log10(flux)`; NULL unless the flux is positive.",
    arguments: &[("flux", "flux in erg/s/cm^2/Hz")],
    example: "SELECT fluxToAbMag(3.63e-20) AS magnitude",
};

const FLUX_TO_AB_MAG_SIGMA: Description = Description {
    name: "fluxtoabmagsigma",
    aliases: &["scisql_fluxtoabmagsigma"],
    family: Family::Photometry,
    syntax: "fluxToAbMagSigma(flux, sigma)",
    text: "The error of the AB magnitude of a flux, to first order.",
    arguments: &[("flux", "flux in any unit"), ("sigma", "its error")],
    example: "SELECT fluxToAbMagSigma(3.63e-20, 3.63e-22) AS error",
};

const AB_MAG_TO_FLUX: Description = Description {
    name: "abmagtoflux",
    aliases: &["scisql_abmagtoflux"],
    family: Family::Photometry,
    syntax: "abMagToFlux(mag)",
    text: "The flux in erg/s/cm^2/Hz of an AB magnitude.",
    arguments: &[("mag", "AB magnitude")],
    example: "SELECT abMagToFlux(22.5) AS flux",
};

const AB_MAG_TO_FLUX_SIGMA: Description = Description {
    name: "abmagtofluxsigma",
    aliases: &["scisql_abmagtofluxsigma"],
    family: Family::Photometry,
    syntax: "abMagToFluxSigma(mag, sigma)",
    text: "The error in erg/s/cm^2/Hz of the flux of an AB magnitude, to first order.",
    arguments: &[("mag", "AB magnitude"), ("sigma", "its error")],
    example: "SELECT abMagToFluxSigma(22.5, 0.01) AS error",
};

/// What they are.
pub(super) const DESCRIPTIONS: [&Description; 4] = [&FLUX_TO_AB_MAG, &FLUX_TO_AB_MAG_SIGMA, &AB_MAG_TO_FLUX, &AB_MAG_TO_FLUX_SIGMA];

/// The functions.
pub(super) fn functions() -> Vec<Function> {
    vec![
        of1(&FLUX_TO_AB_MAG, |args| calculated(args, |[flux]| ab_mag(flux, CGS_ZERO_POINT))),
        of2(&FLUX_TO_AB_MAG_SIGMA, |args| calculated(args, |[flux, sigma]| ab_mag_sigma(flux, sigma))),
        of1(&AB_MAG_TO_FLUX, |args| calculated(args, |[mag]| flux(mag, CGS_ZERO_POINT))),
        of2(&AB_MAG_TO_FLUX_SIGMA, |args| calculated(args, |[mag, sigma]| flux_sigma(flux(mag, CGS_ZERO_POINT), sigma))),
    ]
}
