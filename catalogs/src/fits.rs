//! FITS: headers, HDUs, tables and images.
//!
//! Source: *Definition of the Flexible Image Transport System*, FITS Standard 4.0 (2018). Numbers of sections below are of that document.
//!
//! HDUs are found one after the other, when they are asked for: the header of HDU n is the only thing that says where HDU n + 1 begins.

use std::fmt;
use std::ops::Range;

use bytes::Bytes;

use crate::{Error, Result, Source};

pub(crate) mod afw;
mod alike;
mod card;
mod cfitsio;
mod column;
mod form;
mod hdu;
mod header;
mod image;
mod table;
#[cfg(test)]
mod tests;
pub mod write;

pub use alike::Alike;
pub(crate) use card::latin;
pub use card::{Card, Value};
pub use column::Column;
pub use form::{Code, Form};
pub use hdu::{Hdu, Kind};
pub use header::Header;
pub use image::{Image, PixelType};
pub(crate) use table::{HIDDEN_BEGIN, HIDDEN_END, is_structural};
pub use table::{ReadOptions, TableReader, View};

/// Everything in a FITS file is a multiple of this many bytes.
pub(crate) const BLOCK: u64 = 2880;

/// Bytes that are fetched at a time in search of headers.
const NEAR_STEP: u64 = 8 * BLOCK;
const FAR_STEP: u64 = 64 * 1024;

/// What is wrong, by someone who does not know in which file and HDU.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub(crate) column: Option<String>,
    pub(crate) reason: String,
}

impl Fault {
    pub(crate) fn new(reason: impl Into<String>) -> Fault {
        Fault { column: None, reason: reason.into() }
    }

    pub(crate) fn of(mut self, column: &str) -> Fault {
        self.column.get_or_insert_with(|| column.to_owned());
        self
    }
}

/// Which HDU is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selector {
    /// The index, from 0.
    Index(usize),
    /// `EXTNAME` in any case; the first of several.
    Name(String),
    /// The first one that is a table.
    FirstTable,
}

impl Selector {
    /// A number is an index, anything else a name.
    pub fn parse(text: &str) -> Selector {
        text.parse().map_or_else(|_| Selector::Name(text.to_owned()), Selector::Index)
    }

    fn fits(&self, hdu: &Hdu) -> bool {
        match self {
            Selector::Index(index) => hdu.index() == *index,
            Selector::Name(name) => hdu.name().eq_ignore_ascii_case(name.trim_end()),
            Selector::FirstTable => hdu.kind().is_table() && !hdu.is_compressed_image(),
        }
    }
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Selector::Index(index) => index.fmt(f),
            Selector::Name(name) => name.fmt(f),
            Selector::FirstTable => f.write_str("with a table"),
        }
    }
}

/// An open FITS file.
#[derive(Debug)]
pub struct Fits {
    source: Source,
    hdus: Vec<Hdu>,
    /// Where the next HDU begins; none if there are no more.
    next: Option<u64>,
    /// The bytes that were fetched last, and where they stand.
    window: (u64, Bytes),
}

impl Fits {
    /// Opens `source`: reads the primary header.
    pub async fn open(source: Source) -> Result<Fits> {
        let mut fits = Fits { source, hdus: Vec::new(), next: Some(0), window: (0, Bytes::new()) };
        if fits.advance().await?.is_none() {
            return Err(fits.error(None, Fault::new("it is empty")));
        }
        Ok(fits)
    }

    /// Where it is read from.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// Every HDU. One that is cut off is the last, and says so when it is read.
    pub async fn hdus(&mut self) -> Result<&[Hdu]> {
        while self.advance().await?.is_some() {}
        Ok(&self.hdus)
    }

    /// The HDU that is meant.
    pub async fn hdu(&mut self, which: &Selector) -> Result<&Hdu> {
        let mut index = 0;
        loop {
            if index == self.hdus.len() && self.advance().await?.is_none() {
                break;
            }
            if which.fits(&self.hdus[index]) {
                return Ok(&self.hdus[index]);
            }
            index += 1;
        }
        let names: Vec<&str> = self.hdus.iter().map(Hdu::name).filter(|name| !name.is_empty()).collect();
        Err(match which {
            Selector::Index(_) => Error::missing(self.source.name(), "HDU", &format!("{which}; it has {}", self.hdus.len()), []),
            Selector::FirstTable => self.error(None, Fault::new("it has no table")),
            Selector::Name(name) => Error::missing(self.source.name(), "HDU", name, names),
        })
    }

