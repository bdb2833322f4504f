use std::path::{Path as FilePath, PathBuf};

use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{ObjectStore, PutMode};

use super::*;
use crate::ErrorKind;
use crate::context::stores::Environment;

struct Disk {
    folder: tempfile::TempDir,
    store: Arc<InMemory>,
    carrier: Carrier,
}

fn remote(path: &str) -> Location {
    Location::Memory { name: "transfer".to_owned(), prefix: Path::from(path) }
}

impl Disk {
    fn new() -> Disk {
        let pool = Arc::new(Pool::new(Environment::default(), None));
        let store = Arc::new(InMemory::new());
        pool.set(&remote(""), store.clone()).unwrap();
        Disk { folder: tempfile::tempdir().unwrap(), store, carrier: Carrier::new(pool, &Context::system()) }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Location {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        Location::of_path(path)
    }

    fn root(&self) -> Location {
        Location::of_path(self.path("root"))
    }

    async fn carry(&self, from: &Location, root: &Location, path: &str, mode: Mode) -> Result<Arrived> {
        self.carrier.carry_one(&Order { from: from.clone().into(), path: path.to_owned(), known: Known::default() }, root, mode).await
    }

    async fn bytes(&self, location: &Location) -> Vec<u8> {
        self.carrier.read(&location.clone().into(), &Known::default()).await.unwrap().to_vec()
    }
}

fn is_link(path: &FilePath) -> bool {
    path.symlink_metadata().unwrap().is_symlink()
}

#[tokio::test]
async fn every_mode_brings_the_bytes_and_leaves_the_source() {
    let disk = Disk::new();
    std::fs::create_dir(disk.path("root")).unwrap();
    let from = disk.write("in/a.fits", b"pixels");
    for mode in Mode::ALL.into_iter().filter(|mode| *mode != Mode::Direct) {
        let path = format!("deep/er/{mode}.fits");
        let arrived = disk.carry(&from, &disk.root(), &path, mode).await.unwrap();
        assert!(arrived.is_new && arrived.size_bytes == 6, "{mode}");
        let place = disk.path("root").join(&path);
        assert_eq!(std::fs::read(&place).unwrap(), b"pixels");
        assert_eq!(is_link(&place), matches!(mode, Mode::Symlink | Mode::Relsymlink), "{mode}");
        assert_eq!(arrived.checksum.is_some(), mode == Mode::Copy, "a checksum is given where bytes are read: {mode}");
        // Again: it is there.
        assert!(!disk.carry(&from, &disk.root(), &path, mode).await.unwrap().is_new, "{mode}");
    }
    assert!(disk.path("in/a.fits").exists());
    assert_eq!(std::fs::read_link(disk.path("root/deep/er/relsymlink.fits")).unwrap(), PathBuf::from("../../../in/a.fits"));
    assert_eq!(std::fs::read_dir(disk.path("root/deep/er")).unwrap().count(), 7, "no unfinished file is left");
}

#[tokio::test]
async fn nothing_that_is_there_is_overwritten() {
    let disk = Disk::new();
    let from = disk.write("in/a", b"ours");
    for mode in Mode::ALL.into_iter().filter(|mode| *mode != Mode::Direct) {
        disk.write("root/a", b"not ours");
        let error = disk.carry(&from, &disk.root(), "a", mode).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Conflict, "{mode}: {error}");
        assert_eq!(std::fs::read(disk.path("root/a")).unwrap(), b"not ours");
    }
    disk.store.put_opts(&Path::from("r/a"), "not ours".into(), PutMode::Create.into()).await.unwrap();
    for mode in [Mode::Auto, Mode::Copy, Mode::Move] {
        assert_eq!(disk.carry(&from, &remote("r"), "a", mode).await.unwrap_err().kind(), ErrorKind::Conflict);
    }
    assert_eq!(disk.bytes(&remote("r/a")).await, b"not ours");
}

#[tokio::test]
async fn files_go_between_disk_and_store_both_ways() {
    let disk = Disk::new();
    let bytes: Vec<u8> = (0..3_000_000_u32).map(|n| (n % 251) as u8).collect();
    let from = disk.write("in/a", &bytes);
    let up = disk.carry(&from, &remote("r"), "x/a", Mode::Auto).await.unwrap();
    let across = disk.carry(&remote("r/x/a"), &remote("s"), "y/a", Mode::Copy).await.unwrap();
    let down = disk.carry(&remote("s/y/a"), &disk.root(), "z/a", Mode::Move).await.unwrap();
    assert!(up == down && up.checksum.unwrap().starts_with(CHECKSUM_PREFIX));
    // The bytes are not seen where the store copies by itself.
    assert_eq!((across.size_bytes, across.is_new, across.checksum), (bytes.len() as u64, true, None));
    assert_eq!(std::fs::read(disk.path("root/z/a")).unwrap(), bytes);
    assert!(!disk.carry(&from, &remote("r"), "x/a", Mode::Auto).await.unwrap().is_new);
    assert!(!disk.carry(&remote("s/y/a"), &disk.root(), "z/a", Mode::Copy).await.unwrap().is_new);
    for mode in [Mode::Link, Mode::Symlink, Mode::Hardlink, Mode::Relsymlink] {
        assert_eq!(disk.carry(&from, &remote("r"), "b", mode).await.unwrap_err().kind(), ErrorKind::Unsupported);
    }
}

