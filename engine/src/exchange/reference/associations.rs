//! What collections say of datasets: tags and validity ranges.

use std::collections::HashSet;

use uuid::Uuid;

use super::super::database::{Database, Value, quoted};
use super::super::import::Sink;
use super::super::placing::Association;
use super::super::read::{AssociationsPart, Cell, CollectionKind, Part, Place};
use super::config::Config;
use super::datasets::{Type, of};
use super::here::Here;
use super::parts::{CHUNK_ROWS, Keyed, lacking};
use super::values;
use crate::dimensions::FieldKind;
use crate::error::Result;
use crate::time::Timespan;

/// What reads them.
pub(super) struct Associations<'a> {
    pub(super) config: &'a Config,
    /// The column that names collections.
    pub(super) key: &'a str,
    pub(super) here: Option<&'a Here>,
}

impl Associations<'_> {
    /// Reads tags and validity ranges, but for those that are here.
    pub(super) fn read(
        &self,
        database: &mut dyn Database,
        collections: &[Keyed],
        types: &[Type],
        holds: impl Fn(&Keyed, CollectionKind, &Type) -> bool,
        sink: Sink<'_>,
    ) -> Result<()> {
        for ty in types {
            for tagged in collections.iter().filter(|tagged| holds(tagged, CollectionKind::Tagged, ty)) {
                let sql = format!("SELECT dataset_id, NULL, NULL FROM {} WHERE {}", quoted(&ty.tags), of(self.key, tagged, ty));
                self.read_some(database, &sql, &ty.tags, ty, tagged, sink)?;
            }
            let Some(calibs) = &ty.calibs else { continue };
            let columns = database.columns(calibs)?;
            let (begin, end) =
                if columns.iter().any(|name| name == "timespan") { ("timespan", "NULL") } else { ("timespan_begin", "timespan_end") };
            for calibration in collections.iter().filter(|collection| holds(collection, CollectionKind::Calibration, ty)) {
                let of = of(self.key, calibration, ty);
                let sql = format!("SELECT dataset_id, {begin}, {end} FROM {} WHERE {of} ORDER BY 2, 3, 1", quoted(calibs));
                self.read_some(database, &sql, calibs, ty, calibration, sink)?;
            }
        }
        Ok(())
    }

    /// Those of one collection and type; ranges that are the same come together.
    fn read_some(&self, database: &mut dyn Database, sql: &str, table: &str, ty: &Type, collection: &Keyed, sink: Sink<'_>) -> Result<()> {
        let known: HashSet<Association> = match self.here {
            Some(here) => here.associated(&ty.name, collection)?,
            None => HashSet::new(),
        };
        let part = |timespan: Option<Timespan>, ids: Vec<Uuid>| {
            Part::Associations(AssociationsPart { collection: collection.name.clone(), timespan, ids, place: Place::default() })
        };
        let (mut timespan, mut ids) = (None, Vec::new());
        database.query(sql, &mut |row| {
            let (id, next) = self.association(row, table, collection)?;
            if known.contains(&(id, next)) {
                self.here.inspect(|here| here.count_association());
                return Ok(());
            }
            if !ids.is_empty() && (next != timespan || ids.len() >= CHUNK_ROWS) {
                sink(part(timespan, std::mem::take(&mut ids)))?;
            }
            timespan = next;
            ids.push(id);
            Ok(())
        })?;
        if ids.is_empty() { Ok(()) } else { sink(part(timespan, ids)) }
    }

    fn association(&self, row: &[Value], table: &str, collection: &Keyed) -> Result<Association> {
        let [id, begin, end] = row else { return Err(lacking(self.config, table, "columns")) };
        let id = values::dataset_id(id).ok_or_else(|| lacking(self.config, table, "dataset ID"))?;
        let timespan = match (begin, end) {
            (Value::Null, Value::Null) => None,
            (whole @ Value::Text(_), Value::Null) => values::cell(whole, FieldKind::Timespan).ok(),
            (begin, end) => values::timespan(begin, end),
        };
        match timespan {
            Some(Cell::Timespan(timespan)) => Ok((id, Some(timespan))),
            None if collection.kind == CollectionKind::Tagged => Ok((id, None)),
            _ => Err(lacking(self.config, table, "timespan")),
        }
    }
}
