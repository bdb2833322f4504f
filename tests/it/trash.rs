//! Files that somebody removes while others take them for their own.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use arrow::array::{ArrayRef, FixedSizeBinaryArray, Int64Array, RecordBatch, StringViewArray};
use async_trait::async_trait;
use butler_engine::butler::{Butler, RawsOptions};
use butler_engine::context::Context;
use butler_engine::context::stores::{Environment, Location, Stores};
use butler_engine::datastore::{Datastore, Mode, Pool, Rules, Templates};
use butler_engine::dimensions::Universe;
use butler_engine::registry::{Registry, Transaction};
use butler_observatory::Observatory;
use butler_tests::data;
use futures::future::BoxFuture;
use futures::stream::BoxStream;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{
    CopyOptions, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore, ObjectStoreExt, PutMultipartOptions,
    PutOptions, PutPayload, PutResult, Result,
};

/// Does something just before the first commit that goes through it once it is armed.
struct Meddling {
    inner: Arc<InMemory>,
    is_armed: AtomicBool,
    work: Mutex<Option<BoxFuture<'static, ()>>>,
}

impl fmt::Debug for Meddling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Meddling")
    }
}

impl fmt::Display for Meddling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.inner)
    }
}

#[async_trait]
impl ObjectStore for Meddling {
    async fn put_opts(&self, location: &Path, payload: PutPayload, options: PutOptions) -> Result<PutResult> {
        if location.as_ref().contains("registry/log/") && self.is_armed.swap(false, Ordering::Relaxed) {
            let work = self.work.lock().unwrap().take();
            work.unwrap().await;
        }
        self.inner.put_opts(location, payload, options).await
    }

    async fn put_multipart_opts(&self, location: &Path, options: PutMultipartOptions) -> Result<Box<dyn MultipartUpload>> {
        self.inner.put_multipart_opts(location, options).await
    }

    async fn get_opts(&self, location: &Path, options: GetOptions) -> Result<GetResult> {
        self.inner.get_opts(location, options).await
    }

    fn delete_stream(&self, locations: BoxStream<'static, Result<Path>>) -> BoxStream<'static, Result<Path>> {
        self.inner.delete_stream(locations)
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        self.inner.list(prefix)
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        self.inner.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> Result<()> {
        self.inner.copy_opts(from, to, options).await
    }
}

fn place(path: &str) -> Location {
    Location::parse(&format!("memory://trash/{path}")).unwrap()
}

async fn open(store: Arc<dyn ObjectStore>) -> Butler {
    let context = Context::system();
    let stores = Stores::single(store.clone());
    let registry = Registry::open(stores.below("repo/registry"), context.clone()).await.unwrap();
    let pool = Arc::new(Pool::new(Environment::default(), None));
    pool.set(&place(""), store).unwrap();
    let rules = Rules { templates: Templates::shipped().unwrap(), ..Rules::default() };
    let datastore = Datastore::new(place("repo"), pool, rules, &context);
    Butler::of_parts(place("repo"), stores, registry, datastore)
}

/// Notes a file of the repository as one to be deleted, as if a dataset had had it.
async fn note(butler: &Butler, path: &str) {
    let columns: [(&str, ArrayRef); 3] = [
        ("path", Arc::new(StringViewArray::from(vec![path]))),
        ("id", Arc::new(FixedSizeBinaryArray::try_from_iter([[7; 16]].into_iter()).unwrap())),
        ("size_bytes", Arc::new(Int64Array::from(vec![10]))),
    ];
    let mut transaction = Transaction::new("prune");
    transaction.trash(RecordBatch::try_from_iter(columns).unwrap(), uuid::Uuid::nil());
    butler.registry().commit(transaction).await.unwrap().version().unwrap();
}

#[tokio::test]
async fn raws_are_not_registered_with_a_file_that_was_removed_in_between() {
    let inner = Arc::new(InMemory::new());
    let meddling = Arc::new(Meddling { inner: inner.clone(), is_armed: AtomicBool::new(false), work: Mutex::new(None) });
    let universe = Universe::shipped(8).unwrap();
    Registry::create(Stores::single(inner.clone()).below("repo/registry"), Context::system(), universe).await.unwrap();
    let (butler, other) = (open(meddling.clone()).await, open(inner.clone()).await);
    butler.register_instrument(&Observatory::new().instrument("HSC").unwrap(), false).await.unwrap();
    let put = async |path: &str, bytes: Vec<u8>| drop(inner.put(&Path::from(path), bytes.into()).await.unwrap());
    put("raw/_index.json", std::fs::read(data("raws/_index.json")).unwrap()).await;
    for detector in [1, 6, 12] {
        put(&format!("raw/HSCA904014{detector:02}.fits"), format!("pixels {detector}").into_bytes()).await;
    }
    let ingest = async |run: &str| {
        let options = RawsOptions { mode: Mode::Copy, run: Some(run.to_owned()), fail_fast: true, ..RawsOptions::default() };
        butler.ingest_raws(Arc::new(Observatory::new()), vec![place("raw/_index.json")], &options).await
    };
    // Where the files of a run go to.
    assert_eq!(ingest("u/first").await.unwrap().ingested, 3);
    let files: Vec<String> = listed(&inner, "repo/u/first").await;
    // Files of an attempt that was interrupted stand where those of the second run go to.
    for file in &files {
        let bytes = inner.get(&Path::from(file.as_str())).await.unwrap().bytes().await.unwrap();
        put(&file.replace("u/first", "u/second").replace("u_first", "u_second"), bytes.to_vec()).await;
    }
    let left_over = listed(&inner, "repo/u/second").await;
    let removed = left_over[0].strip_prefix("repo/").unwrap().to_owned();
    *meddling.work.lock().unwrap() = Some(Box::pin(async move {
        note(&other, &removed).await;
        assert_eq!(other.empty_trash().await.unwrap().files, 1);
    }));
    meddling.is_armed.store(true, Ordering::Relaxed);
    let report = ingest("u/second").await.unwrap();
    assert!(!meddling.is_armed.load(Ordering::Relaxed), "nobody meddled");
    assert_eq!(report.ingested, 3);
    assert_eq!(listed(&inner, "repo/u/second").await, left_over, "each dataset has its file, and no other is there");
}

async fn listed(store: &Arc<InMemory>, folder: &str) -> Vec<String> {
    use futures::TryStreamExt;
    let mut found: Vec<String> =
        store.list(Some(&Path::from(folder))).map_ok(|object| object.location.to_string()).try_collect().await.unwrap();
    found.sort();
    found
}
