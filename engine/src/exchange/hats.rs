//! A dataset type as a HATS catalog (Hierarchical Adaptive Tiling Scheme, IVOA note 1.0, 2025): Parquet files, one for each HEALPix pixel, of an order that
//! is deeper where there are more rows.
//!
//! ```text
//! hats.properties                              what the catalog is, `key=value`
//! partition_info.csv                           the pixels
//! dataset/Norder=K/Dir=D/Npix=N.parquet        rows, sorted by `_healpix_29`, the index of their position at order 29
//! dataset/_metadata, dataset/_common_metadata  footers of all files, and the schema
//! ```
//!
//! The catalog is made beside its place and gets its name when it is whole. Rows are sorted with the memory of a session; what does not fit goes to the disk.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{AsArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, Int64Type, Schema, SchemaRef};
use butler_catalogs::meta;
use butler_catalogs::tables::{Format, WriteOptions, Writer};
use futures::TryStreamExt;
use parquet::file::metadata::{FileMetaData, ParquetMetaData, ParquetMetaDataReader, ParquetMetaDataWriter, RowGroupMetaData};

use crate::sql::{Answer, Session, coordinates};
use crate::time::{Scale, Time};
use crate::{Error, Result};

/// The column by which rows are sorted.
const INDEX: &str = "_healpix_29";
/// The order at which rows are counted, and the deepest of a file.
const DEEPEST: u32 = 10;
/// Files of a folder.
const PER_FOLDER: i64 = 10_000;

/// What is written, and how.
#[derive(Debug, Clone)]
pub struct HatsOptions {
    /// The dataset type.
    pub dataset_type: String,
    /// The catalog's name.
    pub name: String,
    /// The folder, which must not exist.
    pub directory: PathBuf,
    /// A condition in SQL on the rows.
    pub condition: Option<String>,
    /// Right ascension and declination in degrees, as expressions of SQL; found by the names of columns where absent.
    pub coordinates: Option<(String, String)>,
    /// Rows of a file at most, unless it is of the deepest order.
    pub max_rows: u64,
    /// The present time.
    pub now: Time,
}

/// What was written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct HatsReport {
    /// Rows.
    pub rows: u64,
    /// Rows without a position, which have no place in the catalog.
    pub without_position: u64,
    /// Files of rows.
    pub files: u64,
}

/// A pixel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Pixel {
    /// Where it begins, as an index at order 29.
    begin: i64,
    order: u32,
    index: i64,
}

impl Pixel {
    fn new(order: u32, index: i64) -> Pixel {
        Pixel { begin: index << (2 * (29 - order)), order, index }
    }

    /// Behind its last index at order 29.
    fn end(self) -> i64 {
        (self.index + 1) << (2 * (29 - self.order))
    }

    /// Its file below the catalog's folder of rows.
    fn path(self) -> String {
        format!("Norder={}/Dir={}/Npix={}.parquet", self.order, self.index / PER_FOLDER * PER_FOLDER, self.index)
    }
}

/// Writes the catalog.
///
/// # Errors
/// The folder exists; the table has no coordinates; nothing has a position.
pub async fn export(session: &Session, options: &HatsOptions) -> Result<HatsReport> {
    let place = &options.directory;
    if place.exists() {
        return Err(Error::Exists { what: "folder", name: place.display().to_string() });
    }
    let mut draft = place.clone().into_os_string();
    draft.push(format!(".{}.part", std::process::id()));
    let draft = PathBuf::from(draft);
    let written = write(session, options, &draft).await;
    let named = written.and_then(|report| std::fs::rename(&draft, place).map_err(failed("write", place)).map(|()| report));
    if named.is_err() {
        let _ = std::fs::remove_dir_all(&draft);
    }
    named
}

async fn write(session: &Session, options: &HatsOptions, folder: &Path) -> Result<HatsReport> {
    let source = Source::new(session, options).await?;
    let (counts, without_position) = source.counts(session).await?;
    if counts.is_empty() {
        return Err(Error::invalid("dataset type", &options.dataset_type, "no row of it has a position")
            .with_hint("`--ra` and `--dec` say where it is"));
    }
    let pixels = pixels(&counts, options.max_rows);
    let dataset = folder.join("dataset");
    std::fs::create_dir_all(&dataset).map_err(failed("create", &dataset))?;
    let answer = session.sql(&source.rows()).await?;
    let schema = stored(&answer.schema);
    let mut files = Files { folder: &dataset, schema: &schema, groups: Vec::new(), first: None, rows: 0 };
    files.write_all(answer, &pixels).await?;
    files.footers()?;
    let rows = files.rows;
    let list: String = pixels.iter().map(|pixel| format!("{},{}\n", pixel.order, pixel.index)).collect();
    put(&folder.join("partition_info.csv"), &format!("Norder,Npix\n{list}"))?;
    put(&folder.join("hats.properties"), &properties(options, &source, &pixels, rows, size(&dataset)?))?;
    Ok(HatsReport { rows, without_position, files: pixels.len() as u64 })
}

