//! Visits are defined of the exposures that a repository has.

use std::collections::{BTreeMap, HashMap, HashSet};

use arrow::array::AsArray;
use arrow::datatypes::Int64Type;
use butler_observatory::Instrument;
use butler_observatory::camera::Camera;

use super::records::{differs, own_id, records_of};
use super::{Butler, Wanted};
use crate::dimensions::{Key, Record};
use crate::error::ErrorKind;
use crate::observatory::rows;
use crate::observatory::visit::{Grouping, is_on_sky, systems, visits};
use crate::query::{Queries, QueryOptions, Records};
use crate::registry::Transaction;
use crate::registry::transaction::OnConflict;
use crate::{Error, Result};

/// How visits are defined.
#[derive(Debug, Clone, Default)]
pub struct VisitsOptions {
    /// Where raws are looked for [default: the instrument's run].
    pub collections: Vec<String>,
    /// A condition on the exposures.
    pub where_: String,
    /// How exposures become visits.
    pub grouping: Grouping,
    /// Whether visits that are there with other values are changed: they and their regions, but not which exposures they are of.
    pub update_records: bool,
    /// Whether visits grow with exposures that came later.
    pub incremental: bool,
    /// Whether visits that are there with other values are left as they are.
    pub skip_conflicting: bool,
    /// Whether exposures that can't see the sky become visits too, if it is known where they look.
    pub takes_all: bool,
}

/// What was defined.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VisitsReport {
    /// Visits that are new or changed.
    pub defined: usize,
    /// Visits that were there.
    pub skipped: usize,
    /// Exposures that belong to none.
    pub ignored: usize,
    /// The camera that is in the collections, and whether it is one that is read; the instrument's own was taken otherwise.
    pub camera: Option<(String, bool)>,
}

impl Butler {
    /// Defines the visits of an instrument's exposures that have raws.
    ///
    /// # Errors
    /// A visit is there with other values; nothing is defined then.
    pub async fn define_visits(&self, instrument: &Instrument, options: &VisitsOptions) -> Result<VisitsReport> {
        self.registry.refresh().await?;
        let queries = self.queries(None).await?;
        let universe = queries.snapshot().universe.clone();
        let name = instrument.name.as_str();
        if records_of(&queries, "instrument", name).await?.is_empty() {
            return Err(Error::missing("instrument", name, []).with_hint(format!("`butler register-instrument REPO {name}` registers it")));
        }
        let (stored, found) = self.stored_camera(&queries, name, &options.collections).await?;
        let camera = stored.as_ref().or(instrument.camera.as_ref());
        let camera = camera.ok_or_else(|| Error::invalid("instrument", name, "it has no camera geometry"))?;
        let exposures = self.exposures_with_raws(&queries, instrument, options).await?;
        // In old universes a visit is of one system only.
        let has_memberships = universe.get("visit_system_membership").is_some();
        let grouping = match options.grouping {
            Grouping::OneToOneAndByCounter if !has_memberships => Grouping::OneToOne,
            grouping => grouping,
        };
        let (wanted, others): (Vec<Record>, Vec<Record>) = exposures.into_iter().partition(|e| is_on_sky(e, options.takes_all));
        let made = visits(&universe, name, camera, &wanted, grouping)?;
        let existing: HashMap<i64, Record> =
            records_of(&queries, "visit", name).await?.into_iter().filter_map(|record| Some((own_id(&record)?, record))).collect();
        let mut report = VisitsReport { ignored: others.len(), camera: found, ..VisitsReport::default() };
        let mut wanted = Vec::new();
        let is_changing = options.update_records || options.incremental;
        for mut visit in made {
            match existing.get(&visit.id) {
                Some(other) if *other == visit.record => report.skipped += 1,
                Some(_) if options.skip_conflicting => report.skipped += 1,
                Some(other) if !is_changing => {
                    return Err(
                        differs(other, &visit.record).with_hint("`--update-records` changes visits, `--skip-conflicting` leaves them")
                    );
                }
                Some(_) => {
                    let of = |name: &str, record: &Record| record.element().name == name;
                    let has_grown = visit.others.iter().filter(|record| of("visit_definition", record)).count() > 1;
                    if !(options.incremental && has_grown) {
                        visit.others.retain(|record| of("visit_detector_region", record));
                    }
                    wanted.push(visit);
                }
                None => wanted.push(visit),
            }
        }
        report.defined = wanted.len();
        if wanted.is_empty() {
            return Ok(report);
        }
        let systems = systems(&universe, name, grouping)?;
        let mut records: BTreeMap<usize, Vec<&Record>> = BTreeMap::new();
        let all = systems.iter().chain(wanted.iter().flat_map(|visit| std::iter::once(&visit.record).chain(&visit.others)));
        for record in all {
            records.entry(universe.position(&record.element().name).unwrap_or(0)).or_default().push(record);
        }
        let mut transaction = Transaction::new("define-visits");
        for records in records.into_values() {
            let (element, rows) = rows(records[0].element(), records.iter().copied())?;
            let conflict = if is_changing { OnConflict::Update } else { OnConflict::Fail };
            transaction.insert_records(&element.name, rows, conflict);
        }
        self.registry.commit(transaction).await?.version()?;
        Ok(report)
    }

