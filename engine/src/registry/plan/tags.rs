//! Datasets in TAGGED collections, and validity ranges in CALIBRATION collections.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use futures::TryStreamExt;
use uuid::Uuid;

use super::datasets::{describe, repeated};
use super::{Plan, dimension_columns, take};
use crate::collections::CollectionType;
use crate::registry::keys::{KeyEncoder, adapt, column};
use crate::registry::scan::Scan;
use crate::registry::table;
use crate::registry::transaction::Decertify;
use crate::time::{Timespan, TimespanBuilder, TimespanColumn};
use crate::{Error, Result};

impl Plan {
    pub(super) async fn associate(&mut self, collection: &str, ids: &[Uuid]) -> Result<()> {
        self.collection_of(collection, CollectionType::Tagged)?;
        let datasets = self.datasets(ids).await?;
        let mut keep = Vec::new();
        let keys = self.data_id_encoder(table::DATASET_BY_ID)?;
        for dataset_type in types_of(&datasets)? {
            self.footprint.uses_block(table::TAG, collection, &dataset_type);
            let positions = positions_of_type(&datasets, &dataset_type)?;
            let group = take(&datasets, positions.clone())?;
            let encoded = keys.encode(&group)?;
            let mut wanted: HashMap<&[u8], (u32, &[u8])> = HashMap::new();
            for (row, key) in encoded.iter().enumerate() {
                let id = column(&group, "id")?.as_fixed_size_binary().value(row);
                if wanted.insert(key.data(), (positions[row], id)).is_some() {
                    return Err(self.clash(collection, &group, row, "another dataset of this type and data ID is to be tagged as well"));
                }
            }
            let existing = self.block_rows(table::TAG, collection, &dataset_type).await?;
            for (row, key) in keys.encode(&existing)?.iter().enumerate() {
                let id = column(&existing, "id")?.as_fixed_size_binary().value(row);
                match wanted.get(key.data()) {
                    Some((_, ours)) if *ours == id => drop(wanted.remove(key.data())),
                    Some(_) => {
                        return Err(self.clash(
                            collection,
                            &existing,
                            row,
                            "another dataset of this type and data ID is in the collection",
                        ));
                    }
                    None => {}
                }
            }
            keep.extend(wanted.values().map(|(position, _)| *position));
        }
        keep.sort_unstable();
        let rows = take(&datasets, keep)?;
        let rows = self.in_collection(&rows, collection, table::TAG, None)?;
        self.insert(table::TAG, &rows)
    }

    pub(super) async fn disassociate(&mut self, collection: &str, ids: &[Uuid]) -> Result<()> {
        self.collection_of(collection, CollectionType::Tagged)?;
        self.footprint.uses_existing_datasets();
        let wanted: BTreeSet<&[u8]> = ids.iter().map(|id| &id.as_bytes()[..]).collect();
        let scan = Scan::columns(&["collection", "id"]).block(0, collection);
        let mut found = Vec::new();
        let mut rows = self.next.scan(&self.files, table::TAG, scan)?;
        while let Some(batch) = rows.try_next().await? {
            let ids = column(&batch, "id")?.as_fixed_size_binary();
            let positions: Vec<u32> =
                (0..ids.len()).filter(|i| wanted.contains(ids.value(*i))).map(|i| u32::try_from(i).unwrap_or(u32::MAX)).collect();
            if !positions.is_empty() {
                found.push(take(&batch, positions)?);
            }
        }
        drop(rows);
        self.bury_found(table::TAG, &found)
    }

    pub(super) async fn certify(&mut self, collection: &str, ids: &[Uuid], timespan: Timespan) -> Result<()> {
        self.collection_of(collection, CollectionType::Calibration)?;
        let datasets = self.datasets(ids).await?;
        let keys = self.data_id_encoder(table::DATASET_BY_ID)?;
        let mut keep = vec![true; datasets.num_rows()];
        for dataset_type in types_of(&datasets)? {
            if !self.next.dataset_type(&dataset_type)?.is_calibration {
                return Err(Error::invalid("dataset type", dataset_type, "it is no calibration type, so it can't be certified"));
            }
            self.footprint.uses_block(table::VALIDITY, collection, &dataset_type);
            let positions = positions_of_type(&datasets, &dataset_type)?;
            let group = take(&datasets, positions.clone())?;
            let encoded = keys.encode(&group)?;
            let mut wanted = HashMap::new();
            for (row, key) in encoded.iter().enumerate() {
                if wanted.insert(key.data(), row).is_some() && !timespan.is_empty() {
                    return Err(self.clash(collection, &group, row, "another dataset of this type and data ID is to be certified as well"));
                }
            }
            let existing = self.block_rows(table::VALIDITY, collection, &dataset_type).await?;
            let spans = TimespanColumn::new(column(&existing, "timespan")?)?;
            let (ids, existing_ids) = (column(&group, "id")?.as_fixed_size_binary(), column(&existing, "id")?.as_fixed_size_binary());
            for (row, key) in keys.encode(&existing)?.iter().enumerate() {
                let Some(given) = wanted.get(key.data()) else { continue };
                let is_same = spans.get(row) == Some(timespan) && ids.value(*given) == existing_ids.value(row);
                if is_same {
                    keep[positions[*given] as usize] = false;
                } else if spans.get(row).is_some_and(|t| t.overlaps(timespan)) {
                    let span = spans.get(row).map(|t| t.to_string()).unwrap_or_default();
                    return Err(self.clash(
                        collection,
                        &existing,
                        row,
                        &format!("a dataset is valid for {span}, which overlaps {timespan}"),
                    ));
                }
            }
        }
        let kept = (0..u32::try_from(keep.len()).unwrap_or(u32::MAX)).filter(|p| keep[*p as usize]).collect();
        let rows = self.in_collection(&take(&datasets, kept)?, collection, table::VALIDITY, Some(timespan))?;
        self.insert(table::VALIDITY, &rows)
    }