/// Where rows come from.
struct Source {
    /// The table with the condition.
    from: String,
    /// Right ascension and declination, expressions.
    position: (String, String),
    /// The same, names of columns in degrees.
    columns: (String, String),
    /// Whether these columns are to be added.
    is_added: bool,
}

impl Source {
    async fn new(session: &Session, options: &HatsOptions) -> Result<Source> {
        let table = format!("catalogs.{}", quoted(&options.dataset_type));
        let from = match &options.condition {
            Some(condition) => format!("(SELECT * FROM {table} WHERE {condition}) AS t"),
            None => format!("{table} AS t"),
        };
        let schema = session.sql(&format!("SELECT * FROM {from} LIMIT 0")).await?.schema;
        let known = coordinates(schema.fields());
        let position = match (&options.coordinates, known) {
            (Some(given), _) => given.clone(),
            (None, Some((lon, lat))) => (degrees(&schema, &lon), degrees(&schema, &lat)),
            (None, None) => {
                let error = Error::invalid("dataset type", &options.dataset_type, "it has no columns that are known as coordinates");
                return Err(error.with_hint("`--ra` and `--dec` say what they are, in degrees"));
            }
        };
        // An expression that is a column in degrees is that column.
        let column =
            |expression: &str| schema.fields().iter().find(|field| quoted(field.name()) == expression || field.name() == expression);
        let (columns, is_added) = match (column(&position.0), column(&position.1)) {
            (Some(lon), Some(lat)) => ((lon.name().clone(), lat.name().clone()), false),
            _ => {
                let free = |name: &str| if column(name).is_some() { format!("hats_{name}") } else { name.to_owned() };
                ((free("ra"), free("dec")), true)
            }
        };
        Ok(Source { from, position, columns, is_added })
    }

    /// Rows by pixel of the deepest order, and those without a position.
    async fn counts(&self, session: &Session) -> Result<(BTreeMap<i64, u64>, u64)> {
        let (lon, lat) = &self.position;
        let query = format!("SELECT healpix({DEEPEST}, {lon}, {lat}) AS pixel, count(*) AS rows FROM {} GROUP BY 1", self.from);
        let batches: Vec<RecordBatch> = session.sql(&query).await?.batches.try_collect().await?;
        let (mut counts, mut without) = (BTreeMap::new(), 0);
        for batch in &batches {
            let rows = batch.column(1).as_primitive::<Int64Type>().values();
            for (pixel, rows) in batch.column(0).as_primitive::<Int64Type>().iter().zip(rows) {
                match pixel {
                    Some(pixel) => drop(counts.insert(pixel, rows.unsigned_abs())),
                    None => without += rows.unsigned_abs(),
                }
            }
        }
        Ok((counts, without))
    }

    /// The query of all rows in order.
    fn rows(&self) -> String {
        let (lon, lat) = &self.position;
        let added = match self.is_added {
            true => format!(", {lon} AS {}, {lat} AS {}", quoted(&self.columns.0), quoted(&self.columns.1)),
            false => String::new(),
        };
        format!(
            "SELECT healpix(29, {lon}, {lat}) AS {INDEX}{added}, t.* FROM {} WHERE healpix(0, {lon}, {lat}) IS NOT NULL ORDER BY {INDEX}",
            self.from
        )
    }
}

