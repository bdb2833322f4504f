//! What sections mean in a repository's universe: records and data IDs as columns of its types, those of older universes migrated.
//!
//! The migrations are those of the reference. Universes before 1 lose `visit.seeing` and get `visit.day_obs` from the begin of the visit (TAI date); before 2
//! `visit.visit_system` becomes rows of `visit_system_membership`; before 6 `exposure.group_name` becomes the dimension `group`, and the observing days
//! that visits and exposures name become rows of `day_obs` without timespan. Fields that the file's universe has and the repository's lacks are left out;
//! a field that neither has is an error.

use std::collections::HashSet;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, RecordBatch};

use super::columns::Source;
use super::read::{Cell, Column, DatasetTypePart, Header, Place, Table};
use crate::dimensions::{Element, Field, Group, Role, Universe};
use crate::error::{Error, Result, near_matches};

/// Rows of one element.
pub(super) type ElementRows = (Arc<Element>, RecordBatch);

/// Translates the sections of one file.
pub(super) struct Converter {
    pub(super) source: Source,
    pub(super) universe: Arc<Universe>,
    /// The file's own universe, if it is one that comes with the program.
    origin: Option<Arc<Universe>>,
    migrates: Migrations,
    days: HashSet<(String, i64)>,
}

/// Which differences between the two universes there are.
#[derive(Debug, Clone, Copy)]
struct Migrations {
    visit_system: bool,
    seeing: bool,
    visit_day_obs: bool,
    group: bool,
    exposure_day_rows: bool,
    visit_day_rows: bool,
}

impl Migrations {
    fn between(header: &Header, universe: &Universe) -> Migrations {
        let before = |version: i64| header.universe_version < version && header.universe_namespace == "daf_butler";
        let implies = |element: &str, implied: &str| universe.get(element).is_some_and(|e| e.implied.iter().any(|name| name == implied));
        let has = |element: &str, field: &str| universe.get(element).is_some_and(|e| e.field(field).is_some());
        Migrations {
            visit_system: before(2) && universe.get("visit_system_membership").is_some(),
            seeing: before(1) && !has("visit", "seeing"),
            visit_day_obs: before(1) && has("visit", "day_obs"),
            group: before(6) && implies("exposure", "group"),
            exposure_day_rows: before(6) && implies("exposure", "day_obs"),
            visit_day_rows: before(6) && implies("visit", "day_obs"),
        }
    }
}

impl Converter {
    /// For the sections of a file with that header, into a repository with that universe.
    pub(super) fn new(file: Arc<str>, header: &Header, universe: &Arc<Universe>) -> Result<Converter> {
        let is_known = header.universe_namespace == universe.namespace && (0..=universe.version).contains(&header.universe_version);
        if !is_known {
            let name = format!("{} {}", header.universe_namespace, header.universe_version);
            let reason = format!(
                "the repository has {} {}, into which only equal and earlier versions can be imported",
                universe.namespace, universe.version
            );
            return Err(Error::Unsupported { what: "dimension universe of the export", name, reason }
                .with_hint("create a repository with that universe (`butler create --dimension-config`) and import into it"));
        }
        let is_shipped = header.universe_namespace == "daf_butler";
        let origin = if is_shipped { Universe::shipped(header.universe_version).ok() } else { None };
        let migrates = Migrations::between(header, universe);
        Ok(Converter { source: Source { file }, universe: universe.clone(), origin, migrates, days: HashSet::new() })
    }

