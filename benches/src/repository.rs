//! A made-up repository of any size: one instrument of 112 detectors, 50 dataset types of visit and detector, 20 runs that process the same visits.

use std::sync::Arc;

use arrow::array::{ArrayRef, FixedSizeBinaryArray, Int64Array, RecordBatch, StringViewBuilder};
use arrow::datatypes::DataType;
use butler_engine::Result;
use butler_engine::collections::{Collection, CollectionType};
use butler_engine::datasets::DatasetType;
use butler_engine::registry::transaction::{NewDatasets, OnConflict};
use butler_engine::registry::{Registry, Transaction};
use butler_engine::{Error, registry::table::files_type};

/// Detectors of the instrument.
pub const DETECTORS: i64 = 112;
/// Dataset types.
pub const TYPES: i64 = 50;
/// Runs.
pub const RUNS: i64 = 20;

/// How large.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// Visits that each run processes.
    pub visits: i64,
}

impl Size {
    /// Of about as many datasets.
    pub fn of(datasets: i64) -> Size {
        Size { visits: (datasets / (TYPES * RUNS * DETECTORS)).max(1) }
    }

    /// Datasets in all.
    pub fn datasets(self) -> i64 {
        self.visits * TYPES * RUNS * DETECTORS
    }
}

/// Name of the n-th dataset type.
pub fn type_name(n: i64) -> String {
    format!("type{n:02}")
}

/// Name of the n-th run.
pub fn run_name(n: i64) -> String {
    format!("HSC/runs/w{n:02}")
}

/// The UUID of a dataset: well spread, the same each time.
pub fn dataset_id(dataset_type: i64, run: i64, visit: i64, detector: i64) -> [u8; 16] {
    let number = ((dataset_type * RUNS + run) * 1_000_000 + visit) * DETECTORS + detector;
    let mut bytes = (mix(number.cast_unsigned()) as u128) << 64 | u128::from(mix(number.cast_unsigned() ^ 0x9e37_79b9_7f4a_7c15));
    bytes = bytes & !(0xf << 76) | 4 << 76;
    (bytes & !(3 << 62) | 2 << 62).to_be_bytes()
}

