//! One suite over every kind of store: what the registry rests on holds on memory, local disk and the S3 server of the run.

use std::sync::Arc;
use std::time::{Duration, Instant};

use butler_engine::context::Context;
use butler_engine::context::stores::doctor::{Outcome, doctor};
use butler_engine::context::stores::probe::probe;
use butler_engine::context::stores::{Environment, Location, Stores};
use butler_engine::{Error, ErrorKind};
use butler_tests::careless_s3::CarelessServer;
use butler_tests::s3::Server;
use futures::TryStreamExt;
use futures::future::join_all;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, PutMode, PutPayload};

/// A new place of each kind that this run has, with its name.
fn places(folder: &std::path::Path) -> Vec<(String, Stores)> {
    let mut places = vec![
        ("memory".to_owned(), open(&format!("memory://{}", uuid()), &Environment::default())),
        ("local disk".to_owned(), open(folder.to_str().unwrap(), &Environment::default())),
    ];
    if let Some(server) = Server::of_this_run() {
        places.push((server.name.clone(), open(&format!("s3://{}/{}", server.bucket, uuid()), &environment(&server))));
    }
    places
}

fn open(location: &str, environment: &Environment) -> Stores {
    Stores::open(&Location::parse(location).unwrap(), environment).unwrap()
}

fn environment(server: &Server) -> Environment {
    Environment::of(server.variables())
}

fn uuid() -> String {
    Context::system().ids.uuid4().to_string()
}

async fn read(store: &Arc<dyn ObjectStore>, path: &Path) -> bytes::Bytes {
    store.get(path).await.unwrap().bytes().await.unwrap()
}

async fn create(store: &Arc<dyn ObjectStore>, path: &Path, body: impl Into<PutPayload>) -> object_store::Result<()> {
    store.put_opts(path, body.into(), PutMode::Create.into()).await.map(|_| ())
}

#[tokio::test]
async fn a_name_is_created_once_whatever_its_size() {
    let folder = tempfile::tempdir().unwrap();
    for (name, stores) in places(folder.path()) {
        for size in [0, 1, 100, 5 << 20] {
            let path = Path::from(format!("once/{size}"));
            create(&stores.commit, &path, vec![1u8; size]).await.unwrap();
            let again = create(&stores.commit, &path, vec![2u8; size]).await.unwrap_err();
            assert!(matches!(again, object_store::Error::AlreadyExists { .. }), "{name}: {again}");
            assert!(read(&stores.ordinary, &path).await == vec![1u8; size], "{name}, {size} bytes");
        }
    }
}

#[tokio::test]
async fn exactly_one_of_many_racing_creators_wins_and_its_body_stays() {
    let folder = tempfile::tempdir().unwrap();
    for (name, stores) in places(folder.path()) {
        for round in 0..10 {
            let path = Path::from(format!("race/{round}"));
            let racers = (0..30).map(|racer| {
                let (store, path) = (Arc::clone(&stores.commit), path.clone());
                tokio::spawn(async move { create(&store, &path, format!("{racer}")).await.map(|()| racer) })
            });
            let won: Vec<i32> = join_all(racers).await.into_iter().filter_map(|racer| racer.unwrap().ok()).collect();
            assert_eq!(won.len(), 1, "{name}, round {round}");
            assert_eq!(read(&stores.ordinary, &path).await, won[0].to_string(), "{name}");
        }
    }
}

