//! CPU time and memory of this process, as Linux tells them.

use std::time::{Duration, Instant};

/// A running measurement.
#[derive(Debug)]
pub struct Usage {
    started: Instant,
    cpu: Duration,
}

/// What a piece of work has used.
#[derive(Debug, Clone, Copy)]
pub struct Used {
    /// Time that has passed.
    pub wall: Duration,
    /// Time on processors, all threads.
    pub cpu: Duration,
}

impl Usage {
    /// Starts measuring.
    pub fn start() -> Usage {
        Usage { started: Instant::now(), cpu: cpu() }
    }

    /// What was used since the start.
    pub fn used(&self) -> Used {
        Used { wall: self.started.elapsed(), cpu: cpu().saturating_sub(self.cpu) }
    }
}

/// CPU time of this process so far; zero where `/proc` is missing.
pub fn cpu() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name in parentheses may hold blanks; user and system time are fields 14 and 15, in ticks of 10 ms.
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks: u64 = fields.iter().skip(11).take(2).filter_map(|f| f.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 10)
}

/// Greatest memory of this process so far, in MiB; zero where `/proc` is missing.
pub fn peak_memory_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with("VmHWM:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kib| kib.parse::<u64>().ok()).unwrap_or(0) / 1024
}
