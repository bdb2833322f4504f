//! Several writers at once.

use super::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writers_that_race_lose_and_duplicate_nothing() {
    let registry = with_instrument().await;
    let mut work = Vec::new();
    for writer in 0..4u64 {
        let own = Registry::open(registry.stores().clone(), Context::system()).await.unwrap();
        work.push(tokio::spawn(async move {
            for detector in 0..10 {
                insert(&own, calexps("run1", 1, &[(1 + i64::try_from(writer).unwrap(), detector)])).await.unwrap();
            }
        }));
    }
    for task in work {
        task.await.unwrap();
    }
    registry.refresh().await.unwrap();
    assert_eq!(count(&registry, table::DATASET).await, 40);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_racing_writers_of_the_same_data_id_one_wins() {
    let registry = with_instrument().await;
    let mut work = Vec::new();
    for salt in 0..8u64 {
        let own = Registry::open(registry.stores().clone(), Context::system()).await.unwrap();
        work.push(tokio::spawn(async move { insert(&own, calexps("run1", salt, &[(1, 0)])).await }));
    }
    let mut wins = 0;
    for task in work {
        wins += usize::from(task.await.unwrap().is_ok());
    }
    assert_eq!(wins, 1);
    registry.refresh().await.unwrap();
    assert_eq!(count(&registry, table::DATASET).await, 1);
}

#[tokio::test]
async fn transactions_that_wait_go_into_one_record_and_a_broken_claim_rejects_only_its_own() {
    let registry = with_instrument().await;
    let before = registry.snapshot().version;
    let commits = (0..8).map(|n| {
        let registry = registry.clone();
        // Number 3 and 4 want the same data ID.
        let visit = if n == 4 { 3 } else { n };
        async move { insert(&registry, calexps("run1", n, &[(1, i64::try_from(visit).unwrap())])).await }
    });
    let outcomes = futures::future::join_all(commits).await;
    assert_eq!(outcomes.iter().filter(|o| o.is_err()).count(), 1);
    assert!(registry.snapshot().version <= before + 2, "eight commits became {}", registry.snapshot().version - before);
    assert_eq!(count(&registry, table::DATASET).await, 7);
}

#[tokio::test]
async fn a_step_of_an_application_is_done_once() {
    let registry = with_instrument().await;
    let step = async |sequence| {
        let mut tx = Transaction::new("step");
        tx.set_application("import", sequence);
        tx.set_doc("run1", format!("step {sequence} at {}", registry.snapshot().version));
        commit(&registry, tx).await.unwrap()
    };
    let first = step(0).await;
    assert_eq!(step(0).await, first);
    assert_eq!(step(1).await, first + 1);
}

#[tokio::test]
async fn a_store_that_ignores_the_condition_gets_no_commit() {
    use object_store::{ObjectStore, PutMode, PutOptions, PutPayload, PutResult, path::Path};

    /// Overwrites whatever the condition says.
    #[derive(Debug)]
    struct Careless(InMemory);

    impl std::fmt::Display for Careless {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("careless")
        }
    }

    #[async_trait::async_trait]
    impl ObjectStore for Careless {
        async fn put_opts(&self, path: &Path, payload: PutPayload, options: PutOptions) -> object_store::Result<PutResult> {
            self.0.put_opts(path, payload, PutOptions { mode: PutMode::Overwrite, ..options }).await
        }
        async fn put_multipart_opts(
            &self,
            path: &Path,
            options: object_store::PutMultipartOptions,
        ) -> object_store::Result<Box<dyn object_store::MultipartUpload>> {
            self.0.put_multipart_opts(path, options).await
        }
        async fn get_opts(&self, path: &Path, options: object_store::GetOptions) -> object_store::Result<object_store::GetResult> {
            self.0.get_opts(path, options).await
        }
        fn delete_stream(
            &self,
            paths: futures::stream::BoxStream<'static, object_store::Result<Path>>,
        ) -> futures::stream::BoxStream<'static, object_store::Result<Path>> {
            self.0.delete_stream(paths)
        }
        fn list(&self, prefix: Option<&Path>) -> futures::stream::BoxStream<'static, object_store::Result<object_store::ObjectMeta>> {
            self.0.list(prefix)
        }
        async fn list_with_delimiter(&self, prefix: Option<&Path>) -> object_store::Result<object_store::ListResult> {
            self.0.list_with_delimiter(prefix).await
        }
        async fn copy_opts(&self, from: &Path, to: &Path, options: object_store::CopyOptions) -> object_store::Result<()> {
            self.0.copy_opts(from, to, options).await
        }
    }

    let careless = Stores::single(Arc::new(Careless(InMemory::new())));
    let registry = Registry::create(careless, Context::system(), Universe::shipped(8).unwrap()).await.unwrap();
    let mut tx = Transaction::new("refused");
    tx.register_collection(collection("run", CollectionType::Run));
    let error = commit(&registry, tx).await.unwrap_err();
    assert_eq!(error.kind(), crate::ErrorKind::Unsupported, "{error}");
    assert_eq!(registry.snapshot().version, 1);
}
