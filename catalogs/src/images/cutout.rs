//! A part of an exposure as a file of its own.

use super::write::{self, Place};
use super::{Bbox, Exposure, Plane, Role};
use crate::{Error, Result};

/// All planes of a rectangle of pixels.
#[derive(Debug, Clone)]
pub struct Cutout {
    bbox: Bbox,
    primary: Option<crate::fits::Header>,
    planes: Vec<Plane>,
}

impl Exposure {
    /// The square of `size_arcsec` on the sky around a point, as pixels: it may go beyond the image. At least one pixel.
    pub async fn around(&mut self, ra_deg: f64, dec_deg: f64, size_arcsec: f64) -> Result<Bbox> {
        let outside = |name: &str, reason: String| Error::Outside { file: name.to_owned(), reason };
        let wcs = self.wcs().await?;
        let whole = self.bbox().await?;
        let name = self.name().to_owned();
        let place = wcs.icrs_to_pixel(ra_deg, dec_deg).filter(|place| place.iter().all(|axis| axis.abs() < 1e15));
        let Some([x, y]) = place else {
            return Err(outside(&name, format!("the point {ra_deg}, {dec_deg} is not on its side of the sky")));
        };
        let (inside_x, inside_y) = (x.clamp(whole.x0 as f64, whole.x1() as f64), y.clamp(whole.y0 as f64, whole.y1() as f64));
        let scale = wcs.pixel_scale_arcsec(inside_x, inside_y).filter(|scale| *scale > 0.0);
        let Some(pixels) = scale.map(|scale| (size_arcsec / scale).round().max(1.0)).filter(|pixels| *pixels < 1e9) else {
            return Err(outside(&name, format!("{size_arcsec} arcseconds are no number of its pixels")));
        };
        let begin = |middle: f64| (middle - (pixels - 1.0) / 2.0).round() as i64;
        let bbox = Bbox { x0: begin(x), y0: begin(y), width: pixels as u64, height: pixels as u64 };
        if whole.intersection(&bbox).is_none() {
            return Err(outside(&name, format!("the point {ra_deg}, {dec_deg} is at x {x:.0}, y {y:.0}, outside its pixels, {whole}")));
        }
        Ok(bbox)
    }

    /// The pixels of every plane in `bbox`, as far as the image has them. It is an error if it has none of them.
    pub async fn cutout(&mut self, bbox: Bbox) -> Result<Cutout> {
        let whole = self.bbox().await?;
        let Some(part) = whole.intersection(&bbox) else {
            let reason = format!("its pixels, {whole}, do not meet {bbox}");
            return Err(Error::Outside { file: self.name().to_owned(), reason });
        };
        let roles: Vec<Role> = Role::ALL.into_iter().filter(|role| self.layout().place(*role).is_some()).collect();
        let planes = self.planes(&roles, part).await?;
        // An image in the primary HDU stays there, with its header.
        let is_first = self.layout().main().and_then(|main| self.layout().place(main)) == Some(0);
        let primary = if is_first { None } else { Some(self.primary().await?.clone()) };
        Ok(Cutout { bbox: part, primary, planes })
    }
}

impl Cutout {
    /// The rectangle of its pixels.
    pub fn bbox(&self) -> &Bbox {
        &self.bbox
    }

    /// Its planes, in the order of files.
    pub fn planes(&self) -> &[Plane] {
        &self.planes
    }

    /// A plane.
    pub fn plane(&self, role: Role) -> Option<&Plane> {
        self.planes.iter().find(|plane| plane.role() == role)
    }

    /// A FITS file of the planes, with the metadata of the exposure and the WCS of each plane's header moved to where the part begins.
    ///
    /// The archive (PSF, exact WCS and the like) is not in it.
    pub fn to_fits(&self) -> Vec<u8> {
        let mut file = match &self.primary {
            Some(primary) => write::primary_of(primary),
            None => Vec::new(),
        };
        for plane in &self.planes {
            let place = if file.is_empty() { Place::Primary } else { Place::Extension };
            file.extend_from_slice(&write::image_header(plane, place));
            write::pixels(plane, &mut file);
        }
        file
    }
}
