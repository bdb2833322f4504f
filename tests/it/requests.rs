//! What small objects cost in a process that has opened the repository: one request to the files and at most one to the log, in memory and on the S3 server
//! of the run.

use std::collections::BTreeSet;
use std::sync::Arc;

use arrow::array::{ArrayRef, Int64Array, RecordBatch, StringViewArray};
use butler_engine::butler::{Butler, CreateOptions, Disassembly, Files, ImportOptions, PutOptions, Surroundings, Wanted};
use butler_engine::collections::{Collection, CollectionType};
use butler_engine::context::Context;
use butler_engine::context::stores::counting::{Counters, Counts};
use butler_engine::context::stores::{Environment, Location, Stores};
use butler_engine::datasets::{DatasetType, IdMode};
use butler_engine::datastore::{Carrier, Datastore, Known, Mode, Order, Origin, Pool, Rules, Templates};
use butler_engine::dimensions::Key;
use butler_engine::registry::transaction::NewDatasets;
use butler_engine::registry::{Registry, Transaction};
use butler_tests::data;
use butler_tests::s3::Server;

/// A repository that a process has opened, with what it asks of the registry and of the files.
struct Opened {
    butler: Butler,
    registry: Arc<Counters>,
    files: Arc<Counters>,
}

impl Opened {
    async fn open(root: &str, environment: &Environment) -> Opened {
        let (registry, files) = (Arc::new(Counters::default()), Arc::new(Counters::default()));
        let (root, context) = (Location::parse(root).unwrap(), Context::system());
        let stores = Stores::open(&root, environment).unwrap();
        let opened = Registry::open(stores.below("registry").counted(&registry), context.clone()).await.unwrap();
        let rules = Rules { templates: Templates::shipped().unwrap(), ..Rules::default() };
        let pool = Arc::new(Pool::new(environment.clone(), Some(files.clone())));
        let datastore = Datastore::new(root.clone(), pool, rules, &context);
        Opened { butler: Butler::of_parts(root, stores, opened, datastore), registry, files }
    }

    /// What `work` costs: requests to the registry, and to the files.
    async fn cost<T>(&self, work: impl Future<Output = T>) -> (T, Counts, Counts) {
        let (registry, files) = (self.registry.counts(), self.files.counts());
        let done = work.await;
        (done, self.registry.counts().since(&registry), self.files.counts().since(&files))
    }

    async fn put(&self, visit: i64, detector: i64) {
        self.butler.put_bytes(&options(), data_id(visit, detector), content(visit, detector).into(), ".yaml").await.unwrap();
    }

    async fn get(&self, visit: i64, detector: i64) -> String {
        let wanted = Wanted {
            dataset_type: "many".to_owned(),
            data_id: data_id(visit, detector),
            collections: vec!["u/me".to_owned()],
            ..Wanted::default()
        };
        let found = self.butler.find(&wanted).await.unwrap();
        String::from_utf8(self.butler.get(&found).await.unwrap().bytes.into()).unwrap()
    }
}

fn options() -> PutOptions {
    PutOptions {
        dataset_type: "many".to_owned(),
        run: "u/me".to_owned(),
        mode: Mode::Copy,
        ids: IdMode::Unique,
        formatter: None,
        disassembly: Disassembly::Configured,
    }
}

fn data_id(visit: i64, detector: i64) -> Vec<(String, Key)> {
    let ints = [("visit", visit), ("detector", detector)].map(|(name, value)| (name.to_owned(), Key::Int(value)));
    [("instrument".to_owned(), Key::Text("HSC".to_owned()))].into_iter().chain(ints).collect()
}

fn content(visit: i64, detector: i64) -> String {
    format!("visit: {visit}\ndetector: {detector}\n")
}

/// An empty repository in each kind of store that this run has, with the records of some visits and a dataset type `many`.
async fn places() -> Vec<(String, Environment)> {
    let id = || Context::system().ids.uuid4();
    let mut places = vec![(format!("memory://{}", id()), Environment::default())];
    let server = Server::of_this_run();
    places.extend(server.map(|server| (format!("s3://{}/{}", server.bucket, id()), Environment::of(server.variables()))));
    for (root, environment) in &places {
        let surroundings = Surroundings { environment: environment.clone(), ..Surroundings::system() };
        let (butler, _) = Butler::create(root, &CreateOptions::default(), &surroundings).await.unwrap();
        let options = ImportOptions {
            directory: data("exports").display().to_string(),
            export_file: "hsc_session.yaml".to_owned(),
            files: Files::RegistryOnly,
            skip_dimensions: BTreeSet::new(),
        };
        butler.import(&options, &surroundings).await.unwrap();
        let dimensions = butler.registry().snapshot().universe.conform(["visit", "detector"]).unwrap();
        let mut transaction = Transaction::new("dataset type");
        transaction.register_dataset_type(DatasetType::new("many", dimensions, "StructuredDataDict").unwrap());
        butler.registry().commit(transaction).await.unwrap().version().unwrap();
    }
    places
}

