//! The registry as a simple program has it: maps in memory, every rule written out once more, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

/// One thing that a transaction does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Visits with this filter.
    Visits {
        ids: Vec<i64>,
        filter: &'static str,
    },
    /// Datasets `calexp` of these visits and detectors; their UUIDs follow from `salt`, visit and detector.
    Calexps {
        run: &'static str,
        salt: u64,
        keys: Vec<(i64, i64)>,
    },
    /// Datasets `bias` of these detectors.
    Biases {
        run: &'static str,
        detectors: Vec<i64>,
    },
    Remove {
        ids: Vec<Uuid>,
    },
    SetChain {
        chain: &'static str,
        children: Vec<&'static str>,
    },
    Associate {
        ids: Vec<Uuid>,
    },
    Disassociate {
        ids: Vec<Uuid>,
    },
    Certify {
        ids: Vec<Uuid>,
        begin: i64,
        end: i64,
    },
    Decertify {
        begin: i64,
        end: i64,
    },
    RegisterRun {
        run: &'static str,
    },
    RemoveRun {
        run: &'static str,
    },
}

/// Steps that are done together or not at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Work {
    /// Unique; it is the operation's name in the log.
    pub name: String,
    /// Makes it idempotent: the same pair is done once.
    pub application: Option<(String, u64)>,
    pub steps: Vec<Step>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Run,
    Tagged,
    Chained,
    Calibration,
}

/// A dataset: visit (none for a bias) and detector are its data ID.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Dataset {
    dataset_type: &'static str,
    run: &'static str,
    key: (Option<i64>, i64),
}

/// The state at a version.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Model {
    visits: BTreeMap<i64, &'static str>,
    collections: BTreeMap<&'static str, (Kind, Vec<&'static str>)>,
    datasets: BTreeMap<Uuid, Dataset>,
    tagged: BTreeSet<Uuid>,
    /// Dataset, begin, end.
    valid: BTreeSet<(Uuid, i64, i64)>,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Kind::Run => "RUN",
            Kind::Tagged => "TAGGED",
            Kind::Chained => "CHAINED",
            Kind::Calibration => "CALIBRATION",
        }
    }
}

pub fn calexp_id(salt: u64, key: (i64, i64)) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("calexp {salt} {key:?}").as_bytes())
}

pub fn bias_id(run: &str, detector: i64) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("bias {run} {detector}").as_bytes())
}

impl Model {
    pub fn add_visits(&mut self, ids: impl IntoIterator<Item = i64>, filter: &'static str) {
        self.visits.extend(ids.into_iter().map(|id| (id, filter)));
    }

    pub fn add_collection(&mut self, name: &'static str, kind: Kind) {
        self.collections.insert(name, (kind, Vec::new()));
    }

    /// The state after `work`, or why it may not be done.
    pub fn after(&self, work: &Work) -> Result<Model, String> {
        let mut next = self.clone();
        work.steps.iter().try_for_each(|step| next.apply(step))?;
        Ok(next)
    }

    fn apply(&mut self, step: &Step) -> Result<(), String> {
        match step {
            Step::Visits { ids, filter } => self.insert_visits(ids, filter),
            Step::Calexps { run, salt, keys } => {
                let datasets = keys.iter().map(|key| (calexp_id(*salt, *key), (Some(key.0), key.1)));
                self.insert("calexp", run, datasets.collect())
            }
            Step::Biases { run, detectors } => {
                let datasets = detectors.iter().map(|detector| (bias_id(run, *detector), (None, *detector)));
                self.insert("bias", run, datasets.collect())
            }
            Step::Remove { ids } => {
                self.require(ids)?;
                ids.iter().for_each(|id| self.remove(id));
                Ok(())
            }
            Step::SetChain { chain, children } => self.set_chain(chain, children),
            Step::Associate { ids } => self.associate(ids),
            Step::Disassociate { ids } => {
                self.tagged.retain(|id| !ids.contains(id));
                Ok(())
            }
            Step::Certify { ids, begin, end } => self.certify(ids, *begin, *end),
            Step::Decertify { begin, end } => {
                self.decertify(*begin, *end);
                Ok(())
            }
            Step::RegisterRun { run } => {
                self.collections.entry(run).or_insert((Kind::Run, Vec::new()));
                Ok(())
            }
            Step::RemoveRun { run } => self.remove_run(run),
        }
    }

    fn insert_visits(&mut self, ids: &[i64], filter: &'static str) -> Result<(), String> {
        for id in ids {
            match self.visits.insert(*id, filter) {
                Some(other) if other != filter => return Err(format!("visit {id} has filter {other}")),
                _ => {}
            }
        }
        Ok(())
    }

