//! Datasets are committed, many at a time.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use smallvec::smallvec;

use super::groups::Group;
use super::{ConvertOptions, ConvertReport};
use crate::butler::Butler;
use crate::butler::put::rows as data_id_rows;
use crate::collections::{Collection, CollectionType};
use crate::datasets::{IdMode, dataset_id};
use crate::datastore::{Formatters, Known, Mode};
use crate::exchange::placing::{Arrivals, Coming, InRun, place_more, placing};
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
        let mut made: HashSet<&str> = HashSet::new();
        // Groups come by run, which is read once for all of its types.
        let mut in_run = InRun::default();
        for group in groups {
            let (run, dataset_type) = (group.run.as_str(), &group.dataset_type);
            in_run.turn_to(&queries, run, mode).await?;
            let formatter: Arc<str> = match &group.formatter {
                Some(formatter) => formatter.as_str().into(),
                None => Formatters::shipped()?.of(&dataset_type.storage_class).name.as_str().into(),
            };
            let (mut data_ids, mut ids, mut files, mut files_of) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
            // A file may hold all detectors.
            let mut numbers: HashMap<&Path, u32> = HashMap::new();
            for item in &group.items {
                let id = dataset_id(self.registry.context(), IdMode::DataIdTypeRun, &dataset_type.name, run, &item.data_id);
                if in_run.has(&id) {
                    continue;
                }
                let number = *numbers.entry(&item.path).or_insert(files.len() as u32);
                if number as usize == files.len() {
                    let from = self.located(item.path.clone()).into();
                    files.push(Coming { from, component: None, formatter: Some(formatter.clone()), known: Known::default() });
                }
                files_of.push(smallvec![number]);
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
            let placed = match place_more(&arrivals, &mut in_run, &queries, &self.datastore, mode).await {
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
}
