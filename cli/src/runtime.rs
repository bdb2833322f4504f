//! The runtime of commands that do I/O, and Ctrl-C.

use std::future::Future;
use std::sync::{Arc, LazyLock};

use butler_engine::butler::Surroundings;
use butler_engine::context::stores::counting::Counters;
use tokio::runtime::Runtime;

use crate::Failure;

static COUNTERS: LazyLock<Arc<Counters>> = LazyLock::new(Arc::default);

/// What this process has asked of stores.
pub fn counters() -> Arc<Counters> {
    COUNTERS.clone()
}

/// This process's surroundings, with its requests counted.
pub fn surroundings() -> Surroundings {
    Surroundings { counters: Some(counters()), ..Surroundings::system() }
}

/// A runtime for several pieces of work.
pub struct Work(Option<Runtime>);

impl Work {
    /// Starts it.
    pub fn start() -> Result<Work, Failure> {
        Ok(Work(Some(tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Failure::Output)?)))
    }

    /// Runs `work` to its end, or until Ctrl-C drops it.
    pub fn run<T>(&self, work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
        let Some(runtime) = &self.0 else { return Err(Failure::Interrupted) };
        runtime.block_on(async {
            tokio::select! {
                result = work => result,
                Ok(()) = tokio::signal::ctrl_c() => Err(Failure::Interrupted),
            }
        })
    }
}

impl Drop for Work {
    /// Blocking reads that nobody waits for any more must not hold the process.
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

/// Runs one piece of work to its end, or until Ctrl-C drops it.
pub fn run<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    Work::start()?.run(work)
}
