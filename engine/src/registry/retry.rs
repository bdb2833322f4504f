//! How often and after which pause the registry tries again: the one place that says so.
//!
//! Rule: everything is bounded, and every pause is drawn at random up to its limit, so that writers that met once do not meet again.

use std::time::Duration;

use crate::context::Context;

/// Limits of trying again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Lost races of one commit; each is somebody else's success, so many are borne.
    pub races: u32,
    /// Longest pause after a lost race: about one round trip.
    pub race_pause: Duration,
    /// Attempts at one slot, or at sealing it, while the store's answers are unclear.
    pub attempts: u32,
    /// Attempts to read an object that can't be read or is damaged on its way.
    pub reads: u32,
    /// Longest pause after the first unclear answer; it doubles with each further one.
    pub first_pause: Duration,
    /// The doubling ends here.
    pub longest_pause: Duration,
}

impl Default for RetryPolicy {
    fn default() -> RetryPolicy {
        RetryPolicy {
            races: 1000,
            race_pause: Duration::from_millis(20),
            attempts: 8,
            reads: 3,
            first_pause: Duration::from_millis(100),
            longest_pause: Duration::from_secs(3),
        }
    }
}

impl RetryPolicy {
    /// Waits after the `failures`-th unclear answer in a row, counted from 0.
    pub async fn pause(&self, failures: u32, context: &Context) {
        let limit = self.first_pause.saturating_mul(1 << failures.min(16)).min(self.longest_pause);
        wait_up_to(limit, context).await;
    }

    /// Waits after a lost race.
    pub async fn pause_after_race(&self, context: &Context) {
        wait_up_to(self.race_pause, context).await;
    }
}

/// A path that only faults and races lead to. Each is told to the log lines (target `butler::recovery`, field `path`), so that users can see why
/// something took long, and a simulation that each was gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Recovery {
    /// An append failed, and the slot holds our record.
    OwnRecordFound,
    /// An append failed, and the slot holds another's record.
    OtherRecordFound,
    /// An append failed, and the slot is empty: an attempt may still arrive.
    SlotEmpty,
    /// An append failed, and the slot can't be read.
    SlotUnreadable,
    /// The store refused, and the slot is empty.
    Refused,
    /// An object was read again, as it could not be read or was damaged on its way.
    ReadAgain,
    /// A slot was empty though a later one was not.
    GapReadAgain,
    /// A seal took the slot of a pending commit.
    Sealed,
    /// A seal found that the pending commit was done.
    SealFoundOwn,
    /// A seal found another's record.
    SealFoundOther,
    /// The store did not answer to a seal either.
    SealUnknown,
}

/// The target of the log lines that tell of recoveries.
pub const RECOVERY_TARGET: &str = "butler::recovery";

impl Recovery {
    /// All of them.
    pub const ALL: [Recovery; 11] = [
        Recovery::OwnRecordFound,
        Recovery::OtherRecordFound,
        Recovery::SlotEmpty,
        Recovery::SlotUnreadable,
        Recovery::Refused,
        Recovery::ReadAgain,
        Recovery::GapReadAgain,
        Recovery::Sealed,
        Recovery::SealFoundOwn,
        Recovery::SealFoundOther,
        Recovery::SealUnknown,
    ];

    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            Recovery::OwnRecordFound => "own record found after a failed append",
            Recovery::OtherRecordFound => "another's record found after a failed append",
            Recovery::SlotEmpty => "slot empty after a failed append",
            Recovery::SlotUnreadable => "slot unreadable after a failed append",
            Recovery::Refused => "append refused",
            Recovery::ReadAgain => "record read again",
            Recovery::GapReadAgain => "gap in the log read again",
            Recovery::Sealed => "pending commit sealed off",
            Recovery::SealFoundOwn => "seal found the pending commit",
            Recovery::SealFoundOther => "seal found another's record",
            Recovery::SealUnknown => "store silent to a seal",
        }
    }

    /// Tells that it was gone.
    pub(super) fn note(self) {
        tracing::debug!(target: RECOVERY_TARGET, path = self.name());
    }
}

async fn wait_up_to(limit: Duration, context: &Context) {
    let limit_ns = u64::try_from(limit.as_nanos()).unwrap_or(u64::MAX);
    context.clock.sleep(Duration::from_nanos(context.ids.random() % limit_ns.max(1))).await;
}
