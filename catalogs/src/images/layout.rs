//! Which HDU holds what.

use crate::fits::{Fits, Hdu, Selector};
use crate::{Error, Result};

use super::Role;
use super::mosaic::Mosaic;

/// Where the planes and the archive of a file are; indexes of HDUs from 0.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Layout {
    /// The image.
    pub image: Option<usize>,
    /// The mask.
    pub mask: Option<usize>,
    /// The variance.
    pub variance: Option<usize>,
    /// Further images: the amplifiers of a raw, all of them if there are several, in the order of the file.
    pub amplifiers: Vec<usize>,
    /// The index of the archive.
    pub archive: Option<usize>,
    /// How the amplifiers lie in their detector, if they say so.
    pub(super) mosaic: Option<Mosaic>,
}

impl Layout {
    /// Walks through `fits` as far as it must.
    pub(super) async fn find(fits: &mut Fits) -> Result<Layout> {
        let mut layout = Layout::default();
        if let Some(index) = fits.source().image() {
            fits.hdu(&Selector::Index(index)).await?;
            layout.image = Some(index);
            return Ok(layout);
        }
        let primary = fits.hdu(&Selector::Index(0)).await?;
        layout.archive = primary.header().integer("AR_HDU").and_then(|number| usize::try_from(number).ok()?.checked_sub(1));
        let mut images = Vec::new();
        for index in 0.. {
            let hdu = match fits.hdu(&Selector::Index(index)).await {
                Ok(hdu) => hdu,
                Err(Error::Missing { .. }) => break,
                Err(error) => return Err(error),
            };
            if hdu.header().text("EXTTYPE").is_some_and(|kind| kind.trim_end() == "ARCHIVE_INDEX") {
                layout.archive.get_or_insert(index);
                break;
            }
            if has_pixels(hdu) {
                match Role::of(hdu.header()) {
                    Some(role) => {
                        layout.place_mut(role).get_or_insert(index);
                    }
                    None => images.push(index),
                }
            }
            if layout.image.is_some() && layout.mask.is_some() && layout.variance.is_some() {
                break;
            }
        }
        if layout.image.is_none() {
            layout.image = images.first().copied();
            if images.len() > 1 {
                let hdus = fits.hdus().await?;
                let amplifiers: Vec<Hdu> = images.iter().filter_map(|index| hdus.get(*index)).cloned().collect();
                layout.mosaic = Mosaic::of(&amplifiers);
                layout.amplifiers = images;
            }
        }
        Ok(layout)
    }

    /// Whether the image is put together from its amplifiers.
    pub fn is_mosaic(&self) -> bool {
        self.mosaic.is_some()
    }

    /// The plane whose pixels and header stand for the file: the image, or what there is of the others; none in a file without pixels.
    pub fn main(&self) -> Option<Role> {
        Role::ALL.into_iter().find(|role| self.place(*role).is_some())
    }

    /// The HDU of a plane.
    pub fn place(&self, role: Role) -> Option<usize> {
        match role {
            Role::Image => self.image,
            Role::Mask => self.mask,
            Role::Variance => self.variance,
        }
    }

    fn place_mut(&mut self, role: Role) -> &mut Option<usize> {
        match role {
            Role::Image => &mut self.image,
            Role::Mask => &mut self.mask,
            Role::Variance => &mut self.variance,
        }
    }
}

/// Whether an HDU is an image with pixels.
fn has_pixels(hdu: &Hdu) -> bool {
    let is_image = !hdu.kind().is_table() || hdu.is_compressed_image();
    is_image && hdu.axes().is_ok_and(|axes| axes.len() >= 2 && !axes.contains(&0))
}
