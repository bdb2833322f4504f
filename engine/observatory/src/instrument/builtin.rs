//! What is built in: instruments, and the rules of headers in the order in which they are asked.

/// An instrument of this crate's data.
pub(super) struct Known {
    pub name: &'static str,
    pub class: &'static str,
    /// The set of rules of its headers.
    pub headers: &'static str,
    pub yaml: &'static str,
}

impl Known {
    pub(super) fn answers_to(&self, name: &str) -> bool {
        name == self.name || super::definition::is_class(self.class, name)
    }
}

macro_rules! known {
    ($name:literal, $class:literal, $headers:literal, $file:literal) => {
        Known { name: $name, class: $class, headers: $headers, yaml: include_str!(concat!("../../data/instruments/", $file, ".yaml")) }
    };
}

pub(super) static INSTRUMENTS: &[Known] = &[
    known!("DECam", "lsst.obs.decam.DarkEnergyCamera", "decam", "decam"),
    known!("HSC", "lsst.obs.subaru.HyperSuprimeCam", "hsc", "hsc"),
    known!("LATISS", "lsst.obs.lsst.Latiss", "latiss", "latiss"),
    known!("LSST-TS3", "lsst.obs.lsst.LsstTS3", "ts3", "lsst-ts3"),
    known!("LSST-TS8", "lsst.obs.lsst.LsstTS8", "ts8", "lsst-ts8"),
    known!("LSST-UCDCam", "lsst.obs.lsst.LsstUCDCam", "ucdcam", "lsst-ucdcam"),
    known!("LSSTCam-PhoSim", "lsst.obs.lsst.LsstCamPhoSim", "phosim", "lsstcam-phosim"),
    known!("LSSTCam-imSim", "lsst.obs.lsst.LsstCamImSim", "imsim", "lsstcam-imsim"),
    known!("LSSTCam", "lsst.obs.lsst.LsstCam", "lsstcam", "lsstcam"),
    known!("LSSTCamSim", "lsst.obs.lsst.LsstCamSim", "lsstcamsim", "lsstcamsim"),
    known!("LSSTComCam", "lsst.obs.lsst.LsstComCam", "lsstcomcam", "lsstcomcam"),
    known!("LSSTComCamSim", "lsst.obs.lsst.LsstComCamSim", "lsstcomcamsim", "lsstcomcamsim"),
    known!("MegaPrime", "lsst.obs.cfht.MegaPrime", "megaprime", "megaprime"),
];

macro_rules! rules {
    ($($name:literal),+) => {
        &[$(($name, include_str!(concat!("../../data/headers/", $name, ".yaml")))),+]
    };
}

/// Sets that others extend.
pub(super) static BASES: &[(&str, &str)] = rules!["base", "subaru", "lsst", "lsstsim", "teststand"];

/// Sets that know headers; the first that does is taken.
pub(super) static HEADERS: &[(&str, &str)] = rules![
    "decam",
    "suprimecam",
    "hsc",
    "megaprime",
    "sdss",
    "lsstcam",
    "phosim",
    "ts3",
    "ts8",
    "imsim",
    "latiss",
    "ucdcam",
    "lsstcomcam",
    "lsstcomcamsim",
    "lsstcamsim"
];
