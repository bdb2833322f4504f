//! Columns of floating-point numbers and flags without nulls, as plain pages: what most of a catalog is.
//!
//! The values are copied once, behind the levels of their page, and compressed from there; flags are copied as the bits that they are. Pages, statistics and
//! indexes are byte for byte those of the parquet crate's own writer, which copies values several times and sets flag by flag.

use std::io::Write;

use arrow::array::{Array, ArrayRef, ArrowPrimitiveType, AsArray, BooleanBufferBuilder};
use arrow::datatypes::{Float32Type, Float64Type};
use parquet::basic::{Compression, Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterPropertiesPtr;
use parquet::file::writer::SerializedRowGroupWriter;
use parquet::schema::types::{ColumnDescPtr, ColumnPath};
use zstd::bulk::Compressor;

mod chunk;
mod value;

use chunk::{Chunk, Written};
use value::{Number, flag_bounds, number_bounds, widened};

/// Writes such columns, one after the other in the same memory.
pub(super) struct Plain {
    properties: WriterPropertiesPtr,
    compressor: Compressor<'static>,
    /// A page before it is compressed.
    page: Vec<u8>,
    /// The pages of a chunk.
    chunk: Vec<u8>,
}

impl Plain {
    /// For files of these properties, which compress with zstd.
    pub(super) fn new(properties: WriterPropertiesPtr) -> Result<Plain, ParquetError> {
        let Compression::ZSTD(level) = properties.compression(&ColumnPath::new(Vec::new())) else {
            return Err(ParquetError::General("plain pages are compressed with zstd".to_owned()));
        };
        Ok(Plain { properties, compressor: Compressor::new(level.compression_level())?, page: Vec::new(), chunk: Vec::new() })
    }

    /// Writes a column of a row group, if it is such a one, and tells whether it is.
    pub(super) fn write<'a, W: Write + Send>(
        &mut self,
        group: &mut SerializedRowGroupWriter<'_, W>,
        leaf: &ColumnDescPtr,
        arrays: impl Iterator<Item = &'a ArrayRef> + Clone,
    ) -> Result<bool, ParquetError> {
        let is_nested = leaf.max_rep_level() > 0 || leaf.max_def_level() > 1;
        // Numbers are written as they lie in memory.
        if is_nested || cfg!(target_endian = "big") || arrays.clone().any(|array| array.null_count() > 0) {
            return Ok(false);
        }
        let has_dictionary = self.properties.dictionary_enabled(leaf.path());
        let written = match leaf.physical_type() {
            Type::BOOLEAN => self.flags(leaf, arrays)?,
            Type::FLOAT if !has_dictionary => self.numbers::<Float32Type>(leaf, arrays)?,
            Type::DOUBLE if !has_dictionary => self.numbers::<Float64Type>(leaf, arrays)?,
            _ => None,
        };
        let Some(Written { bytes, closed }) = written else { return Ok(false) };
        group.append_column(&bytes, closed)?;
        self.chunk = bytes.into();
        Ok(true)
    }

    fn numbers<'a, T: ArrowPrimitiveType<Native: Number>>(
        &mut self,
        leaf: &ColumnDescPtr,
        arrays: impl Iterator<Item = &'a ArrayRef>,
    ) -> Result<Option<Written>, ParquetError> {
        let Some(arrays) = arrays.map(|array| array.as_primitive_opt::<T>()).collect::<Option<Vec<_>>>() else { return Ok(None) };
        let rows = arrays.iter().map(|array| array.len()).sum();
        let mut chunk = Chunk::new(leaf, std::mem::take(&mut self.chunk));
        let mut parts = Parts::new(arrays.iter().map(|array| array.len()));
        for rows in self.pages(rows) {
            self.begin_page(leaf, rows);
            let mut bounds = None;
            for (array, start, count) in parts.next(rows) {
                let values = &arrays[array].values()[start..start + count];
                bounds = widened(bounds, number_bounds(values));
                self.page
                    .extend_from_slice(&arrays[array].values().inner().as_slice()[start * size_of::<T::Native>()..][..size_of_val(values)]);
            }
            chunk.add(&self.page, &mut self.compressor, rows, bounds)?;
        }
        chunk.finish().map(Some)
    }

    fn flags<'a>(&mut self, leaf: &ColumnDescPtr, arrays: impl Iterator<Item = &'a ArrayRef>) -> Result<Option<Written>, ParquetError> {
        let Some(arrays) = arrays.map(|array| array.as_boolean_opt()).collect::<Option<Vec<_>>>() else { return Ok(None) };
        let rows = arrays.iter().map(|array| array.len()).sum();
        let mut chunk = Chunk::new(leaf, std::mem::take(&mut self.chunk));
        let mut parts = Parts::new(arrays.iter().map(|array| array.len()));
        for rows in self.pages(rows) {
            self.begin_page(leaf, rows);
            let mut bits = BooleanBufferBuilder::new(rows);
            for (array, start, count) in parts.next(rows) {
                bits.append_buffer(&arrays[array].values().slice(start, count));
            }
            let bits = bits.finish();
            self.page.extend_from_slice(bits.values());
            chunk.add(&self.page, &mut self.compressor, rows, flag_bounds(&bits))?;
        }
        chunk.finish().map(Some)
    }

    /// Rows of each page.
    fn pages(&self, rows: usize) -> impl Iterator<Item = usize> + use<> {
        let most = self.properties.data_page_row_count_limit().max(1);
        (0..rows).step_by(most).map(move |start| most.min(rows - start))
    }

    /// Begins a page of so many rows with the levels that say that each has a value: one run, of which the length stands before it.
    fn begin_page(&mut self, leaf: &ColumnDescPtr, rows: usize) {
        self.page.clear();
        if leaf.max_def_level() == 0 {
            return;
        }
        self.page.extend_from_slice(&[0; 4]);
        let mut run = rows << 1;
        while run > 0x7f {
            self.page.push(run as u8 | 0x80);
            run >>= 7;
        }
        self.page.extend_from_slice(&[run as u8, 1]);
        let length = self.page.len() as u32 - 4;
        self.page[..4].copy_from_slice(&length.to_le_bytes());
    }
}

/// Where the rows of pages are in arrays of these lengths.
struct Parts {
    lengths: Vec<usize>,
    array: usize,
    start: usize,
}

impl Parts {
    fn new(lengths: impl Iterator<Item = usize>) -> Parts {
        Parts { lengths: lengths.collect(), array: 0, start: 0 }
    }

    /// The next rows: array, first and count of each part.
    fn next(&mut self, rows: usize) -> Vec<(usize, usize, usize)> {
        let (mut parts, mut wanted) = (Vec::new(), rows);
        while wanted > 0 && self.array < self.lengths.len() {
            let count = wanted.min(self.lengths[self.array] - self.start);
            parts.push((self.array, self.start, count));
            wanted -= count;
            self.start += count;
            if self.start == self.lengths[self.array] {
                (self.array, self.start) = (self.array + 1, 0);
            }
        }
        parts
    }
}

#[cfg(test)]
mod tests;