fn degrees(schema: &Schema, column: &str) -> String {
    let unit = schema.field_with_name(column).ok().and_then(|field| field.metadata().get(meta::UNIT).cloned());
    match unit.as_deref() {
        Some("rad" | "radian") => format!("degrees({})", quoted(column)),
        _ => quoted(column),
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The pixels of files: each is divided by four until it has no more than `max_rows`, or is of the deepest order. In the order of their rows.
fn pixels(counts: &BTreeMap<i64, u64>, max_rows: u64) -> Vec<Pixel> {
    let mut found = Vec::new();
    let mut open: Vec<Pixel> = (0..12).map(|index| Pixel::new(0, index)).collect();
    while let Some(pixel) = open.pop() {
        let shift = 2 * (DEEPEST - pixel.order);
        let rows: u64 = counts.range(pixel.index << shift..(pixel.index + 1) << shift).map(|(_, rows)| rows).sum();
        if rows == 0 {
            continue;
        }
        if rows <= max_rows || pixel.order == DEEPEST {
            found.push(pixel);
        } else {
            open.extend((0..4).map(|child| Pixel::new(pixel.order + 1, 4 * pixel.index + child)));
        }
    }
    found.sort_unstable();
    found
}

/// The schema as it is stored: texts are plain ones.
fn stored(schema: &Schema) -> SchemaRef {
    let field = |field: &Arc<Field>| match field.data_type() {
        DataType::Utf8View => Arc::new(field.as_ref().clone().with_data_type(DataType::Utf8)),
        _ => field.clone(),
    };
    Arc::new(Schema::new(schema.fields().iter().map(field).collect::<Vec<_>>()))
}

/// The files of rows.
struct Files<'a> {
    folder: &'a Path,
    schema: &'a SchemaRef,
    /// Row groups of all files, with their paths.
    groups: Vec<RowGroupMetaData>,
    /// What is said of the first file.
    first: Option<FileMetaData>,
    rows: u64,
}

impl Files<'_> {
    /// Writes rows that come in the order of the pixels.
    async fn write_all(&mut self, answer: Answer, pixels: &[Pixel]) -> Result<()> {
        let mut batches = answer.batches;
        let mut pixels = pixels.iter();
        let mut open: Option<(Pixel, Writer<BufWriter<File>>)> = None;
        while let Some(batch) = batches.try_next().await? {
            let batch = self.converted(&batch)?;
            let indices = batch.column(0).as_primitive::<Int64Type>().values().clone();
            let mut start = 0;
            while start < indices.len() {
                while open.as_ref().is_none_or(|(pixel, _)| indices[start] >= pixel.end()) {
                    if let Some((pixel, writer)) = open.take() {
                        self.close(pixel, writer)?;
                    }
                    let pixel = pixels.next().ok_or_else(|| Error::internal("a row beyond the last pixel"))?;
                    open = Some((*pixel, self.create(*pixel)?));
                }
                let Some((pixel, writer)) = &mut open else { break };
                let end = start + indices[start..].partition_point(|index| *index < pixel.end());
                writer.write(&batch.slice(start, end - start))?;
                self.rows += (end - start) as u64;
                start = end;
            }
        }
        open.map_or(Ok(()), |(pixel, writer)| self.close(pixel, writer))
    }

    fn converted(&self, batch: &RecordBatch) -> Result<RecordBatch> {
        let columns = batch.columns().iter().zip(self.schema.fields());
        let columns = columns.map(|(column, field)| match column.data_type() == field.data_type() {
            true => Ok(column.clone()),
            false => cast(column, field.data_type()),
        });
        Ok(RecordBatch::try_new(self.schema.clone(), columns.collect::<Result<_, _>>()?)?)
    }

    fn create(&self, pixel: Pixel) -> Result<Writer<BufWriter<File>>> {
        let path = self.folder.join(pixel.path());
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(failed("create", folder))?;
        }
        let file = File::create(&path).map_err(failed("create", &path))?;
        Ok(Writer::new(Format::Parquet, BufWriter::with_capacity(1 << 20, file), self.schema, WriteOptions::default())?)
    }

    fn close(&mut self, pixel: Pixel, writer: Writer<BufWriter<File>>) -> Result<()> {
        let path = self.folder.join(pixel.path());
        writer.finish()?.flush().map_err(failed("write", &path))?;
        let file = File::open(&path).map_err(failed("read", &path))?;
        let footer = ParquetMetaDataReader::new().parse_and_finish(&file)?;
        for group in footer.row_groups() {
            let columns = group.columns().iter().map(|column| column.clone().into_builder().set_file_path(pixel.path()).build());
            let columns = columns.collect::<Result<Vec<_>, _>>()?;
            self.groups.push(group.clone().into_builder().set_column_metadata(columns).build()?);
        }
        self.first.get_or_insert_with(|| footer.file_metadata().clone());
        Ok(())
    }

    /// Writes what readers go by instead of opening every file.
    fn footers(&self) -> Result<()> {
        let Some(first) = &self.first else { return Ok(()) };
        // What is true of one file alone is not said of all.
        let kept =
            first.key_value_metadata().map(|pairs| pairs.iter().filter(|pair| pair.key != "lsst::arrow::rowcount").cloned().collect());
        let of = |rows: u64| {
            let rows = i64::try_from(rows).unwrap_or(i64::MAX);
            let created_by = first.created_by().map(str::to_owned);
            FileMetaData::new(first.version(), rows, created_by, kept.clone(), first.schema_descr_ptr(), first.column_orders().cloned())
        };
        footer(&self.folder.join("_metadata"), &ParquetMetaData::new(of(self.rows), self.groups.clone()))?;
        footer(&self.folder.join("_common_metadata"), &ParquetMetaData::new(of(0), Vec::new()))
    }
}

