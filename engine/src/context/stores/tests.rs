use object_store::ObjectStoreExt;

use super::doctor::{Outcome, doctor};
use super::*;
use crate::ErrorKind;
use crate::context::Context;

#[tokio::test]
async fn a_name_in_memory_is_the_same_store_each_time() {
    let open = |text: &str| Stores::open(&Location::parse(text).unwrap(), &Environment::default()).unwrap();
    open("memory://one/a").ordinary.put(&Path::from("b"), "x".into()).await.unwrap();
    assert!(open("memory://one").commit.head(&Path::from("a/b")).await.is_ok());
    assert!(open("memory://two").commit.head(&Path::from("a/b")).await.is_err());
}

#[test]
fn a_folder_is_made_only_when_asked() {
    let folder = tempfile::tempdir().unwrap();
    let location = Location::of_path(folder.path().join("a/b"));
    assert_eq!(Stores::open(&location, &Environment::default()).unwrap_err().kind(), ErrorKind::NotFound);
    Stores::create(&location, &Environment::default()).unwrap();
    assert!(folder.path().join("a/b").is_dir());
    std::fs::write(folder.path().join("file"), "x").unwrap();
    let file = Location::of_path(folder.path().join("file"));
    assert_eq!(Stores::open(&file, &Environment::default()).unwrap_err().kind(), ErrorKind::Invalid);
}

#[tokio::test]
async fn the_doctor_passes_local_disk_and_memory_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    for location in [Location::of_path(folder.path()), Location::parse("memory://doctor").unwrap()] {
        let checks = doctor(&location, &Environment::default(), &Context::system()).await;
        assert!(checks.iter().all(|check| check.outcome == Outcome::Passed), "{checks:#?}");
        let stores = Stores::open(&location, &Environment::default()).unwrap();
        assert!(stores.ordinary.list_with_delimiter(None).await.unwrap().objects.is_empty());
    }
}

#[tokio::test]
async fn the_doctor_skips_what_needs_a_failed_check() {
    let checks =
        doctor(&Location::parse("s3://nowhere").unwrap(), &Environment::of([("AWS_ACCESS_KEY_ID", "x")]), &Context::system()).await;
    assert_eq!(checks[0].outcome, Outcome::Failed);
    assert!(checks[2..].iter().all(|check| check.outcome == Outcome::Skipped), "{checks:#?}");
}
