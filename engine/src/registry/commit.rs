//! Committing: operations become one record in the next free slot of the log.
//!
//! Transactions that arrive while a record is on its way wait and go together into the next one (group commit); a broken claim rejects only its own
//! transaction. A lost race is no error: the plan is made again if the winner touched what it rests on, and tried in the next slot.
//!
//! What is small is tried at once on the state that this process knows, which costs one request if nobody else has committed since. Whatever speaks against
//! it is believed on the newest state only.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::sync::oneshot;
use uuid::Uuid;

use super::draft::{Draft, draft, inline};
use super::handle::{Registry, Shared, replay};
use super::log::{Append, Seal};
use super::plan::Plan;
use super::record::{Entry, Record};
use super::snapshot::Snapshot;
use super::transaction::{Outcome, Transaction};
use crate::context::stores::probe::probe;
use crate::{Error, Result};

/// A transaction in the queue, and who waits for it.
#[derive(Debug)]
pub(super) struct Waiting {
    transaction: Transaction,
    reply: oneshot::Sender<Outcome>,
}

/// How an attempt at the log ended.
pub(super) enum Attempt {
    /// The state after our record.
    Done(Arc<Snapshot>),
    /// Somebody else's records came in between; these.
    Lost(Vec<Entry>),
    /// It did not happen.
    Refused(Error),
    /// Nobody can tell.
    Unknown,
}

impl Registry {
    /// Commits `transaction`.
    pub async fn commit(&self, transaction: Transaction) -> Result<Outcome> {
        self.check_store().await?;
        let (reply, mut answer) = oneshot::channel();
        lock(&self.shared.queue).push(Waiting { transaction, reply });
        loop {
            let turn = self.shared.committing.lock().await;
            // Whoever had the turn before may have taken ours along.
            match answer.try_recv() {
                Ok(outcome) => return Ok(outcome),
                Err(oneshot::error::TryRecvError::Empty) => {}
                Err(oneshot::error::TryRecvError::Closed) => return Err(Error::internal("a committed transaction has no outcome")),
            }
            let group = take_group(&mut lock(&self.shared.queue));
            let registry = self.clone();
            // A task of its own: dropping the caller's future must not leave the others of the group without an answer.
            let work = tokio::spawn(async move { registry.commit_group(group).await });
            work.await.map_err(|e| Error::internal(format!("the committing task ended early: {e}")))?;
            // Those before us may have had a group to themselves.
            drop(turn);
        }
    }

    /// Before the first commit of a process: whether the store keeps the promise that commits rest on.
    pub(super) async fn check_store(&self) -> Result<()> {
        let Shared { stores, context, settings, probed, .. } = &*self.shared;
        if settings.is_store_trusted {
            return Ok(());
        }
        probed.get_or_try_init(|| probe(&stores.commit, &stores.name, context)).await.map(drop)
    }

    async fn commit_group(&self, group: Vec<Waiting>) {
        let commit_id = self.shared.context.ids.uuid4();
        let mut races = 0;
        match self.try_at_once(&group, commit_id, &mut races).await {
            Some(Attempt::Lost(_)) | None => self.commit_at_tip(group, commit_id, &mut races).await,
            Some(ended) => conclude(group, ended, commit_id),
        }
        if let Err(cause) = self.maintain().await {
            // The commit stands; the next committer will try again.
            tracing::warn!(%cause, "the checkpoint was not written");
        }
    }

    /// One attempt to commit all of a small `group` on the state that is known. `None` if something stands against it there, or nothing is to be done.
    async fn try_at_once(&self, group: &[Waiting], commit_id: Uuid, races: &mut u32) -> Option<Attempt> {
        let limits = &self.shared.settings.limits;
        if !self.is_small(group) {
            return None;
        }
        let tip = self.snapshot();
        self.check_tail(&tip).await.ok()?;
        let mut plan = self.plan_on(&tip, group);
        for Waiting { transaction, .. } in group {
            if transaction.application.as_ref().is_some_and(|application| tip.applications.contains_key(application)) {
                return None;
            }
            plan.add(transaction).await.ok()?;
        }
        let (draft, bulk) = inline(&plan, &group_name(group), group_application(group), limits).ok()?;
        if plan.is_empty() || !bulk.is_empty() {
            return None;
        }
        Some(self.race(tip, &draft, |_, _| true, commit_id, races).await)
    }

