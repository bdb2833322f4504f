//! The pages of a column in a row group, and what the file says of them.

use bytes::Bytes;
use parquet::basic::{BoundaryOrder, Compression, Encoding, EncodingMask, PageType, ZstdLevel};
use parquet::column::page::{CompressedPage, Page, PageWriter};
use parquet::column::writer::ColumnCloseResult;
use parquet::errors::ParquetError;
use parquet::file::metadata::{ColumnChunkMetaData, ColumnIndexBuilder, LevelHistogram, OffsetIndexBuilder, PageEncodingStats};
use parquet::file::writer::{SerializedPageWriter, TrackedWrite};
use parquet::schema::types::ColumnDescPtr;
use zstd::bulk::Compressor;

use super::value::{Bounds, Value, widened};

/// A whole chunk.
pub(super) struct Written {
    pub(super) bytes: Bytes,
    pub(super) closed: ColumnCloseResult,
}

/// A chunk in the making.
pub(super) struct Chunk<T> {
    leaf: ColumnDescPtr,
    bytes: TrackedWrite<Vec<u8>>,
    rows: usize,
    uncompressed: usize,
    pages: Vec<Bounds<T>>,
    offsets: OffsetIndexBuilder,
    index: ColumnIndexBuilder,
}

impl<T: Value> Chunk<T> {
    /// Of no page yet, in the memory of `bytes`.
    pub(super) fn new(leaf: &ColumnDescPtr, mut bytes: Vec<u8>) -> Chunk<T> {
        bytes.clear();
        Chunk {
            leaf: leaf.clone(),
            bytes: TrackedWrite::new(bytes),
            rows: 0,
            uncompressed: 0,
            pages: Vec::new(),
            offsets: OffsetIndexBuilder::new(),
            index: ColumnIndexBuilder::new(leaf.physical_type()),
        }
    }

    /// Adds a page of so many rows.
    pub(super) fn add(&mut self, page: &[u8], compressor: &mut Compressor<'_>, rows: usize, bounds: Bounds<T>) -> Result<(), ParquetError> {
        let data = Page::DataPage {
            buf: compressor.compress(page)?.into(),
            num_values: u32::try_from(rows).map_err(|error| ParquetError::General(error.to_string()))?,
            encoding: Encoding::PLAIN,
            def_level_encoding: Encoding::RLE,
            rep_level_encoding: Encoding::RLE,
            statistics: None,
        };
        let spec = SerializedPageWriter::new(&mut self.bytes).write_page(CompressedPage::new(data, page.len()))?;
        self.rows += rows;
        self.uncompressed += spec.uncompressed_size;
        let size = i32::try_from(spec.compressed_size).map_err(|error| ParquetError::General(error.to_string()))?;
        self.offsets.append_row_count(rows as i64);
        self.offsets.append_unencoded_byte_array_data_bytes(None);
        self.offsets.append_offset_and_size(spec.offset as i64, size);
        match bounds {
            Some((low, high)) => self.index.append(false, low.bytes(), high.bytes(), 0),
            // Of a page without numbers nothing can be said, so nothing is said of any.
            None => self.index.to_invalid(),
        }
        self.index.append_histograms(&None, &self.levels(rows));
        self.pages.push(bounds);
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<Written, ParquetError> {
        self.index.set_boundary_order(self.order());
        let whole = self.pages.iter().copied().reduce(widened).flatten();
        let pages = PageEncodingStats { page_type: PageType::DATA_PAGE, encoding: Encoding::PLAIN, count: self.pages.len() as i32 };
        let metadata = ColumnChunkMetaData::builder(self.leaf.clone())
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_encodings_mask(EncodingMask::new_from_encodings([Encoding::PLAIN, Encoding::RLE].iter()))
            .set_page_encoding_stats(vec![pages])
            .set_total_compressed_size(self.bytes.bytes_written() as i64)
            .set_total_uncompressed_size(self.uncompressed as i64)
            .set_num_values(self.rows as i64)
            .set_data_page_offset(0)
            .set_statistics(T::statistics(whole))
            .set_definition_level_histogram(self.levels(self.rows))
            .build()?;
        let closed = ColumnCloseResult {
            bytes_written: self.bytes.bytes_written() as u64,
            rows_written: self.rows as u64,
            metadata,
            bloom_filter: None,
            column_index: if self.index.valid() { Some(self.index.build()?) } else { None },
            offset_index: Some(self.offsets.build()),
        };
        Ok(Written { bytes: self.bytes.into_inner()?.into(), closed })
    }

    /// How many rows have which level: all the highest.
    fn levels(&self, rows: usize) -> Option<LevelHistogram> {
        let highest = self.leaf.max_def_level();
        let mut levels = LevelHistogram::try_new(highest)?;
        levels.increment_by(highest, rows as i64);
        Some(levels)
    }

    /// Whether the bounds of pages ascend, else whether they descend.
    fn order(&self) -> BoundaryOrder {
        let known: Vec<(T, T)> = self.pages.iter().copied().flatten().collect();
        let never =
            |is_worse: fn(&T, &T) -> bool| known.windows(2).all(|two| !is_worse(&two[0].0, &two[1].0) && !is_worse(&two[0].1, &two[1].1));
        match (never(T::gt), never(T::lt)) {
            (true, _) => BoundaryOrder::ASCENDING,
            (false, true) => BoundaryOrder::DESCENDING,
            _ => BoundaryOrder::UNORDERED,
        }
    }
}
