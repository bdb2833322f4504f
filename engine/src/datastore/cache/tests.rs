use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{ObjectStoreExt, PutPayload};

use super::*;
use crate::config::yaml;
use crate::context::stores::counting::{Counters, CountingStore};
use crate::datastore::Pool;

struct Far {
    carrier: Carrier,
    store: Arc<InMemory>,
    counters: Arc<Counters>,
    folder: tempfile::TempDir,
}

fn remote(name: &str) -> Origin {
    Location::Memory { name: "cache".to_owned(), prefix: Path::from(name) }.into()
}

fn known(bytes: &[u8]) -> Known {
    Known { size_bytes: Some(bytes.len() as u64), checksum: Some(format!("{CHECKSUM_PREFIX}{}", blake3::hash(bytes).to_hex())) }
}

impl Far {
    async fn with(files: &[(&str, &[u8])]) -> Far {
        let (store, counters) = (Arc::new(InMemory::new()), Arc::new(Counters::default()));
        for (name, bytes) in files {
            store.put(&Path::from(*name), PutPayload::from(bytes.to_vec())).await.unwrap();
        }
        let pool = Arc::new(Pool::new(Environment::default(), None));
        pool.set(&remote("").location, Arc::new(CountingStore::new(store.clone(), Arc::clone(&counters)))).unwrap();
        Far { carrier: Carrier::new(pool, &Context::system()), store, counters, folder: tempfile::tempdir().unwrap() }
    }

    fn cache(&self, expiry: Expiry) -> Cache {
        Cache { folder: self.folder.path().to_owned(), expiry, clock: Context::system().clock }
    }

    async fn read(&self, cache: &Cache, name: &str, known: &Known) -> Result<Option<Vec<u8>>> {
        Ok(cache.local(&self.carrier, &remote(name), known).await?.map(|path| std::fs::read(path).unwrap()))
    }

    fn kept(&self) -> usize {
        let folders = std::fs::read_dir(self.folder.path()).unwrap().flatten();
        folders.map(|folder| std::fs::read_dir(folder.path()).unwrap().count()).sum()
    }
}

#[tokio::test]
async fn a_file_is_fetched_once_and_never_served_with_other_bytes() {
    let far = Far::with(&[("a", b"first")]).await;
    let cache = far.cache(Expiry::Never);
    for _ in 0..3 {
        assert_eq!(far.read(&cache, "a", &known(b"first")).await.unwrap().unwrap(), b"first");
    }
    assert_eq!(far.counters.counts().requests(), 1);
    // Damage in the cache is mended; another row's checksum is another file.
    let path = cache.path(&remote("a"), &known(b"first")).unwrap();
    std::fs::write(&path, b"wrong").unwrap();
    assert_eq!(far.read(&cache, "a", &known(b"first")).await.unwrap().unwrap(), b"first");
    far.store.put(&Path::from("a"), PutPayload::from_static(b"other")).await.unwrap();
    assert_eq!(far.read(&cache, "a", &known(b"other")).await.unwrap().unwrap(), b"other");
    assert!(far.read(&cache, "a", &known(b"third")).await.is_err());
    assert_eq!(far.kept(), 2);
}

#[tokio::test]
async fn what_was_not_used_for_longest_goes_first() {
    let far = Far::with(&[("a", b"aaaa"), ("b", b"bbbb"), ("c", b"cccc")]).await;
    for expiry in [Expiry::Files(2), Expiry::SizeBytes(9)] {
        let cache = far.cache(expiry);
        for name in ["a", "b", "a", "c"] {
            far.read(&cache, name, &known(name.repeat(4).as_bytes())).await.unwrap().unwrap();
        }
        assert!(cache.path(&remote("a"), &known(b"aaaa")).unwrap().exists());
        assert!(!cache.path(&remote("b"), &known(b"bbbb")).unwrap().exists());
        std::fs::remove_dir_all(far.folder.path()).unwrap();
    }
    let cache = far.cache(Expiry::AgeSeconds(100));
    far.read(&cache, "a", &known(b"aaaa")).await.unwrap();
    let old = cache.path(&remote("a"), &known(b"aaaa")).unwrap();
    std::fs::File::options().append(true).open(&old).unwrap().set_modified(cache.now() - Duration::from_secs(200)).unwrap();
    far.read(&cache, "b", &known(b"bbbb")).await.unwrap();
    assert!(!old.exists());
    assert_eq!(far.read(&far.cache(Expiry::SizeBytes(3)), "c", &known(b"cccc")).await.unwrap(), None);
}

#[tokio::test]
async fn what_has_no_checksum_or_is_here_already_is_not_cached() {
    let far = Far::with(&[("a", b"a")]).await;
    let cache = far.cache(Expiry::Never);
    assert_eq!(far.read(&cache, "a", &Known { size_bytes: Some(1), checksum: None }).await.unwrap(), None);
    let hostile = Known { size_bytes: Some(1), checksum: Some(format!("{CHECKSUM_PREFIX}../../x")) };
    assert_eq!(far.read(&cache, "a", &hostile).await.unwrap(), None);
    let here = Origin::from(Location::parse("/some/file").unwrap());
    assert_eq!(cache.path(&here, &known(b"a")), None);
}

#[test]
fn the_environment_counts_more_than_the_configuration() {
    let context = Context::system();
    let of = |text: &str, variables: &[(&str, &str)]| {
        let node = yaml::parse("c", text).unwrap();
        let cache = Cache::of(Some(&node), &Environment::of(variables.iter().copied()), &context);
        cache.map(|cache| cache.map(|cache| (cache.folder.display().to_string(), cache.expiry)))
    };
    let some = |folder: &str, expiry| Some((folder.to_owned(), expiry));
    assert_eq!(of("{}", &[]).unwrap(), None);
    assert_eq!(of("{root: /a}", &[]).unwrap(), some("/a", Expiry::Never));
    assert_eq!(of("{root: /a, expiry: {mode: size, threshold: 5}}", &[(DIRECTORY, "/b")]).unwrap(), some("/b", Expiry::SizeBytes(5)));
    assert_eq!(of("{}", &[(DIRECTORY_IF_UNSET, "/c"), (EXPIRATION, "age=3")]).unwrap(), some("/c", Expiry::AgeSeconds(3)));
    assert_eq!(of("{root: /a}", &[(EXPIRATION, "disabled")]).unwrap(), None);
    for wrong in ["{root: s3://b/c}", "{root: /a, expiry: {mode: weight}}", "{root: /a, expiry: {mode: size}}"] {
        assert!(of(wrong, &[]).is_err(), "{wrong}");
    }
    assert!(of("{root: /a}", &[(EXPIRATION, "size=much")]).is_err());
}
