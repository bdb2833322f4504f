//! The runtime of commands that do I/O, and Ctrl-C.

use std::future::Future;

use crate::Failure;

/// Runs `work` to its end, or until Ctrl-C drops it.
pub fn run<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Failure::Output)?;
    let result = runtime.block_on(async {
        tokio::select! {
            result = work => result,
            Ok(()) = tokio::signal::ctrl_c() => Err(Failure::Interrupted),
        }
    });
    // Blocking reads that nobody waits for any more must not hold the process.
    runtime.shutdown_background();
    result
}
