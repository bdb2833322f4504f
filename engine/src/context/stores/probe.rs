//! Whether a store keeps the one promise that commits rest on: of several who create a name, exactly one succeeds.
//!
//! Some servers ignore the condition and let everybody overwrite; Ceph does so in a bucket with versioning. Such a store is refused. The promise
//! is never emulated, e.g. by listing first.

use std::sync::Arc;

use futures::future::join_all;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, PutMode};

use crate::context::Context;
use crate::error::{Error, Result};

/// Folder of the scratch objects that a probe makes and deletes.
pub const SCRATCH: &str = "_probe";
/// Who race for one name.
const CREATORS: usize = 8;
/// Rounds until one has a clear result.
const ROUNDS: usize = 3;

/// Races creators on a scratch name below the root of `store`, whose client must send each request once.
///
/// Needs the rights to write, read and delete. `place` is for messages.
pub async fn probe(store: &Arc<dyn ObjectStore>, place: &str, context: &Context) -> Result<()> {
    let mut cause = None;
    for _ in 0..ROUNDS {
        match race(store, place, context).await? {
            Race::Kept => return Ok(()),
            Race::Unclear(error) => cause = error.or(cause),
        }
    }
    Err(cause.unwrap_or_else(|| refused(place, "nobody of 8 who created one name was told to have made it".to_owned())))
}

enum Race {
    Kept,
    /// Nobody can say who made it, as answers were lost or requests were turned away.
    Unclear(Option<Error>),
}

async fn race(store: &Arc<dyn ObjectStore>, place: &str, context: &Context) -> Result<Race> {
    let path = Path::from_iter([SCRATCH, &context.ids.uuid4().to_string()]);
    let body = |creator: usize| format!("{path} by {creator}");
    let creators = (0..=CREATORS).map(|creator| {
        let (store, path, body) = (Arc::clone(store), path.clone(), body(creator));
        async move { store.put_opts(&path, body.into(), PutMode::Create.into()).await }
    });
    let mut creators: Vec<_> = creators.collect();
    let late = creators.pop();
    let mut answers = join_all(creators).await;
    // One more, who comes when all is done.
    if let Some(late) = late {
        answers.push(late.await);
    }
    let found = read(store, &path).await;
    let deleted = store.delete(&path).await;
    let winners: Vec<usize> = answers.iter().enumerate().filter(|(_, answer)| answer.is_ok()).map(|(creator, _)| creator).collect();
    let failure =
        answers.into_iter().filter_map(std::result::Result::err).find(|e| !matches!(e, object_store::Error::AlreadyExists { .. }));
    if winners.len() > 1 {
        return Err(refused(place, format!("{} of {} who created one name were told to have made it", winners.len(), CREATORS + 1)));
    }
    let failed = |doing, e| Error::store(doing, place, e);
    if let Some(failure) = failure {
        return Ok(Race::Unclear(Some(failed("write to", failure))));
    }
    let Some(winner) = winners.first() else { return Ok(Race::Unclear(None)) };
    let found = found.map_err(|e| failed("read from", e))?;
    if found != body(*winner).as_bytes() {
        return Err(refused(place, "a name that one creator made holds what another wrote".to_owned()));
    }
    deleted.map_err(|e| failed("delete from", e))?;
    Ok(Race::Kept)
}

async fn read(store: &Arc<dyn ObjectStore>, path: &Path) -> object_store::Result<bytes::Bytes> {
    store.get(path).await?.bytes().await
}

fn refused(place: &str, reason: String) -> Error {
    Error::Unsupported { what: "store", name: place.to_owned(), reason: format!("it does not keep \"create if absent\": {reason}") }
        .with_hint("commits would be lost there; if the bucket has versioning, use one without, else another store")
}

#[cfg(test)]
mod tests;