#[tokio::test]
async fn what_was_written_is_read_listed_and_deleted_at_once() {
    let folder = tempfile::tempdir().unwrap();
    for (name, stores) in places(folder.path()) {
        let store = &stores.ordinary;
        let names = ["a/1", "a/2", "a/b/3", "c/with space", "c/p%20r+c=e&n,t", "c/ünï", "d/visit=1@x"];
        for text in names {
            store.put(&Path::from(text), text.into()).await.unwrap();
            assert_eq!(read(store, &Path::from(text)).await, text, "{name}");
        }
        let listed = |prefix: Option<&str>| {
            let stream = store.list(prefix.map(Path::from).as_ref());
            async move {
                let mut found: Vec<String> = stream.map_ok(|found| found.location.to_string()).try_collect().await.unwrap();
                found.sort();
                found
            }
        };
        let mut expected: Vec<String> = names.iter().map(|text| Path::from(*text).to_string()).collect();
        expected.sort();
        assert_eq!(listed(None).await, expected, "{name}");
        assert_eq!(listed(Some("a")).await, ["a/1", "a/2", "a/b/3"], "{name}");
        let after: Vec<_> = store.list_with_offset(Some(&Path::from("a")), &Path::from("a/1")).try_collect().await.unwrap();
        assert_eq!(after.len(), 2, "{name}");
        let level = store.list_with_delimiter(Some(&Path::from("a"))).await.unwrap();
        assert_eq!((level.objects.len(), level.common_prefixes), (2, vec![Path::from("a/b")]), "{name}");
        for text in names {
            store.delete(&Path::from(text)).await.unwrap();
            assert!(matches!(store.get(&Path::from(text)).await, Err(object_store::Error::NotFound { .. })), "{name}");
        }
        assert!(listed(None).await.is_empty(), "{name}");
    }
}

#[tokio::test]
async fn parts_of_an_object_are_read_by_range() {
    let folder = tempfile::tempdir().unwrap();
    let content: Vec<u8> = (0..3_000_000u32).map(|n| (n % 251) as u8).collect();
    for (name, stores) in places(folder.path()) {
        let (store, path) = (&stores.ordinary, Path::from("range"));
        store.put(&path, content.clone().into()).await.unwrap();
        for range in [0..1, 0..100, 1_500_000..2_500_000, 2_999_999..3_000_000] {
            let part = store.get_range(&path, range.start as u64..range.end as u64).await.unwrap();
            assert!(part == content[range.clone()], "{name}, {range:?}");
        }
        let past = store.get_range(&path, 2_999_990..3_000_010).await.unwrap();
        assert!(past == content[2_999_990..], "{name}");
        let ranges = [0..10u64, 2_000_000..2_000_010, 100..120];
        let parts = store.get_ranges(&path, &ranges).await.unwrap();
        assert!(parts.iter().zip(&ranges).all(|(part, range)| *part == content[range.start as usize..range.end as usize]), "{name}");
        assert_eq!(store.head(&path).await.unwrap().size, 3_000_000, "{name}");
    }
}

#[tokio::test]
async fn an_upload_in_parts_shows_when_it_is_complete() {
    let folder = tempfile::tempdir().unwrap();
    for (name, stores) in places(folder.path()) {
        let (store, path) = (&stores.ordinary, Path::from("parts/whole"));
        let mut upload = store.put_multipart(&path).await.unwrap();
        upload.put_part(vec![1u8; 5 << 20].into()).await.unwrap();
        upload.put_part(vec![2u8; 10].into()).await.unwrap();
        assert!(store.head(&path).await.is_err(), "{name}");
        upload.complete().await.unwrap();
        assert_eq!(read(store, &path).await.len(), (5 << 20) + 10, "{name}");
        let mut upload = store.put_multipart(&Path::from("parts/never")).await.unwrap();
        upload.put_part(vec![1u8; 10].into()).await.unwrap();
        upload.abort().await.unwrap();
        assert!(store.head(&Path::from("parts/never")).await.is_err(), "{name}");
    }
}

#[tokio::test]
async fn every_store_of_the_suite_is_safe_and_the_doctor_says_so() {
    let folder = tempfile::tempdir().unwrap();
    for (name, stores) in places(folder.path()) {
        probe(&stores.commit, &name, &Context::system()).await.unwrap();
        assert!(stores.ordinary.list(None).try_collect::<Vec<_>>().await.unwrap().is_empty(), "{name}: scratch objects stay");
    }
    if let Some(server) = Server::of_this_run() {
        let location = Location::parse(&format!("s3://{}/{}", server.bucket, uuid())).unwrap();
        let checks = doctor(&location, &environment(&server), &Context::system()).await;
        assert!(checks.iter().all(|check| check.outcome == Outcome::Passed), "{checks:#?}");
    }
}

