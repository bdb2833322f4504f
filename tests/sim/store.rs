//! The simulated object store as one process sees it.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use butler_engine::context::stores::Stores;
use bytes::Bytes;
use futures::stream::{self, BoxStream, StreamExt};
use object_store::path::Path;
use object_store::{
    CopyOptions, Error, GetOptions, GetResult, GetResultPayload, ListResult, MultipartUpload, ObjectMeta, ObjectStore, PutMode,
    PutMultipartOptions, PutOptions, PutPayload, PutResult, Result, UploadPart,
};
use tokio::sync::Notify;

use super::faults::{Fault, Request};
use super::world::{Object, World, Write};

/// A process that may end at any of its requests; then none of its requests ever returns.
#[derive(Debug, Clone)]
pub struct Process {
    pub world: World,
    pub number: u32,
    ended: Arc<AtomicBool>,
    end: Arc<Notify>,
}

/// The store in one process.
#[derive(Debug, Clone)]
struct SimStore {
    process: Process,
    /// How often a failed request is sent again by the client itself.
    repeats: u32,
}

impl Process {
    pub fn start(world: &World, number: u32) -> Process {
        Process { world: world.clone(), number, ended: Arc::default(), end: Arc::default() }
    }

    /// As the registry is given them: an ordinary client that repeats, one for commits that does not.
    pub fn stores(&self) -> Stores {
        let store = |repeats| Arc::new(SimStore { process: self.clone(), repeats }) as Arc<dyn ObjectStore>;
        Stores { ordinary: store(3), commit: store(0), name: "the simulated store".into() }
    }

    /// Does `work` to its end, or to that of the process.
    pub async fn live<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            biased;
            () = self.end.notified() => None,
            done = work => Some(done),
        }
    }

    pub fn has_ended(&self) -> bool {
        self.ended.load(Ordering::Relaxed)
    }

    async fn crash<T>(&self) -> T {
        if !self.ended.swap(true, Ordering::Relaxed) {
            self.end.notify_one();
        }
        std::future::pending().await
    }

    /// The begin of a request.
    async fn operate(&self, request: Request, path: &Path) -> Option<Fault> {
        self.world.give_way().await;
        if self.has_ended() {
            return self.crash().await;
        }
        let fault = self.world.lock().operate(request, path, self.number);
        match fault {
            Some(Fault::CrashBefore) => self.crash().await,
            fault => fault,
        }
    }

    async fn write(&self, write: Write) -> Result<()> {
        let request = if write.create { Request::Create } else { Request::Put };
        let fault = self.operate(request, &write.path).await;
        let path = write.path.to_string();
        let exists = || Error::AlreadyExists { path: path.clone(), source: "simulated".into() };
        let result = {
            let mut state = self.world.lock();
            match fault {
                Some(Fault::Before(answer)) => return Err(answer.error(&path)),
                Some(Fault::NoSpace) => {
                    let full = std::io::Error::from(std::io::ErrorKind::StorageFull);
                    return Err(Error::Generic { store: "simulated", source: full.into() });
                }
                Some(Fault::Conflict) => return Err(exists()),
                Some(Fault::Later) => {
                    state.apply_later(write);
                    return Err(super::faults::Answer::Timeout.error(&path));
                }
                Some(Fault::After(answer)) => {
                    state.apply(&write, Some(self.number));
                    Err(answer.error(&path))
                }
                _ if state.apply(&write, None) => Ok(()),
                _ => Err(exists()),
            }
        };
        if fault == Some(Fault::CrashAfter) {
            return self.crash().await;
        }
        self.world.give_way().await;
        result
    }

    async fn get(&self, location: &Path, options: &GetOptions) -> Result<GetResult> {
        let request = if options.head { Request::Head } else { Request::Get };
        let fault = self.operate(request, location).await;
        let path = location.to_string();
        if let Some(Fault::Before(answer)) = fault {
            return Err(answer.error(&path));
        }
        let (object, position) = {
            let mut state = self.world.lock();
            (state.objects.get(location).cloned(), state.random.next())
        };
        let Some(object) = object.filter(|_| fault != Some(Fault::Stale404)) else {
            return Err(Error::NotFound { path, source: "simulated".into() });
        };
        self.world.give_way().await;
        let meta = meta(location, &object);
        let range = match &options.range {
            Some(range) => range.as_range(meta.size).map_err(|e| Error::Generic { store: "simulated", source: e.to_string().into() })?,
            None => 0..meta.size,
        };
        let body = if options.head { Bytes::new() } else { object.bytes.slice(range.start as usize..range.end as usize) };
        let parts = damaged(body, fault, position);
        let payload = GetResultPayload::Stream(stream::iter(parts).boxed());
        Ok(GetResult { payload, meta, range, attributes: Default::default() })
    }

    async fn delete(&self, path: Path) -> Result<Path> {
        let fault = self.operate(Request::Delete, &path).await;
        if let Some(Fault::Before(answer)) = fault {
            return Err(answer.error(path.as_ref()));
        }
        self.world.lock().objects.remove(&path);
        match fault {
            Some(Fault::After(answer)) => Err(answer.error(path.as_ref())),
            Some(Fault::CrashAfter) => self.crash().await,
            _ => Ok(path),
        }
    }

    async fn list(&self, prefix: Option<Path>) -> Vec<Result<ObjectMeta>> {
        let whole = prefix.unwrap_or_default();
        let fault = self.operate(Request::List, &whole).await;
        if let Some(Fault::Before(answer)) = fault {
            return vec![Err(answer.error(whole.as_ref()))];
        }
        let state = self.world.lock();
        let below = |path: &Path| path.prefix_match(&whole).is_some_and(|mut rest| rest.next().is_some());
        let known = |object: &Object| fault != Some(Fault::StaleList) || !state.is_new(object);
        state.objects.iter().filter(|(path, object)| below(path) && known(object)).map(|(path, object)| Ok(meta(path, object))).collect()
    }
}