    /// The geometry of an instrument's camera: the `camera` of the collections if there is one that is read, else the instrument's own.
    pub async fn camera(&self, instrument: &Instrument, collections: &[String]) -> Result<Camera> {
        let queries = self.queries(None).await?;
        let (stored, _) = self.stored_camera(&queries, &instrument.name, collections).await?;
        let camera = stored.or_else(|| instrument.camera.clone());
        camera.ok_or_else(|| Error::invalid("instrument", instrument.name.as_str(), "it has no camera geometry"))
    }

    /// The `camera` of the collections, if there is one that is read, and its name.
    async fn stored_camera(
        &self,
        queries: &Queries,
        instrument: &str,
        collections: &[String],
    ) -> Result<(Option<Camera>, Option<(String, bool)>)> {
        let snapshot = queries.snapshot();
        let mut there: Vec<String> = Vec::new();
        for name in collections {
            snapshot.collection(name)?;
            there.push(name.clone());
        }
        if there.is_empty() || !snapshot.dataset_types().contains_key("camera") {
            return Ok((None, None));
        }
        let data_id = vec![("instrument".to_owned(), Key::Text(instrument.to_owned()))];
        let wanted = Wanted { dataset_type: "camera".to_owned(), data_id, collections: there, timespan: None, as_of: None };
        let found = match self.find(&wanted).await {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok((None, None)),
            found => found?,
        };
        let content = self.get(&found).await?;
        match std::str::from_utf8(&content.bytes) {
            Ok(text) if text.trim_start().starts_with('{') => {
                Ok((Some(Camera::from_json(&found.to_string(), text)?), Some((found.to_string(), true))))
            }
            _ => Ok((None, Some((found.to_string(), false)))),
        }
    }

    async fn exposures_with_raws(&self, queries: &Queries, instrument: &Instrument, options: &VisitsOptions) -> Result<Vec<Record>> {
        let name = instrument.name.as_str();
        let collections = if options.collections.is_empty() { vec![instrument.raw_run()] } else { options.collections.clone() };
        let asked = QueryOptions {
            where_: options.where_.clone(),
            data_id: crate::expression::Binds(
                [("instrument".to_owned(), crate::expression::BindValue::Text(name.to_owned()))].into_iter().collect(),
            ),
            joins: queries.dataset_joins(std::slice::from_ref(&instrument.raw_type), &collections)?,
            ..QueryOptions::default()
        };
        if asked.joins.is_empty() {
            return Ok(Vec::new());
        }
        let found = queries.data_ids(&["exposure"], &asked, Records::Optional).await?;
        let ids: HashSet<i64> = found.column("exposure")?.as_primitive::<Int64Type>().iter().flatten().collect();
        let all = records_of(queries, "exposure", name).await?;
        Ok(all.into_iter().filter(|record| own_id(record).is_some_and(|id| ids.contains(&id))).collect())
    }
}
