//! What `butler doctor` asks of a store: whether the butler can work there, and what to change if not.
//!
//! It writes and deletes scratch objects below `_probe/` and nothing else.

use std::sync::Arc;
use std::time::Duration;

use futures::TryStreamExt;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};

use super::Stores;
use super::environment::Environment;
use super::location::Location;
use super::probe::{SCRATCH, probe};
use super::s3::{Credentials, S3Settings};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::time::Time;

/// The greatest difference between our clock and the store's without a warning: S3 refuses requests at 15 minutes.
const SKEW_WARNING: Duration = Duration::from_secs(60);
/// Objects written and read to measure a round trip.
const LATENCY_ROUNDS: usize = 5;

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What, e.g. "conditional put".
    pub name: &'static str,
    /// How it went.
    pub outcome: Outcome,
    /// What was seen, in one line.
    pub detail: String,
    /// What to change.
    pub fix: Option<String>,
}

/// How a check went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// As it must be.
    Passed,
    /// The butler works, but somebody should look at it.
    Warning,
    /// The butler can't work, or not safely.
    Failed,
    /// Not looked at, as an earlier check failed.
    Skipped,
}

impl Check {
    fn passed(name: &'static str, detail: impl Into<String>) -> Check {
        Check { name, outcome: Outcome::Passed, detail: detail.into(), fix: None }
    }

    fn failed(name: &'static str, error: &Error) -> Check {
        Check { name, outcome: Outcome::Failed, detail: error.to_string(), fix: error.hint() }
    }

    fn of(name: &'static str, result: Result<String>) -> Check {
        result.map_or_else(|error| Check::failed(name, &error), |detail| Check::passed(name, detail))
    }
}

/// The checks of a store, in the order in which they can be done.
const CHECKS: [&str; 7] = ["endpoint", "conditional put", "ranges", "list", "clock", "versioning", "delete"];

/// Looks at the store of `location`; a check that can't be done because an earlier one failed is skipped.
pub async fn doctor(location: &Location, environment: &Environment, context: &Context) -> Vec<Check> {
    let mut checks = vec![credentials(location, environment)];
    let stores = match Stores::open(location, environment) {
        Ok(stores) if checks[0].outcome == Outcome::Passed => stores,
        Ok(_) => return skipped(checks),
        Err(error) => {
            checks.push(Check::failed("endpoint", &error));
            return skipped(checks);
        }
    };
    checks.extend(examine(&stores, &location.to_string(), context).await);
    skipped(checks)
}

/// Looks at an open store; `place` is for messages.
pub async fn examine(stores: &Stores, place: &str, context: &Context) -> Vec<Check> {
    let patient =
        Patient { store: Arc::clone(&stores.commit), place: place.to_owned(), context: context.clone(), folder: scratch(context) };
    let mut checks = vec![patient.endpoint().await];
    if checks[0].outcome == Outcome::Passed {
        let conditional = probe(&patient.store, place, context).await.map(|()| "of 8 creators of one name exactly one succeeds".to_owned());
        checks.push(Check::of("conditional put", conditional));
        checks.push(Check::of("ranges", patient.ranges().await));
        checks.push(Check::of("list", patient.list().await));
        checks.extend(patient.clock_and_versioning().await);
        checks.push(Check::of("delete", patient.delete().await));
        checks.push(Check::of("latency", patient.latency().await));
    }
    checks
}

fn scratch(context: &Context) -> Path {
    Path::from_iter([SCRATCH, &context.ids.uuid4().to_string()])
}

fn skipped(mut checks: Vec<Check>) -> Vec<Check> {
    for name in CHECKS {
        if !checks.iter().any(|check| check.name == name) {
            checks.push(Check { name, outcome: Outcome::Skipped, detail: "an earlier check failed".to_owned(), fix: None });
        }
    }
    checks
}

fn credentials(location: &Location, environment: &Environment) -> Check {
    let Location::S3 { profile, .. } = location else { return Check::passed("credentials", "none are needed") };
    Check::of(
        "credentials",
        S3Settings::find(profile.as_deref(), environment).map(|settings| {
            let server = settings.endpoint.as_ref().map_or("AWS".to_owned(), |endpoint| endpoint.to_string());
            match settings.credentials {
                Credentials::Key { id, .. } => format!("access key `{id}` from {} for {server}", settings.credentials_from),
                Credentials::Anonymous => format!("none: requests to {server} are not signed"),
                Credentials::Machine => format!("those that {} gives, for {server}", settings.credentials_from),
            }
        }),
    )
}

/// The store under examination.
struct Patient {
    store: Arc<dyn ObjectStore>,
    place: String,
    context: Context,
    folder: Path,
}

impl Patient {
    fn failed(&self, doing: &'static str) -> impl Fn(object_store::Error) -> Error {
        let place = self.place.clone();
        move |e| Error::store(doing, place.clone(), e)
    }

