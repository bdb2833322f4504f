//! Level 0: every record follows the one before, and the row totals that it claims are those that follow from it.

use std::sync::Arc;

use object_store::ObjectStoreExt;
use object_store::path::Path;

use super::{Code, Verifier};
use crate::dimensions::Universe;
use crate::registry::checkpoint;
use crate::registry::file::Hash;
use crate::registry::handle::UNIVERSE;
use crate::registry::layout::{self, Name};
use crate::registry::log::check_follows;
use crate::registry::record::Entry;
use crate::registry::snapshot::Snapshot;
use crate::{Error, Result};

/// The states that a verification compares with.
#[derive(Default)]
pub(super) struct States {
    /// The state after the last record, if it could be computed.
    pub(super) tip: Option<Arc<Snapshot>>,
    /// The states at the versions of the checkpoints, as the log gives them.
    pub(super) at_checkpoints: Vec<(u64, Path, Arc<Snapshot>)>,
    /// Files that a kept version names: path, length, hash.
    pub(super) files: std::collections::BTreeMap<String, (u64, Hash)>,
    /// Checkpoints in the store.
    pub(super) checkpoints: Vec<(u64, Path)>,
}

impl Verifier {
    pub(super) async fn check_history(&mut self) -> Result<States> {
        let entries = self.read_log().await?;
        self.report.records = entries.len() as u64;
        let Some(last) = entries.last() else {
            if !self.report.findings.is_empty() {
                return Ok(States::default());
            }
            return Err(Error::missing("registry", "log", []).with_hint("`butler create` makes a repository"));
        };
        self.report.version = last.version();
        let mut states = States { checkpoints: checkpoint::list(&self.stores).await?, ..States::default() };
        self.check_hint(&states.checkpoints).await?;
        let Some(start) = self.start(&entries, &states.checkpoints).await? else { return Ok(states) };
        self.replay(start, &entries, &mut states);
        Ok(states)
    }

    /// All entries from the first on, as far as they can be read; gaps and damage become findings.
    async fn read_log(&mut self) -> Result<Vec<Entry>> {
        let mut last = 0;
        let prefix = Path::from(layout::LOG);
        let mut listed = self.stores.ordinary.list(Some(&prefix));
        while let Some(object) = futures::TryStreamExt::try_next(&mut listed).await.map_err(|e| Error::store("list", layout::LOG, e))? {
            if let Some(Name::Record { version }) = Name::parse(&object.location) {
                last = last.max(version);
            }
        }
        drop(listed);
        let mut entries: Vec<Entry> = Vec::new();
        for version in 1.. {
            let name = layout::record(version).to_string();
            match self.log.read(version).await {
                Ok(Some(entry)) => {
                    if let Some(Err(error)) = entries.last().map(|before| check_follows(&entry, before)) {
                        self.add(Code::LogChain, name, error.to_string());
                    }
                    entries.push(entry);
                }
                Ok(None) if version > last => break,
                Ok(None) => self.add(Code::LogChain, name, "it is missing, and later ones are there"),
                Err(error) if super::is_damage(&error) => self.add(Code::LogChain, name, error.to_string()),
                Err(error) => return Err(error),
            }
        }
        Ok(entries)
    }

    async fn check_hint(&mut self, checkpoints: &[(u64, Path)]) -> Result<()> {
        match checkpoint::read_latest(&self.stores).await? {
            None => self.add(Code::HintStale, layout::LATEST, "it is missing or can't be read"),
            Some(latest) if !checkpoints.iter().any(|(v, path)| path.as_ref() == latest.name && *v == latest.version) => {
                self.add(Code::HintStale, layout::LATEST, format!("it names `{}`, which is not there", latest.name));
            }
            Some(latest) => {
                let path = Path::from(latest.name.as_str());
                let found = self.stores.ordinary.head(&path).await.map_err(|e| Error::store("read", latest.name.clone(), e))?;
                if found.size != latest.size_bytes {
                    self.add(
                        Code::HintStale,
                        layout::LATEST,
                        format!("`{}` has {} bytes, not {}", latest.name, found.size, latest.size_bytes),
                    );
                }
                if checkpoints.first().is_some_and(|(newest, _)| *newest > latest.version) {
                    self.add(Code::HintStale, layout::LATEST, "there is a newer checkpoint than it names");
                }
            }
        }
        Ok(())
    }

    /// The state from which the log can be replayed: the empty one, or the oldest checkpoint after the stubs.
    async fn start(&mut self, entries: &[Entry], checkpoints: &[(u64, Path)]) -> Result<Option<Snapshot>> {
        if let Some(Entry::Record { record, .. }) = entries.first().filter(|e| e.version() == 1) {
            let Some(source) = record.header.properties.get(UNIVERSE) else {
                self.add(Code::LogChain, layout::record(1).to_string(), "it names no universe");
                return Ok(None);
            };
            let universe = Universe::of_source("the first record", source);
            let universe = self.note(Code::LogChain, layout::record(1).as_ref(), universe)?;
            return Ok(universe.map(Snapshot::empty));
        }
        let stubs = entries.iter().take_while(|e| matches!(e, Entry::Stub(_))).last().map_or(0, Entry::version);
        for (_, path) in checkpoints.iter().rev().filter(|(version, _)| *version >= stubs) {
            let read = checkpoint::read(path, &self.files, &self.stores).await;
            if let Some(snapshot) = self.note(Code::Checkpoint, path.as_ref(), read)? {
                return Ok(Some(snapshot));
            }
        }
        self.add(Code::Checkpoint, layout::CHECKPOINTS, "no checkpoint leads to the records that are kept");
        Ok(None)
    }

    fn replay(&mut self, start: Snapshot, entries: &[Entry], states: &mut States) {
        let from = start.version;
        let mut state = start;
        states.files.extend(state.files().map(|f| (f.path.clone(), (f.size_bytes, f.hash))));
        self.keep_for_checkpoints(&state, states);
        for entry in entries.iter().filter(|e| e.version() > from) {
            let Entry::Record { record, hash } = entry else { continue };
            states.files.extend(record.header.added.iter().map(|f| (f.path.clone(), (f.size_bytes, f.hash))));
            match state.apply(record, *hash) {
                Ok(next) => state = next,
                Err(error) => {
                    self.add(Code::LogTotals, layout::record(entry.version()).to_string(), error.to_string());
                    return;
                }
            }
            self.keep_for_checkpoints(&state, states);
        }
        states.tip = Some(Arc::new(state));
    }

    fn keep_for_checkpoints(&self, state: &Snapshot, states: &mut States) {
        let here: Vec<Path> = states.checkpoints.iter().filter(|(v, _)| *v == state.version).map(|(_, p)| p.clone()).collect();
        if !here.is_empty() {
            let state = Arc::new(state.clone());
            states.at_checkpoints.extend(here.into_iter().map(|path| (state.version, path, state.clone())));
        }
    }
}
