//! Counts of a calibrated image (DN): `fluxMag0` is the number of counts of a source of AB magnitude 0.

use super::super::{Description, Family, Function};
use super::{CGS_ZERO_POINT, ab_mag, ab_mag_sigma, calculated, flux, flux_sigma, of2, of4, relative};

const DN_TO_AB_MAG: Description = Description {
    name: "dntoabmag",
    aliases: &["scisql_dntoabmag"],
    family: Family::Photometry,
    syntax: "dnToAbMag(dn, fluxMag0)",
    text: "The AB magnitude of a source of so many counts; NULL unless both are positive.",
    arguments: &[("dn", "counts"), ("fluxMag0", "counts of a source of AB magnitude 0")],
    example: "SELECT dnToAbMag(1000.0, 6.3e10) AS magnitude",
};

const DN_TO_AB_MAG_SIGMA: Description = Description {
    name: "dntoabmagsigma",
    aliases: &["scisql_dntoabmagsigma"],
    family: Family::Photometry,
    syntax: "dnToAbMagSigma(dn, sigma, fluxMag0, fluxMag0Sigma)",
    text: "The error of the AB magnitude of a source of so many counts, to first order.",
    arguments: &[
        ("dn", "counts"),
        ("sigma", "their error"),
        ("fluxMag0", "counts of a source of AB magnitude 0"),
        ("fluxMag0Sigma", "their error"),
    ],
    example: "SELECT dnToAbMagSigma(1000.0, 30.0, 6.3e10, 6.3e8) AS error",
};

const AB_MAG_TO_DN: Description = Description {
    name: "abmagtodn",
    aliases: &["scisql_abmagtodn"],
    family: Family::Photometry,
    syntax: "abMagToDn(mag, fluxMag0)",
    text: "The counts of a source of an AB magnitude.",
    arguments: &[("mag", "AB magnitude"), ("fluxMag0", "counts of a source of AB magnitude 0")],
    example: "SELECT abMagToDn(22.5, 6.3e10) AS dn",
};

const AB_MAG_TO_DN_SIGMA: Description = Description {
    name: "abmagtodnsigma",
    aliases: &["scisql_abmagtodnsigma"],
    family: Family::Photometry,
    syntax: "abMagToDnSigma(mag, sigma, fluxMag0, fluxMag0Sigma)",
    text: "The error of the counts of a source of an AB magnitude, to first order.",
    arguments: &[
        ("mag", "AB magnitude"),
        ("sigma", "its error"),
        ("fluxMag0", "counts of a source of AB magnitude 0"),
        ("fluxMag0Sigma", "their error"),
    ],
    example: "SELECT abMagToDnSigma(22.5, 0.01, 6.3e10, 6.3e8) AS error",
};

const DN_TO_FLUX: Description = Description {
    name: "dntoflux",
    aliases: &["scisql_dntoflux"],
    family: Family::Photometry,
    syntax: "dnToFlux(dn, fluxMag0)",
    text: "The flux in erg/s/cm^2/Hz of a source of so many counts.",
    arguments: &[("dn", "counts"), ("fluxMag0", "counts of a source of AB magnitude 0")],
    example: "SELECT dnToFlux(1000.0, 6.3e10) AS flux",
};

const DN_TO_FLUX_SIGMA: Description = Description {
    name: "dntofluxsigma",
    aliases: &["scisql_dntofluxsigma"],
    family: Family::Photometry,
    syntax: "dnToFluxSigma(dn, sigma, fluxMag0, fluxMag0Sigma)",
    text: "The error in erg/s/cm^2/Hz of the flux of a source of so many counts, to first order.",
    arguments: &[
        ("dn", "counts"),
        ("sigma", "their error"),
        ("fluxMag0", "counts of a source of AB magnitude 0"),
        ("fluxMag0Sigma", "their error"),
    ],
    example: "SELECT dnToFluxSigma(1000.0, 30.0, 6.3e10, 6.3e8) AS error",
};

const FLUX_TO_DN: Description = Description {
    name: "fluxtodn",
    aliases: &["scisql_fluxtodn"],
    family: Family::Photometry,
    syntax: "fluxToDn(flux, fluxMag0)",
    text: "The counts of a source of a flux in erg/s/cm^2/Hz.",
    arguments: &[("flux", "flux in erg/s/cm^2/Hz"), ("fluxMag0", "counts of a source of AB magnitude 0")],
    example: "SELECT fluxToDn(3.63e-29, 6.3e10) AS dn",
};

const FLUX_TO_DN_SIGMA: Description = Description {
    name: "fluxtodnsigma",
    aliases: &["scisql_fluxtodnsigma"],
    family: Family::Photometry,
    syntax: "fluxToDnSigma(flux, sigma, fluxMag0, fluxMag0Sigma)",
    text: "The error of the counts of a source of a flux, to first order.",
    arguments: &[
        ("flux", "flux in erg/s/cm^2/Hz"),
        ("sigma", "its error"),
        ("fluxMag0", "counts of a source of AB magnitude 0"),
        ("fluxMag0Sigma", "their error"),
    ],
    example: "SELECT fluxToDnSigma(3.63e-29, 3.63e-31, 6.3e10, 6.3e8) AS error",
};

/// What they are.
pub(super) const DESCRIPTIONS: [&Description; 8] = [
    &DN_TO_AB_MAG,
    &DN_TO_AB_MAG_SIGMA,
    &AB_MAG_TO_DN,
    &AB_MAG_TO_DN_SIGMA,
    &DN_TO_FLUX,
    &DN_TO_FLUX_SIGMA,
    &FLUX_TO_DN,
    &FLUX_TO_DN_SIGMA,
];

/// The functions.
pub(super) fn functions() -> Vec<Function> {
    vec![
        of2(&DN_TO_AB_MAG, |args| calculated(args, |[dn, zero]| ab_mag(dn / zero, 0.0))),
        of4(&DN_TO_AB_MAG_SIGMA, |args| {
            calculated(args, |[dn, sigma, zero, zero_sigma]| ab_mag_sigma(1.0, relative(dn, sigma, zero, zero_sigma)))
        }),
        of2(&AB_MAG_TO_DN, |args| calculated(args, |[mag, zero]| flux(mag, 0.0) * zero)),
        of4(&AB_MAG_TO_DN_SIGMA, |args| {
            calculated(args, |[mag, sigma, zero, zero_sigma]| flux_sigma(flux(mag, 0.0) * zero, sigma).hypot(flux(mag, 0.0) * zero_sigma))
        }),
        of2(&DN_TO_FLUX, |args| calculated(args, |[dn, zero]| dn / zero * flux(0.0, CGS_ZERO_POINT))),
        of4(&DN_TO_FLUX_SIGMA, |args| {
            calculated(args, |[dn, sigma, zero, zero_sigma]| {
                flux(0.0, CGS_ZERO_POINT) * (sigma / zero).hypot(dn * zero_sigma / (zero * zero))
            })
        }),
        of2(&FLUX_TO_DN, |args| calculated(args, |[value, zero]| value / flux(0.0, CGS_ZERO_POINT) * zero)),
        of4(&FLUX_TO_DN_SIGMA, |args| {
            calculated(args, |[value, sigma, zero, zero_sigma]| (sigma * zero).hypot(value * zero_sigma) / flux(0.0, CGS_ZERO_POINT))
        }),
    ]
}
