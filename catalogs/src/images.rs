//! Images and what goes with them: exposures of LSST's afw, masked images, raws and plain FITS images, component by component.
//!
//! Layout of an afw exposure: HDU 0 holds metadata and the IDs of archived objects (`SKYWCS_ID`, `ARCHIVE_ID_PSF`, ...), the HDUs with
//! `EXTTYPE` `IMAGE`, `MASK` and `VARIANCE` the planes, the HDU with number `AR_HDU` the index of the archive, those behind it its tables.
//!
//! Pixels are counted as afw does: the centre of the first pixel of the parent image is (0, 0); a part of it begins at `xy0`.
//!
//! ```no_run
//! # async fn example() -> butler_catalogs::Result<()> {
//! use butler_catalogs::Source;
//! use butler_catalogs::images::{Component, Exposure};
//!
//! let source = Source::file("calexp.fits".as_ref())?;
//! let mut exposure = Exposure::open(&source).await?;
//! let wcs = exposure.component(Component::Wcs).await?;
//! println!("{}", wcs.to_json());
//! # Ok(())
//! # }
//! ```

mod archive;
mod bbox;
mod component;
mod cutout;
mod exposure;
mod layout;
mod metadata;
mod mosaic;
mod npy;
mod plane;
mod records;
mod statistics;
#[cfg(test)]
mod tests;
mod value;
mod wcs;
mod write;
mod yaml;

pub use archive::{Archive, Object, Part};
pub use bbox::Bbox;
pub use component::Component;
pub use cutout::Cutout;
pub use exposure::Exposure;
pub use layout::Layout;
pub use plane::{Plane, Role};
pub use statistics::{MaskCount, Statistics};
pub use value::{Form, Value};
pub use wcs::{Origin, Wcs};
