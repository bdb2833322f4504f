//! Datasets and collections are committed, many at a time.

use std::collections::{BTreeMap, HashSet};

use super::groups::{Group, Source};
use super::{ConvertOptions, ConvertReport};
use crate::butler::Butler;
use crate::butler::put::rows as data_id_rows;
use crate::butler::raws::ids_in;
use crate::collections::{Collection, CollectionType};
use crate::datasets::{IdMode, dataset_id};
use crate::datastore::{Formatters, Known, Mode};
use crate::exchange::gen2::{Kind, Names, Skipped, Style};
use crate::exchange::placing::{Arrivals, Coming, place, placing};
use crate::registry::Transaction;
use crate::registry::transaction::NewDatasets;
use crate::{Error, Result};

/// Datasets of one commit, about.
const A_COMMIT: usize = 50_000;

/// What one commit brought.
#[derive(Default)]
struct Applied {
    /// Run and type, with the datasets that are new and that were there.
    told: Vec<((String, String), usize, usize)>,
    /// What stays behind, and why.
    failed: Vec<(String, Error)>,
}

impl Butler {
    /// Brings the datasets in. A group that can't be placed stays behind whole, and is told.
    pub(super) async fn apply(&self, groups: &[Group], options: &ConvertOptions, report: &mut ConvertReport) -> Result<()> {
        let mut begin = 0;
        while begin < groups.len() {
            let (mut end, mut count) = (begin, 0);
            while end < groups.len() && (end == begin || count + groups[end].items.len() <= A_COMMIT) {
                count += groups[end].items.len();
                end += 1;
            }
            let applied = placing(async || self.apply_some(&groups[begin..end], options.mode).await).await?;
            for (key, new, there) in applied.told {
                let converted = report.datasets.entry(key).or_default();
                (converted.new, converted.there) = (new, there);
            }
            applied.failed.iter().for_each(|(what, error)| report.failed(what, error));
            begin = end;
        }
        Ok(())
    }

    async fn apply_some(&self, groups: &[Group], mode: Mode) -> Result<Applied> {
        let seen_at = self.registry.refresh().await?.version;
        let queries = self.queries(None).await?;
        let snapshot = queries.snapshot().clone();
        let mut transaction = Transaction::new("convert");
        transaction.set_files_seen_at(seen_at);
        let mut sources = Vec::new();
        let mut applied = Applied::default();
        let mut known: BTreeMap<&str, HashSet<uuid::Uuid>> = BTreeMap::new();
        let mut made: HashSet<&str> = HashSet::new();
        for group in groups {
            let (run, dataset_type) = (group.run.as_str(), &group.dataset_type);
            if !known.contains_key(run) {
                known.insert(run, ids_in(&queries, run).await?);
            }
            let formatter = Formatters::shipped()?.of(&dataset_type.storage_class).name.clone();
            let (mut data_ids, mut ids, mut files, mut files_of) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
            for item in &group.items {
                let id = dataset_id(self.registry.context(), IdMode::DataIdTypeRun, &dataset_type.name, run, &item.data_id);
                if known.get(run).is_some_and(|ids| ids.contains(&id)) {
                    continue;
                }
                files_of.push(vec![files.len() as u32]);
                let from = self.located(item.path.clone()).into();
                files.push(Coming { from, component: None, formatter: Some(formatter.clone()), known: Known::default() });
                data_ids.push(item.data_id.clone());
                ids.push(id);
            }
            let key = (group.run.clone(), dataset_type.name.clone());
            if ids.is_empty() {
                applied.told.push((key, 0, group.items.len()));
                continue;
            }
            let rows = data_id_rows(&dataset_type.dimensions, &ids, &data_ids)?;
            let arrivals = Arrivals { dataset_type, run, rows: &rows, files: &files, files_of: &files_of, staged: &[] };
            let placed = match place(&arrivals, &queries, &self.datastore, mode).await {
                Ok(placed) => placed,
                Err(error) => {
                    applied.failed.push((format!("{} in {run}", dataset_type.name), error));
                    continue;
                }
            };
            let rows = placed.with_files(&rows)?;
            sources.extend(placed.sources);
            if !snapshot.collections().contains_key(run) && made.insert(run) {
                transaction.register_collection(Collection::new(run, CollectionType::Run)?);
            }
            if !snapshot.dataset_types().contains_key(&dataset_type.name) {
                transaction.register_dataset_type(dataset_type.clone());
            }
            transaction.insert_datasets(NewDatasets { dataset_type: dataset_type.name.clone(), run: group.run.clone(), rows });
            applied.told.push((key, ids.len(), group.items.len() - ids.len()));
        }
        if applied.told.iter().any(|(_, new, _)| *new > 0) {
            self.registry.commit(transaction).await?.version()?;
        }
        if mode == Mode::Move {
            self.datastore.carrier().delete(sources).await?;
        }
        Ok(applied)
    }

