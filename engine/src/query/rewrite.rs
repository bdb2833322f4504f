//! Data IDs as people write them: `full_name` for a detector, `day_obs` with `seq_num` or `exposure.obs_id` for an exposure.
//!
//! A name that is no dimension is a field of one: of the dataset type's dimensions, and for calibrations also of those in time. Where several have it, the
//! one to which most of the given names fit is meant, before others those that the dataset type needs; between exposure and visit it is the exposure.

use std::collections::{BTreeMap, BTreeSet};

use super::Queries;
use super::expand::key_at;
use super::finish::Rows;
use crate::datasets::DatasetType;
use crate::dimensions::{DataId, Element, FieldKind, Key, Role};
use crate::registry::keys::column;
use crate::time::Timespan;
use crate::{Error, Result};

/// Fields with their values, by dimension.
type ByRecord = BTreeMap<String, BTreeMap<String, Key>>;

impl Queries {
    /// The dataset that is meant by a data ID as people write it, with the columns of [`Queries::datasets`].
    ///
    /// A calibration is looked for at the time of the data ID's exposure, visit or night, if no timespan is given.
    ///
    /// # Errors
    /// There is none; the data ID means nothing; more than one calibration fits.
    pub async fn resolve_dataset(
        &self,
        dataset_type: &str,
        data_id: Vec<(String, Key)>,
        collections: &[String],
        timespan: Option<Timespan>,
    ) -> Result<Rows> {
        let wanted = self.snapshot.dataset_type(self.whole(dataset_type)?)?.clone();
        let data_id = self.rewritten(&wanted, data_id).await?;
        let (data_id, timespan) = match timespan {
            None if wanted.is_calibration => self.with_time(data_id).await?,
            given => (data_id, given),
        };
        let shown: Vec<String> = data_id.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        let found = self.find_dataset(dataset_type, data_id, collections, timespan).await?;
        if found.is_empty() {
            let what = format!("{dataset_type}@{{{}}}", shown.join(", "));
            return Err(Error::missing("dataset", &what, []).with_hint(format!("looked for in {}", collections.join(", "))));
        }
        Ok(found)
    }

    /// A data ID with what it implies, and its timespan; as it is, and all time, if it has no dimension in time.
    async fn with_time(&self, data_id: Vec<(String, Key)>) -> Result<(Vec<(String, Key)>, Option<Timespan>)> {
        let group = self.snapshot.universe.conform(data_id.iter().map(|(name, _)| name))?;
        if group.temporal().is_empty() {
            return Ok((data_id, Some(Timespan::ALL)));
        }
        let expanded = self.expand_data_id(data_id).await?;
        let values = expanded.values.into_iter().filter_map(|(name, value)| Some((name, value?)));
        Ok((values.collect(), expanded.timespan))
    }

    /// The data ID that is meant, of the dimensions of the dataset type.
    pub async fn standardized<S: AsRef<str>>(&self, dataset_type: &DatasetType, data_id: &[(S, Key)]) -> Result<DataId> {
        let (universe, dimensions) = (&self.snapshot.universe, Some(&dataset_type.dimensions));
        let given = data_id.iter().map(|(name, value)| (name.as_ref(), value.clone()));
        let is_value = |(name, value): (&str, Key)| {
            universe.get(name).is_some_and(|element| element.is_dimension && alternate_for(element, &value).is_none())
        };
        // Most are values of dimensions and nothing else; of many files it counts that they are taken as they are.
        if given.clone().all(is_value) {
            return DataId::standardize(universe, given, dimensions);
        }
        let rewritten = self.rewritten(dataset_type, given.map(|(name, value)| (name.to_owned(), value)).collect()).await?;
        DataId::standardize(universe, rewritten, dimensions)
    }

    /// A data ID of dimensions only.
    pub async fn rewritten(&self, dataset_type: &DatasetType, data_id: Vec<(String, Key)>) -> Result<Vec<(String, Key)>> {
        let universe = self.snapshot.universe.clone();
        let mut known: BTreeMap<String, Key> = BTreeMap::new();
        let mut by_record = ByRecord::new();
        let mut others: BTreeMap<String, Key> = BTreeMap::new();
        for (name, value) in data_id {
            if let Some((element, field)) = name.split_once('.') {
                by_record.entry(element.to_owned()).or_default().insert(field.to_owned(), value);
                continue;
            }
            let Some(element) = universe.get(&name).filter(|e| e.is_dimension) else {
                others.insert(name, value);
                continue;
            };
            match alternate_for(element, &value) {
                Some(field) => drop(by_record.entry(name).or_default().insert(field, value)),
                None => drop(known.insert(name, value)),
            }
        }
        self.associate(dataset_type, &others, &mut by_record)?;
        for (dimension, fields) in by_record {
            let element = universe.dimension(&dimension)?.clone();
            let value = self.dimension_with(&element, &fields, &known).await?;
            known.insert(dimension, value);
        }
        Ok(known.into_iter().collect())
    }

