//! Where work is done: one runtime for the process, with the interpreter let go, until it is done or Ctrl-C is pressed.

use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use butler_engine::{Error, Result};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::sync::oneshot;

use crate::errors::raised;

/// How often the interpreter is asked whether a signal has come.
const TICK: Duration = Duration::from_millis(50);
/// Planning a deep query without optimisation needs more than the usual two megabytes.
const STACK_BYTES: usize = 16 << 20;

/// The runtime and the process that it belongs to: a forked child has its threads no more.
static RUNTIME: Mutex<Option<(u32, Arc<Runtime>)>> = Mutex::new(None);

fn runtime() -> PyResult<Arc<Runtime>> {
    let mut held = RUNTIME.lock().unwrap_or_else(PoisonError::into_inner);
    let process = std::process::id();
    if let Some((owner, runtime)) = held.as_ref() {
        if *owner == process {
            return Ok(runtime.clone());
        }
        // Its threads are the parent's, and ending it would wait for them.
        std::mem::forget(runtime.clone());
    }
    let made = Builder::new_multi_thread().enable_all().thread_stack_size(STACK_BYTES).thread_name("butler").build();
    let made = Arc::new(made.map_err(|error| PyRuntimeError::new_err(format!("cannot start threads: {error}")))?);
    *held = Some((process, made.clone()));
    Ok(made)
}

/// Does what `work` makes, on another thread. Ctrl-C breaks it off at its next pause and raises `KeyboardInterrupt` at once.
pub fn run<T, F>(py: Python<'_>, work: impl FnOnce() -> F + Send + 'static) -> PyResult<T>
where
    T: Send + 'static,
    F: Future<Output = Result<T>>,
{
    let runtime = runtime()?;
    py.detach(|| {
        let (stop, stopped) = oneshot::channel::<()>();
        let mut task = runtime.spawn_blocking(move || {
            Handle::current().block_on(async move {
                tokio::select! {
                    done = work() => done,
                    _ = stopped => Err(Error::internal("broken off")),
                }
            })
        });
        runtime.block_on(async {
            loop {
                tokio::select! {
                    done = &mut task => break done.unwrap_or_else(|lost| Err(Error::internal(lost.to_string()))).map_err(raised),
                    () = tokio::time::sleep(TICK) => if let Err(signal) = Python::attach(|py| py.check_signals()) {
                        let _ = stop.send(());
                        break Err(signal);
                    },
                }
            }
        })
    })
}
