//! Where work is done: one runtime for the process, with the interpreter let go, until it is done or Ctrl-C is pressed.

use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use butler_engine::context::Progress;
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

/// Who is told how far work has come: called with how many are done, and of how many.
pub type Watcher = Option<Py<PyAny>>;

/// Tells a watcher what has changed since it was told last.
fn tell(watcher: &Watcher, progress: &Progress, told: &mut (u64, u64)) -> PyResult<()> {
    let counts = progress.counts();
    if let (Some(watcher), true) = (watcher, counts != *told) {
        Python::attach(|py| watcher.call1(py, counts))?;
        *told = counts;
    }
    Ok(())
}

/// Does what `work` makes, on another thread. Ctrl-C breaks it off at its next pause and raises `KeyboardInterrupt` at once.
pub fn run<T, F>(py: Python<'_>, work: impl FnOnce() -> F + Send + 'static) -> PyResult<T>
where
    T: Send + 'static,
    F: Future<Output = Result<T>>,
{
    run_watched(py, None, |_| work())
}

/// The same for work that counts how far it has come. What the watcher raises breaks it off, too.
pub fn run_watched<T, F>(py: Python<'_>, watcher: Watcher, work: impl FnOnce(Progress) -> F + Send + 'static) -> PyResult<T>
where
    T: Send + 'static,
    F: Future<Output = Result<T>>,
{
    let runtime = runtime()?;
    let (progress, mut told) = (Progress::default(), (0, 0));
    let counting = progress.clone();
    py.detach(|| {
        let (stop, stopped) = oneshot::channel::<()>();
        let mut task = runtime.spawn_blocking(move || {
            Handle::current().block_on(async move {
                tokio::select! {
                    done = work(counting) => done,
                    _ = stopped => Err(Error::internal("broken off")),
                }
            })
        });
        runtime.block_on(async {
            loop {
                tokio::select! {
                    done = &mut task => {
                        let done = done.unwrap_or_else(|lost| Err(Error::internal(lost.to_string()))).map_err(raised)?;
                        break tell(&watcher, &progress, &mut told).map(|()| done);
                    }
                    () = tokio::time::sleep(TICK) => {
                        let signal = Python::attach(|py| py.check_signals()).and_then(|()| tell(&watcher, &progress, &mut told));
                        if let Err(signal) = signal {
                            let _ = stop.send(());
                            break Err(signal);
                        }
                    }
                }
            }
        })
    })
}
