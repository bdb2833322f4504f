//! Data IDs as integers, as `lsst.pipe.base.ObservationDimensionPacker`, `lsst.obs.lsst.RubinDimensionPacker` (for its instruments; see [`rubin`]) and
//! `lsst.skymap.SkyMapDimensionPacker` number them.
//!
//! | kind | integer |
//! |---|---|
//! | `visit_detector` | `visit * detector_max + detector`, below `visit_max * detector_max` |
//! | `exposure_detector` | `exposure * detector_max + detector`, below `exposure_max * detector_max` |
//! | `tract_patch` | `tract * patches + patch`, `patches = patch_nx_max * patch_ny_max`, below `tract_max * patches` |
//! | `tract_patch_band` | `band * tract_max * patches + tract * patches + patch`, the band by its place in [`BANDS`], the first being 1 |

use super::{Known, rubin};
use crate::{Error, Result};

/// Bands that have a number; that of the first is 1.
const BANDS: [&str; 27] = [
    "u", "g", "r", "i", "z", "y", "U", "B", "G", "V", "R", "I", "Z", "Y", "J", "H", "K", "N387", "N515", "N656", "N816", "N921", "N1010",
    "N419", "N540", "N708", "N964",
];

/// What is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packing {
    VisitDetector,
    ExposureDetector,
    TractPatch,
    TractPatchBand,
}

/// How many values the two numbers may have.
struct Sizes {
    major: i64,
    minor: i64,
}

impl Packing {
    const ALL: [(&'static str, Packing); 4] = [
        ("visit_detector", Packing::VisitDetector),
        ("exposure_detector", Packing::ExposureDetector),
        ("tract_patch", Packing::TractPatch),
        ("tract_patch_band", Packing::TractPatchBand),
    ];

    pub(super) fn named(name: &str) -> Result<Packing> {
        let found = Packing::ALL.iter().find(|(known, _)| *known == name).map(|(_, packing)| *packing);
        found.ok_or_else(|| Error::missing("packing", name, Packing::ALL.iter().map(|(known, _)| *known)))
    }

    /// The dimensions: the one that the numbers depend on, the major and the minor.
    pub(super) fn dimensions(self) -> [&'static str; 3] {
        match self {
            Packing::VisitDetector => ["instrument", "visit", "detector"],
            Packing::ExposureDetector => ["instrument", "exposure", "detector"],
            Packing::TractPatch | Packing::TractPatchBand => ["skymap", "tract", "patch"],
        }
    }

    fn sizes(self, known: &Known, holder: &str) -> Result<Sizes> {
        let (major, minor) = match self {
            Packing::VisitDetector => known.instrument(holder).map(|i| (i.visits, i.detectors))?,
            Packing::ExposureDetector => known.instrument(holder).map(|i| (i.exposures, i.detectors))?,
            Packing::TractPatch | Packing::TractPatchBand => known.skymap(holder).map(|s| (s.tracts, s.patches))?,
        };
        match (major, minor) {
            (Some(major), Some(minor)) if major > 0 && minor > 0 => Ok(Sizes { major, minor }),
            _ => Err(Error::invalid(self.dimensions()[0], holder, "its record does not tell how large the numbers are")),
        }
    }

    fn is_rubin(self, known: &Known, holder: &str) -> Result<bool> {
        Ok(matches!(self, Packing::VisitDetector | Packing::ExposureDetector) && known.instrument(holder)?.is_rubin)
    }

    /// The integer of a data ID.
    pub(super) fn pack(self, known: &Known, holder: &str, major: i64, minor: i64, band: Option<&str>) -> Result<i64> {
        if self.is_rubin(known, holder)? {
            return rubin::pack(self, major, minor);
        }
        let (sizes, [_, major_name, minor_name]) = (self.sizes(known, holder)?, self.dimensions());
        for (name, value, size) in [(major_name, major, sizes.major), (minor_name, minor, sizes.minor)] {
            if !(0..size).contains(&value) {
                return Err(Error::invalid(name, value.to_string(), format!("it is not from 0 to {}, as `{holder}` has it", size - 1)));
            }
        }
        let number = band.map_or(Ok(0), |band| {
            let place = BANDS.iter().position(|known| *known == band);
            place.map(|place| place as i128 + 1).ok_or_else(|| Error::missing("band with a number", band, BANDS))
        })?;
        let [major, minor, majors, minors] = [major, minor, sizes.major, sizes.minor].map(i128::from);
        let packed = number * majors * minors + major * minors + minor;
        i64::try_from(packed).map_err(|_| Error::invalid("packed data ID", packed.to_string(), "it does not fit 64 bits"))
    }

    /// The major and the minor number of an integer, and its band.
    pub(super) fn unpack(self, known: &Known, holder: &str, packed: i64) -> Result<(i64, i64, Option<&'static str>)> {
        if self.is_rubin(known, holder)? {
            return rubin::unpack(self, packed).map(|(major, minor)| (major, minor, None));
        }
        let sizes = self.sizes(known, holder)?;
        let out_of_range = || Error::invalid("packed data ID", packed.to_string(), format!("no data ID of `{holder}` has it"));
        let all = i128::from(sizes.major) * i128::from(sizes.minor);
        let (number, rest) = (i128::from(packed).div_euclid(all), i128::from(packed).rem_euclid(all));
        let band = match (self, usize::try_from(number).map_err(|_| out_of_range())?) {
            (_, 0) => None,
            (Packing::TractPatchBand, number) => Some(*BANDS.get(number - 1).ok_or_else(out_of_range)?),
            _ => return Err(out_of_range()),
        };
        let rest = i64::try_from(rest).map_err(|_| out_of_range())?;
        Ok((rest / sizes.minor, rest % sizes.minor, band))
    }
}