const VISIT: i64 = 903_334;

#[tokio::test]
async fn a_small_object_is_put_by_one_request_to_the_files_and_one_to_the_log() {
    for (root, environment) in places().await {
        let opened = Opened::open(&root, &environment).await;
        // The first commit of a process asks whether the store can be trusted.
        opened.put(VISIT, 0).await;
        for detector in 1..20 {
            let ((), registry, files) = opened.cost(opened.put(VISIT, detector)).await;
            let one_put = |of: Counts| (of.puts, of.requests());
            assert_eq!((one_put(files), one_put(registry)), ((1, 1), (1, 1)), "{root}: {files}; {registry}");
        }
    }
}

#[tokio::test]
async fn a_small_object_is_got_by_one_request_to_the_files() {
    for (root, environment) in places().await {
        let opened = Opened::open(&root, &environment).await;
        for detector in 0..5 {
            opened.put(VISIT, detector).await;
        }
        let other = Opened::open(&root, &environment).await;
        for (opened, detector) in (0..5).flat_map(|detector| [(&opened, detector), (&other, detector)]) {
            let (got, registry, files) = opened.cost(opened.get(VISIT, detector)).await;
            assert_eq!(got, content(VISIT, detector));
            assert_eq!((files.gets, files.requests(), registry.requests()), (1, 1, 0), "{root}: {files}; {registry}");
        }
    }
}

#[tokio::test]
async fn neither_costs_more_where_the_rows_of_the_run_stand_in_files() {
    for (root, environment) in places().await {
        let writer = Opened::open(&root, &environment).await;
        for detector in 0..3 {
            writer.put(VISIT, detector).await;
        }
        fill(&writer.butler).await;
        writer.butler.checkpoint().await.unwrap();
        let opened = Opened::open(&root, &environment).await;
        for detector in 3..6 {
            opened.put(VISIT, detector).await;
            opened.get(VISIT, detector - 3).await;
        }
        for detector in 6..20 {
            let ((), registry, files) = opened.cost(opened.put(VISIT, detector)).await;
            assert_eq!((files.requests(), registry.requests()), (1, 1), "{root}: {files}; {registry}");
            let (got, registry, files) = opened.cost(opened.get(VISIT, detector)).await;
            assert_eq!((got, files.requests(), registry.requests()), (content(VISIT, detector), 1, 0), "{root}: {files}; {registry}");
        }
    }
}

#[tokio::test]
async fn a_put_reads_nothing_of_its_run_where_none_of_its_values_can_be() {
    for (root, environment) in places().await {
        let writer = Opened::open(&root, &environment).await;
        fill(&writer.butler).await;
        writer.butler.checkpoint().await.unwrap();
        let opened = Opened::open(&root, &environment).await;
        let elsewhere = PutOptions { run: "u/new".to_owned(), ..options() };
        opened.butler.put_bytes(&elsewhere, data_id(VISIT, 0), "{}".into(), ".yaml").await.unwrap();
        for detector in 0..3 {
            let ((), registry, files) = opened.cost(opened.put(VISIT, detector)).await;
            assert_eq!((files.requests(), registry.puts, registry.requests()), (1, 1, 1), "{root}: {files}; {registry}");
        }
        // Where one may be, the pages that may have it are read.
        let here = options();
        let taken = opened.butler.put_bytes(&here, data_id(903_338, 50), "{}".into(), ".yaml");
        let (taken, registry, files) = opened.cost(taken).await;
        assert!(taken.unwrap_err().to_string().contains("already exists"), "{root}");
        assert!(registry.gets > 0 && files.requests() == 0, "{root}: {files}; {registry}");
    }
}

/// Registers more datasets than there is room for in a record, without files.
async fn fill(butler: &Butler) {
    let ids: Vec<(i64, i64)> =
        [903_336, 903_338, 903_342, 903_344].into_iter().flat_map(|visit| (0..104).map(move |n| (visit, n))).collect();
    for run in ["u/me", "u/you", "u/they"] {
        let mut transaction = Transaction::new("fill");
        transaction.register_collection(Collection::new(run, CollectionType::Run).unwrap());
        let text = |text: &str| -> ArrayRef { Arc::new(StringViewArray::from(vec![text; ids.len()])) };
        let ints = |values: Vec<i64>| -> ArrayRef { Arc::new(Int64Array::from(values)) };
        let columns = [
            ("instrument", text("HSC")),
            ("visit", ints(ids.iter().map(|(visit, _)| *visit).collect())),
            ("detector", ints(ids.iter().map(|(_, detector)| *detector).collect())),
        ];
        let rows = RecordBatch::try_from_iter(columns).unwrap();
        transaction.insert_datasets(NewDatasets { dataset_type: "many".to_owned(), run: run.to_owned(), rows });
        butler.registry().commit(transaction).await.unwrap().version().unwrap();
    }
}