    fn insert(&mut self, dataset_type: &'static str, run: &'static str, datasets: Vec<(Uuid, (Option<i64>, i64))>) -> Result<(), String> {
        self.kind_is(run, Kind::Run)?;
        for (id, key) in datasets {
            if key.0.is_some_and(|visit| !self.visits.contains_key(&visit)) {
                return Err(format!("no visit {key:?}"));
            }
            let dataset = Dataset { dataset_type, run, key };
            match self.datasets.get(&id) {
                Some(existing) if *existing == dataset => continue,
                Some(_) => return Err(format!("UUID {id} is another dataset's")),
                None if self.datasets.values().any(|other| *other == dataset) => return Err(format!("{key:?} in {run} has another UUID")),
                None => drop(self.datasets.insert(id, dataset)),
            }
        }
        Ok(())
    }

    fn kind_is(&self, name: &str, kind: Kind) -> Result<(), String> {
        match self.collections.get(name) {
            Some((found, _)) if *found == kind => Ok(()),
            _ => Err(format!("no {} `{name}`", kind.name())),
        }
    }

    fn require(&self, ids: &[Uuid]) -> Result<(), String> {
        ids.iter().find(|id| !self.datasets.contains_key(id)).map_or(Ok(()), |id| Err(format!("no dataset {id}")))
    }

    fn remove(&mut self, id: &Uuid) {
        self.datasets.remove(id);
        self.tagged.remove(id);
        self.valid.retain(|(valid, _, _)| valid != id);
    }

    fn set_chain(&mut self, chain: &'static str, children: &[&'static str]) -> Result<(), String> {
        self.kind_is(chain, Kind::Chained)?;
        if let Some(child) = children.iter().find(|child| !self.collections.contains_key(**child)) {
            return Err(format!("no collection `{child}`"));
        }
        if children.iter().any(|child| self.reaches(child, chain)) {
            return Err(format!("a cycle through `{chain}`"));
        }
        self.collections.insert(chain, (Kind::Chained, children.to_vec()));
        Ok(())
    }

    fn reaches(&self, from: &str, to: &str) -> bool {
        from == to || self.collections.get(from).is_some_and(|(_, children)| children.iter().any(|child| self.reaches(child, to)))
    }

    fn associate(&mut self, ids: &[Uuid]) -> Result<(), String> {
        self.require(ids)?;
        for id in ids {
            if let Some(other) = self.tagged.iter().find(|other| *other != id && self.same_key(other, id)) {
                return Err(format!("{other} is tagged in the place of {id}"));
            }
            self.tagged.insert(*id);
        }
        Ok(())
    }

    fn same_key(&self, a: &Uuid, b: &Uuid) -> bool {
        let (a, b) = (&self.datasets[a], &self.datasets[b]);
        a.dataset_type == b.dataset_type && a.key == b.key
    }

    fn certify(&mut self, ids: &[Uuid], begin: i64, end: i64) -> Result<(), String> {
        self.require(ids)?;
        for id in ids.iter().collect::<BTreeSet<_>>() {
            if self.datasets[id].dataset_type != "bias" {
                return Err(format!("{id} is no calibration"));
            }
            if self.valid.contains(&(*id, begin, end)) {
                continue;
            }
            if self.valid.iter().any(|(other, from, to)| self.same_key(other, id) && *from < end && begin < *to) {
                return Err(format!("{id} overlaps"));
            }
            self.valid.insert((*id, begin, end));
        }
        Ok(())
    }

    fn decertify(&mut self, begin: i64, end: i64) {
        let before = std::mem::take(&mut self.valid);
        for (id, from, to) in before {
            let parts = if from < end && begin < to { vec![(from, begin.min(to)), (end.max(from), to)] } else { vec![(from, to)] };
            self.valid.extend(parts.into_iter().filter(|(from, to)| from < to).map(|(from, to)| (id, from, to)));
        }
    }

    fn remove_run(&mut self, run: &'static str) -> Result<(), String> {
        self.kind_is(run, Kind::Run)?;
        if self.collections.values().any(|(_, children)| children.contains(&run)) {
            return Err(format!("`{run}` is in a chain"));
        }
        self.collections.remove(run);
        let inside: Vec<Uuid> = self.datasets.iter().filter(|(_, dataset)| dataset.run == run).map(|(id, _)| *id).collect();
        inside.iter().for_each(|id| self.remove(id));
        Ok(())
    }

    /// Every row as a line, sorted.
    pub fn lines(&self) -> Vec<String> {
        let visits = self.visits.iter().map(|(id, filter)| format!("visit {id} {filter}"));
        let collections =
            self.collections.iter().map(|(name, (kind, children))| format!("collection {name} {} [{}]", kind.name(), children.join(", ")));
        let text = |visit: Option<i64>| visit.map_or(String::new(), |visit| visit.to_string());
        let datasets = self.datasets.iter().map(|(id, dataset)| {
            let Dataset { dataset_type, run, key } = dataset;
            format!("dataset {} {dataset_type} {run} {} {}", id.simple(), text(key.0), key.1)
        });
        let tagged = self.tagged.iter().map(|id| format!("tag tag {}", id.simple()));
        let valid = self.valid.iter().map(|(id, begin, end)| format!("validity calib {} {{begin: {begin}, end: {end}}}", id.simple()));
        let mut lines: Vec<String> = visits.chain(collections).chain(datasets).chain(tagged).chain(valid).collect();
        lines.sort();
        lines
    }
}
