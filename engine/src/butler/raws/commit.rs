//! Raws whose files have been looked at come into the datastore and the registry.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use butler_observatory::Instrument;
use smallvec::smallvec;
use uuid::Uuid;

use super::{Found, RawsOptions, RawsReport};
use crate::Result;
use crate::butler::Butler;
use crate::butler::put::rows as data_id_rows;
use crate::collections::{Collection, CollectionType};
use crate::datasets::{DatasetType, IdMode, dataset_id};
use crate::datastore::{Known, Mode};
use crate::dimensions::{DataId, Key, Record, Universe};
use crate::exchange::placing::{Arrivals, Coming, FilesOfRow, InRun, left_over, place_more};
use crate::observatory::exposure::Raw;
use crate::observatory::{Rows, rows};
use crate::query::Queries;
use crate::registry::Transaction;
use crate::registry::transaction::{NewDatasets, OnConflict};

/// Raws of one instrument, of which some may be there already.
pub(super) struct Commit<'a> {
    butler: &'a Butler,
    queries: &'a Queries,
    instrument: &'a Instrument,
    options: &'a RawsOptions,
    found: Vec<&'a Found>,
    dataset_type: DatasetType,
    run: String,
    /// Data IDs and UUIDs of the raws of each file.
    keyed: Vec<Vec<(DataId, Uuid)>>,
    /// What the run has of them.
    in_run: InRun,
}

/// Those that are new.
#[derive(Default)]
struct New<'a> {
    data_ids: Vec<DataId>,
    ids: Vec<Uuid>,
    files: Vec<Coming>,
    files_of: Vec<FilesOfRow>,
    records: BTreeMap<usize, Vec<&'a Record>>,
    /// Files whose raws are all there, with one of them.
    passed: Vec<(Coming, Uuid)>,
}

