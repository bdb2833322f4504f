//! The parts of an exposure by the names that the butler has for them.

use std::fmt;

/// A component of an exposure; [`Component::name`] is what stands behind the dot in `calexp.wcs`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Component {
    Image,
    Mask,
    Variance,
    Wcs,
    Psf,
    PhotoCalib,
    VisitInfo,
    ApCorrMap,
    CoaddInputs,
    TransmissionCurve,
    Metadata,
    Filter,
    Detector,
    ValidPolygon,
    SummaryStats,
    Id,
    /// The rectangle of pixels.
    Bbox,
    /// Its width and height.
    Dimensions,
    /// Its first pixel.
    Xy0,
}

impl Component {
    /// All of them.
    pub const ALL: [Component; 19] = [
        Component::Image,
        Component::Mask,
        Component::Variance,
        Component::Wcs,
        Component::Psf,
        Component::PhotoCalib,
        Component::VisitInfo,
        Component::ApCorrMap,
        Component::CoaddInputs,
        Component::TransmissionCurve,
        Component::Metadata,
        Component::Filter,
        Component::Detector,
        Component::ValidPolygon,
        Component::SummaryStats,
        Component::Id,
        Component::Bbox,
        Component::Dimensions,
        Component::Xy0,
    ];

    /// Its name in storage classes.
    pub fn name(self) -> &'static str {
        match self {
            Component::Image => "image",
            Component::Mask => "mask",
            Component::Variance => "variance",
            Component::Wcs => "wcs",
            Component::Psf => "psf",
            Component::PhotoCalib => "photoCalib",
            Component::VisitInfo => "visitInfo",
            Component::ApCorrMap => "apCorrMap",
            Component::CoaddInputs => "coaddInputs",
            Component::TransmissionCurve => "transmissionCurve",
            Component::Metadata => "metadata",
            Component::Filter => "filter",
            Component::Detector => "detector",
            Component::ValidPolygon => "validPolygon",
            Component::SummaryStats => "summaryStats",
            Component::Id => "id",
            Component::Bbox => "bbox",
            Component::Dimensions => "dimensions",
            Component::Xy0 => "xy0",
        }
    }

    /// Whether it follows from the pixels and is no part by itself.
    pub fn is_derived(self) -> bool {
        matches!(self, Component::Bbox | Component::Dimensions | Component::Xy0)
    }

    /// Whether it is pixels.
    pub fn is_plane(self) -> bool {
        matches!(self, Component::Image | Component::Mask | Component::Variance)
    }

    /// The one that is called `name`; `filterLabel` is what `filter` was called.
    pub fn named(name: &str) -> Option<Component> {
        let name = if name == "filterLabel" { "filter" } else { name };
        Component::ALL.into_iter().find(|component| component.name() == name)
    }

    /// The one that an archived object of class `class` is.
    pub(super) fn of_class(class: &str) -> Option<Component> {
        Some(match class {
            "SkyWcs" | "TanWcs" | "Wcs" => Component::Wcs,
            "VisitInfo" => Component::VisitInfo,
            "PhotoCalib" | "Calib" => Component::PhotoCalib,
            "ApCorrMap" => Component::ApCorrMap,
            "CoaddInputs" => Component::CoaddInputs,
            "FilterLabel" => Component::Filter,
            "Detector" => Component::Detector,
            "Polygon" => Component::ValidPolygon,
            "ExposureSummaryStats" => Component::SummaryStats,
            _ if class.ends_with("Psf") => Component::Psf,
            _ if class.contains("TransmissionCurve") => Component::TransmissionCurve,
            _ => return None,
        })
    }

    /// Keywords of the primary header that hold the ID of its archived object, the one that counts first.
    pub(super) fn id_keywords(self) -> &'static [&'static str] {
        match self {
            Component::Wcs => &["ARCHIVE_ID_SKYWCS", "SKYWCS_ID", "WCS_ID"],
            Component::Psf => &["ARCHIVE_ID_PSF", "PSF_ID"],
            Component::PhotoCalib => &["ARCHIVE_ID_PHOTOCALIB", "PHOTOCALIB_ID"],
            Component::ApCorrMap => &["ARCHIVE_ID_AP_CORR_MAP", "AP_CORR_MAP_ID"],
            Component::CoaddInputs => &["ARCHIVE_ID_COADD_INPUTS", "COADD_INPUTS_ID"],
            Component::TransmissionCurve => &["ARCHIVE_ID_TRANSMISSION_CURVE", "TRANSMISSION_CURVE_ID"],
            Component::Filter => &["ARCHIVE_ID_FILTER", "FILTER_ID"],
            Component::Detector => &["ARCHIVE_ID_DETECTOR", "DETECTOR_ID"],
            Component::ValidPolygon => &["ARCHIVE_ID_VALID_POLYGON", "VALID_POLYGON_ID"],
            Component::SummaryStats => &["ARCHIVE_ID_SUMMARYSTATS", "SUMMARYSTATS_ID"],
            _ => &[],
        }
    }
}

impl fmt::Display for Component {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Whether a keyword holds the ID of an archived object.
pub(super) fn is_id(keyword: &str) -> bool {
    Component::ALL.iter().any(|component| component.id_keywords().contains(&keyword))
}