    /// Finds the dimensions whose fields the names are.
    fn associate(&self, dataset_type: &DatasetType, others: &BTreeMap<String, Key>, by_record: &mut ByRecord) -> Result<()> {
        let universe = &self.snapshot.universe;
        let needed: BTreeSet<&str> = dataset_type.dimensions.names().collect();
        let in_time = universe.dimensions().filter(|e| dataset_type.is_calibration && e.temporal.is_some()).map(|e| e.name.as_str());
        let candidates: BTreeSet<&str> = needed.iter().copied().chain(in_time).collect();
        let has = |dimension: &str, name: &str| universe.get(dimension).is_some_and(|e| is_own_field(e, name));
        let count = |dimension: &str| others.keys().filter(|name| has(dimension, name)).count();
        for (name, value) in others {
            let mut fit: Vec<&str> = candidates.iter().copied().filter(|d| has(d, name)).collect();
            if fit.iter().any(|d| needed.contains(d)) {
                fit.retain(|d| needed.contains(d));
            } else if fit == ["exposure", "visit"] {
                fit.truncate(1);
            }
            let Some(best) = fit.iter().rev().max_by_key(|d| count(d)) else {
                let known = candidates.iter().filter_map(|d| universe.get(d)).flat_map(|e| e.fields.iter().map(|f| f.name.as_str()));
                return Err(Error::missing("dimension or field in a data ID", name, known));
            };
            by_record.entry((*best).to_owned()).or_default().insert(name.clone(), value.clone());
        }
        Ok(())
    }

    /// The value of a dimension whose record has these values.
    async fn dimension_with(&self, element: &Element, fields: &BTreeMap<String, Key>, known: &BTreeMap<String, Key>) -> Result<Key> {
        let mut values: Vec<(String, Key)> = Vec::new();
        for (name, value) in known.iter().filter(|(name, _)| **name == element.name || is_related(element, name)) {
            let kind = self.snapshot.universe.key_kind(name)?;
            values.push((element.column_of(name).unwrap_or(name).to_owned(), value.clone().converted(name, kind)?));
        }
        for (name, value) in fields {
            let field = element.field(name);
            let field = field.ok_or_else(|| {
                Error::missing("field", &format!("{}.{name}", element.name), element.fields.iter().map(|f| f.name.as_str()))
            })?;
            let value = if field.kind == FieldKind::Int { value.clone().converted(name, FieldKind::Int)? } else { value.clone() };
            values.push((name.clone(), value));
        }
        let own = element.own_key().map_or("id", |key| key.name.as_str());
        let mut found = self.records_where(&element.name, &values).await?;
        if found.num_rows() > 1 && element.name == "visit" {
            found = self.of_default_system(found).await?;
        }
        let described = || fields.iter().map(|(name, value)| format!("{}.{name} = {value}", element.name)).collect::<Vec<_>>().join(", ");
        match found.num_rows() {
            1 => key_at(column(&found, own)?)?.ok_or_else(|| Error::internal("a record without its key")),
            0 => Err(Error::missing("dimension record", &described(), [])),
            count => Err(Error::invalid("data ID", described(), format!("{count} records of `{}` fit", element.name))),
        }
    }

    /// Of visits of one instrument the first that belongs to the system that the instrument says is its default.
    async fn of_default_system(&self, visits: arrow::array::RecordBatch) -> Result<arrow::array::RecordBatch> {
        let Some(instrument) = key_at(column(&visits, "instrument")?)? else { return Ok(visits) };
        let record = self.records_where("instrument", &[("name".to_owned(), instrument.clone())]).await?;
        let Some(system) = record.column_by_name("visit_system").map(key_at).transpose()?.flatten() else { return Ok(visits) };
        for row in 0..visits.num_rows() {
            let visit = visits.slice(row, 1);
            let Some(id) = key_at(column(&visit, "id")?)? else { continue };
            let keys =
                [("instrument".to_owned(), instrument.clone()), ("visit_system".to_owned(), system.clone()), ("visit".to_owned(), id)];
            if self.records_where("visit_system_membership", &keys).await?.num_rows() > 0 {
                return Ok(visit);
            }
        }
        Ok(visits)
    }
}

/// Whether a dimension is one that the element requires or implies directly.
fn is_related(element: &Element, dimension: &str) -> bool {
    element.required.iter().chain(&element.implied).any(|d| d == dimension)
}

/// Whether it is a key or metadata of the element itself.
fn is_own_field(element: &Element, name: &str) -> bool {
    element.field(name).is_some_and(|f| matches!(f.role, Role::Key | Role::Alternate | Role::Metadata))
}

/// The alternate key that is meant by a text where the dimension's value is an integer.
fn alternate_for(element: &Element, value: &Key) -> Option<String> {
    let key = element.own_key()?;
    if key.kind != FieldKind::Int || !matches!(value, Key::Text(_)) {
        return None;
    }
    element.fields.iter().find(|f| f.role == Role::Alternate && f.kind == FieldKind::Text).map(|f| f.name.clone())
}
