use futures::StreamExt;
use object_store::ObjectStoreExt;

use super::*;

#[tokio::test]
async fn a_name_is_created_once_and_leaves_no_staging_file() {
    let folder = tempfile::tempdir().unwrap();
    let store = LocalStore::open(folder.path()).unwrap();
    let path = Path::from("log/1.rec");
    store.put_opts(&path, "first".into(), PutMode::Create.into()).await.unwrap();
    let lost = store.put_opts(&path, "second".into(), PutMode::Create.into()).await.unwrap_err();
    assert!(matches!(lost, Error::AlreadyExists { .. }), "{lost}");
    assert_eq!(store.get(&path).await.unwrap().bytes().await.unwrap(), "first");
    store.put(&path, "third".into()).await.unwrap();
    assert_eq!(store.get(&path).await.unwrap().bytes().await.unwrap(), "third");
    assert_eq!(std::fs::read_dir(folder.path().join("log")).unwrap().count(), 1);
}

#[tokio::test]
async fn a_staging_file_of_a_killed_process_is_in_nobodys_way() {
    let folder = tempfile::tempdir().unwrap();
    let store = LocalStore::open(folder.path()).unwrap();
    std::fs::write(folder.path().join(format!("1.rec#{}", std::process::id())), "half").unwrap();
    store.put_opts(&Path::from("1.rec"), "whole".into(), PutMode::Create.into()).await.unwrap();
    let listed: Vec<_> = store.list(None).map(|found| found.unwrap().location.to_string()).collect().await;
    assert_eq!(listed, ["1.rec"]);
}

#[tokio::test]
async fn refusals_of_the_disk_keep_their_reason() {
    let folder = tempfile::tempdir().unwrap();
    let store = LocalStore::open(folder.path()).unwrap();
    std::fs::write(folder.path().join("file"), "x").unwrap();
    let error = store.put(&Path::from("file/below"), "x".into()).await.unwrap_err();
    let error = crate::Error::store("write to", "r", error).to_string();
    assert_eq!(error, "cannot write to `r`: Not a directory (os error 20)");
    let full = failed(FilePath::new("r"), ErrorKind::StorageFull.into());
    assert_eq!(crate::Error::store("write to", "r", full).to_string(), "cannot write to `r`: no space is left on the device");
}
