//! Data IDs of the Rubin Observatory as integers, as `lsst.obs.lsst.RubinDimensionPacker` numbers them by default.
//!
//! An exposure is `day_obs * 100000 + seq_num`, with 1000 years more for each controller but the first (`O`); a visit is an exposure, or, where a
//! sequence of several was taken apart, a 9 before the 13 digits of one.
//!
//! ```text
//! packed = detector + 256 * (seq_num + 32768 * (days since 2010-01-01 + 16384 * (1 for a visit with the leading 9)))
//! ```
//!
//! Exposures of other controllers have no integer.

use super::packing::Packing;
use crate::time::Time;
use crate::{Error, Result};

const DETECTORS: i64 = 256;
const SEQUENCE: i64 = 32_768;
const DAYS: i64 = 16_384;
/// 2010-01-01, days since 1970-01-01.
const FIRST_DAY: i64 = 14_610;
const DAY_NS: i64 = 86_400_000_000_000;
/// Exposures have 13 digits, of which 5 count those of a night.
const EXPOSURE: i64 = 10_000_000_000_000;
const OF_NIGHT: i64 = 100_000;

/// The integer of a visit or exposure and a detector.
pub(super) fn pack(packing: Packing, observation: i64, detector: i64) -> Result<i64> {
    let [_, name, _] = packing.dimensions();
    let wrong = |reason: &str| Error::invalid(name, observation.to_string(), reason);
    let (exposure, is_taken_apart) = match (packing, observation.div_euclid(EXPOSURE)) {
        (_, 0) => (observation, 0),
        (Packing::VisitDetector, 9) => (observation - 9 * EXPOSURE, 1),
        _ => return Err(wrong("it is not made of a night and a number in it")),
    };
    let (night, number) = (exposure / OF_NIGHT, exposure % OF_NIGHT);
    let midnight = Time::from_day_obs(night).ok_or_else(|| wrong("it does not begin with a date"))?;
    let day = midnight.0 / DAY_NS - FIRST_DAY;
    if !(0..DAYS).contains(&day) || number >= SEQUENCE {
        return Err(wrong(
            "its night is not from 2010 to 2054, or its number in it is above 32767; other controllers than `O` have no integer",
        ));
    }
    if !(0..DETECTORS).contains(&detector) {
        return Err(Error::invalid("detector", detector.to_string(), "it is not from 0 to 255"));
    }
    Ok(detector + DETECTORS * (number + SEQUENCE * (day + DAYS * is_taken_apart)))
}

/// The visit or exposure and the detector of an integer.
pub(super) fn unpack(packing: Packing, packed: i64) -> Result<(i64, i64)> {
    let out_of_range = || Error::invalid("packed data ID", packed.to_string(), "no data ID has it");
    let (rest, detector) = (packed.div_euclid(DETECTORS), packed.rem_euclid(DETECTORS));
    let (rest, number) = (rest.div_euclid(SEQUENCE), rest.rem_euclid(SEQUENCE));
    let (is_taken_apart, day) = (rest.div_euclid(DAYS), rest.rem_euclid(DAYS));
    let night = Time((day + FIRST_DAY) * DAY_NS).day_obs(0);
    let exposure = night * OF_NIGHT + number;
    match (packing, is_taken_apart) {
        (_, 0) => Ok((exposure, detector)),
        (Packing::VisitDetector, 1) => Ok((9 * EXPOSURE + exposure, detector)),
        _ => Err(out_of_range()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exposures_of_a_night_are_numbered_by_day_number_and_detector() {
        let days = 5599;
        let packed = pack(Packing::ExposureDetector, 2_025_050_100_123, 94).unwrap();
        assert_eq!(packed, 94 + 256 * (123 + 32_768 * days));
        assert_eq!(unpack(Packing::ExposureDetector, packed).unwrap(), (2_025_050_100_123, 94));
        assert_eq!(unpack(Packing::VisitDetector, packed).unwrap(), (2_025_050_100_123, 94));
    }

    #[test]
    fn visits_of_sequences_taken_apart_have_a_bit_of_their_own() {
        let packed = pack(Packing::VisitDetector, 92_025_050_100_123, 0).unwrap();
        assert_eq!(packed, pack(Packing::VisitDetector, 2_025_050_100_123, 0).unwrap() + 256 * 32_768 * 16_384);
        assert_eq!(unpack(Packing::VisitDetector, packed).unwrap(), (92_025_050_100_123, 0));
        assert!(unpack(Packing::ExposureDetector, packed).is_err());
    }

    #[test]
    fn what_has_no_integer_is_refused() {
        for (exposure, detector) in [
            (92_025_050_100_123, 0),
            (3_025_050_100_123, 0),
            (2_025_130_100_123, 0),
            (2_025_050_140_000, 0),
            (2_009_123_100_001, 0),
            (2_025_050_100_123, 256),
            (2_025_050_100_123, -1),
            (-1, 0),
            (12, 0),
            (i64::MAX, 0),
        ] {
            assert!(pack(Packing::ExposureDetector, exposure, detector).is_err(), "{exposure} {detector}");
        }
        for packed in [-1, i64::MIN, i64::MAX, 1 << 39] {
            assert!(unpack(Packing::VisitDetector, packed).is_err(), "{packed}");
        }
    }
}
