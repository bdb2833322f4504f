//! How fast many small files go from place to place, against a bare loop over the same objects.
//!
//! `transfer PLACE FILES`: in PLACE, a URI of S3 or a folder, a repository is made and FILES files of 1 kB are put; they are exported, retrieved to local disk and
//! transferred into another repository. The bare loop reads and writes as many objects of the same length with `object_store`, as many at once. The best of three.

use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, Instant};

use butler_benches::repository::{DETECTORS, Size, prepare, run_name, type_name};
use butler_engine::butler::{
    Butler, CreateOptions, Disassembly, ExportOptions, NewFile, PutOptions, RetrieveOptions, Select, Surroundings, TransferOptions,
};
use butler_engine::context::stores::{Environment, Location};
use butler_engine::datasets::IdMode;
use butler_engine::datastore::{Mode, PARALLEL, Pool};
use butler_engine::dimensions::Key;
use butler_engine::exchange::export::What;
use butler_engine::query::{Found, QueryOptions};
use futures::{StreamExt, TryStreamExt};
use object_store::{ObjectStore, ObjectStoreExt, PutMode};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const TIMES: usize = 3;
const BYTES: usize = 1000;

fn content(number: i64) -> Vec<u8> {
    format!("{number:09} ").repeat(BYTES / 10).into_bytes()
}

/// The work below one place.
struct Bench {
    surroundings: Surroundings,
    place: String,
    folder: std::path::PathBuf,
    count: i64,
}

impl Bench {
    fn root(&self, name: &str) -> String {
        format!("{}/{name}", self.place)
    }

    async fn empty(&self, name: &str) -> Result<Butler> {
        Butler::create(&self.root(name), &CreateOptions::default(), &self.surroundings).await?;
        let butler = Butler::open(&self.root(name), &self.surroundings).await?;
        prepare(butler.registry(), Size { visits: self.count / DETECTORS + 1 }).await?;
        Ok(butler)
    }

    async fn put(&self, butler: &Butler, run: i64) -> Result<()> {
        let options = PutOptions {
            dataset_type: type_name(0),
            run: run_name(run),
            mode: Mode::Copy,
            ids: IdMode::Unique,
            formatter: None,
            disassembly: Disassembly::Never,
        };
        let file = |number: i64| {
            let ints = [("visit", 900_000 + 2 * (number / DETECTORS)), ("detector", number % DETECTORS)];
            let data_id = ints.map(|(name, value)| (name.to_owned(), Key::Int(value)));
            let instrument = ("instrument".to_owned(), Key::Text("HSC".to_owned()));
            let path = self.folder.join(format!("{number}.fits"));
            NewFile::of_one(Location::of_path(path), data_id.into_iter().chain([instrument]))
        };
        butler.put(&options, (0..self.count).map(file).collect()).await?;
        Ok(())
    }

    /// The store of PLACE, and the path of PLACE in it.
    fn store(&self) -> Result<(Arc<dyn ObjectStore>, object_store::path::Path)> {
        let place = Location::parse(&self.place)?;
        Ok(match place.folder() {
            Some(path) => (Arc::new(object_store::local::LocalFileSystem::new()), object_store::path::Path::from_absolute_path(path)?),
            None => Pool::new(Environment::process(), None).store(&place)?,
        })
    }

    /// The bare loop: `one` for each file.
    async fn bare<F: Future<Output = Result<()>>>(&self, one: impl Fn(i64) -> F) -> Result<()> {
        futures::stream::iter(0..self.count).map(one).buffered(PARALLEL).try_collect().await
    }
}

/// The best of some times.
async fn best<F: Future<Output = Result<()>>>(work: impl Fn(usize) -> F) -> Result<Duration> {
    let mut best = Duration::MAX;
    for time in 0..TIMES {
        let start = Instant::now();
        work(time).await?;
        best = best.min(start.elapsed());
    }
    Ok(best)
}

