//! What files become that are put, and how they get there.

use std::sync::Arc;

use arrow::array::{Array, RecordBatch};

use super::{Disassembly, NewFile, PutOptions, parts};
use crate::butler::Butler;
use crate::collections::{Collection, CollectionType};
use crate::datasets::{DatasetType, split_component};
use crate::datastore::{Formatters, Known, Mode};
use crate::exchange::placing::{Arrivals, Coming, FilesOfRow, Placed, place};
use crate::query::Queries;
use crate::registry::Snapshot;
use crate::{Error, Result};

/// What files become.
pub(super) struct Target {
    pub(super) dataset_type: Arc<DatasetType>,
    /// The RUN collection, if it is to be made.
    pub(super) run: Option<Collection>,
    formatter: Arc<str>,
    in_parts: bool,
}

impl Target {
    pub(super) fn of(butler: &Butler, snapshot: &Snapshot, options: &PutOptions, files: &[NewFile]) -> Result<Target> {
        if let (name, Some(_)) = split_component(&options.dataset_type) {
            return Err(Error::invalid("dataset type", &options.dataset_type, "a component can't be put by itself")
                .with_hint(format!("put `{name}`")));
        }
        let dataset_type = snapshot.dataset_type(&options.dataset_type)?.clone();
        let in_parts = options.disassembly == Disassembly::Configured && butler.datastore.composites().are_disassembled(&dataset_type)?;
        if in_parts {
            parts::check(&dataset_type, options, files)?;
        }
        let run = match snapshot.collections().get(&options.run) {
            Some(known) if known.kind != CollectionType::Run => {
                let reason = format!("it is a {} collection, and datasets are put into RUNs", known.kind.name());
                return Err(Error::invalid("collection", &options.run, reason));
            }
            Some(_) => None,
            None => Some(Collection::new(&options.run, CollectionType::Run)?),
        };
        let formatter = match &options.formatter {
            Some(given) => given.as_str().into(),
            None => Formatters::shipped()?.of(&dataset_type.storage_class).name.as_str().into(),
        };
        Ok(Target { dataset_type, run, formatter, in_parts })
    }

    /// Brings the files of `rows` to their places, in parts if that is wanted.
    pub(super) async fn place(
        &self,
        butler: &Butler,
        queries: &Queries,
        rows: &RecordBatch,
        options: &PutOptions,
        files: &[NewFile],
    ) -> Result<Placed> {
        // It must last until the files are in place.
        let scratch = if self.in_parts { Some(parts::Scratch::new(butler)?) } else { None };
        let (coming, files_of) = self.coming(butler, files, scratch.as_ref()).await?;
        let arrivals =
            Arrivals { dataset_type: &self.dataset_type, run: &options.run, rows, files: &coming, files_of: &files_of, staged: &[] };
        let mode = if self.in_parts { Mode::Copy } else { options.mode };
        let mut placed = place(&arrivals, queries, &butler.datastore, mode).await?;
        if self.in_parts {
            // A source goes only if its parts have come just now: of what was there already nobody knows whether it is the same.
            let all_came = placed.files.null_count() == 0;
            placed.sources = files.iter().filter(|_| all_came).map(|file| file.from.clone()).collect();
        }
        Ok(placed)
    }

    /// The files, and for each dataset which are its own.
    async fn coming(&self, butler: &Butler, files: &[NewFile], scratch: Option<&parts::Scratch>) -> Result<(Vec<Coming>, Vec<FilesOfRow>)> {
        let (mut coming, mut files_of) = (Vec::with_capacity(files.len()), Vec::with_capacity(files.len()));
        for (number, file) in files.iter().enumerate() {
            let first = coming.len();
            match scratch {
                Some(scratch) => coming.extend(parts::take_apart(butler, &self.dataset_type, &file.from, number, scratch).await?),
                None => coming.push(Coming {
                    from: file.from.clone().into(),
                    component: None,
                    formatter: Some(self.formatter.clone()),
                    known: Known::default(),
                }),
            }
            let count = |number| u32::try_from(number).map_err(|_| Error::internal("more files than can be counted"));
            let numbers: FilesOfRow = (count(first)?..count(coming.len())?).collect();
            files_of.extend(file.data_ids.iter().map(|_| numbers.clone()));
        }
        Ok((coming, files_of))
    }
}