    pub(super) async fn decertify(&mut self, decertify: &Decertify) -> Result<()> {
        let Decertify { collection, dataset_type, timespan, ids } = decertify;
        self.collection_of(collection, CollectionType::Calibration)?;
        self.next.dataset_type(dataset_type)?;
        self.footprint.uses_block(table::VALIDITY, collection, dataset_type);
        let wanted: Option<BTreeSet<&[u8]>> = ids.as_ref().map(|ids| ids.iter().map(|id| &id.as_bytes()[..]).collect());
        let existing = self.block_rows(table::VALIDITY, collection, dataset_type).await?;
        let found_ids = column(&existing, "id")?.as_fixed_size_binary();
        let spans = TimespanColumn::new(column(&existing, "timespan")?)?;
        let mut ended = Vec::new();
        let mut left: BTreeMap<u32, Vec<Timespan>> = BTreeMap::new();
        for row in 0..existing.num_rows() {
            let chosen = wanted.as_ref().is_none_or(|w| w.contains(found_ids.value(row)));
            let Some(span) = spans.get(row).filter(|s| chosen && s.overlaps(*timespan)) else { continue };
            let position = u32::try_from(row).unwrap_or(u32::MAX);
            ended.push(position);
            left.insert(position, span.difference(*timespan));
        }
        let key: Vec<usize> = ["collection", "id", "timespan"].iter().map(|n| existing.schema().index_of(n)).collect::<Result<_, _>>()?;
        let removed = take(&existing.project(&key)?, ended)?;
        self.bury_found(table::VALIDITY, &[removed])?;
        for (position, spans) in left {
            for span in spans {
                let row = take(&existing, vec![position])?;
                let row = self.in_collection(&row, collection, table::VALIDITY, Some(span))?;
                self.insert(table::VALIDITY, &row)?;
            }
        }
        Ok(())
    }

    /// Buries rows whose key columns were found.
    pub(super) fn bury_found(&mut self, table: &str, found: &[RecordBatch]) -> Result<()> {
        let Some(first) = found.first() else { return Ok(()) };
        let keys = arrow::compute::concat_batches(&first.schema(), found)?;
        if keys.num_rows() == 0 {
            return Ok(());
        }
        let in_base = keys.num_rows() as u64 - self.count_pending(table, &keys)?;
        self.bury(table, keys, in_base)
    }

    async fn block_rows(&self, table: &str, collection: &str, dataset_type: &str) -> Result<RecordBatch> {
        self.next.collect(&self.files, table, Scan::default().block(0, collection).block(1, dataset_type)).await
    }

    /// Encodes whole data IDs, implied values included, which are the same for the same required ones.
    fn data_id_encoder(&self, table: &str) -> Result<KeyEncoder> {
        KeyEncoder::new(&self.next.table(table)?.spec.schema, &dimension_columns(&self.next)?)
    }

    /// Rows of `dataset_by_id` as rows of a table of collection members.
    fn in_collection(&self, datasets: &RecordBatch, collection: &str, table: &str, timespan: Option<Timespan>) -> Result<RecordBatch> {
        let mut columns: Vec<(String, ArrayRef)> = vec![("collection".to_owned(), repeated(collection, datasets.num_rows())?)];
        for (field, array) in datasets.schema().fields().iter().zip(datasets.columns()) {
            if field.name() != "collection" && field.name() != "timespan" {
                columns.push((field.name().clone(), array.clone()));
            }
        }
        if let Some(timespan) = timespan {
            let mut builder = TimespanBuilder::default();
            (0..datasets.num_rows()).for_each(|_| builder.append(Some(timespan)));
            columns.push(("timespan".to_owned(), Arc::new(builder.finish())));
        }
        adapt(&RecordBatch::try_from_iter(columns)?, &self.next.table(table)?.spec.schema)
    }

    fn clash(&self, collection: &str, rows: &RecordBatch, row: usize, why: &str) -> Error {
        let dimensions = dimension_columns(&self.next).unwrap_or_default();
        let name = rows.column_by_name("type").map(|a| a.as_string_view().value(row).to_owned()).unwrap_or_default();
        Error::Conflict {
            what: "dataset",
            name: format!("{name}@{}", describe(rows, row, &dimensions)),
            reason: format!("{why} (collection `{collection}`)"),
        }
    }
}

fn types_of(datasets: &RecordBatch) -> Result<BTreeSet<String>> {
    Ok(column(datasets, "type")?.as_string_view().iter().flatten().map(str::to_owned).collect())
}

fn positions_of_type(datasets: &RecordBatch, dataset_type: &str) -> Result<Vec<u32>> {
    let types = column(datasets, "type")?.as_string_view();
    Ok((0..types.len()).filter(|i| types.value(*i) == dataset_type).map(|i| u32::try_from(i).unwrap_or(u32::MAX)).collect())
}
