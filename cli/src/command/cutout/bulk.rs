//! Parts of many images: a row of a query says which dataset, and where on the sky.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use butler_catalogs::ErrorKind;
use butler_catalogs::images::Exposure;
use butler_engine::Error;
use butler_engine::butler::Butler;
use futures::TryStreamExt;

use super::super::imagery::{Place, save};
use crate::arguments::Global;
use crate::printer::counted;
use crate::runtime::surroundings;
use crate::{Failure, Printer};

/// Columns that are no part of a data ID.
const PLACES: [&str; 3] = ["ra", "dec", "size"];

/// A row of the query.
struct Row {
    /// `KEY=VALUE`, in the order of the columns.
    data_id: Vec<String>,
    ra: f64,
    dec: f64,
    size: Option<f64>,
}

/// Cuts a part for each row of `query`, of `size` arcseconds unless the row says another; whether every one was written.
pub async fn run(
    place: &Place,
    query: &str,
    size: Option<f64>,
    folder: &Path,
    global: &Global,
    printer: &Printer,
) -> Result<bool, Failure> {
    let butler = Butler::open(place.repository(), &surroundings()).await?;
    let answer = butler.sql(global.as_of()?).await?.sql(query).await?;
    let batches: Vec<RecordBatch> = answer.batches.try_collect().await?;
    let mut rows = Vec::new();
    for batch in &batches {
        self::rows(batch, &mut rows)?;
    }
    std::fs::create_dir_all(folder).map_err(Failure::Output)?;
    // Each file is opened once, however the rows are ordered.
    let mut order: Vec<Vec<String>> = Vec::new();
    let mut by_dataset: HashMap<Vec<String>, Vec<(usize, Row)>> = HashMap::new();
    for (number, row) in rows.into_iter().enumerate() {
        let rows = by_dataset.entry(row.data_id.clone()).or_insert_with(|| {
            order.push(row.data_id.clone());
            Vec::new()
        });
        rows.push((number, row));
    }
    let (mut written, mut failed) = (0, 0);
    for data_id in &order {
        let (name, source) = place.dataset(&butler, data_id, global).await?;
        let mut exposure = Exposure::open(&source).await?;
        for (number, row) in by_dataset.remove(data_id).unwrap_or_default() {
            let Some(size) = row.size.or(size).filter(|size| *size > 0.0 && size.is_finite()) else {
                return Err(Failure::usage(
                    format!("row {} of the query has no size", number + 1),
                    "add --size, or a column `size` in arcseconds",
                ));
            };
            let cut = match exposure.around(row.ra, row.dec, size).await {
                Ok(bbox) => exposure.cutout(bbox).await,
                Err(error) => Err(error),
            };
            match cut {
                Ok(cutout) => {
                    save(&folder.join(file_name(&name, data_id, number)), &cutout.to_fits())?;
                    written += 1;
                }
                Err(error) if error.kind() == ErrorKind::Invalid => {
                    printer.warn(format!("row {} of the query: {error}", number + 1));
                    failed += 1;
                }
                Err(error) => return Err(error.into()),
            }
        }
    }
    printer.say(format!("{} written to `{}`", counted(written, "part"), folder.display()));
    Ok(failed == 0)
}

/// `TYPE_VALUE_VALUE_NUMBER.fits`.
fn file_name(name: &str, data_id: &[String], number: usize) -> PathBuf {
    let values = data_id.iter().filter_map(|pair| pair.split_once('=')).map(|(_, value)| value);
    let name: String = std::iter::once(name).chain(values).collect::<Vec<_>>().join("_");
    let is_plain = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.');
    let name: String = name.chars().map(|letter| if is_plain(letter) { letter } else { '_' }).collect();
    PathBuf::from(format!("{name}_{}.fits", number + 1))
}

fn rows(batch: &RecordBatch, rows: &mut Vec<Row>) -> Result<(), Failure> {
    let number = |name: &str| -> Result<Option<Vec<f64>>, Failure> {
        let Some(column) = batch.column_by_name(name) else { return Ok(None) };
        let floats = cast(column, &DataType::Float64).map_err(|_| Error::invalid("column", name, "it holds no numbers"))?;
        let floats = floats.as_primitive::<Float64Type>();
        Ok(Some((0..batch.num_rows()).map(|row| if floats.is_valid(row) { floats.value(row) } else { f64::NAN }).collect()))
    };
    let (Some(ra), Some(dec)) = (number("ra")?, number("dec")?) else {
        return Err(Failure::usage(
            "the query has no columns `ra` and `dec`",
            "name them: SELECT visit, detector, coord_ra AS ra, coord_dec AS dec ...",
        ));
    };
    let size = number("size")?;
    let options = FormatOptions::default();
    let mut keys = Vec::new();
    for (field, column) in batch.schema().fields().iter().zip(batch.columns()) {
        if !PLACES.contains(&field.name().as_str()) {
            let shown =
                ArrayFormatter::try_new(column, &options).map_err(|error| Error::invalid("column", field.name(), error.to_string()))?;
            keys.push((
                field.name().clone(),
                column.clone(),
                (0..batch.num_rows()).map(|row| shown.value(row).to_string()).collect::<Vec<_>>(),
            ));
        }
    }
    for row in 0..batch.num_rows() {
        let data_id =
            keys.iter().filter(|(_, column, _)| column.is_valid(row)).map(|(name, _, texts)| format!("{name}={}", texts[row])).collect();
        rows.push(Row { data_id, ra: ra[row], dec: dec[row], size: size.as_ref().map(|size| size[row]) });
    }
    Ok(())
}
