//! From pixels to the sky and back.
//!
//! Three descriptions are understood: a FITS header (Calabretta & Greisen 2002, Shupe et al. 2005 for SIP), afw's old `TanWcs` and the
//! `SkyWcs` of the present, an AST frame set in its own text. The last two are exact; the header of an exposure often approximates.
//!
//! Sky coordinates are in degrees, of the frame that [`Wcs::frame`] names, as wcslib gives them; positions of users and catalogs are ICRS, for which
//! [`Wcs::icrs_to_pixel`] is there. Pixels are counted from 0 in the parent image.

use serde_json::{Map, Value as Json, json};

use super::{Bbox, Part};
use crate::fits::Header;

mod ast;
mod celestial;
mod frame;
mod header;
mod mapping;
mod polynomial;
#[cfg(test)]
mod tests;
mod tpv;

use frame::ToIcrs;
use header::Linear;
use mapping::FrameSet;

/// Where a WCS comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// An archived object of this class: exact.
    Archive(String),
    /// The header of the image. If there is an archived object that is not understood, why that is.
    Header(Option<String>),
}

/// A mapping between pixels and the sky.
#[derive(Debug, Clone)]
pub struct Wcs {
    origin: Origin,
    mapping: Mapping,
    /// None if its frame is ICRS, or one from which no way is known.
    to_icrs: Option<ToIcrs>,
}

#[derive(Debug, Clone)]
enum Mapping {
    Linear(Box<Linear>),
    FrameSet(FrameSet),
}

impl Wcs {
    /// Whether `header` has a WCS of two celestial axes.
    pub(super) fn is_in(header: &Header) -> bool {
        Linear::is_in(header)
    }

    /// That of the header of an image whose pixels are `bbox`; a reason if there is none that is understood.
    pub(crate) fn of_header(header: &Header, bbox: &Bbox, reason: Option<String>) -> Result<Wcs, String> {
        let mapping = Mapping::Linear(Box::new(Linear::of_header(header, [bbox.x0 as f64, bbox.y0 as f64])?));
        Ok(Wcs::new(Origin::Header(reason), mapping))
    }

    /// That of an archived object; a reason if it is not understood.
    pub(super) fn of_archive(class: &str, parts: &[Part]) -> Result<Wcs, String> {
        let mapping = match class {
            "SkyWcs" => {
                let text = parts.first().and_then(|part| part.text("wcs", 0)).ok_or("the archived SkyWcs has no text in column `wcs`")?;
                Mapping::FrameSet(FrameSet::parse(&text).map_err(|reason| format!("the archived SkyWcs is not understood: {reason}"))?)
            }
            "TanWcs" | "Wcs" => Mapping::Linear(Box::new(Linear::of_parts(parts)?)),
            other => return Err(format!("an archived WCS of class `{other}` is not known")),
        };
        Ok(Wcs::new(Origin::Archive(class.to_owned()), mapping))
    }

    fn new(origin: Origin, mapping: Mapping) -> Wcs {
        let to_icrs = match &mapping {
            Mapping::Linear(linear) => linear.to_icrs(),
            Mapping::FrameSet(frames) => ToIcrs::of(frames.system(), None),
        };
        Wcs { origin, mapping, to_icrs }
    }

    /// Where it comes from.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// What it is, in a word.
    pub fn kind(&self) -> &str {
        match &self.mapping {
            Mapping::Linear(linear) => linear.kind(),
            Mapping::FrameSet(_) => "SkyWcs",
        }
    }

    /// The frame of its sky coordinates: `ICRS`, `FK5` ...
    pub fn frame(&self) -> &str {
        match &self.mapping {
            Mapping::Linear(linear) => linear.frame(),
            Mapping::FrameSet(frames) => frames.system(),
        }
    }

    /// Right ascension in `[0, 360)` and declination of a place in the image; none where the projection has no sky.
    pub fn pixel_to_sky(&self, x: f64, y: f64) -> Option<[f64; 2]> {
        let [ra, dec] = match &self.mapping {
            Mapping::Linear(linear) => linear.pixel_to_sky([x, y])?,
            Mapping::FrameSet(frames) => frames.forward([x, y])?.map(f64::to_degrees),
        };
        on_sky([ra, dec])
    }