    fn object(&self, name: &str) -> Path {
        self.folder.clone().join(name)
    }

    fn damaged(&self, reason: impl Into<String>) -> Error {
        Error::damaged("answer of", self.place.clone(), reason)
    }

    /// Reached, and with the right to list.
    async fn endpoint(&self) -> Check {
        let listed: object_store::Result<Vec<_>> = self.store.list(Some(&self.folder)).try_collect().await;
        Check::of("endpoint", listed.map(|_| "it answers".to_owned()).map_err(self.failed("list")))
    }

    async fn ranges(&self) -> Result<String> {
        let (object, content) = (self.object("range"), (0..=255u8).cycle().take(100_000).collect::<Vec<u8>>());
        self.store.put(&object, content.clone().into()).await.map_err(self.failed("write to"))?;
        for range in [0..10u64, 50_000..50_100, 99_990..100_000] {
            let read = self.store.get_range(&object, range.clone()).await.map_err(self.failed("read from"))?;
            if read != content[range.start as usize..range.end as usize] {
                return Err(self.damaged(format!("bytes {range:?} of an object are not those written")));
            }
        }
        Ok("parts of an object are read as they were written".to_owned())
    }

    async fn list(&self) -> Result<String> {
        let listed: Vec<_> = self.store.list(Some(&self.folder)).try_collect().await.map_err(self.failed("list"))?;
        let object = self.object("range");
        if !listed.iter().any(|found| found.location == object && found.size == 100_000) {
            return Err(self.damaged("an object that was just written is not listed"));
        }
        Ok("an object is listed as soon as it is written".to_owned())
    }

    async fn clock_and_versioning(&self) -> [Check; 2] {
        let before = self.context.clock.now();
        let put = self.store.put(&self.object("clock"), "tick".into()).await;
        let after = self.context.clock.now();
        let head = self.store.head(&self.object("clock")).await;
        let skew = head.map(|found| outside(Time::from_unix_ns(found.last_modified.timestamp_nanos_opt().unwrap_or(0)), before, after));
        let clock = match skew {
            Ok(skew) if skew <= SKEW_WARNING => Check::passed("clock", format!("it differs from ours by {} s at most", skew.as_secs() + 1)),
            Ok(skew) => Check {
                name: "clock",
                outcome: Outcome::Warning,
                detail: format!("it differs from ours by {} s", skew.as_secs()),
                fix: Some("set this machine's clock: S3 refuses requests signed at another time".to_owned()),
            },
            Err(e) => Check::failed("clock", &self.failed("read from")(e)),
        };
        let versioning = match put {
            Ok(result) if result.version.as_deref().is_some_and(|version| version != "null") => Check {
                name: "versioning",
                outcome: Outcome::Warning,
                detail: "the bucket keeps old versions of its objects".to_owned(),
                fix: Some(
                    "what is deleted goes on taking space; some servers do not keep \"create if absent\" in such a bucket".to_owned(),
                ),
            },
            Ok(_) => Check::passed("versioning", "off"),
            Err(e) => Check::failed("versioning", &self.failed("write to")(e)),
        };
        [clock, versioning]
    }

    async fn delete(&self) -> Result<String> {
        for name in ["range", "clock"] {
            self.store.delete(&self.object(name)).await.map_err(self.failed("delete from"))?;
        }
        match self.store.head(&self.object("range")).await {
            Err(object_store::Error::NotFound { .. }) => Ok("a deleted object is gone".to_owned()),
            Err(e) => Err(self.failed("read from")(e)),
            Ok(_) => Err(self.damaged("an object that was deleted is still there")),
        }
    }

    async fn latency(&self) -> Result<String> {
        let object = self.object("latency");
        let (mut writes, mut reads) = (Vec::new(), Vec::new());
        for _ in 0..LATENCY_ROUNDS {
            let start = self.context.clock.now();
            self.store.put(&object, vec![0; 1000].into()).await.map_err(self.failed("write to"))?;
            let written = self.context.clock.now();
            self.store.get(&object).await.map_err(self.failed("read from"))?.bytes().await.map_err(self.failed("read from"))?;
            writes.push(written.0 - start.0);
            reads.push(self.context.clock.now().0 - written.0);
        }
        self.store.delete(&object).await.map_err(self.failed("delete from"))?;
        Ok(format!("{:.1} ms to write 1 kB, {:.1} ms to read it", median_ms(writes), median_ms(reads)))
    }
}

/// How far `time` lies outside of `before..=after`.
fn outside(time: Time, before: Time, after: Time) -> Duration {
    let ns = (before.0 - time.0).max(time.0 - after.0).max(0);
    Duration::from_nanos(u64::try_from(ns).unwrap_or(0))
}

fn median_ms(mut durations_ns: Vec<i64>) -> f64 {
    durations_ns.sort_unstable();
    durations_ns.get(durations_ns.len() / 2).map_or(0.0, |ns| *ns as f64 / 1e6)
}