impl<'a> Commit<'a> {
    pub(super) async fn of(
        butler: &'a Butler,
        queries: &'a Queries,
        instrument: &'a Instrument,
        options: &'a RawsOptions,
        found: Vec<&'a Found>,
    ) -> Result<Commit<'a>> {
        let universe = &queries.snapshot().universe;
        let run = options.run.clone().unwrap_or_else(|| instrument.raw_run());
        let group = universe.conform(&instrument.raw_dimensions)?;
        let dataset_type = DatasetType::new(&instrument.raw_type, group, &instrument.raw_storage_class)?;
        let keyed = |raw: &Raw| {
            let keys = [
                ("instrument", Key::Text(raw.instrument.clone())),
                ("detector", Key::Int(raw.detector)),
                ("exposure", Key::Int(raw.exposure)),
            ];
            let data_id = DataId::standardize(universe, keys, Some(&dataset_type.dimensions))?;
            let id = dataset_id(butler.registry.context(), IdMode::DataIdTypeRun, &dataset_type.name, &run, &data_id);
            Ok((data_id, id))
        };
        let keyed: Vec<Vec<_>> = found.iter().map(|file| file.raws.iter().map(keyed).collect()).collect::<Result<_>>()?;
        let (data_ids, ids): (Vec<DataId>, Vec<Uuid>) = keyed.iter().flatten().cloned().unzip();
        let existing = queries.existing(&dataset_type, &run, &data_id_rows(&dataset_type.dimensions, &ids, &data_ids)?).await?;
        let mut in_run = InRun::of_those(queries, &run, options.mode, &existing)?;
        if options.mode == Mode::Move {
            // The files that are there are needed, to be compared with the sources.
            in_run.turn_to(queries, &run, options.mode).await?;
        }
        Ok(Commit { butler, queries, instrument, options, found, dataset_type, run, keyed, in_run })
    }

    /// Brings in what is new, and counts it.
    pub(super) async fn make(mut self, report: &mut RawsReport, exposures: &mut BTreeSet<(String, i64)>) -> Result<()> {
        let new = self.parted(report, exposures);
        let (datastore, is_move) = (&self.butler.datastore, self.options.mode == Mode::Move);
        if is_move {
            let left = left_over(new.passed.iter().map(|(coming, id)| (coming, id)), &self.in_run, datastore).await?;
            datastore.carrier().delete(left).await?;
        }
        if new.ids.is_empty() {
            return Ok(());
        }
        let staged: Vec<Rows> =
            new.records.into_values().map(|records| rows(records[0].element(), records.iter().copied())).collect::<Result<_>>()?;
        let rows = data_id_rows(&self.dataset_type.dimensions, &new.ids, &new.data_ids)?;
        let arrivals = Arrivals {
            dataset_type: &self.dataset_type,
            run: &self.run,
            rows: &rows,
            files: &new.files,
            files_of: &new.files_of,
            staged: &staged,
        };
        let placed = place_more(&arrivals, &mut self.in_run, self.queries, datastore, self.options.mode).await?;
        let transaction = self.transaction(staged, placed.with_files(&rows)?)?;
        self.butler.registry.commit(transaction).await?.version()?;
        report.ingested += new.ids.len();
        if is_move {
            datastore.carrier().delete(placed.sources).await?;
        }
        Ok(())
    }

    /// Parts what is new from what is there.
    fn parted(&mut self, report: &mut RawsReport, exposures: &mut BTreeSet<(String, i64)>) -> New<'a> {
        let universe: &Universe = &self.queries.snapshot().universe;
        let (mut new, mut seen) = (New::default(), HashSet::new());
        for (file, keyed) in self.found.drain(..).zip(self.keyed.drain(..)) {
            let number = new.files.len() as u32;
            let (mut is_wanted, mut known) = (false, None);
            for (raw, (data_id, id)) in file.raws.iter().zip(keyed) {
                if self.in_run.has(&id) {
                    report.skipped += 1;
                    known = Some(id);
                    continue;
                }
                if !seen.insert(id) {
                    report.bad.push((file.from.to_string(), format!("another of the files is {data_id} as well")));
                    continue;
                }
                is_wanted = true;
                for record in &raw.records {
                    new.records.entry(universe.position(&record.element().name).unwrap_or(0)).or_default().push(record);
                }
                exposures.insert((raw.instrument.clone(), raw.exposure));
                new.data_ids.push(data_id);
                new.ids.push(id);
                new.files_of.push(smallvec![number]);
            }
            let formatter = file.raws.first().map(|raw| self.instrument.raw_formatter(raw.detector).into());
            let coming = Coming { from: file.from.clone(), component: None, formatter, known: Known::default() };
            match known {
                _ if is_wanted => new.files.push(coming),
                Some(id) => new.passed.push((coming, id)),
                None => {}
            }
        }
        new
    }

    /// The datasets with their records, and the type and run if they are new.
    fn transaction(&self, staged: Vec<Rows>, rows: arrow::array::RecordBatch) -> Result<Transaction> {
        let snapshot = self.queries.snapshot();
        let mut transaction = Transaction::new("ingest-raws");
        transaction.set_files_seen_at(snapshot.version);
        for (element, rows) in staged {
            let conflict = match element.name.as_str() {
                "exposure" if self.options.update_records => OnConflict::Update,
                "exposure" => OnConflict::Fail,
                _ => OnConflict::Keep,
            };
            transaction.insert_records(&element.name, rows, conflict);
        }
        if !snapshot.dataset_types().contains_key(&self.dataset_type.name) {
            transaction.register_dataset_type(self.dataset_type.clone());
        }
        if !snapshot.collections().contains_key(&self.run) {
            transaction.register_collection(Collection::new(&self.run, CollectionType::Run)?);
        }
        transaction.insert_datasets(NewDatasets { dataset_type: self.dataset_type.name.clone(), run: self.run.clone(), rows });
        Ok(transaction)
    }
}
