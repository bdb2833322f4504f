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

/// Clock, ids and writer of one process.
#[derive(Debug, Clone)]
pub struct Context {
    /// The only clock.
    pub clock: Arc<dyn Clock>,
    /// The only source of randomness.
    pub ids: Arc<dyn Ids>,
    /// Who writes.
    pub writer: Arc<Writer>,
}

mod system;
