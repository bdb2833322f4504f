//! Files for a scan, spread over its partitions.

use arrow::datatypes::SchemaRef;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::FileGroup;
use datafusion::datasource::physical_plan::parquet::ParquetRowSelection;

use super::prune::Part;
use super::statistics;

/// Rows below which a scan is not worth more than one partition.
const ROWS_OF_A_PARTITION: u64 = 100_000;

/// The parts in at most `partitions` groups of about the same size; large files are cut.
pub fn groups(parts: &[Part], schema: &SchemaRef, partitions: usize) -> Vec<FileGroup> {
    let rows: u64 = parts.iter().map(Part::rows).sum();
    let wanted = partitions.min(usize::try_from(rows.div_ceil(ROWS_OF_A_PARTITION)).unwrap_or(usize::MAX)).max(1);
    let cuts = wanted.div_ceil(parts.len().max(1));
    let mut groups: Vec<(u64, Vec<PartitionedFile>)> = (0..wanted).map(|_| (0, Vec::new())).collect();
    for part in parts {
        for piece in pieces(part, schema, cuts) {
            if let Some(least) = groups.iter_mut().min_by_key(|(rows, _)| *rows) {
                least.0 += part.rows() / cuts as u64 + 1;
                least.1.push(piece);
            }
        }
    }
    groups.into_iter().filter(|(_, files)| !files.is_empty()).map(|(_, files)| FileGroup::new(files)).collect()
}

/// A part cut into byte ranges: a row group belongs to the range that holds its middle.
fn pieces(part: &Part, schema: &SchemaRef, cuts: usize) -> Vec<PartitionedFile> {
    let file = part.file();
    let size = i64::try_from(file.size_bytes).unwrap_or(i64::MAX);
    let cuts = i64::try_from(cuts).unwrap_or(1);
    let mut whole = PartitionedFile::new(file.path.clone(), file.size_bytes).with_extension(file.clone());
    match part.selection() {
        Some(selection) => whole = whole.with_extension(ParquetRowSelection::new(selection.clone())),
        // They are of the whole file; of picked rows they would count too many.
        None => whole.statistics = Some(statistics::of_file(file, schema)),
    }
    if cuts == 1 {
        return vec![whole];
    }
    let bound = |cut: i64| if cut == cuts { size } else { size / cuts * cut };
    (0..cuts).map(|cut| whole.clone().with_range(bound(cut), bound(cut + 1))).collect()
}
