//! Where an HDU's header and data stand, and what kind it is (section 3).

use std::ops::Range;
use std::sync::Arc;

use super::{BLOCK, Fault, Header};

/// What an HDU holds by its first keyword.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The first HDU: an array, or nothing.
    Primary,
    /// `IMAGE`: an array.
    Image,
    /// `BINTABLE`: rows of bytes. A compressed image is stored as one, too.
    BinTable,
    /// `TABLE`: rows of text.
    AsciiTable,
    /// Another extension.
    Other,
}

impl Kind {
    /// Whether it has rows and columns.
    pub fn is_table(self) -> bool {
        matches!(self, Kind::BinTable | Kind::AsciiTable)
    }
}

/// A header and where its data are. Clones share the header.
#[derive(Debug, Clone)]
pub struct Hdu {
    index: usize,
    header: Arc<Header>,
    kind: Kind,
    header_range: Range<u64>,
    data_bytes: u64,
    /// Bytes of the data that the file has.
    present_bytes: u64,
}

/// Whether a block is the first one of HDU `index`.
pub(super) fn begins(index: usize, block: &[u8]) -> bool {
    if index == 0 { block.starts_with(b"SIMPLE  =") } else { block.starts_with(b"XTENSION=") }
}

impl Hdu {
    /// Takes HDU `index` with a header at `header_range` in a file of `length` bytes.
    pub(super) fn new(index: usize, header: Header, header_range: Range<u64>, length: u64) -> Result<Hdu, Fault> {
        let kind = match header.text("XTENSION").map(str::trim_end) {
            None => Kind::Primary,
            Some("IMAGE" | "IUEIMAGE") => Kind::Image,
            Some("BINTABLE" | "A3DTABLE" | "3DTABLE") => Kind::BinTable,
            Some("TABLE") => Kind::AsciiTable,
            Some(_) => Kind::Other,
        };
        let data_bytes = data_bytes(&header)?;
        let present_bytes = data_bytes.min(length.saturating_sub(header_range.end));
        Ok(Hdu { index, header: Arc::new(header), kind, header_range, data_bytes, present_bytes })
    }

    /// Index, from 0.
    pub fn index(&self) -> usize {
        self.index
    }

    /// What it holds.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Its header.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// `EXTNAME`, empty if there is none.
    pub fn name(&self) -> &str {
        self.header.text("EXTNAME").unwrap_or("")
    }

    /// Whether it is a binary table that holds an image (section 10.1).
    pub fn is_compressed_image(&self) -> bool {
        self.kind == Kind::BinTable && self.header.is_true("ZIMAGE")
    }

    /// Whether it is a binary table that holds another one, compressed (section 10.3).
    pub fn is_compressed_table(&self) -> bool {
        self.kind == Kind::BinTable && self.header.is_true("ZTABLE")
    }

    /// Lengths of the axes, the fastest one first (`NAXIS1`, ...), of the image even if it is compressed.
    pub fn axes(&self) -> Result<Vec<u64>, Fault> {
        axes(&self.header, if self.is_compressed_image() { "Z" } else { "" })
    }

    /// `BITPIX`, of the image even if it is compressed.
    pub fn bitpix(&self) -> Option<i64> {
        self.header.integer(if self.is_compressed_image() { "ZBITPIX" } else { "BITPIX" })
    }

    /// Byte range of the header in the file.
    pub fn header_range(&self) -> Range<u64> {
        self.header_range.clone()
    }

    /// Byte range of the data in the file, without the padding.
    pub fn data_range(&self) -> Range<u64> {
        self.header_range.end..self.header_range.end + self.data_bytes
    }

    /// Bytes of the data that are there: fewer than there must be if the file is cut off.
    pub fn present_bytes(&self) -> u64 {
        self.present_bytes
    }

    /// The data must be there to the last byte.
    pub(super) fn whole(&self) -> Result<(), Fault> {
        if self.present_bytes == self.data_bytes {
            return Ok(());
        }
        let end = self.header_range.end + self.present_bytes;
        Err(Fault::new(format!("the file ends at byte {end}, {} bytes of data before their end", self.data_bytes - self.present_bytes)))
    }

    /// Where the next HDU begins; none if that is beyond what can be counted.
    pub(super) fn end(&self) -> Option<u64> {
        self.header_range.end.checked_add(self.data_bytes)?.checked_next_multiple_of(BLOCK)
    }
}

fn axes(header: &Header, prefix: &str) -> Result<Vec<u64>, Fault> {
    let count = header.count(&format!("{prefix}NAXIS"))?;
    if count > 999 {
        return Err(Fault::new(format!("`{prefix}NAXIS` is {count}, above 999")));
    }
    (1..=count).map(|axis| header.count(&format!("{prefix}NAXIS{axis}"))).collect()
}

/// |BITPIX| / 8 x GCOUNT x (PCOUNT + NAXIS1 x ... x NAXISm), section 4.4.1.2; without NAXIS1 if that is the 0 of random groups.
fn data_bytes(header: &Header) -> Result<u64, Fault> {
    let bitpix = header.integer("BITPIX").unwrap_or(0);
    if !matches!(bitpix, 8 | 16 | 32 | 64 | -32 | -64) {
        return Err(Fault::new(match header.value("BITPIX") {
            None => "its header has no `BITPIX`".to_owned(),
            Some(value) => format!("`BITPIX` is {}, not one of 8, 16, 32, 64, -32, -64", value.to_json()),
        }));
    }
    let mut axes = axes(header, "")?;
    if axes.is_empty() {
        return Ok(0);
    }
    if axes[0] == 0 && header.is_true("GROUPS") {
        axes.remove(0);
    }
    let optional = |keyword, default| if header.value(keyword).is_some() { header.count(keyword) } else { Ok(default) };
    let (parameters, groups) = (optional("PCOUNT", 0)?, optional("GCOUNT", 1)?);
    let elements = axes.iter().try_fold(1u64, |product, axis| product.checked_mul(*axis));
    let bytes = elements
        .and_then(|count| count.checked_add(parameters)?.checked_mul(groups)?.checked_mul(bitpix.unsigned_abs() / 8))
        .filter(|bytes| *bytes < 1 << 62);
    bytes.ok_or_else(|| Fault::new("the sizes in its header are beyond what a file can hold"))
}