fn told(work: &str, count: i64, ours: Duration, bare: Duration) {
    let rate = |taken: Duration| count as f64 / taken.as_secs_f64();
    println!(
        "{work}: {:.0} files per s, bare {:.0}: {:.2} times its time",
        rate(ours),
        rate(bare),
        ours.as_secs_f64() / bare.as_secs_f64()
    );
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [place, count] = &arguments[..] else { return Err("usage: transfer PLACE FILES".into()) };
    let surroundings = Surroundings::system();
    let own = surroundings.context.ids.uuid4();
    let folder = std::env::temp_dir().join(format!("butler-transfer-bench-{own}"));
    std::fs::create_dir_all(folder.join("bare"))?;
    let bench = Bench { surroundings, place: format!("{place}/{own}"), folder: folder.clone(), count: count.parse()? };
    (0..bench.count).try_for_each(|number| std::fs::write(folder.join(format!("{number}.fits")), content(number)))?;
    let done = measure(&bench).await;
    std::fs::remove_dir_all(folder)?;
    done
}

async fn measure(bench: &Bench) -> Result<()> {
    let butler = bench.empty("repo").await?;
    // The store is asked once whether it can be trusted.
    bench.put(&butler, 19).await?;
    let (store, base) = bench.store()?;
    let path = |name: &str, number: i64| base.clone().join(name).join(format!("{number}.fits"));
    let write = async |name: String, number: i64, bytes: bytes::Bytes| -> Result<()> {
        store.put_opts(&path(&name, number), bytes.into(), PutMode::Create.into()).await?;
        Ok(())
    };
    let read = async |number: i64| -> Result<bytes::Bytes> { Ok(store.get(&path("bare0", number)).await?.bytes().await?) };

    let ours = best(|time| bench.put(&butler, time as i64)).await?;
    let (write, read) = (&write, &read);
    let bare = best(|time| bench.bare(move |n| write(format!("bare{time}"), n, content(n).into()))).await?;
    told("put from local disk", bench.count, ours, bare);

    let copy =
        |name: &'static str| best(move |time| bench.bare(move |n| async move { write(format!("{name}{time}"), n, read(n).await?).await }));
    let bare_copy = copy("copied").await?;
    let ours = best(|time| async move {
        let what = What::Collections(vec![run_name(0)]);
        let directory = bench.root(&format!("exported{time}"));
        let options = ExportOptions { what, transfer: Some(Mode::Copy), directory, file: "export.yaml".to_owned() };
        bench_export(&bench.root("repo"), &options, bench).await
    })
    .await?;
    told("export -t copy", bench.count, ours, bare_copy);

    let select = Select {
        dataset_types: vec![type_name(0)],
        collections: vec![run_name(0)],
        found: Found::All,
        options: QueryOptions::default(),
        as_of: None,
    };
    let (butler, select) = (&butler, &select);
    let ours = best(|time| async move {
        let selected = butler.select_stored(select).await?;
        let destination = bench.folder.join(format!("retrieved{time}")).display().to_string();
        let options = RetrieveOptions { destination, mode: Mode::Copy, preserve_path: true, clobber: false };
        butler.retrieve(&selected, &options, &bench.surroundings).await?;
        Ok(())
    })
    .await?;
    let bare = best(|time| {
        bench.bare(move |n| async move {
            let (bytes, path) = (read(n).await?, bench.folder.join(format!("bare/{time}-{n}.fits")));
            tokio::task::spawn_blocking(move || std::fs::write(path, bytes)).await??;
            Ok(())
        })
    })
    .await?;
    told("retrieve-artifacts to local disk", bench.count, ours, bare);

    let others = [bench.empty("other0").await?, bench.empty("other1").await?, bench.empty("other2").await?];
    let others = &others;
    let ours = best(|time| async move {
        let selected = butler.select_stored(select).await?;
        let options = TransferOptions { mode: Mode::Copy, register_dataset_types: false, transfer_dimensions: false };
        butler.transfer_to(&others[time], &selected, &options).await?;
        Ok(())
    })
    .await?;
    told("transfer-datasets", bench.count, ours, copy("again").await?);
    Ok(())
}

/// An export by a process that opens the repository for it.
async fn bench_export(repo: &str, options: &ExportOptions, bench: &Bench) -> Result<()> {
    Butler::open(repo, &bench.surroundings).await?.export(options, &bench.surroundings).await?;
    Ok(())
}