    /// Records of an element, with rows that the migration makes of them, in the order in which they can be inserted.
    pub(super) fn records(&mut self, element: &str, place: Place, mut rows: Table) -> Result<Vec<ElementRows>> {
        let Some(target) = self.universe.get(element).cloned() else {
            let known = self.universe.stored_elements().map(|e| e.name.as_str());
            let error = self.source.error(place, format!("the dimension element `{element}` does not exist"));
            return Err(hinted(error, element, known));
        };
        let mut before = Vec::new();
        let mut after = Vec::new();
        match element {
            "visit" => {
                if self.migrates.visit_system {
                    after.extend(self.memberships(&mut rows)?);
                }
                if self.migrates.seeing {
                    rows.take("seeing");
                }
                if self.migrates.visit_day_obs && rows.column("day_obs").is_none() {
                    self.add_day_obs(&mut rows)?;
                }
                if self.migrates.visit_day_rows {
                    before.extend(self.day_rows(&rows)?);
                }
            }
            "exposure" => {
                if self.migrates.group {
                    before.extend(self.groups(&mut rows)?);
                }
                if self.migrates.exposure_day_rows {
                    before.extend(self.day_rows(&rows)?);
                }
            }
            "visit_definition" if rows.column("visit_system").is_some() && target.field("visit_system").is_none() => {
                let error = self.source.error(place, "records of `visit_definition` that name a visit system can't be converted");
                return Err(error.with_hint("leave them out with `--skip-dimensions visit_definition`"));
            }
            _ => {}
        }
        before.push((target.clone(), self.batch(&target, rows)?));
        before.extend(after);
        Ok(before)
    }

    /// The rows in the schema of the element.
    fn batch(&self, element: &Element, mut rows: Table) -> Result<RecordBatch> {
        let count = rows.rows();
        let mut columns: Vec<ArrayRef> = Vec::with_capacity(element.fields.len());
        for field in &element.fields {
            let column = match rows.take(&field.name) {
                None if field.role == Role::Key => rows.take(&element.name),
                whole if field.role == Role::Timespan => {
                    let (begin, end) = (rows.take("datetime_begin"), rows.take("datetime_end"));
                    self.source.joined_timespan(whole, begin, end)?
                }
                found => found,
            };
            let array = self.source.array(column.as_ref(), field.kind, count)?;
            self.check_nulls(element, field, &array, &rows, column.as_ref())?;
            columns.push(array);
        }
        self.check_left_over(element, &rows)?;
        Ok(RecordBatch::try_new(element.schema.clone(), columns)?)
    }

    fn check_nulls(&self, element: &Element, field: &Field, array: &ArrayRef, rows: &Table, column: Option<&Column>) -> Result<()> {
        if field.nullable || array.null_count() == 0 {
            return Ok(());
        }
        let row = (0..array.len()).find(|row| array.is_null(*row)).unwrap_or(0);
        let place = column.map_or(rows.places[row], |column| column.places[row]);
        Err(self.source.error(place, format!("a record of `{}` has no `{}`", element.name, field.name)))
    }

    /// What is left must be fields that the file's universe has and this one lacks.
    fn check_left_over(&self, element: &Element, rows: &Table) -> Result<()> {
        for column in &rows.columns {
            let in_origin = self.origin.as_ref().and_then(|origin| origin.get(&element.name));
            if in_origin.is_some_and(|origin| origin.field(&column.name).is_some()) {
                continue;
            }
            let row = column.cells.iter().position(|cell| *cell != Cell::Absent).unwrap_or(0);
            let error = self.source.error(column.places[row], format!("unknown field `{}` of `{}`", column.name, element.name));
            return Err(hinted(error, &column.name, element.fields.iter().map(|f| f.name.as_str())));
        }
        Ok(())
    }

    /// Rows of `visit_system_membership` from `visit.visit_system`.
    fn memberships(&self, visits: &mut Table) -> Result<Option<ElementRows>> {
        let Some(mut system) = visits.take("visit_system") else { return Ok(None) };
        let (Some(instrument), Some(visit)) = (visits.column("instrument"), visits.column("id")) else { return Ok(None) };
        let mut rows = Table { columns: vec![instrument.clone(), renamed(visit, "visit")], places: visits.places.clone() };
        system.name = "visit_system".to_owned();
        rows.columns.push(system);
        let element = self.universe.element("visit_system_membership")?.clone();
        let batch = self.batch(&element, rows)?;
        Ok(Some((element, batch)))
    }

    /// Rows of `group` from `exposure.group_name`, which becomes `exposure.group`; `group_id` is left out.
    fn groups(&self, exposures: &mut Table) -> Result<Option<ElementRows>> {
        exposures.take("group_id");
        let Some(name) = exposures.take("group_name") else { return Ok(None) };
        exposures.columns.push(renamed(&name, "group"));
        let Some(instrument) = exposures.column("instrument") else { return Ok(None) };
        let rows = Table { columns: vec![instrument.clone(), renamed(&name, "name")], places: exposures.places.clone() };
        let element = self.universe.element("group")?.clone();
        let batch = self.batch(&element, rows)?;
        Ok(Some((element, batch)))
    }