fn mix(mut x: u64) -> u64 {
    x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    x = (x ^ x >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ x >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ x >> 31
}

/// Registers the instrument, its visits, the dataset types and runs.
pub async fn prepare(registry: &Registry, size: Size) -> Result<()> {
    let mut tx = Transaction::new("prepare");
    let texts = |values: &mut dyn Iterator<Item = String>| -> ArrayRef {
        let mut builder = StringViewBuilder::new();
        values.for_each(|v| builder.append_value(v));
        Arc::new(builder.finish())
    };
    let camera = |n: i64| texts(&mut (0..n).map(|_| "HSC".to_owned()));
    let ints = |values: &mut dyn Iterator<Item = i64>| -> ArrayRef { Arc::new(Int64Array::from_iter_values(values)) };
    let elements = [
        (
            "instrument",
            vec![("name", camera(1)), ("detector_max", ints(&mut [200].into_iter())), ("visit_max", ints(&mut [1 << 40].into_iter()))],
        ),
        (
            "physical_filter",
            vec![
                ("instrument", camera(2)),
                ("name", texts(&mut ["HSC-R".to_owned(), "HSC-I".to_owned()].into_iter())),
                ("band", texts(&mut ["r".to_owned(), "i".to_owned()].into_iter())),
            ],
        ),
        ("day_obs", vec![("instrument", camera(1)), ("id", ints(&mut [20_130_617].into_iter()))]),
        (
            "detector",
            vec![
                ("instrument", camera(DETECTORS)),
                ("id", ints(&mut (0..DETECTORS))),
                ("full_name", texts(&mut (0..DETECTORS).map(|d| format!("1_{d:02}")))),
            ],
        ),
        (
            "visit",
            vec![
                ("instrument", camera(size.visits)),
                ("id", ints(&mut (0..size.visits).map(|v| 900_000 + 2 * v))),
                ("name", texts(&mut (0..size.visits).map(|v| format!("HSCA{v:08}")))),
                ("physical_filter", texts(&mut (0..size.visits).map(|v| if v % 2 == 0 { "HSC-R" } else { "HSC-I" }.to_owned()))),
                ("day_obs", ints(&mut (0..size.visits).map(|_| 20_130_617))),
            ],
        ),
    ];
    for (element, columns) in elements {
        tx.insert_records(element, RecordBatch::try_from_iter(columns)?, OnConflict::Fail);
    }
    let universe = registry.snapshot().universe.clone();
    for n in 0..TYPES {
        tx.register_dataset_type(DatasetType {
            name: type_name(n),
            dimensions: universe.conform(["visit", "detector"])?,
            storage_class: "ExposureF".to_owned(),
            is_calibration: false,
        });
    }
    for n in 0..RUNS {
        tx.register_collection(Collection { name: run_name(n), kind: CollectionType::Run, doc: String::new(), children: Vec::new() });
    }
    registry.commit(tx).await?.version()?;
    Ok(())
}

/// The datasets of one type and run.
pub fn datasets(size: Size, dataset_type: i64, run: i64) -> Result<NewDatasets> {
    let pairs = || (0..size.visits).flat_map(|v| (0..DETECTORS).map(move |d| (v, d)));
    let count = usize::try_from(size.visits * DETECTORS).map_err(|_| Error::internal("a count is not negative"))?;
    let mut cameras = StringViewBuilder::new().with_deduplicate_strings();
    (0..count).for_each(|_| cameras.append_value("HSC"));
    let ids = FixedSizeBinaryArray::try_from_iter(pairs().map(|(v, d)| dataset_id(dataset_type, run, v, d)))?;
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("id", Arc::new(ids)),
        ("instrument", Arc::new(cameras.finish())),
        ("visit", Arc::new(Int64Array::from_iter_values(pairs().map(|(v, _)| 900_000 + 2 * v)))),
        ("detector", Arc::new(Int64Array::from_iter_values(pairs().map(|(_, d)| d)))),
        ("files", files(size, dataset_type, run)?),
    ];
    Ok(NewDatasets { dataset_type: type_name(dataset_type), run: run_name(run), rows: RecordBatch::try_from_iter(columns)? })
}

/// One stored file for each dataset.
fn files(size: Size, dataset_type: i64, run: i64) -> Result<ArrayRef> {
    use arrow::array::{ListArray, StructArray, new_null_array};
    use arrow::buffer::OffsetBuffer;
    let DataType::List(item) = files_type() else { return Err(Error::internal("files are a list")) };
    let DataType::Struct(fields) = item.data_type().clone() else { return Err(Error::internal("a file is a struct")) };
    let pairs = || (0..size.visits).flat_map(|v| (0..DETECTORS).map(move |d| (v, d)));
    let (name, run) = (type_name(dataset_type), run_name(run));
    let mut paths = StringViewBuilder::new();
    pairs().for_each(|(v, d)| paths.append_value(format!("{run}/{name}/{v:06}/{name}_HSC_{v:06}_{d:03}.fits")));
    let count = pairs().count();
    let columns: Vec<ArrayRef> = vec![
        new_null_array(&DataType::Utf8View, count),
        Arc::new(paths.finish()),
        Arc::new(Int64Array::from_iter_values(pairs().map(|(v, d)| 10_000_000 + v * 100 + d))),
        new_null_array(&DataType::Utf8View, count),
        new_null_array(&DataType::Utf8View, count),
    ];
    let structs = StructArray::try_new(fields, columns, None)?;
    Ok(Arc::new(ListArray::try_new(item, OffsetBuffer::from_lengths(std::iter::repeat_n(1, count)), Arc::new(structs), None)?))
}
