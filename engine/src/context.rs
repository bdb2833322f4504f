//! What comes in from outside: the clock, randomness, who is writing.
//!
//! Nothing in the engine reads the system's clock or randomness directly, so that a seeded simulation can run the real commit code and replay it.

use std::fmt::Debug;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use uuid::Uuid;

use crate::time::Time;

/// The only clock.
#[async_trait]
pub trait Clock: Debug + Send + Sync {
    /// The present time, TAI.
    fn now(&self) -> Time;
    /// Waits; a simulated clock returns at once and moves on.
    async fn sleep(&self, duration: Duration);
}

/// The only source of randomness and identifiers.
pub trait Ids: Debug + Send + Sync {
    /// A new random number.
    fn random(&self) -> u64;
    /// A new UUID of version 7 for the time `now`; later calls give greater values within a process.
    fn uuid7(&self, now: Time) -> Uuid;
    /// As many of them as `count`, which may take less time than one by one.
    fn uuids7(&self, now: Time, count: usize) -> Vec<Uuid> {
        (0..count).map(|_| self.uuid7(now)).collect()
    }
    /// A new random UUID (version 4).
    fn uuid4(&self) -> Uuid {
        uuid::Builder::from_random_bytes((u128::from(self.random()) << 64 | u128::from(self.random())).to_be_bytes()).into_uuid()
    }
}

/// Who writes, as commit records tell it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Writer {
    /// Login name.
    pub user: String,
    /// Host name.
    pub host: String,
    /// Process number.
    pub process: u32,
    /// Name and version of the program.
    pub tool: String,
}

impl Writer {
    /// Whether process `process` of `host` has ended, as far as this machine can tell.
    pub fn is_gone(&self, host: &str, process: u32) -> bool {
        self.host == host && !system::is_running(process)
    }
}

/// Clock, ids and writer of one process.
#[derive(Debug, Clone)]
pub struct Context {
    /// The only clock.
    pub clock: Arc<dyn Clock>,
    /// The only source of randomness.
    pub ids: Arc<dyn Ids>,
    /// Who writes.
    pub writer: Arc<Writer>,
    /// What keeps commits safe; all of it but in a simulation that shows what each is for.
    pub safeguards: Safeguards,
}

/// A check that commits rest on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Safeguard {
    /// After an unclear answer, the commit id in the slot decides whose record it is.
    OwnCommit = 1,
    /// Claims are checked against the snapshot at the tip.
    Claims = 2,
    /// Files of an epoch before the previous one are not committed.
    EpochFence = 4,
}

/// The checks in force. Only a build with the feature `simulation` can switch one off, to show that the simulation then finds the loss.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Safeguards {
    off: u8,
}

impl Safeguards {
    /// Whether `safeguard` is in force.
    pub fn has(self, safeguard: Safeguard) -> bool {
        self.off & safeguard as u8 == 0
    }

    /// All but `safeguard`.
    #[cfg(feature = "simulation")]
    pub fn without(safeguard: Safeguard) -> Safeguards {
        Safeguards { off: safeguard as u8 }
    }
}

mod progress;
pub mod stores;
mod system;

pub use progress::Progress;
