//! Raws whose file holds several detectors: which of its images is meant.

use butler_catalogs::Source;
use butler_observatory::Observatory;
use butler_observatory::header::FitsHeaders;

use super::{Datastore, Known};
use crate::Result;

/// Whether what reads a file is a formatter of raws, whatever the instrument.
pub fn is_raw(formatter: Option<&str>) -> bool {
    formatter.is_some_and(|formatter| formatter.ends_with("RawFormatter"))
}

impl Datastore {
    /// The file of a raw, to be read by ranges: in a file of several detectors the image of its own is meant.
    pub async fn open_raw(&self, path: &str, known: &Known, instrument: &str, detector: i64) -> Result<Source> {
        let source = self.open(path, known).await?;
        let observatory = Observatory::new();
        if !observatory.has_files_of_many(instrument) {
            return Ok(source);
        }
        let mut headers = FitsHeaders::open(source.clone()).await?;
        Ok(match observatory.hdu_of(&mut headers, detector).await? {
            Some(hdu) => source.with_image(hdu),
            None => source,
        })
    }
}