    /// The collections that search others: those of reruns, of reference catalogs, and the one that holds what everyone needs.
    pub(super) async fn chains(
        &self,
        sources: &[Source],
        groups: &[Group],
        names: &Names,
        options: &ConvertOptions,
        report: &mut ConvertReport,
    ) -> Result<()> {
        let snapshot = self.registry.snapshot();
        let has = |name: &str| snapshot.collections().contains_key(name) || groups.iter().any(|group| group.run == name);
        let of_sources = |kind: Kind| sources.iter().filter(move |source| source.kind == kind);
        let mut chains: Vec<(String, Vec<String>)> = Vec::new();
        let mut base = vec![names.raws()];
        base.extend(options.root_run.clone().filter(|run| has(run)));
        if groups.iter().any(|group| group.run == names.refcats_run()) || has(&names.refcats()) {
            if names.refcats() != names.refcats_run() {
                chains.push((names.refcats(), vec![names.refcats_run()]));
            }
            base.push(names.refcats());
        }
        base.push(names.calib());
        base.push(super::super::skymaps::SKYMAPS_RUN.to_owned());
        base.extend(Some(names.masks.clone()).filter(|run| has(run)));
        let mut reruns = Vec::new();
        for source in of_sources(Kind::Rerun) {
            let below = |path: &std::path::Path| path.strip_prefix(&sources[0].root.path).map(std::path::Path::to_owned).ok();
            let Some(path) = below(&source.root.path) else { continue };
            let (run, chain) = names.rerun(&path);
            reruns.insert(0, run.clone());
            let Some(chain) = chain else { continue };
            let mut children = vec![run];
            // Parents of parents as well, nearest first; the root stands at the end.
            let mut queue: Vec<_> = source.root.parents.clone();
            let mut seen = HashSet::new();
            while !queue.is_empty() {
                let parent = queue.remove(0);
                if !seen.insert(parent.clone()) || parent == sources[0].root.path {
                    continue;
                }
                if let Some(path) = below(&parent) {
                    let (run, _) = names.rerun(&path);
                    if has(&run) || of_sources(Kind::Rerun).any(|other| other.root.path == parent) {
                        children.push(run);
                    } else {
                        let reason = "the parent of a rerun is not here, so its chain lacks it; `--reruns` brings it";
                        Skipped::note(&mut report.skipped, "parents", reason, false, path.display().to_string());
                    }
                }
                match sources.iter().find(|other| other.root.path == parent) {
                    Some(known) => queue.extend(known.root.parents.iter().cloned()),
                    None => queue.extend(crate::exchange::gen2::Root::read(&parent).map(|root| root.parents).unwrap_or_default()),
                }
            }
            children.extend(base.iter().cloned());
            chains.push((chain, children));
        }
        let umbrella = if names.style == Style::Classic { [reruns.clone(), base.clone()].concat() } else { base.clone() };
        chains.push((names.umbrella(), umbrella));
        let mut transaction = Transaction::new("convert");
        let mut kinds = vec![(names.raws(), CollectionType::Run), (names.calib(), CollectionType::Calibration)];
        kinds.push((super::super::skymaps::SKYMAPS_RUN.to_owned(), CollectionType::Run));
        kinds.extend(reruns.into_iter().map(|run| (run, CollectionType::Run)));
        for (name, kind) in kinds {
            report.collection(&name, kind);
            if !snapshot.collections().contains_key(&name) {
                transaction.register_collection(Collection::new(&name, kind)?);
            }
        }
        for (name, mut children) in chains {
            report.collection(&name, CollectionType::Chained);
            match snapshot.collections().get(&name) {
                Some(known) if known.kind != CollectionType::Chained => {
                    let reason =
                        format!("it is a {} collection, and the chain of {} can't be made", known.kind.name(), children.join(", "));
                    report.failed(&name, &Error::invalid("collection", &name, reason));
                }
                Some(known) => {
                    // What others have put into it stays.
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
        }
        if !options.is_dry && !transaction.is_empty() {
            self.registry.commit(transaction).await?.version()?;
        }
        Ok(())
    }
}