#[tokio::test]
async fn a_versioned_ceph_bucket_is_refused() {
    let Some(server) = Server::of_this_run().filter(|server| server.name.starts_with("Ceph")) else {
        eprintln!("skipped: the S3 server of this run is no Ceph");
        return;
    };
    let versioned = format!("s3://{}/{}", server.versioned, uuid());
    let error = probe(&open(&versioned, &environment(&server)).commit, &versioned, &Context::system()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert!(error.hint().unwrap().contains("versioning"), "{error}");
}

#[tokio::test]
async fn a_server_that_ignores_the_condition_is_refused() {
    let server = CarelessServer::start();
    let variables = [("S3_ENDPOINT_URL", server.endpoint()), ("AWS_ACCESS_KEY_ID", "a"), ("AWS_SECRET_ACCESS_KEY", "b")];
    let stores = open("s3://bucket/x", &Environment::of(variables));
    let error = probe(&stores.commit, "s3://bucket/x", &Context::system()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
}

/// What a user reads when the first request fails.
async fn first_error(location: &str, variables: &[(&str, &str)]) -> Error {
    let start = Instant::now();
    let stores = open(location, &Environment::of(variables.iter().copied()));
    let error = stores.ordinary.get(&Path::from("butler.yaml")).await.expect_err("the first request fails");
    let error = Error::store("read", location, error);
    assert!(start.elapsed() < Duration::from_secs(12), "{error}: told after {:?}", start.elapsed());
    assert_eq!(error.to_string().lines().count(), 1, "{error}");
    assert!(error.to_string().len() < 200, "{error}");
    error
}

#[tokio::test]
async fn an_endpoint_where_nobody_listens_is_told_with_a_hint_in_a_few_seconds() {
    let error = first_error(
        "s3://bucket/a",
        &[("S3_ENDPOINT_URL", "http://127.0.0.1:9"), ("AWS_ACCESS_KEY_ID", "a"), ("AWS_SECRET_ACCESS_KEY", "verysecret")],
    )
    .await;
    assert_eq!(error.kind(), ErrorKind::Unavailable);
    assert!(error.to_string().starts_with("cannot read `s3://bucket/a`: the endpoint can't be reached"), "{error}");
    assert!(error.hint().unwrap().contains("S3_ENDPOINT_URL"));
}

#[tokio::test]
async fn wrong_credentials_and_missing_buckets_are_told_apart() {
    let Some(server) = Server::of_this_run() else { return };
    let missing = format!("s3://no-such-bucket-{}/a", uuid());
    let error = first_error(&missing, &server.variables()).await;
    assert_eq!(error.to_string(), format!("cannot read `{missing}`: the bucket does not exist"));
    assert!(error.hint().unwrap().contains("tenant:bucket"));
    if !server.name.starts_with("Ceph") {
        eprintln!("skipped: {} does not check signatures", server.name);
        return;
    }
    for (name, value) in [("AWS_ACCESS_KEY_ID", "nobody"), ("AWS_SECRET_ACCESS_KEY", "verywrongsecret")] {
        let mut variables = server.variables();
        variables.iter_mut().filter(|(variable, _)| *variable == name).for_each(|(_, old)| *old = value);
        let bucket = format!("s3://{}/a", server.bucket);
        let error = first_error(&bucket, &variables).await;
        assert_eq!(error.to_string(), format!("cannot read `{bucket}`: the credentials are missing or wrong"));
        assert!(error.hint().unwrap().contains("AWS_ACCESS_KEY_ID"));
    }
}

#[tokio::test]
async fn profiles_and_tenants_lead_to_the_bucket() {
    let Some(server) = Server::of_this_run() else { return };
    let with_keys = server.endpoint.replacen("http://", &format!("http://{}:{}@", server.key, server.secret), 1);
    let environment = Environment::of([("LSST_RESOURCES_S3_PROFILE_prod", with_keys.as_str())]);
    let prefix = uuid();
    let plain = open(&format!("s3://prod@{}/{prefix}", server.bucket), &environment);
    create(&plain.commit, &Path::from("a"), "x").await.unwrap();
    if server.name.starts_with("Ceph") {
        // An empty tenant is the one of users without.
        let tenant = open(&format!("s3://prod@:{}/{prefix}", server.bucket), &environment);
        assert_eq!(read(&tenant.ordinary, &Path::from("a")).await, "x");
        let listed: Vec<_> = tenant.ordinary.list(None).try_collect().await.unwrap();
        assert_eq!(listed.len(), 1);
    }
}
