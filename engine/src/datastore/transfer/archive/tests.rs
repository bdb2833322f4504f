use object_store::memory::InMemory;
use object_store::{ObjectStoreExt, PutPayload};

use super::*;
use crate::ErrorKind;
use crate::context::stores::Environment;
use crate::context::stores::counting::{Counters, CountingStore};

/// An archive on disk and the same in a store whose requests are counted.
struct Twice {
    pool: Pool,
    local: Location,
    remote: Location,
    counters: Arc<Counters>,
    _folder: tempfile::TempDir,
}

impl Twice {
    async fn of(bytes: Vec<u8>) -> Twice {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.zip");
        std::fs::write(&path, &bytes).unwrap();
        let remote = Location::Memory { name: "archive".to_owned(), prefix: Path::from("a.zip") };
        let store = Arc::new(InMemory::new());
        store.put(&Path::from("a.zip"), PutPayload::from(bytes)).await.unwrap();
        let counters = Arc::new(Counters::default());
        let pool = Pool::new(Environment::default(), None);
        pool.set(&remote, Arc::new(CountingStore::new(store, Arc::clone(&counters)))).unwrap();
        Twice { pool, local: Location::of_path(path), remote, counters, _folder: folder }
    }

    async fn read(&self, member: &str) -> [Result<Vec<u8>>; 2] {
        let mut found = Vec::new();
        for archive in [&self.local, &self.remote] {
            found.push(match open(&self.pool, archive, member).await {
                Ok(source) => source.collect().await.map(|(bytes, _)| bytes.to_vec()),
                Err(error) => Err(error),
            });
        }
        found.try_into().unwrap()
    }
}

fn archive(members: &[(&str, Vec<u8>, CompressionMethod)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(io::Cursor::new(Vec::new()));
    for (name, bytes, method) in members {
        zip.start_file(*name, SimpleFileOptions::default().compression_method(*method)).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn noise(length: u32) -> Vec<u8> {
    (0..length).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn members_are_read_alike_from_disk_and_by_ranges() {
    use CompressionMethod::{Deflated, Stored};
    let members = [
        ("small", b"abc".to_vec(), Stored),
        ("empty", Vec::new(), Stored),
        ("windows", noise(9 << 20), Stored),
        ("packed", vec![7; 3 << 20], Deflated),
        ("ä ö.txt", noise(70_000), Deflated),
    ];
    let twice = Twice::of(archive(&members)).await;
    for (name, bytes, _) in &members {
        let [local, remote] = twice.read(name).await;
        assert!(local.unwrap() == *bytes && remote.unwrap() == *bytes, "{name}");
    }
    let names = |found: Vec<(String, Option<u64>)>| found.into_iter().map(|(name, _)| name).collect::<Vec<_>>();
    let expected: Vec<&str> = members.iter().map(|(name, _, _)| *name).collect();
    assert_eq!(names(contents(&twice.pool, &twice.remote).await.unwrap()), expected);
    assert_eq!(contents(&twice.pool, &twice.local).await.unwrap()[2].1, Some(9 << 20));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_small_member_takes_two_requests_and_not_the_archive() {
    let members: Vec<(String, Vec<u8>)> = (0..100u32).map(|i| (format!("m{i}"), noise(20_000 + i))).collect();
    let listed: Vec<(&str, Vec<u8>, CompressionMethod)> =
        members.iter().map(|(name, bytes)| (name.as_str(), bytes.clone(), CompressionMethod::Stored)).collect();
    let twice = Twice::of(archive(&listed)).await;
    let [_, remote] = twice.read("m3").await;
    assert_eq!(remote.unwrap(), noise(20_003));
    let counts = twice.counters.counts();
    assert_eq!(counts.requests(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_missing_or_damaged_is_told() {
    let whole = archive(&[("a", noise(1000), CompressionMethod::Stored), ("b", vec![1; 1000], CompressionMethod::Deflated)]);
    let twice = Twice::of(whole.clone()).await;
    for found in twice.read("c").await {
        assert_eq!(found.unwrap_err().kind(), ErrorKind::NotFound);
    }
    // A byte of the first member, the end of the archive, and nothing of an archive at all.
    let mut changed = whole.clone();
    changed[200] ^= 1;
    for bytes in [changed, whole[..whole.len() - 10].to_vec(), b"PK\x03\x04".to_vec(), Vec::new()] {
        for found in Twice::of(bytes).await.read("a").await {
            let error = found.unwrap_err();
            assert!(matches!(error.kind(), ErrorKind::Data | ErrorKind::Unavailable), "{error}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_packed_archive_has_the_files_as_they_are_and_never_replaces_one() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, noise(5000)).unwrap();
    let pool = Pool::new(Environment::default(), None);
    let origin = Origin::from(Location::of_path(file));
    let to = folder.path().join("new.zip");
    let members = |known: Known| vec![("member".to_owned(), origin.clone(), known)];
    pack(&pool, ("index", b"{}".to_vec()), members(Known::default()), &to).await.unwrap();
    let archive = Location::of_path(to.as_path());
    for (name, bytes) in [("index", b"{}".to_vec()), ("member", noise(5000))] {
        assert_eq!(open(&pool, &archive, name).await.unwrap().collect().await.unwrap().0, bytes);
    }
    assert!(pack(&pool, ("index", Vec::new()), members(Known::default()), &to).await.is_err());
    let wrong = Known { size_bytes: Some(1), checksum: None };
    let error = pack(&pool, ("index", Vec::new()), members(wrong), &folder.path().join("other.zip")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Data);
}