fn meta(location: &Path, object: &Object) -> ObjectMeta {
    ObjectMeta {
        location: location.clone(),
        last_modified: Default::default(),
        size: object.bytes.len() as u64,
        e_tag: Some(object.made_at.to_string()),
        version: None,
    }
}

/// The body as it arrives.
fn damaged(body: Bytes, fault: Option<Fault>, position: u64) -> Vec<Result<Bytes>> {
    let place = (position % body.len().max(1) as u64) as usize;
    match fault {
        Some(Fault::ShortRead) => vec![Ok(body.slice(..place))],
        Some(Fault::Truncated) => vec![Ok(body.slice(..place)), Err(super::faults::Answer::Reset.error("body"))],
        Some(Fault::BitFlip) if !body.is_empty() => {
            let mut bytes = body.to_vec();
            bytes[place] ^= 1 << (position >> 32 & 7);
            vec![Ok(bytes.into())]
        }
        _ => vec![Ok(body)],
    }
}

impl SimStore {
    /// Sends a request again as real clients do: on answers that may pass, also for a conditional put whose first try may have landed.
    async fn repeated<T, F: Future<Output = Result<T>>>(&self, request: impl Fn() -> F) -> Result<T> {
        let mut left = self.repeats;
        loop {
            match request().await {
                Err(Error::Generic { store: "S3", .. }) if left > 0 => left -= 1,
                result => return result,
            }
        }
    }
}

impl fmt::Display for SimStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "simulated store of process {}", self.process.number)
    }
}

#[async_trait]
impl ObjectStore for SimStore {
    async fn put_opts(&self, location: &Path, payload: PutPayload, options: PutOptions) -> Result<PutResult> {
        let create = match options.mode {
            PutMode::Create => true,
            PutMode::Overwrite => false,
            PutMode::Update(_) => return Err(Error::NotImplemented { operation: "update".to_owned(), implementer: self.to_string() }),
        };
        let write = Write { path: location.clone(), bytes: payload.into(), create };
        self.repeated(|| self.process.write(write.clone())).await?;
        Ok(PutResult { e_tag: None, version: None })
    }

    async fn put_multipart_opts(&self, location: &Path, _: PutMultipartOptions) -> Result<Box<dyn MultipartUpload>> {
        Ok(Box::new(Upload { store: self.clone(), path: location.clone(), parts: Vec::new() }))
    }

    async fn get_opts(&self, location: &Path, options: GetOptions) -> Result<GetResult> {
        self.repeated(|| self.process.get(location, &options)).await
    }

    fn delete_stream(&self, locations: BoxStream<'static, Result<Path>>) -> BoxStream<'static, Result<Path>> {
        let store = self.clone();
        let delete = move |location: Result<Path>| {
            let store = store.clone();
            async move {
                let path = location?;
                store.repeated(|| store.process.delete(path.clone())).await
            }
        };
        locations.then(delete).boxed()
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        let (process, prefix) = (self.process.clone(), prefix.cloned());
        stream::once(async move { stream::iter(process.list(prefix).await) }).flatten().boxed()
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        let (mut objects, mut common_prefixes) = (Vec::new(), Vec::new());
        let whole = prefix.cloned().unwrap_or_default();
        for found in self.process.list(Some(whole.clone())).await {
            let found = found?;
            let rest: Vec<_> = found.location.prefix_match(&whole).into_iter().flatten().collect();
            match rest.as_slice() {
                [_] => objects.push(found),
                [folder, ..] => common_prefixes.push(whole.clone().join(folder.clone())),
                [] => {}
            }
        }
        common_prefixes.dedup();
        Ok(ListResult { common_prefixes, objects })
    }

    async fn copy_opts(&self, from: &Path, to: &Path, _: CopyOptions) -> Result<()> {
        let source = self.process.world.lock().objects.get(from).map(|object| object.bytes.clone());
        let bytes = source.ok_or_else(|| Error::NotFound { path: from.to_string(), source: "simulated".into() })?;
        // As on real servers no condition holds for it.
        let write = Write { path: to.clone(), bytes, create: false };
        self.repeated(|| self.process.write(write.clone())).await
    }
}

/// An upload in parts: one put when it is completed.
#[derive(Debug)]
struct Upload {
    store: SimStore,
    path: Path,
    parts: Vec<Bytes>,
}

#[async_trait]
impl MultipartUpload for Upload {
    fn put_part(&mut self, data: PutPayload) -> UploadPart {
        self.parts.push(data.into());
        Box::pin(async { Ok(()) })
    }

    async fn complete(&mut self) -> Result<PutResult> {
        self.store.put_opts(&self.path, self.parts.concat().into(), PutOptions::default()).await
    }

    async fn abort(&mut self) -> Result<()> {
        Ok(())
    }
}
