//! The collections that search others: those of reruns, of reference catalogs, and the one that holds what everyone needs.

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use super::groups::Group;
use super::sources::Source;
use super::{ConvertOptions, ConvertReport};
use crate::butler::{Butler, skymaps};
use crate::collections::{Collection, CollectionType};
use crate::exchange::gen2::{Kind, Names, Root, Skipped, Style};
use crate::registry::{Snapshot, Transaction};
use crate::{Error, Result};

/// A chain and its children in order.
type Chain = (String, Vec<String>);

/// What chains are made of.
struct Chains<'a> {
    sources: &'a [Source],
    names: &'a Names,
    /// Collections that are there, or are made with the chains.
    here: BTreeSet<String>,
}

impl Butler {
    /// Makes the chains. Of what could not be placed there is no run, and no chain searches it.
    pub(super) async fn chains(
        &self,
        sources: &[Source],
        groups: &[Group],
        names: &Names,
        options: &ConvertOptions,
        report: &mut ConvertReport,
    ) -> Result<()> {
        let snapshot = self.registry.snapshot();
        let mut chains = Chains { sources, names, here: snapshot.collections().keys().cloned().collect() };
        if options.is_dry {
            chains.here.extend(groups.iter().map(|group| group.run.clone()));
        }
        let reruns: Vec<String> = chains.reruns().map(|(_, run, _)| run).collect();
        chains.here.extend(reruns.iter().cloned());
        let mut transaction = Transaction::new("convert");
        let mut kinds = vec![(names.raws(), CollectionType::Run), (names.calib(), CollectionType::Calibration)];
        kinds.push((skymaps::SKYMAPS_RUN.to_owned(), CollectionType::Run));
        kinds.extend(reruns.into_iter().map(|run| (run, CollectionType::Run)));
        for (name, kind) in kinds {
            report.collection(&name, kind);
            if !snapshot.collections().contains_key(&name) {
                transaction.register_collection(Collection::new(&name, kind)?);
            }
        }
        for chain in chains.all(options, report) {
            set(chain, &snapshot, &mut transaction, report)?;
        }
        if !options.is_dry && !transaction.is_empty() {
            self.registry.commit(transaction).await?.version()?;
        }
        Ok(())
    }
}

impl Chains<'_> {
    /// A path below the root of all.
    fn below<'p>(&self, path: &'p Path) -> Option<&'p Path> {
        path.strip_prefix(&self.sources[0].root.path).ok()
    }

    /// The reruns, each with its run and its chain; later ones are told first.
    fn reruns(&self) -> impl Iterator<Item = (&Source, String, Option<String>)> {
        let reruns = self.sources.iter().rev().filter(|source| source.kind == Kind::Rerun);
        reruns.filter_map(|source| {
            let (run, chain) = self.names.rerun(self.below(&source.root.path)?);
            Some((source, run, chain))
        })
    }

    fn all(&self, options: &ConvertOptions, report: &mut ConvertReport) -> Vec<Chain> {
        let mut chains = Vec::new();
        let names = self.names;
        if names.refcats() != names.refcats_run() && self.here.contains(&names.refcats_run()) {
            chains.push((names.refcats(), vec![names.refcats_run()]));
        }
        let base = self.base(options);
        for (source, run, chain) in self.reruns() {
            let Some(chain) = chain else { continue };
            let mut children = vec![run];
            children.extend(self.parents(source, report));
            children.extend(base.iter().cloned());
            chains.push((chain, children));
        }
        let reruns = self.reruns().map(|(_, run, _)| run).filter(|_| names.style == Style::Classic);
        chains.push((names.umbrella(), reruns.chain(base.iter().cloned()).collect()));
        chains
    }

    /// What every chain ends with: raws, products of the root, reference catalogs, calibrations, skymaps, masks.
    fn base(&self, options: &ConvertOptions) -> Vec<String> {
        let is_here = |name: &String| self.here.contains(name);
        let mut base = vec![self.names.raws()];
        base.extend(options.root_run.clone().filter(is_here));
        base.extend(Some(self.names.refcats()).filter(|name| is_here(name) || is_here(&self.names.refcats_run())));
        base.push(self.names.calib());
        base.push(skymaps::SKYMAPS_RUN.to_owned());
        base.extend(Some(self.names.masks.clone()).filter(is_here));
        base
    }

    /// The runs of the parents of a rerun and of theirs, nearest first, without the root, which stands at the end of every chain.
    fn parents(&self, source: &Source, report: &mut ConvertReport) -> Vec<String> {
        let mut runs = Vec::new();
        let mut queue: Vec<PathBuf> = source.root.parents.clone();
        let mut seen = HashSet::new();
        while !queue.is_empty() {
            let parent = queue.remove(0);
            if !seen.insert(parent.clone()) || parent == self.sources[0].root.path {
                continue;
            }
            if let Some(path) = self.below(&parent) {
                let (run, _) = self.names.rerun(path);
                if self.here.contains(&run) {
                    runs.push(run);
                } else {
                    let reason = "the parent of a rerun is not here, so its chain lacks it; `--reruns` brings it";
                    Skipped::note(&mut report.skipped, "parents", reason, false, path.display().to_string());
                }
            }
            match self.sources.iter().find(|other| other.root.path == parent) {
                Some(known) => queue.extend(known.root.parents.iter().cloned()),
                None => queue.extend(Root::read(&parent).map(|root| root.parents).unwrap_or_default()),
            }
        }
        runs
    }
}

/// Makes a chain, or sets it anew; what others have put into it stays.
fn set((name, mut children): Chain, snapshot: &Snapshot, transaction: &mut Transaction, report: &mut ConvertReport) -> Result<()> {
    report.collection(&name, CollectionType::Chained);
    match snapshot.collections().get(&name) {
        Some(known) if known.kind != CollectionType::Chained => {
            let reason = format!("it is a {} collection, and the chain of {} can't be made", known.kind.name(), children.join(", "));
            report.failed(&name, &Error::invalid("collection", &name, reason));
        }
        Some(known) => {
            let others: Vec<String> = known.children.iter().filter(|child| !children.contains(child)).cloned().collect();
            children.extend(others);
            if known.children != children {
                transaction.set_chain(&name, children);
            }
        }
        None => {
            transaction.register_collection(Collection::new(&name, CollectionType::Chained)?);
            transaction.set_chain(&name, children);
        }
    }
    Ok(())
}
