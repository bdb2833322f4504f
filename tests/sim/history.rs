//! What processes did and were told, and whether it can be true: the records of the log, applied to the model one after the other.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use butler_engine::registry::log::Entry;
use butler_engine::registry::record::Header;
use bytes::Bytes;
use object_store::path::Path;

use super::Coverage;
use super::model::{Model, Work};

/// What was told of some work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// Done in this version, or nothing was to be done then.
    Committed(u64),
    /// Not done; `claim`: the rule that stood against it, at a version between these.
    NotCommitted { claim: Option<String>, before: u64, after: u64 },
    /// Unknown, or the process ended before it was told anything.
    Unknown,
}

/// A shared list of what happened.
#[derive(Debug, Clone, Default)]
pub struct History {
    notes: Arc<Mutex<Notes>>,
}

#[derive(Debug, Default, Clone)]
struct Notes {
    works: BTreeMap<String, Work>,
    /// Work may be begun again, so it may be told of more than once.
    told: Vec<(String, Told)>,
    seen: Vec<(u64, Vec<String>)>,
    vacuums: u64,
}

/// The state of the model at each version.
pub struct States {
    models: BTreeMap<u64, Model>,
}

impl History {
    /// A history that begins with what happened in this one.
    pub fn continued(&self) -> History {
        History { notes: Arc::new(Mutex::new(self.notes.lock().unwrap().clone())) }
    }

    pub fn begin(&self, work: &Work) {
        self.notes.lock().unwrap().works.insert(work.name.clone(), work.clone());
    }

    pub fn end(&self, work: &Work, told: Told) {
        self.notes.lock().unwrap().told.push((work.name.clone(), told));
    }

    pub fn saw(&self, version: u64, lines: Vec<String>) {
        self.notes.lock().unwrap().seen.push((version, lines));
    }

    pub fn vacuum(&self) {
        self.notes.lock().unwrap().vacuums += 1;
    }

    pub fn had_vacuum(&self) -> bool {
        self.notes.lock().unwrap().vacuums > 0
    }

    /// What was not done though no rule stood against it.
    pub fn undone(&self) -> Vec<String> {
        let notes = self.notes.lock().unwrap();
        let refused = |told: &Told| matches!(told, Told::NotCommitted { claim: None, .. });
        notes.told.iter().filter(|(_, told)| refused(told)).map(|(name, _)| name.clone()).collect()
    }

    /// Adds how often what came of work.
    pub fn count(&self, coverage: &mut Coverage) {
        for (_, told) in &self.notes.lock().unwrap().told {
            coverage.hit(match told {
                Told::Committed(_) => "told: committed",
                Told::NotCommitted { claim: Some(_), .. } => "told: a claim is broken",
                Told::NotCommitted { claim: None, .. } => "told: not committed",
                Told::Unknown => "told: unknown",
            });
        }
    }

    /// Replays the log from `beginning` and checks everything that was told. `firsts`: what each name was first given, stubs aside.
    pub fn replay(&self, firsts: &BTreeMap<Path, Bytes>, beginning: &Model) -> Result<States, String> {
        let notes = self.notes.lock().unwrap();
        let headers = headers(firsts)?;
        let mut models: BTreeMap<u64, Model> = BTreeMap::new();
        let mut model = beginning.clone();
        let mut at: BTreeMap<&str, u64> = BTreeMap::new();
        let mut applications = BTreeMap::new();
        for (version, header) in &headers {
            let works: Vec<&Work> = header.operation.split(", ").filter_map(|name| notes.works.get(name)).collect();
            for work in &works {
                if let Some(other) = at.insert(&work.name, *version) {
                    return Err(format!("`{}` is in the log at {other} and at {version}", work.name));
                }
            }
            if let Some(other) = header.application.as_ref().and_then(|step| applications.insert(step.clone(), *version)) {
                return Err(format!("{:?} is in the log at {other} and at {version}", header.application));
            }
            model = in_some_order(&model, &works).map_err(|why| format!("version {version} may not be: {why}"))?;
            models.insert(*version, model.clone());
        }
        let states = States { models };
        notes.told.iter().try_for_each(|(name, told)| states.check(&notes.works[name], told, at.get(name.as_str()).copied()))?;
        notes.seen.iter().try_for_each(|(version, lines)| states.compare(*version, lines))?;
        Ok(states)
    }
}

