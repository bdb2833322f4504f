//! A simulated world: the objects of a store, requests still on their way, a clock, randomness, and what has gone wrong so far.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use async_trait::async_trait;
use butler_engine::context::{Clock, Context, Ids, Safeguards, Writer};
use butler_engine::time::Time;
use bytes::Bytes;
use object_store::path::Path;
use uuid::Uuid;

use super::Coverage;
use super::faults::{Fault, Plan, Request};
use super::random::Random;

/// Operations for which an object is new: a stale answer may not know it.
const NEW_FOR: u64 = 30;

/// Everything that processes share. One lock, never held across an await.
#[derive(Debug, Clone)]
pub struct World {
    state: Arc<Mutex<State>>,
}

#[derive(Debug)]
pub struct State {
    pub random: Random,
    pub plan: Plan,
    pub coverage: Coverage,
    pub objects: BTreeMap<Path, Object>,
    /// What each name of the log was given first.
    pub firsts: BTreeMap<Path, Bytes>,
    /// Requests that will be applied at a later operation.
    later: VecDeque<(u64, Write)>,
    pub operations: u64,
    pub now_ns: i64,
    ids: u64,
    /// What happened, for a failing seed's report.
    pub story: Vec<String>,
}

#[derive(Debug, Clone)]
pub struct Object {
    pub bytes: Bytes,
    pub made_at: u64,
    /// Who was refused and had it applied nevertheless: they see it at once.
    pub seen_by: Option<u32>,
}

/// A write on its way.
#[derive(Debug, Clone)]
pub struct Write {
    pub path: Path,
    pub bytes: Bytes,
    pub create: bool,
}

impl World {
    pub fn new(seed: u64) -> World {
        let mut random = Random::new(seed);
        let plan = Plan::draw(&mut random);
        World::with(random, plan)
    }

    pub fn with(random: Random, plan: Plan) -> World {
        let state = State {
            random,
            plan,
            coverage: Coverage::default(),
            objects: BTreeMap::new(),
            firsts: BTreeMap::new(),
            later: VecDeque::new(),
            operations: 0,
            now_ns: 1_700_000_000_000_000_000,
            ids: 0,
            story: Vec::new(),
        };
        World { state: Arc::new(Mutex::new(state)) }
    }

    pub fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// Lets others go first, as often as is drawn.
    pub async fn give_way(&self) {
        let times = self.lock().random.below(5);
        for _ in 0..times {
            tokio::task::yield_now().await;
        }
    }

    /// From here on nothing goes wrong, and what was on its way has arrived.
    pub fn calm_down(&self) {
        let mut state = self.lock();
        state.plan = Plan::none();
        state.operations += 1_000_000;
        state.apply_due();
    }

    /// Clock, randomness and name of process `process`.
    pub fn context(&self, process: u32, safeguards: Safeguards) -> Context {
        let writer = Writer { user: "sim".to_owned(), host: "sim".to_owned(), process, tool: "sim".to_owned() };
        Context { clock: Arc::new(self.clone()), ids: Arc::new(self.clone()), writer: Arc::new(writer), safeguards }
    }
}

impl State {
    /// One more operation: time goes on, delayed requests arrive, and a fault may be drawn.
    pub fn operate(&mut self, request: Request, path: &Path, process: u32) -> Option<Fault> {
        self.operations += 1;
        self.now_ns += 1_000_000 + self.random.below(20_000_000) as i64;
        self.apply_due();
        let fault = self.plan.next(request, &mut self.random).filter(|fault| self.makes_sense(*fault, path, process));
        if let Some(fault) = fault {
            self.coverage.hit(fault.name());
        }
        self.story.push(format!(
            "{:4} process {process} {request:?} {path}{}",
            self.operations,
            fault.map_or(String::new(), |f| format!(": {}", f.name()))
        ));
        fault
    }

    fn makes_sense(&self, fault: Fault, path: &Path, process: u32) -> bool {
        match fault {
            Fault::Stale404 => self.objects.get(path).is_some_and(|object| self.is_new(object) && object.seen_by != Some(process)),
            // What comes from outside carries no hash yet.
            Fault::BitFlip if path.as_ref().starts_with("outside/") => false,
            Fault::ShortRead | Fault::Truncated | Fault::BitFlip => self.objects.contains_key(path) && !path.as_ref().contains("data/"),
            _ => true,
        }
    }

    pub fn is_new(&self, object: &Object) -> bool {
        self.operations < object.made_at + NEW_FOR
    }

    /// Whether it was applied: a create finds the name free.
    pub fn apply(&mut self, write: &Write, seen_by: Option<u32>) -> bool {
        if write.create && self.objects.contains_key(&write.path) {
            return false;
        }
        if write.path.as_ref().starts_with("log/") {
            self.firsts.entry(write.path.clone()).or_insert_with(|| write.bytes.clone());
        }
        self.objects.insert(write.path.clone(), Object { bytes: write.bytes.clone(), made_at: self.operations, seen_by });
        true
    }

    pub fn apply_later(&mut self, write: Write) {
        let at = self.operations + 1 + self.random.below(40);
        self.later.push_back((at, write));
    }

    fn apply_due(&mut self) {
        let now = self.operations;
        let (due, later): (VecDeque<_>, VecDeque<_>) = std::mem::take(&mut self.later).into_iter().partition(|(at, _)| *at <= now);
        self.later = later;
        for (_, write) in due {
            self.apply(&write, None);
        }
    }
}

#[async_trait]
impl Clock for World {
    fn now(&self) -> Time {
        let mut state = self.lock();
        state.now_ns += 1000;
        Time(state.now_ns)
    }

    async fn sleep(&self, duration: Duration) {
        self.lock().now_ns += i64::try_from(duration.as_nanos()).unwrap();
        self.give_way().await;
        tokio::task::yield_now().await;
    }
}

impl Ids for World {
    fn random(&self) -> u64 {
        self.lock().random.next()
    }

    fn uuid7(&self, now: Time) -> Uuid {
        let mut state = self.lock();
        state.ids += 1;
        let ms = u64::try_from(now.0 / 1_000_000).unwrap();
        let tail = (u128::from(state.ids) << 40) | u128::from(state.random.below(1 << 40));
        uuid::Builder::from_unix_timestamp_millis(ms, &tail.to_be_bytes()[6..].try_into().unwrap()).into_uuid()
    }
}
