use std::fmt;

use async_trait::async_trait;
use futures::stream::BoxStream;
use object_store::memory::InMemory;
use object_store::{
    CopyOptions, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, PutMultipartOptions, PutOptions, PutPayload, PutResult,
};

use super::*;
use crate::ErrorKind;

/// What is wrong with a store.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Flaw {
    IgnoresTheCondition,
    NeverCreates,
    IsReadOnly,
}

#[derive(Debug)]
struct Flawed(InMemory, Flaw);

impl fmt::Display for Flawed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Flawed")
    }
}

#[async_trait]
impl ObjectStore for Flawed {
    async fn put_opts(&self, location: &Path, payload: PutPayload, _: PutOptions) -> object_store::Result<PutResult> {
        let (path, source) = (location.to_string(), "said so".into());
        match self.1 {
            Flaw::IgnoresTheCondition => self.0.put(location, payload).await,
            Flaw::NeverCreates => Err(object_store::Error::AlreadyExists { path, source }),
            Flaw::IsReadOnly => Err(object_store::Error::PermissionDenied { path, source }),
        }
    }
    async fn put_multipart_opts(&self, location: &Path, options: PutMultipartOptions) -> object_store::Result<Box<dyn MultipartUpload>> {
        self.0.put_multipart_opts(location, options).await
    }
    async fn get_opts(&self, location: &Path, options: GetOptions) -> object_store::Result<GetResult> {
        self.0.get_opts(location, options).await
    }
    fn delete_stream(&self, locations: BoxStream<'static, object_store::Result<Path>>) -> BoxStream<'static, object_store::Result<Path>> {
        self.0.delete_stream(locations)
    }
    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, object_store::Result<ObjectMeta>> {
        self.0.list(prefix)
    }
    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> object_store::Result<ListResult> {
        self.0.list_with_delimiter(prefix).await
    }
    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> object_store::Result<()> {
        self.0.copy_opts(from, to, options).await
    }
}

async fn probe_with(flaw: Flaw) -> Error {
    let store: Arc<dyn ObjectStore> = Arc::new(Flawed(InMemory::new(), flaw));
    probe(&store, "s3://bucket", &Context::system()).await.unwrap_err()
}

#[tokio::test]
async fn a_store_that_creates_once_passes_and_is_left_clean() {
    let store: Arc<dyn ObjectStore> = Arc::new(InMemory::new());
    probe(&store, "memory", &Context::system()).await.unwrap();
    assert!(store.list_with_delimiter(None).await.unwrap().common_prefixes.is_empty());
}

#[tokio::test]
async fn a_store_that_ignores_the_condition_is_refused() {
    let error = probe_with(Flaw::IgnoresTheCondition).await;
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert!(error.to_string().contains("9 of 9"), "{error}");
}

#[tokio::test]
async fn a_store_where_nobody_creates_is_refused() {
    assert_eq!(probe_with(Flaw::NeverCreates).await.kind(), ErrorKind::Unsupported);
}

#[tokio::test]
async fn a_read_only_store_is_told_as_such() {
    let error = probe_with(Flaw::IsReadOnly).await;
    assert!(error.to_string().contains("permission denied"), "{error}");
}
