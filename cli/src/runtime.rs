//! The runtime of commands that do I/O, and Ctrl-C.

use std::future::Future;

use tokio::runtime::Runtime;

use crate::Failure;

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
