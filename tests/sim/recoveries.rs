//! Counts the recoveries that the engine tells of, on the thread that runs a world.

use std::sync::{Arc, Mutex};

use butler_engine::registry::retry::{RECOVERY_TARGET, Recovery};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id};
use tracing::{Event, Metadata, Subscriber};

use super::Coverage;

/// Does `work` and adds the recoveries that happened meanwhile to what it returns.
pub fn counting<T>(work: impl FnOnce() -> T) -> (T, Coverage) {
    let counter = Counter::default();
    let counted = Arc::clone(&counter.0);
    let done = tracing::subscriber::with_default(counter, work);
    let coverage = counted.lock().unwrap().clone();
    (done, coverage)
}

pub fn names() -> impl Iterator<Item = &'static str> {
    Recovery::ALL.into_iter().map(Recovery::name)
}

#[derive(Debug, Default)]
struct Counter(Arc<Mutex<Coverage>>);

impl Visit for Counter {
    fn record_str(&mut self, _: &Field, value: &str) {
        if let Some(name) = names().find(|name| *name == value) {
            self.0.lock().unwrap().hit(name);
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}
}

impl Subscriber for Counter {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == RECOVERY_TARGET
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &tracing::span::Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut Counter(Arc::clone(&self.0)));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}
