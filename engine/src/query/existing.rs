//! Which of many data IDs a run has already.

use arrow::array::RecordBatch;
use arrow::compute::filter_record_batch;
use futures::TryStreamExt;

use super::Queries;
use crate::Result;
use crate::datasets::DatasetType;
use crate::registry::keys::KeySet;
use crate::registry::scan::Scan;
use crate::registry::table;

/// So many data IDs are looked for one by one, each in the pages that may hold it; for more the values of the whole run are read.
const FEW: usize = 16;

impl Queries {
    /// The datasets of a type and run that have one of the data IDs of `rows`, in no particular order: the columns of the data ID, `id` and `files`.
    pub(crate) async fn existing(&self, dataset_type: &DatasetType, run: &str, rows: &RecordBatch) -> Result<Vec<RecordBatch>> {
        let names: Vec<&str> = dataset_type.dimensions.required().collect();
        let positions = names.iter().map(|name| rows.schema_ref().index_of(name)).collect::<Result<Vec<_>, _>>()?;
        let wanted = rows.project(&positions)?;
        let parts = match wanted.num_rows() {
            few @ ..=FEW => (0..few).map(|row| wanted.slice(row, 1)).collect(),
            _ => vec![wanted],
        };
        let scan = |more: &[&str]| Scan::columns(&[&names[..], more].concat()).block(0, &dataset_type.name).block(1, run);
        let mut found = Vec::new();
        for part in parts {
            // Hardly ever one is there, and files are wide.
            if !self.matching(&part, scan(&["id"]).near(&part, &names)?).await?.is_empty() {
                found.extend(self.matching(&part, scan(&["id", "files"]).near(&part, &names)?).await?);
            }
        }
        Ok(found)
    }

    /// Those rows of a scan that have the values of a row of `wanted`.
    async fn matching(&self, wanted: &RecordBatch, scan: Scan) -> Result<Vec<RecordBatch>> {
        let mut rows = self.snapshot.scan(&self.files, table::DATASET, scan)?;
        let (mut found, mut keys) = (Vec::new(), None);
        while let Some(batch) = rows.try_next().await? {
            // A new run has no rows to be compared.
            let keys = match &mut keys {
                Some(keys) => keys,
                none => none.insert(KeySet::of(wanted)?),
            };
            let batch = filter_record_batch(&batch, &keys.mask(&batch)?)?;
            if batch.num_rows() > 0 {
                found.push(batch);
            }
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use arrow::array::AsArray;

    use super::*;
    use crate::context::Context;
    use crate::registry::Registry;
    use crate::registry::keys::column;
    use crate::registry::settings::{Limits, Settings};
    use crate::registry::tests::{calexp_id, calexps, insert, with_instrument};

    #[tokio::test]
    async fn the_same_is_found_of_few_data_ids_and_of_many() {
        let pairs = |step| (1..6).flat_map(move |visit| (0..10).step_by(step).map(move |detector| (visit, detector))).collect::<Vec<_>>();
        let (all, there) = (pairs(1), pairs(3));
        for inline_rows in [0, Limits::default().inline_rows] {
            let settings = Settings { limits: Limits { inline_rows, ..Limits::default() }, ..Settings::default() };
            let registry = Registry::open_with(with_instrument().await.stores().clone(), Context::system(), settings).await.unwrap();
            insert(&registry, calexps("run1", 1, &there)).await.unwrap();
            insert(&registry, calexps("run2", 2, &[(1, 1)])).await.unwrap();
            let snapshot = registry.snapshot();
            assert_eq!(snapshot.table(table::DATASET).unwrap().files.is_empty(), inline_rows > 0);
            let dataset_type = snapshot.dataset_type("calexp").unwrap().clone();
            let queries = Queries::new(snapshot, registry.files().clone());
            for wanted in [&all[..], &all[..FEW], &all[7..9], &all[1..3], &[]] {
                let found = queries.existing(&dataset_type, "run1", &calexps("", 0, wanted).rows).await.unwrap();
                assert!(found.iter().all(|batch| batch.column_by_name("files").is_some()));
                let ids = |batch| column(batch, "id").unwrap().as_fixed_size_binary();
                let found: BTreeSet<&[u8]> = found.iter().flat_map(|batch| ids(batch).iter().flatten()).collect();
                let expected: Vec<_> = wanted.iter().filter(|pair| there.contains(pair)).map(|pair| calexp_id(1, *pair)).collect();
                assert_eq!(found, expected.iter().map(|id| &id.as_bytes()[..]).collect(), "{wanted:?}");
            }
            assert!(queries.existing(&dataset_type, "none", &calexps("", 0, &all).rows).await.unwrap().is_empty());
        }
    }
}