/// The records of the log by version.
fn headers(firsts: &BTreeMap<Path, Bytes>) -> Result<BTreeMap<u64, Header>, String> {
    let mut headers = BTreeMap::new();
    for (path, bytes) in firsts.iter().filter(|(path, _)| path.as_ref().starts_with("log/")) {
        match Entry::decode(bytes, path.as_ref()) {
            Ok(Entry::Record { record, .. }) => drop(headers.insert(record.header.version, record.header)),
            other => return Err(format!("{path} is no record: {other:?}")),
        }
    }
    Ok(headers)
}

/// The state after all of `works`, done in whatever order is possible: those of one record have no order of their own.
fn in_some_order(model: &Model, works: &[&Work]) -> Result<Model, String> {
    let mut why = String::new();
    if works.is_empty() {
        return Ok(model.clone());
    }
    for (position, work) in works.iter().enumerate() {
        let mut others = works.to_vec();
        others.remove(position);
        match model.after(work).and_then(|next| in_some_order(&next, &others)) {
            Ok(last) => return Ok(last),
            Err(reason) => why = format!("{}: {reason}", work.name),
        }
    }
    Err(why)
}

impl States {
    pub fn last_version(&self) -> u64 {
        self.models.keys().last().copied().unwrap_or(0)
    }

    /// Whether `lines` are the rows of the state at `version`.
    pub fn compare(&self, version: u64, lines: &[String]) -> Result<(), String> {
        let Some(expected) = self.models.get(&version).map(Model::lines) else { return Err(format!("there is no version {version}")) };
        let missing: Vec<_> = expected.iter().filter(|line| !lines.contains(line)).collect();
        let extra: Vec<_> = lines.iter().filter(|line| !expected.contains(line)).collect();
        if missing.is_empty() && extra.is_empty() && lines.len() == expected.len() {
            return Ok(());
        }
        Err(format!("version {version} lacks {missing:#?} and has {extra:#?} too much"))
    }

    /// Whether `work` has nothing to do in the state at `version`.
    fn is_nothing(&self, work: &Work, version: u64) -> bool {
        let state = &self.models[&version];
        state.after(work).as_ref() == Ok(state)
    }

    /// Whether what was told of `work`, which is in the log at `at`, is true.
    fn check(&self, work: &Work, told: &Told, at: Option<u64>) -> Result<(), String> {
        let wrong = |why: &str| Err(format!("`{}` was told to be {told:?}, and {why}: {work:?}", work.name));
        match (told, at) {
            (Told::Unknown, _) => Ok(()),
            (Told::Committed(version), Some(at)) if *version == at => Ok(()),
            // An import that was begun again may find something to do where nothing was to be done before.
            (Told::Committed(version), Some(at)) if at > *version && work.application.is_some() && self.is_nothing(work, *version) => {
                Ok(())
            }
            (Told::Committed(_), Some(at)) => wrong(&format!("it is in the log at {at}")),
            (Told::Committed(version), None) if self.is_nothing(work, *version) => Ok(()),
            (Told::Committed(_), None) => wrong("it is not in the log, and something was to be done"),
            // Work that was begun again may have been done the time before.
            (Told::NotCommitted { .. }, Some(at)) if work.application.is_none() => wrong(&format!("it is in the log at {at}")),
            (Told::NotCommitted { claim: Some(_), before, after }, _) => {
                let possible = (*before..=*after).all(|version| self.models[&version].after(work).is_ok());
                if possible { wrong("nothing stood against it") } else { Ok(()) }
            }
            (Told::NotCommitted { .. }, _) => Ok(()),
        }
    }
}