    /// A reader of the table in the HDU that is meant.
    pub async fn table(&mut self, which: &Selector, options: &ReadOptions) -> Result<TableReader> {
        let hdu = self.hdu(which).await?.clone();
        if !hdu.is_compressed_table() {
            return TableReader::new(self.source.clone(), &hdu, options);
        }
        hdu.whole().map_err(|fault| self.error(Some(hdu.index()), fault))?;
        let header = self.source.read(hdu.header_range()).await?;
        let data = self.source.read(hdu.data_range()).await?;
        let plain = cfitsio::table(&cfitsio::alone(&header, &data)).map_err(|fault| self.error(Some(hdu.index()), fault))?;
        let mut plain = Box::pin(Fits::open(Source::bytes(self.source.name(), plain.into())?)).await?;
        let hdu = plain.hdu(&Selector::Index(1)).await?.clone();
        TableReader::new(plain.source, &hdu, options)
    }

    /// A reader of the first table; its header is not taken apart if one of `alike` says the same of the columns.
    pub(crate) async fn first_table(mut self, alike: &Alike) -> Result<TableReader> {
        if let (1, Some(start)) = (self.hdus.len(), self.next) {
            for known in alike.known() {
                let end = start.saturating_add(known.len());
                // A remote file is asked once: the bytes are there for the next that is known, and for reading card by card.
                if self.window.0 != start || end > start + self.window.1.len() as u64 {
                    self.window = (start, self.source.read(start..end).await?);
                }
                let bytes = self.window.1.get(..known.len() as usize).unwrap_or(&[]);
                if let Some(reader) = known.reader(&self.source, start, bytes) {
                    return reader;
                }
            }
        }
        let reader = self.table(&Selector::FirstTable, &ReadOptions::default()).await?;
        if let Some(hdu) = self.hdus.get(1).filter(|hdu| hdu.kind().is_table() && !hdu.is_compressed_table() && !hdu.is_compressed_image())
        {
            let bytes = self.source.read(hdu.header_range()).await?;
            if let Some(known) = alike::Known::new(hdu, bytes, reader.fields()) {
                alike.learn(known);
            }
        }
        Ok(reader)
    }

    /// Finds one HDU more; its index.
    async fn advance(&mut self) -> Result<Option<usize>> {
        let Some(start) = self.next else { return Ok(None) };
        let index = self.hdus.len();
        if start >= self.source.len() {
            self.next = None;
            return Ok(None);
        }
        let Some((header, end)) = self.header(start, index).await? else {
            self.next = None;
            return Ok(None);
        };
        let hdu = Hdu::new(index, header, start..end, self.source.len()).map_err(|fault| self.error(Some(index), fault))?;
        self.next = hdu.end().filter(|end| *end < self.source.len());
        self.hdus.push(hdu);
        Ok(Some(index))
    }

    /// The header that begins at `start`, and the offset behind its last block; none if there is something else behind the last HDU, which
    /// the standard allows (section 3.5).
    async fn header(&mut self, start: u64, index: usize) -> Result<Option<(Header, u64)>> {
        let mut builder = header::Builder::default();
        let mut at = start;
        loop {
            let block = self.block(at).await?;
            if at == start && !hdu::begins(index, &block) {
                return if index == 0 { Err(self.error(None, Fault::new("it is not a FITS file"))) } else { Ok(None) };
            }
            if block.len() < 80 {
                let reason = format!("the file ends at byte {} inside the header", self.source.len());
                return Err(self.error(Some(index), Fault::new(reason)));
            }
            at += BLOCK;
            if builder.push(&block) {
                return Ok(Some((builder.finish(), at)));
            }
        }
    }

    /// The block at `offset`, from the window if it is there; shorter at the end of the file.
    async fn block(&mut self, offset: u64) -> Result<Bytes> {
        let within = |window: &(u64, Bytes)| -> Option<Range<usize>> {
            let start = usize::try_from(offset.checked_sub(window.0)?).ok()?;
            let end = start + BLOCK as usize;
            (end <= window.1.len()).then_some(start..end)
        };
        if within(&self.window).is_none() {
            // Behind the data of an image there is a header, and then the next image: more would be fetched in vain. What follows at once are small tables.
            let is_near = offset <= self.window.0 + self.window.1.len() as u64 + NEAR_STEP;
            let step = if self.source.is_remote() && is_near { FAR_STEP } else { NEAR_STEP };
            self.window = (offset, self.source.read(offset..offset.saturating_add(step)).await?);
        }
        let range = within(&self.window).unwrap_or(0..self.window.1.len().min(BLOCK as usize));
        Ok(self.window.1.slice(range))
    }

    pub(crate) fn error(&self, hdu: Option<usize>, fault: Fault) -> Error {
        Error::fits(self.source.name(), hdu, fault)
    }
}