    /// Adds `visit.day_obs`: the TAI date at the begin of the visit.
    fn add_day_obs(&self, visits: &mut Table) -> Result<()> {
        let mut cells = Vec::with_capacity(visits.rows());
        for row in 0..visits.rows() {
            match visits.column("datetime_begin").map(|column| &column.cells[row]) {
                Some(Cell::Time(begin)) => cells.push(Cell::Int(begin.day_obs(0))),
                _ => return Err(self.source.error(visits.places[row], "a record of `visit` has neither `day_obs` nor `datetime_begin`")),
            }
        }
        visits.columns.push(Column { name: "day_obs".to_owned(), cells, places: visits.places.clone() });
        Ok(())
    }

    /// Rows of `day_obs`, without timespan, for days that have had none in this file.
    fn day_rows(&mut self, rows: &Table) -> Result<Option<ElementRows>> {
        let (Some(instrument), Some(day)) = (rows.column("instrument"), rows.column("day_obs")) else { return Ok(None) };
        let mut kept = Vec::new();
        for row in 0..rows.rows() {
            if let (Cell::Text(name), Cell::Int(id)) = (&instrument.cells[row], &day.cells[row])
                && self.days.insert((name.clone(), *id))
            {
                kept.push(row);
            }
        }
        let pick = |column: &Column, name: &str| Column {
            name: name.to_owned(),
            cells: kept.iter().map(|row| column.cells[*row].clone()).collect(),
            places: kept.iter().map(|row| column.places[*row]).collect(),
        };
        let places = kept.iter().map(|row| rows.places[*row]).collect();
        let table = Table { columns: vec![pick(instrument, "instrument"), pick(day, "id")], places };
        let element = self.universe.element("day_obs")?.clone();
        let batch = self.batch(&element, table)?;
        Ok(Some((element, batch)))
    }

    /// The dimensions of a dataset type.
    pub(super) fn group(&self, part: &DatasetTypePart) -> Result<Group> {
        let has_visit = part.dimensions.iter().any(|name| name == "visit");
        let names = part.dimensions.iter().filter(|name| !(self.migrates.visit_system && has_visit && *name == "visit_system"));
        self.universe.conform(names).map_err(|error| {
            let hint = error.hint();
            let error = self.source.error(part.place, format!("dataset type `{}`: {error}", part.name));
            match hint {
                Some(hint) => error.with_hint(hint),
                None => error,
            }
        })
    }

    /// The required dimensions' columns of data IDs, named and in the order of the group. Other dimensions are left out: they follow.
    pub(super) fn data_ids(&self, group: &Group, data_ids: &Table) -> Result<Vec<ArrayRef>> {
        for column in &data_ids.columns {
            let is_dimension = |universe: &Universe| universe.get(&column.name).is_some_and(|e| e.is_dimension);
            if !is_dimension(&self.universe) && !self.origin.as_deref().is_some_and(is_dimension) {
                let row = column.cells.iter().position(|cell| *cell != Cell::Absent).unwrap_or(0);
                let error = self.source.error(column.places[row], format!("the dimension `{}` does not exist", column.name));
                return Err(hinted(error, &column.name, self.universe.dimensions().map(|e| e.name.as_str())));
            }
        }
        let count = data_ids.rows();
        group
            .required()
            .map(|name| {
                let column = data_ids.column(name);
                let array = self.source.array(column, self.universe.key_kind(name)?, count)?;
                if array.null_count() > 0 {
                    let row = (0..count).find(|row| array.is_null(*row)).unwrap_or(0);
                    return Err(self.source.error(data_ids.places[row], format!("the data ID has no value for the dimension `{name}`")));
                }
                Ok(array)
            })
            .collect()
    }
}

fn renamed(column: &Column, name: &str) -> Column {
    Column { name: name.to_owned(), ..column.clone() }
}

/// The error with near matches of `name` as its hint.
fn hinted<'a>(error: Error, name: &str, known: impl IntoIterator<Item = &'a str>) -> Error {
    match near_matches(name, known).first() {
        Some(near) => error.with_hint(format!("did you mean `{near}`?")),
        None => error,
    }
}

#[cfg(test)]
mod tests;