    async fn commit_at_tip(&self, mut group: Vec<Waiting>, commit_id: Uuid, races: &mut u32) {
        loop {
            let tip = match self.refresh().await {
                Ok(tip) => tip,
                Err(error) => break refuse(group, error),
            };
            if let Err(error) = self.check_tail(&tip).await {
                break refuse(group, error);
            }
            let plan = self.plan(&tip, &mut group).await;
            if group.is_empty() {
                return;
            }
            if plan.is_empty() {
                break answer(group, &tip);
            }
            let mut draft = match draft(self, &plan, &group_name(&group), group_application(&group)).await {
                Ok(draft) => draft,
                Err(error) => break refuse(group, error),
            };
            let void = |entries: &[Entry], tip: &Snapshot| draft.is_void(&plan, entries, tip, &self.shared.context);
            let ended = self.race(tip, &draft, void, commit_id, races).await;
            if let Attempt::Done(_) = ended {
                draft.keep_ids(&self.shared.known_ids);
            }
            if !matches!(ended, Attempt::Lost(_)) {
                break conclude(group, ended, commit_id);
            }
        }
    }

    /// Whether the group may have room in one record.
    fn is_small(&self, group: &[Waiting]) -> bool {
        group.iter().map(|waiting| waiting.transaction.given_rows()).sum::<usize>() <= self.shared.settings.limits.inline_rows
    }

    /// An empty plan for `group`. Small commits follow each other and look at the same rows, so that what they read is held.
    fn plan_on(&self, tip: &Arc<Snapshot>, group: &[Waiting]) -> Plan {
        let Shared { files, known_ids, context, .. } = &*self.shared;
        let files = if self.is_small(group) { files.holding() } else { files.clone() };
        Plan::new(tip.clone(), files, known_ids.clone(), context.clone())
    }

    /// Plans all of `group` on `tip`; those whose claims are broken, or which are done already, get their answer and leave the group.
    async fn plan(&self, tip: &Arc<Snapshot>, group: &mut Vec<Waiting>) -> Plan {
        let mut plan = self.plan_on(tip, group);
        let (mut left, mut later) = (Vec::new(), Vec::new());
        for waiting in group.drain(..) {
            if let Some(version) = waiting.transaction.application.as_ref().and_then(|a| tip.applications.get(a)) {
                drop(waiting.reply.send(Outcome::Committed { version: *version }));
                continue;
            }
            match plan.add(&waiting.transaction).await {
                Ok(()) => left.push(waiting),
                Err(reason) if left.is_empty() => drop(waiting.reply.send(Outcome::NotCommitted { reason })),
                // What stands against it may be in the same group, which is not committed yet: it is asked again in the next.
                Err(_) => later.push(waiting),
            }
        }
        lock(&self.shared.queue).splice(0..0, later);
        *group = left;
        plan
    }

    /// Tries slot after slot until `void` says that those who came first touch what the draft rests on.
    pub(super) async fn race(
        &self,
        mut tip: Arc<Snapshot>,
        draft: &Draft,
        void: impl Fn(&[Entry], &Snapshot) -> bool,
        commit_id: Uuid,
        races: &mut u32,
    ) -> Attempt {
        let context = &self.shared.context;
        loop {
            let (record, next) = match draft.record(&tip, commit_id, context) {
                Ok(made) => made,
                Err(error) => return Attempt::Refused(error),
            };
            let entries = match self.append_settled(&tip, &record, next).await {
                Attempt::Lost(entries) => entries,
                ended => return ended,
            };
            *races += 1;
            if *races > self.shared.log.policy().races {
                let reason = format!("{races} other commits were faster");
                return Attempt::Refused(Error::Conflict { what: "commit", name: commit_id.to_string(), reason });
            }
            tip = match replay((*tip).clone(), &entries) {
                Ok(snapshot) => self.advance(snapshot),
                Err(Error::SnapshotExpired { .. }) => return Attempt::Lost(entries),
                Err(error) => return Attempt::Refused(error),
            };
            if void(&entries, &tip) {
                return Attempt::Lost(entries);
            }
            self.shared.log.policy().pause_after_race(context).await;
        }
    }