#[tokio::test]
async fn who_puts_on_an_old_state_sees_what_others_have_done_since() {
    for (root, environment) in places().await {
        let (one, other) = (Opened::open(&root, &environment).await, Opened::open(&root, &environment).await);
        one.put(VISIT, 0).await;
        other.put(VISIT, 1).await;
        // The first attempt of a commit is lost, the second is not.
        let ((), registry, _) = one.cost(one.put(VISIT, 2)).await;
        assert_eq!((registry.puts, registry.gets), (2, 2), "{root}: {registry}");
        // What the other has put can't be put again, though this process does not know of it.
        let options = options();
        let taken = one.butler.put_bytes(&options, data_id(VISIT, 1), "else".into(), ".yaml").await.unwrap_err();
        assert!(taken.to_string().contains("exists") && taken.hint().unwrap().contains("run `u/me` has it"), "{taken}");
        assert_eq!(other.get(VISIT, 1).await, content(VISIT, 1));
    }
}

/// Lengths of files that are copied, and whether a server does that by itself.
const LENGTHS: [(usize, bool); 4] = [(0, false), (1000, false), (100_000, true), (3_000_000, true)];

#[tokio::test]
async fn a_server_copies_files_by_itself_also_from_bucket_to_bucket() {
    let id = || Context::system().ids.uuid4();
    let memory = format!("memory://{}", id());
    let mut places = vec![(Environment::default(), format!("{memory}/a b"), format!("{memory}/c"))];
    if let Some(server) = Server::of_this_run() {
        let from = format!("s3://{}/{}/a b+c=ü", server.bucket, id());
        // A bucket that keeps versions does for the source.
        for (from, to) in [(&from, server.bucket.as_str()), (&from.replace(&server.bucket, &server.versioned), server.bucket.as_str())] {
            places.push((Environment::of(server.variables()), from.clone(), format!("s3://{to}/{}", id())));
        }
    }
    for (environment, from, to) in places {
        let (from, to) = (Location::parse(&from).unwrap(), Location::parse(&to).unwrap());
        let counters = Arc::new(Counters::default());
        let pool = Arc::new(Pool::new(environment, Some(counters.clone())));
        let carrier = Carrier::new(pool, &Context::system());
        for (length, is_copied) in LENGTHS {
            let (name, content) = (format!("{length} %.fits"), bytes::Bytes::from(vec![7; length]));
            carrier.write(content.clone(), &from, &name).await.unwrap();
            let source: Origin = from.join(&name).unwrap().into();
            for known in [Known::default(), Known { size_bytes: Some(length as u64), checksum: None }] {
                let order = Order { from: source.clone(), path: format!("{}/{name}", id()), known };
                let before = counters.counts();
                let arrived = carrier.carry_one(&order, &to, Mode::Copy).await.unwrap();
                let cost = counters.counts().since(&before);
                assert_eq!((arrived.is_new, arrived.size_bytes), (true, length as u64));
                assert_eq!(arrived.checksum.is_none(), is_copied, "{to}, {length} bytes");
                assert_eq!(cost.copies, u64::from(is_copied), "{to}, {length} bytes: {cost}");
                let most = if is_copied { (3, 65_536, 300) } else { (3, length as u64, length as u64) };
                assert!(
                    cost.requests() <= most.0 && cost.read_bytes <= most.1 && cost.written_bytes <= most.2,
                    "{to}, {length} bytes: {cost}"
                );
                let copy = to.join(&order.path).unwrap().into();
                assert!(carrier.read(&copy, &order.known).await.unwrap() == content, "{to}, {length} bytes");
                // Another time it is there; another file is in the way, and stays.
                assert!(!carrier.carry_one(&order, &to, Mode::Copy).await.unwrap().is_new);
                let other = Order { from: from.join("other").unwrap().into(), known: Known::default(), ..order };
                let _ = carrier.write(vec![8; length.max(1)].into(), &from, "other").await;
                assert!(carrier.carry_one(&other, &to, Mode::Copy).await.is_err(), "{to}, {length} bytes");
                assert!(carrier.read(&copy, &Known::default()).await.unwrap() == content, "{to}, {length} bytes");
                carrier.delete(vec![from.join("other").unwrap()]).await.unwrap();
            }
        }
    }
}