#[tokio::test]
async fn a_file_of_many_parts_is_claimed_and_then_written() {
    let disk = Disk::new();
    let path = disk.path("large");
    std::fs::File::create(&path).unwrap().set_len(70 << 20).unwrap();
    let from = Location::of_path(path);
    let arrived = disk.carry(&from, &remote("r"), "large", Mode::Copy).await.unwrap();
    assert_eq!((arrived.size_bytes, arrived.is_new), (70 << 20, true));
    assert!(!disk.carry(&from, &remote("r"), "large", Mode::Copy).await.unwrap().is_new);
    // A note of a process that is gone is replaced, one of another machine is not.
    let host = Context::system().writer.host.clone();
    for (name, host, is_taken) in [("gone", host.as_str(), false), ("elsewhere", "another.host", true)] {
        let note = format!(
            "butler: this name is claimed for a file that is being written\n{{\"id\":\"{}\",\"host\":\"{host}\",\"process\":4194305}}",
            uuid::Uuid::nil()
        );
        for size in [1 << 10, 70 << 20] {
            let at = Path::from(format!("r/{name}{size}"));
            disk.store.put_opts(&at, note.clone().into(), PutMode::Overwrite.into()).await.unwrap();
            let path = disk.path("sized");
            std::fs::File::create(&path).unwrap().set_len(size).unwrap();
            let carried = disk.carry(&Location::of_path(path), &remote("r"), &format!("{name}{size}"), Mode::Copy).await;
            assert_eq!(carried.is_err(), is_taken, "{name} {size}: {carried:?}");
        }
    }
}

#[tokio::test]
async fn what_is_known_of_a_file_must_be_true() {
    let disk = Disk::new();
    let from = disk.write("in/a", b"pixels");
    let truth = disk.carry(&from, &disk.root(), "a", Mode::Copy).await.unwrap().checksum;
    let order = |known: Known| Order { from: from.clone().into(), path: "b".to_owned(), known };
    let wrong = [
        Known { size_bytes: Some(5), checksum: None },
        Known { size_bytes: None, checksum: Some(format!("{CHECKSUM_PREFIX}{}", "0".repeat(64))) },
    ];
    for root in [disk.root(), remote("r")] {
        for known in &wrong {
            assert_eq!(disk.carrier.carry_one(&order(known.clone()), &root, Mode::Copy).await.unwrap_err().kind(), ErrorKind::Data);
        }
        let known = Known { size_bytes: Some(6), checksum: truth.clone() };
        assert!(disk.carrier.carry_one(&order(known), &root, Mode::Copy).await.unwrap().is_new);
    }
    assert!(!disk.path("root/b#0").exists());
}

#[tokio::test]
async fn deleting_what_is_absent_is_no_error_and_a_link_goes_alone() {
    let disk = Disk::new();
    let from = disk.write("in/a", b"pixels");
    disk.carry(&from, &disk.root(), "link", Mode::Symlink).await.unwrap();
    disk.carry(&from, &remote("r"), "a", Mode::Copy).await.unwrap();
    let all =
        vec![Location::of_path(disk.path("root/link")), Location::of_path(disk.path("root/none/none")), remote("r/a"), remote("r/none")];
    for _ in 0..2 {
        disk.carrier.delete(all.clone()).await.unwrap();
    }
    assert!(disk.path("in/a").exists() && !disk.path("root/link").exists());
    assert!(disk.carrier.read(&remote("r/a").into(), &Known::default()).await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn folders_pipes_and_devices_are_no_files() {
    let disk = Disk::new();
    std::fs::create_dir_all(disk.path("in/folder")).unwrap();
    for path in [disk.path("in/folder"), PathBuf::from("/dev/zero"), disk.path("in/none")] {
        for mode in [Mode::Auto, Mode::Copy, Mode::Symlink] {
            assert!(disk.carry(&Location::of_path(path.as_path()), &disk.root(), "a", mode).await.is_err(), "{}", path.display());
        }
        assert!(disk.carry(&Location::of_path(path), &remote("r"), "a", Mode::Copy).await.is_err());
    }
}
