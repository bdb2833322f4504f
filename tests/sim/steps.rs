//! Work for the registry: how it is drawn, how the registry is told of it, and how its answer is read.

use std::sync::Arc;

use arrow::array::{ArrayRef, FixedSizeBinaryArray, Int64Array, RecordBatch, StringViewArray};
use arrow::util::display::array_value_to_string;
use butler_engine::Result;
use butler_engine::collections::{Collection, CollectionType};
use butler_engine::context::Context;
use butler_engine::context::stores::Stores;
use butler_engine::datasets::DatasetType;
use butler_engine::dimensions::Universe;
use butler_engine::registry::scan::Scan;
use butler_engine::registry::transaction::{Decertify, NewDatasets, OnConflict};
use butler_engine::registry::{Registry, Snapshot, Transaction};
use butler_engine::time::{Time, Timespan};
use uuid::Uuid;

use super::model::{Kind, Model, Step, Work, bias_id, calexp_id};
use super::random::Random;

const RUNS: [&str; 3] = ["run1", "run2", "run3"];
const CHAINS: [&str; 2] = ["chain1", "chain2"];
const FILTERS: [&str; 2] = ["Cam-r", "Cam-i"];
const DETECTORS: i64 = 4;

/// Makes the registry that all worlds begin with, and the model of it: an instrument, two visits, two dataset types and some collections.
pub async fn set_up(stores: Stores, context: Context) -> Model {
    let registry = Registry::create(stores, context, Universe::shipped(8).unwrap()).await.unwrap();
    let universe = registry.snapshot().universe.clone();
    let mut setup = Transaction::new("setup");
    let cam = |n: usize| texts(vec!["Cam"; n]);
    let instrument = batch([("name", cam(1)), ("detector_max", ints([DETECTORS])), ("visit_max", ints([1000]))]);
    setup.insert_records("instrument", instrument, OnConflict::Fail);
    let filters = batch([("instrument", cam(2)), ("name", texts(FILTERS)), ("band", texts(["r", "i"]))]);
    setup.insert_records("physical_filter", filters, OnConflict::Fail);
    setup.insert_records("day_obs", batch([("instrument", cam(1)), ("id", ints([20200101]))]), OnConflict::Fail);
    let names = texts((0..DETECTORS).map(|id| format!("d{id}")));
    let detectors = batch([("instrument", cam(DETECTORS as usize)), ("id", ints(0..DETECTORS)), ("full_name", names)]);
    setup.insert_records("detector", detectors, OnConflict::Fail);
    setup.insert_records("visit", visits(&[1, 2], FILTERS[0]), OnConflict::Fail);
    for (name, dimensions, is_calibration) in [("calexp", vec!["visit", "detector"], false), ("bias", vec!["detector"], true)] {
        let dataset_type = DatasetType::new(name, universe.conform(dimensions).unwrap(), "ExposureF").unwrap();
        setup.register_dataset_type(dataset_type.with_calibration(is_calibration));
    }
    let mut model = Model::default();
    model.add_visits([1, 2], FILTERS[0]);
    for (name, kind, model_kind) in [
        ("run1", CollectionType::Run, Kind::Run),
        ("run2", CollectionType::Run, Kind::Run),
        ("tag", CollectionType::Tagged, Kind::Tagged),
        ("calib", CollectionType::Calibration, Kind::Calibration),
        ("chain1", CollectionType::Chained, Kind::Chained),
        ("chain2", CollectionType::Chained, Kind::Chained),
    ] {
        setup.register_collection(Collection::new(name, kind).unwrap());
        model.add_collection(name, model_kind);
    }
    registry.commit(setup).await.unwrap().version().unwrap();
    model
}

fn ints(values: impl IntoIterator<Item = i64>) -> ArrayRef {
    Arc::new(Int64Array::from_iter_values(values))
}

fn texts<S: AsRef<str>>(values: impl IntoIterator<Item = S>) -> ArrayRef {
    Arc::new(StringViewArray::from_iter_values(values))
}

fn uuids(ids: &[Uuid]) -> ArrayRef {
    Arc::new(FixedSizeBinaryArray::try_from_iter(ids.iter().map(|id| id.as_bytes())).unwrap())
}

fn batch<'a>(columns: impl IntoIterator<Item = (&'a str, ArrayRef)>) -> RecordBatch {
    RecordBatch::try_from_iter(columns).unwrap()
}

/// Files that are to be deleted, as rows of the trash.
pub fn trash(paths: &[&str]) -> RecordBatch {
    let ids: Vec<Uuid> = paths.iter().map(|path| Uuid::new_v5(&Uuid::NAMESPACE_OID, path.as_bytes())).collect();
    batch([("path", texts(paths)), ("id", uuids(&ids)), ("size_bytes", ints(paths.iter().map(|_| 1)))])
}

fn visits(ids: &[i64], filter: &str) -> RecordBatch {
    batch([
        ("instrument", texts(vec!["Cam"; ids.len()])),
        ("id", ints(ids.iter().copied())),
        ("name", texts(ids.iter().map(|id| format!("v{id}")))),
        ("physical_filter", texts(vec![filter; ids.len()])),
        ("day_obs", ints(vec![20200101; ids.len()])),
    ])
}