/// A Parquet file of nothing but a footer.
fn footer(path: &Path, metadata: &ParquetMetaData) -> Result<()> {
    let mut bytes = b"PAR1".to_vec();
    ParquetMetaDataWriter::new(&mut bytes, metadata).finish()?;
    std::fs::write(path, bytes).map_err(failed("write", path))
}

fn put(path: &Path, text: &str) -> Result<()> {
    std::fs::write(path, text).map_err(failed("write", path))
}

/// Bytes of the files below a folder.
fn size(folder: &Path) -> Result<u64> {
    let mut sum = 0;
    for entry in std::fs::read_dir(folder).map_err(failed("list", folder))? {
        let entry = entry.map_err(failed("list", folder))?;
        let metadata = entry.metadata().map_err(failed("look at", folder))?;
        sum += if metadata.is_dir() { size(&entry.path())? } else { metadata.len() };
    }
    Ok(sum)
}

fn properties(options: &HatsOptions, source: &Source, pixels: &[Pixel], rows: u64, bytes: u64) -> String {
    let deepest = pixels.iter().map(|pixel| pixel.order).max().unwrap_or(0);
    let sky: f64 = pixels.iter().map(|pixel| 1.0 / (12.0 * 4f64.powi(pixel.order.cast_signed()))).sum();
    let lines = [
        ("obs_collection", options.name.clone()),
        ("dataproduct_type", "object".to_owned()),
        ("hats_nrows", rows.to_string()),
        ("hats_col_ra", source.columns.0.clone()),
        ("hats_col_dec", source.columns.1.clone()),
        ("hats_col_healpix", INDEX.to_owned()),
        ("hats_col_healpix_order", "29".to_owned()),
        ("hats_npix_suffix", ".parquet".to_owned()),
        ("hats_order", deepest.to_string()),
        ("hats_max_rows", options.max_rows.to_string()),
        ("moc_sky_fraction", format!("{sky:.5}")),
        ("hats_builder", format!("butler {}", env!("CARGO_PKG_VERSION"))),
        ("hats_creation_date", format!("{}UTC", options.now.to_isot(Scale::Utc, 0).get(..16).unwrap_or_default())),
        ("hats_estsize", (bytes / 1024).to_string()),
        ("hats_version", "v1.0".to_owned()),
    ];
    let lines: String = lines.iter().map(|(key, value)| format!("{key}={value}\n")).collect();
    format!("#HATS catalog\n{lines}")
}

fn failed<'a>(doing: &'static str, path: &'a Path) -> impl FnOnce(std::io::Error) -> Error + Clone + 'a {
    move |source| Error::Io { doing, location: path.display().to_string(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_have_no_more_rows_than_asked_for_and_follow_each_other() {
        let counts = BTreeMap::from([(0, 5), (1, 5), (4, 3), (12 << 18, 0), ((11 << 20) + 7, 40)]);
        let found = pixels(&counts, 10);
        let (mut rows, mut last) = (0, 0);
        for pixel in &found {
            assert!(pixel.begin >= last && pixel.end() > pixel.begin);
            last = pixel.end();
            let shift = 2 * (29 - DEEPEST);
            let inside: u64 =
                counts.iter().filter(|(index, _)| (pixel.begin..pixel.end()).contains(&(*index << shift))).map(|(_, rows)| rows).sum();
            assert!(inside > 0 && (inside <= 10 || pixel.order == DEEPEST), "{pixel:?} {inside}");
            rows += inside;
        }
        assert_eq!(rows, 53);
        assert_eq!(found.last().map(|pixel| (pixel.order, pixel.index)), Some((10, (11 << 20) + 7)));
        assert_eq!(Pixel::new(5, 12_287).path(), "Norder=5/Dir=10000/Npix=12287.parquet");
    }
}