    /// The same in ICRS, if a way to it is known; else in its own frame.
    pub fn pixel_to_icrs(&self, x: f64, y: f64) -> Option<[f64; 2]> {
        let sky = self.pixel_to_sky(x, y)?;
        self.to_icrs.as_ref().map_or(Some(sky), |way| on_sky(way.forward(sky)))
    }

    /// The place in the image of a point in ICRS; in its own frame if no way to it is known.
    pub fn icrs_to_pixel(&self, ra_deg: f64, dec_deg: f64) -> Option<[f64; 2]> {
        let [ra, dec] = self.to_icrs.as_ref().map_or([ra_deg, dec_deg], |way| way.inverse([ra_deg, dec_deg]));
        self.sky_to_pixel(ra, dec)
    }

    /// The place in the image of a point of the sky; none if it is beyond the projection.
    pub fn sky_to_pixel(&self, ra_deg: f64, dec_deg: f64) -> Option<[f64; 2]> {
        if !ra_deg.is_finite() || !(-90.0..=90.0).contains(&dec_deg) {
            return None;
        }
        let pixel = match &self.mapping {
            Mapping::Linear(linear) => linear.sky_to_pixel([ra_deg, dec_deg])?,
            Mapping::FrameSet(frames) => frames.inverse([ra_deg.to_radians(), dec_deg.to_radians()])?,
        };
        pixel.iter().all(|axis| axis.is_finite()).then_some(pixel)
    }

    /// The side of a pixel at a place, in arcseconds: the root of its area.
    pub fn pixel_scale_arcsec(&self, x: f64, y: f64) -> Option<f64> {
        let [_, dec] = self.pixel_to_sky(x, y)?;
        let derivative = |dx: f64, dy: f64| {
            let (before, after) = (self.pixel_to_sky(x - dx, y - dy)?, self.pixel_to_sky(x + dx, y + dy)?);
            let ra = (after[0] - before[0] + 540.0).rem_euclid(360.0) - 180.0;
            Some([ra * dec.to_radians().cos(), after[1] - before[1]])
        };
        let (along_x, along_y) = (derivative(0.5, 0.0)?, derivative(0.0, 0.5)?);
        let area = (along_x[0] * along_y[1] - along_x[1] * along_y[0]).abs();
        Some(area.sqrt() * 3600.0)
    }

    /// The place in the image of what the WCS is built around.
    pub fn reference_pixel(&self) -> Option<[f64; 2]> {
        match &self.mapping {
            Mapping::Linear(linear) => Some(linear.crpix()),
            Mapping::FrameSet(frames) => frames.reference().and_then(|sky| frames.inverse(sky)),
        }
    }

    /// The header that says the same; none if none can.
    pub fn to_header(&self) -> Option<Header> {
        match &self.mapping {
            Mapping::Linear(linear) => Some(linear.to_header()),
            Mapping::FrameSet(_) => None,
        }
    }

    /// Its numbers, where it comes from and whether it is exact. `crpix` is counted from 0 in the parent image, angles are in degrees.
    pub fn to_json(&self) -> Json {
        let mut told = Map::new();
        told.insert("type".into(), self.kind().into());
        match &self.origin {
            Origin::Archive(class) => {
                told.insert("origin".into(), format!("{class} of the archive").into());
                told.insert("is_exact".into(), true.into());
            }
            Origin::Header(reason) => {
                told.insert("origin".into(), "header".into());
                told.insert("is_exact".into(), reason.is_none().into());
                if let Some(reason) = reason {
                    told.insert("reason".into(), reason.as_str().into());
                }
            }
        }
        told.insert("frame".into(), self.frame().into());
        match &self.mapping {
            Mapping::Linear(linear) => linear.tell(&mut told),
            Mapping::FrameSet(frames) => frames.tell(&mut told),
        }
        if let Some([x, y]) = self.reference_pixel()
            && let Some(scale) = self.pixel_scale_arcsec(x, y)
        {
            told.insert("pixel_scale_arcsec".into(), json!(scale));
        }
        told.into()
    }
}

/// With the longitude in `[0, 360)`; none if one is no number.
fn on_sky([ra, dec]: [f64; 2]) -> Option<[f64; 2]> {
    let ra = ra.rem_euclid(360.0);
    (ra.is_finite() && dec.is_finite()).then_some([if ra == 360.0 { 0.0 } else { ra }, dec])
}
