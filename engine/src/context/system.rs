//! The real clock, the operating system's randomness, and who we are.

use std::sync::Arc;
use std::sync::Mutex;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use async_trait::async_trait;
use uuid::Uuid;

use super::{Clock, Context, Ids, Safeguards, Writer};
use crate::time::Time;

/// The operating system's clock.
#[derive(Debug, Default)]
pub struct SystemClock;

#[async_trait]
impl Clock for SystemClock {
    fn now(&self) -> Time {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Time::from_unix_ns(i64::try_from(since.as_nanos()).unwrap_or(i64::MAX))
    }

    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }
}

/// Randomness of the operating system.
#[derive(Debug, Default)]
pub struct SystemIds {
    last: Mutex<Place>,
}

impl Ids for SystemIds {
    fn random(&self) -> u64 {
        // Without randomness no name is safe: two writers could choose the same.
        getrandom::u64().unwrap_or_else(|_| std::process::abort())
    }

    fn uuid7(&self, now: Time) -> Uuid {
        self.place(milliseconds(now)).uuid(self.random())
    }

    fn uuids7(&self, now: Time, count: usize) -> Vec<Uuid> {
        let mut random = vec![0u8; count * 8];
        if getrandom::fill(&mut random).is_err() {
            std::process::abort();
        }
        let ms = milliseconds(now);
        random.as_chunks().0.iter().map(|random| self.place(ms).uuid(u64::from_be_bytes(*random))).collect()
    }
}

/// What UUIDs of version 7 count: milliseconds of Unix time.
fn milliseconds(now: Time) -> u64 {
    u64::try_from(now.to_unix_ns().max(0) / 1_000_000).unwrap_or(0)
}

/// A place in the order of UUIDs: milliseconds, and a count within one.
#[derive(Debug, Clone, Copy, Default)]
struct Place(u64, u16);

impl SystemIds {
    /// The next place, at that time or later.
    fn place(&self, ms: u64) -> Place {
        let mut last = self.last.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *last = match *last {
            // 12 bits count within a millisecond; a fuller one borrows from the next.
            Place(before, count) if before >= ms && count < 0xfff => Place(before, count + 1),
            Place(before, _) if before >= ms => Place(before + 1, 0),
            _ => Place(ms, 0),
        };
        *last
    }
}

impl Place {
    fn uuid(self, random: u64) -> Uuid {
        let mut bytes = [0u8; 16];
        bytes[..6].copy_from_slice(&self.0.to_be_bytes()[2..]);
        bytes[6..8].copy_from_slice(&self.1.to_be_bytes());
        bytes[8..].copy_from_slice(&random.to_be_bytes());
        bytes[6] = bytes[6] & 0x0f | 0x70;
        bytes[8] = bytes[8] & 0x3f | 0x80;
        Uuid::from_bytes(bytes)
    }
}

/// Whether a process of this machine runs; where that can't be told, it does.
pub(super) fn is_running(process: u32) -> bool {
    let all = std::path::Path::new("/proc");
    !all.join("self").exists() || all.join(process.to_string()).exists()
}

impl Context {
    /// The real clock and randomness, and this process as the writer.
    pub fn system() -> Context {
        let user = std::env::var("USER").or_else(|_| std::env::var("LOGNAME")).unwrap_or_default();
        let host = std::fs::read_to_string("/proc/sys/kernel/hostname").map(|h| h.trim().to_owned()).unwrap_or_default();
        let tool = concat!("butler ", env!("CARGO_PKG_VERSION")).to_owned();
        Context {
            clock: Arc::new(SystemClock),
            ids: Arc::new(SystemIds::default()),
            writer: Arc::new(Writer { user, host, process: std::process::id(), tool }),
            safeguards: Safeguards::default(),
        }
    }
}
