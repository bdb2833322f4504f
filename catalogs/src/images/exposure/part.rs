//! Components in files of their own, which together say what the exposure says.
//!
//! | component | its file |
//! |---|---|
//! | image, mask, variance | the pixels and their header in the primary HDU, not compressed |
//! | metadata | a header |
//! | an archived object | the primary header with the IDs of objects, then the archive, byte by byte; tables that the object has nothing in are empty HDUs |
//! | a WCS that stands in the image's header only | a header |
//! | what else stands in the primary header (`visitInfo`, ...) | the primary header |

use std::collections::BTreeSet;

use super::super::{Bbox, Component, Layout, Value, Wcs, metadata, write};
use super::Exposure;
use crate::fits::write::Cards;
use crate::fits::{BLOCK, Fault, Fits, Hdu};
use crate::{Result, Source};

/// Classes of archived objects that name no others: of the archive their own tables are enough.
const SELF_CONTAINED: [&str; 7] = ["SkyWcs", "TanWcs", "Wcs", "FilterLabel", "ExposureSummaryStats", "Polygon", "VisitInfo"];

impl Exposure {
    /// The components that have a file each where an exposure is stored in parts.
    pub async fn parts(&mut self) -> Result<Vec<Component>> {
        Ok(self.components().await?.into_iter().filter(|component| !component.is_derived()).collect())
    }

    /// The file of a component. It is an error if the exposure does not have it.
    pub async fn part(&mut self, component: Component) -> Result<Vec<u8>> {
        if component.is_plane() || component == Component::Metadata {
            return self.component(component).await?.to_fits();
        }
        match self.archived_id(component).await? {
            Some(id) => self.archive_of(id).await,
            None if component == Component::Wcs => self.component(component).await?.to_fits(),
            None => {
                // Whether it is there.
                self.component(component).await?;
                Ok(write::header(self.primary().await?))
            }
        }
    }

    /// The component that a file of its own holds.
    pub async fn of_part(source: &Source, component: Component) -> Result<Value> {
        let mut fits = Fits::open(source.clone()).await?;
        let layout = Layout::find(&mut fits).await?;
        let mut part = Exposure { fits, layout, archive: None };
        match component {
            Component::Metadata => Ok(Value::Header(metadata::of(&[part.primary().await?]))),
            Component::Wcs if part.layout.archive.is_none() && part.layout.main().is_none() => {
                let header = part.primary().await?.clone();
                let wcs = Wcs::of_header(&header, &Bbox::default(), None);
                Ok(Value::Wcs(Box::new(wcs.map_err(|reason| part.fits.error(Some(0), Fault::new(reason)))?)))
            }
            _ => part.component(component).await,
        }
    }

    /// The archive with all that the object needs.
    async fn archive_of(&mut self, id: i64) -> Result<Vec<u8>> {
        let Some(index) = self.layout.archive else { return Err(self.fits.error(None, Fault::new("it has no archive"))) };
        let (object, _) = self.object(id).await?;
        let needed: Option<BTreeSet<usize>> = SELF_CONTAINED
            .contains(&object.class.as_str())
            .then(|| object.tables().filter_map(|table| index.checked_add(usize::try_from(table).ok()?)).collect());
        let mut file = write::header(self.primary().await?);
        let hdus: Vec<Hdu> = self.fits.hdus().await?.iter().skip(index).cloned().collect();
        for hdu in &hdus {
            match &needed {
                Some(needed) if hdu.index() != index && !needed.contains(&hdu.index()) => file.extend_from_slice(&empty()),
                _ => self.copy(hdu, &mut file).await?,
            }
        }
        Ok(file)
    }

    /// Appends an HDU as it is.
    async fn copy(&mut self, hdu: &Hdu, file: &mut Vec<u8>) -> Result<()> {
        let source = self.fits.source();
        let end = hdu.data_range().end.min(source.len());
        file.extend_from_slice(&source.read(hdu.header_range().start..end).await?);
        file.resize(file.len().next_multiple_of(BLOCK as usize), 0);
        Ok(())
    }
}

/// An HDU of nothing, which keeps the places of those behind it.
fn empty() -> Vec<u8> {
    let mut cards = Cards::default();
    cards.text("XTENSION", "IMAGE", "nothing of this table is needed");
    cards.fixed("BITPIX", "8", "number of bits per data pixel");
    cards.fixed("NAXIS", "0", "number of data axes");
    cards.fixed("PCOUNT", "0", "required keyword; must = 0");
    cards.fixed("GCOUNT", "1", "required keyword; must = 1");
    cards.finish()
}

// The HDU with number `AR_HDU` is another in the file of a part: `Layout::find` goes by `EXTTYPE`, and `write::header` leaves the keyword out.

#[cfg(test)]
mod tests {
    use std::path::Path;

    use futures::executor::block_on;

    use super::*;

    fn open(name: &str) -> Exposure {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name);
        block_on(Exposure::open(&Source::file(&path).unwrap())).unwrap()
    }

    fn read_back(exposure: &mut Exposure, component: Component) -> (usize, Value) {
        let file = block_on(exposure.part(component)).unwrap();
        assert_eq!(file.len() % BLOCK as usize, 0);
        let source = Source::bytes("part", file.clone().into()).unwrap();
        (file.len(), block_on(Exposure::of_part(&source, component)).unwrap_or_else(|error| panic!("{component}: {error}")))
    }

    #[test]
    fn every_part_says_what_the_exposure_says() {
        for name in [
            "gen2/example-calexp.fits.gz",
            "afw/exposure-version-0.fits",
            "afw/exposure-version-2.fits",
            "afw/HSC-0908120-056-small.fits",
            "afw/ticketdm26260.fits.fz",
        ] {
            let mut exposure = open(name);
            let parts = block_on(exposure.parts()).unwrap();
            assert!(parts.contains(&Component::Image) && !parts.contains(&Component::Bbox));
            for component in parts {
                let whole = block_on(exposure.component(component)).unwrap();
                let (_, part) = read_back(&mut exposure, component);
                match (&whole, &part) {
                    (Value::Plane(whole), Value::Plane(part)) => {
                        assert!(whole.bytes() == part.bytes() && whole.bbox() == part.bbox(), "{component} of {name}");
                    }
                    _ => assert_eq!(part.to_json(), whole.to_json(), "{component} of {name}"),
                }
            }
        }
    }

    #[test]
    fn a_part_is_much_smaller_than_the_exposure() {
        let mut exposure = open("afw/HSC-0908120-056-small.fits");
        let whole = exposure.fits.source().len() as usize;
        assert!(read_back(&mut exposure, Component::Wcs).0 < whole / 5);
    }

    #[test]
    fn what_an_exposure_has_not_is_no_part_of_it() {
        let mut exposure = open("afw/ticketdm26260.fits.fz");
        for component in [Component::Psf, Component::VisitInfo, Component::Mask] {
            assert!(block_on(exposure.part(component)).is_err(), "{component}");
        }
    }
}