    /// Appends `record` and does not return before it is clear what became of it, or that the store does not tell.
    async fn append_settled(&self, tip: &Snapshot, record: &Record, next: Snapshot) -> Attempt {
        let policy = self.shared.log.policy();
        let commit_id = record.header.commit_id;
        for failures in 0..policy.attempts {
            match self.shared.log.append(record).await {
                Ok(Append::Appended { hash }) => return self.done(record, next, hash),
                Ok(Append::Lost(entry)) => return Attempt::Lost(vec![entry]),
                Ok(Append::Ambiguous { cause }) => tracing::debug!(%cause, "the outcome of a commit is unclear"),
                Err(error) if failures == 0 => return Attempt::Refused(error),
                // An earlier attempt may still arrive.
                Err(error) => tracing::debug!(%error, "the outcome of a commit is unclear"),
            }
            policy.pause(failures, &self.shared.context).await;
        }
        let (noop, _) = match Draft::seal().record(tip, self.shared.context.ids.uuid4(), &self.shared.context) {
            Ok(made) => made,
            Err(_) => return Attempt::Unknown,
        };
        match self.shared.log.seal(&noop, commit_id).await {
            Seal::Committed(entry) => self.done(record, next, entry.hash()),
            Seal::Lost(entry) => Attempt::Lost(vec![entry]),
            Seal::Sealed { hash } => Attempt::Lost(vec![Entry::Record { record: Box::new(noop), hash }]),
            Seal::Unknown { cause } => {
                tracing::warn!(%cause, "the store does not tell what became of a commit");
                Attempt::Unknown
            }
        }
    }

    fn done(&self, record: &Record, mut next: Snapshot, hash: super::file::Hash) -> Attempt {
        next.hash = hash;
        let bytes: u64 = record.segments.iter().map(|s| s.batch.get_array_memory_size() as u64).sum();
        lock(&self.shared.tail).bytes += bytes;
        Attempt::Done(self.advance(next))
    }
}

fn lock<T>(mutex: &std::sync::Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// The transactions that go together: one with an application stands alone, as a record has room for one.
fn take_group(queue: &mut Vec<Waiting>) -> Vec<Waiting> {
    let alone = queue.iter().position(|w| w.transaction.application.is_some());
    match alone {
        Some(0) => queue.drain(..1).collect(),
        Some(first) => queue.drain(..first).collect(),
        None => std::mem::take(queue),
    }
}

fn group_name(group: &[Waiting]) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for waiting in group {
        *counts.entry(&waiting.transaction.operation).or_default() += 1;
    }
    counts.into_iter().map(|(name, n)| if n == 1 { name.to_owned() } else { format!("{name} x{n}") }).collect::<Vec<_>>().join(", ")
}

fn group_application(group: &[Waiting]) -> Option<super::record::Application> {
    group.iter().find_map(|w| w.transaction.application.clone())
}

/// Tells everybody how the attempt at the log ended, which is not to be repeated.
fn conclude(group: Vec<Waiting>, ended: Attempt, commit_id: Uuid) {
    match ended {
        Attempt::Done(snapshot) => answer(group, &snapshot),
        Attempt::Refused(error) => refuse(group, error),
        Attempt::Lost(_) | Attempt::Unknown => group.into_iter().for_each(|w| drop(w.reply.send(Outcome::Unknown { commit_id }))),
    }
}

fn answer(group: Vec<Waiting>, snapshot: &Snapshot) {
    for waiting in group {
        drop(waiting.reply.send(Outcome::Committed { version: snapshot.version }));
    }
}

/// The same reason for all: the first gets it, the others its text.
fn refuse(group: Vec<Waiting>, reason: Error) {
    let text = reason.to_string();
    let mut reason = Some(reason);
    for waiting in group {
        let own = reason.take().unwrap_or_else(|| Error::Conflict {
            what: "commit",
            name: waiting.transaction.operation.clone(),
            reason: text.clone(),
        });
        drop(waiting.reply.send(Outcome::NotCommitted { reason: own }));
    }
}
