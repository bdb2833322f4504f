//! Datasets that differ in one dimension: the detectors of a visit.

use std::collections::{BTreeSet, HashMap};

use uuid::Uuid;

use super::Butler;
use super::find::{FoundDataset, found_at};
use crate::collections::CollectionType;
use crate::exchange::placing::{Stored, stored_files};
use crate::expression::Binds;
use crate::query::{Found, QueryOptions};
use crate::registry::AsOf;
use crate::{Error, Result};

impl Butler {
    /// The datasets of the type of `one` that have its data ID but for the dimension `but_for`, itself among them, by one question; in the order of that dimension's
    /// values. As in [`Butler::find`], without collections every run is searched, and there must be one for each data ID.
    ///
    /// # Errors
    /// Several runs have one of them, and no collections are named.
    pub async fn siblings(
        &self,
        one: &FoundDataset,
        but_for: &str,
        collections: &[String],
        as_of: Option<AsOf>,
    ) -> Result<Vec<FoundDataset>> {
        let queries = self.queries(as_of).await?;
        let name = one.dataset_type.name.as_str();
        let keys = one.keys_but_for(but_for);
        let (searched, counted) = match collections {
            [] => (self.runs_with(&queries, name)?, Found::All),
            named => (named.to_vec(), Found::First),
        };
        let data_id = Binds(keys.iter().map(|(dimension, key)| (dimension.clone(), key.clone().into())).collect());
        let options = QueryOptions { data_id, order_by: vec![but_for.to_owned()], ..QueryOptions::default() };
        let rows = queries.datasets(name, &searched, counted, &options).await?;
        let mut all = Vec::with_capacity(rows.len());
        for row in 0..rows.len() {
            all.push(found_at(&queries, one.dataset_type.clone(), &rows, row)?);
        }
        if let Some([first, second]) = all.array_windows().find(|[first, second]| first.data_id == second.data_id) {
            let reason = format!("more than one `{name}` has it, in the runs `{}` and `{}`", first.run, second.run);
            return Err(Error::invalid("data ID", first.data_id.to_string(), reason).with_hint("say with `--collections` where to look"));
        }
        let runs: BTreeSet<&str> = all.iter().map(|found| found.run.as_str()).collect();
        let mut files: HashMap<Uuid, Vec<Stored>> = HashMap::new();
        for run in runs {
            files.extend(stored_files(&queries.rows_of(name, run, &keys).await?)?);
        }
        for found in &mut all {
            found.files = files.remove(&found.id).unwrap_or_default();
        }
        Ok(all)
    }

    /// The runs that may have datasets of a type.
    fn runs_with(&self, queries: &crate::query::Queries, dataset_type: &str) -> Result<Vec<String>> {
        let mut runs = Vec::new();
        for run in queries.snapshot().collections().values().filter(|collection| collection.kind == CollectionType::Run) {
            if queries.has_any(dataset_type, std::slice::from_ref(&run.name))? {
                runs.push(run.name.clone());
            }
        }
        Ok(runs)
    }
}
