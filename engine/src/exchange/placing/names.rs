//! The paths that templates give to the files of datasets.

use std::collections::HashMap;

use arrow::array::{ArrayRef, AsArray};
use uuid::Uuid;

use super::Arrivals;
use crate::datastore::{Datastore, Source, check_dataset};
use crate::dimensions::Value;
use crate::error::Result;
use crate::query::{Asked, Queries, fact};
use crate::registry::keys::column;

/// The paths that files of the datasets of `arrivals` would have, for each row: one for each of `parts`, which are a component or the whole, and an extension.
pub async fn predict(
    arrivals: &Arrivals<'_>,
    queries: &Queries,
    datastore: &Datastore,
    parts: &[(Option<String>, String)],
) -> Result<Vec<Vec<String>>> {
    let names = Names::of(arrivals, queries).await?;
    let ids = column(arrivals.rows, "id")?.as_fixed_size_binary();
    let of_row = |row: usize| {
        let id = Uuid::from_slice(ids.value(row)).unwrap_or_default();
        parts.iter().map(|(component, extension)| names.path(datastore, row, id, component.as_deref(), extension)).collect()
    };
    (0..arrivals.rows.num_rows()).map(of_row).collect()
}

/// What templates need to know of the data IDs of rows.
pub(super) struct Names<'a> {
    arrivals: &'a Arrivals<'a>,
    columns: HashMap<Source, ArrayRef>,
}

impl<'a> Names<'a> {
    /// Reads what any template may ask of these datasets. Fields are few, rows are many.
    pub(super) async fn of(arrivals: &'a Arrivals<'a>, queries: &Queries) -> Result<Names<'a>> {
        let group = &arrivals.dataset_type.dimensions;
        let mut sources: Vec<Source> = group.names().map(|name| Source::Dimension(name.to_owned())).collect();
        for element in group.dimensions().filter(|element| element.is_stored()) {
            let fields = element.fields.iter().filter(|field| is_nameable(field.kind));
            sources.extend(fields.map(|field| Source::Record { element: element.name.clone(), field: field.name.clone() }));
        }
        let asked: Vec<Asked<'_>> = sources
            .iter()
            .map(|source| match source {
                Source::Dimension(name) => Asked { dimension: name, field: None },
                Source::Record { element, field } => Asked { dimension: element, field: Some(field) },
            })
            .collect();
        let found = queries.facts(group, arrivals.rows, &asked, arrivals.staged).await?;
        Ok(Names { arrivals, columns: sources.into_iter().zip(found).collect() })
    }

    /// The path of the file of a row.
    pub(super) fn path(&self, datastore: &Datastore, row: usize, id: Uuid, component: Option<&str>, extension: &str) -> Result<String> {
        let value = |source: &Source| self.columns.get(source).map(|array| fact(array, row)).unwrap_or(Value::Null);
        let instrument = value(&Source::Dimension("instrument".to_owned()));
        let instrument = if let Value::Text(name) = &instrument { Some(name.as_str()) } else { None };
        let dataset_type = self.arrivals.dataset_type;
        let template = datastore.templates().of(dataset_type, component, instrument)?;
        let bound = template.bind(dataset_type, component, self.arrivals.run)?;
        let values: Vec<_> = bound.sources().iter().map(value).collect();
        let path = format!("{}{extension}", bound.path(&values, id)?);
        check_dataset(&path)?;
        Ok(path)
    }
}

fn is_nameable(kind: crate::dimensions::FieldKind) -> bool {
    use crate::dimensions::FieldKind;
    matches!(kind, FieldKind::Int | FieldKind::Text | FieldKind::Float | FieldKind::Bool)
}