/// Draws a step; what it refers to may or may not be there.
pub fn draw(random: &mut Random) -> Step {
    let run = *random.of(&RUNS);
    match random.below(20) {
        0..=2 => {
            let first = 1 + random.below(8) as i64;
            Step::Visits { ids: (first..first + 1 + random.below(4) as i64).collect(), filter: FILTERS[random.below(2) as usize] }
        }
        3..=7 => {
            let keys = (0..1 + random.below(6)).map(|_| (1 + random.below(5) as i64, random.below(4) as i64)).collect();
            Step::Calexps { run, salt: random.below(3), keys }
        }
        8..=9 => Step::Biases { run, detectors: some(random, &[0, 1, 2, 3]) },
        10 => Step::Remove { ids: draw_ids(random, 2) },
        11..=12 => {
            let chain = *random.of(&CHAINS);
            Step::SetChain { chain, children: some(random, &["run1", "run2", "run3", "tag", "chain1", "chain2"]) }
        }
        13 => Step::Associate { ids: draw_ids(random, 3) },
        14 => Step::Disassociate { ids: draw_ids(random, 3) },
        15..=16 => {
            let begin = random.below(8) as i64 * 10;
            let ids = some(random, &[0, 1, 2, 3]).into_iter().map(|detector| bias_id(run, detector)).collect();
            Step::Certify { ids, begin, end: begin + 10 + random.below(3) as i64 * 10 }
        }
        17 => {
            let begin = random.below(8) as i64 * 10;
            Step::Decertify { begin, end: begin + 5 + random.below(4) as i64 * 10 }
        }
        18 => Step::RegisterRun { run },
        _ => Step::RemoveRun { run: "run3" },
    }
}

fn draw_ids(random: &mut Random, most: u64) -> Vec<Uuid> {
    let id = |random: &mut Random| match random.below(3) {
        0 => bias_id(RUNS[random.below(3) as usize], random.below(4) as i64),
        _ => calexp_id(random.below(3), (1 + random.below(5) as i64, random.below(4) as i64)),
    };
    let mut ids: Vec<Uuid> = (0..1 + random.below(most)).map(|_| id(random)).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// One to three of `choices`, each once, in any order.
fn some<T: Copy + PartialEq>(random: &mut Random, choices: &[T]) -> Vec<T> {
    let mut chosen: Vec<T> = Vec::new();
    for _ in 0..1 + random.below(3) {
        let choice = *random.of(choices);
        if !chosen.contains(&choice) {
            chosen.push(choice);
        }
    }
    chosen
}

/// `work` as the registry is told of it.
pub fn transaction(work: &Work) -> Transaction {
    let mut transaction = Transaction::new(&work.name);
    if let Some((id, sequence)) = &work.application {
        transaction.set_application(id, *sequence);
    }
    work.steps.iter().for_each(|step| add(&mut transaction, step));
    transaction
}

fn span(begin: i64, end: i64) -> Timespan {
    Timespan::new(Some(Time(begin)), Some(Time(end)))
}

fn add(transaction: &mut Transaction, step: &Step) {
    match step {
        Step::Visits { ids, filter } => transaction.insert_records("visit", visits(ids, filter), OnConflict::Fail),
        Step::Calexps { run, salt, keys } => {
            let ids: Vec<Uuid> = keys.iter().map(|key| calexp_id(*salt, *key)).collect();
            let columns = [
                ("id", uuids(&ids)),
                ("instrument", texts(vec!["Cam"; keys.len()])),
                ("visit", ints(keys.iter().map(|key| key.0))),
                ("detector", ints(keys.iter().map(|key| key.1))),
            ];
            transaction.insert_datasets(NewDatasets { dataset_type: "calexp".to_owned(), run: (*run).to_owned(), rows: batch(columns) });
        }
        Step::Biases { run, detectors } => {
            let ids: Vec<Uuid> = detectors.iter().map(|detector| bias_id(run, *detector)).collect();
            let instruments = texts(vec!["Cam"; detectors.len()]);
            let columns = [("id", uuids(&ids)), ("instrument", instruments), ("detector", ints(detectors.iter().copied()))];
            transaction.insert_datasets(NewDatasets { dataset_type: "bias".to_owned(), run: (*run).to_owned(), rows: batch(columns) });
        }
        Step::Remove { ids } => transaction.remove_datasets(ids.clone()),
        Step::SetChain { chain, children } => transaction.set_chain(*chain, children.iter().map(|child| (*child).to_owned()).collect()),
        Step::Associate { ids } => transaction.associate("tag", ids.clone()),
        Step::Disassociate { ids } => transaction.disassociate("tag", ids.clone()),
        Step::Certify { ids, begin, end } => transaction.certify("calib", ids.clone(), span(*begin, *end)),
        Step::Decertify { begin, end } => transaction.decertify(Decertify {
            collection: "calib".to_owned(),
            dataset_type: "bias".to_owned(),
            timespan: span(*begin, *end),
            ids: None,
        }),
        Step::RegisterRun { run } => transaction.register_collection(Collection::new(*run, CollectionType::Run).unwrap()),
        Step::RemoveRun { run } => transaction.remove_run(*run),
    }
}

/// Every row of a state as a line, sorted, as the model writes them.
pub async fn lines(registry: &Registry, snapshot: &Snapshot) -> Result<Vec<String>> {
    let tables: [(&str, &[&str]); 5] = [
        ("visit", &["id", "physical_filter"]),
        ("collection", &["name", "type", "children"]),
        ("dataset", &["id", "type", "run", "visit", "detector"]),
        ("tag", &["collection", "id"]),
        ("validity", &["collection", "id", "timespan"]),
    ];
    let mut lines = Vec::new();
    for (table, columns) in tables {
        let rows = snapshot.collect(registry.files(), table, Scan::columns(columns)).await?;
        for row in 0..rows.num_rows() {
            let values = columns.iter().map(|name| array_value_to_string(rows.column_by_name(name).unwrap(), row).unwrap());
            lines.push(format!("{table} {}", values.collect::<Vec<_>>().join(" ")));
        }
    }
    lines.sort();
    Ok(lines)
}
