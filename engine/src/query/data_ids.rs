//! Data IDs, general rows, and how rows are finished: each once, sorted, cut.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use datafusion::logical_expr::{LogicalPlan, LogicalPlanBuilder};

use super::Queries;
use super::finish::Rows;
use super::plan::{Joined, Planned, Question, column_name};
use super::relation::Relation;
use super::search::{Patterns, column};
use super::spec::{GeneralFields, QueryOptions};
use crate::dimensions::{Element, Group};
use crate::expression::{Column, DatasetField, lower_operand};
use crate::{Error, Result};

/// Whether a data ID counts for which a record is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Records {
    /// It counts.
    #[default]
    Optional,
    /// Every element of its dimensions must have one, also those that join dimensions (`visit_detector_region`).
    Required,
}

impl Queries {
    /// The data IDs of these dimensions: columns of the required ones, then of the implied.
    pub async fn data_ids<S: AsRef<str>>(&self, dimensions: &[S], options: &QueryOptions, records: Records) -> Result<Rows> {
        let group = self.snapshot.universe.conform(dimensions)?;
        let records: Vec<Arc<Element>> = match records {
            Records::Optional => Vec::new(),
            Records::Required => group.elements().filter(|e| e.skypix.is_none()).cloned().collect(),
        };
        let question = Question { joined: self.joins(options)?, dimensions: group, options, fields: BTreeMap::new(), records };
        let columns: Vec<String> = question.dimensions.data_id_keys().map(str::to_owned).collect();
        let planned = self.plan(&question)?;
        let is_unique = question.joined.is_empty() && planned.all == question.dimensions;
        self.finished(planned, &columns, is_unique, options).await
    }

    /// Rows of data IDs with chosen columns of elements and datasets, named `visit.name` and `bias.run`.
    pub async fn general<S: AsRef<str>>(&self, dimensions: &[S], fields: &GeneralFields, options: &QueryOptions) -> Result<Rows> {
        let group = self.snapshot.universe.conform(dimensions)?;
        let mut columns: Vec<String> = group.data_id_keys().map(str::to_owned).collect();
        let mut of_elements: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let named = fields.names.iter().filter_map(|name| name.split_once('.'));
        let pairs =
            fields.dimension_fields.iter().flat_map(|(e, fields)| fields.iter().map(move |f| (e.as_str(), f.as_str()))).chain(named);
        for (owner, field) in pairs {
            let element = self.snapshot.universe.element(owner)?;
            if let Some(dimension) = dimension_of(element, field) {
                columns.push(dimension);
                continue;
            }
            if element.field(field).is_none() {
                return Err(Error::missing("field", &format!("{owner}.{field}"), element.fields.iter().map(|f| f.name.as_str())));
            }
            of_elements.entry(owner.to_owned()).or_default().insert(field.to_owned());
            columns.push(format!("{owner}.{field}"));
        }
        let mut joined = self.joins(options)?;
        for (dataset_type, names) in &fields.dataset_fields {
            let known = joined.iter().map(|j| j.search.dataset_type.name.clone()).collect::<Vec<_>>();
            let Some(join) = joined.iter_mut().find(|j| &j.search.dataset_type.name == dataset_type) else {
                return Err(Error::missing("joined dataset type", dataset_type, known.iter().map(String::as_str)));
            };
            for name in names {
                let field = DatasetField::named(name);
                let field = field.ok_or_else(|| Error::missing("field of datasets", name, DatasetField::ALL.map(DatasetField::name)))?;
                join.fields.insert(field);
                columns.push(column(dataset_type, field));
            }
        }
        columns = once(columns);
        let first = fields.dataset_fields.keys().next().filter(|_| fields.find_first && fields.dataset_fields.len() == 1);
        joined.iter_mut().for_each(|join| join.is_ranked = Some(&join.search.dataset_type.name) == first);
        let question = Question { joined, dimensions: group, options, fields: of_elements, records: Vec::new() };
        let planned = self.plan(&question)?;
        // Of datasets that are found first there is one for each data ID.
        let is_unique = question.joined.iter().all(|join| join.is_ranked) && planned.all == question.dimensions;
        match question.joined.iter().find(|join| join.is_ranked) {
            Some(join) => self.first_finished(planned, (join, &question.dimensions), &columns, is_unique, options).await,
            None => self.finished(planned, &columns, is_unique, options).await,
        }
    }

    /// The searches of an option.
    pub(super) fn joins(&self, options: &QueryOptions) -> Result<Vec<Joined>> {
        options.joins.iter().map(|j| Ok(Joined::new(self.search(&j.dataset_type, &j.collections, Patterns::Allowed)?))).collect()
    }

    /// Of the rows of a plan those that are found first for a data ID of some dimensions, with these columns, each once, sorted and cut.
    pub(super) async fn first_finished(
        &self,
        planned: Planned,
        (joined, dimensions): (&Joined, &Group),
        columns: &[String],
        is_unique: bool,
        options: &QueryOptions,
    ) -> Result<Rows> {
        let rows = self.collect(planned.rows.plan.clone()).await?;
        let first = super::find_first::first(rows.batch(), joined, dimensions)?;
        if is_unique {
            return super::at_hand::finished(&Rows::new(first), columns, &planned.order, options);
        }
        self.finished(Planned { rows: Relation::of(in_memory(first)?), ..planned }, columns, is_unique, options).await
    }

    /// The rows with these columns, each once, sorted and cut.
    pub(super) async fn finished(&self, planned: Planned, columns: &[String], is_unique: bool, options: &QueryOptions) -> Result<Rows> {
        let Planned { mut rows, order, .. } = planned;
        let mut kept = columns.to_vec();
        order.iter().for_each(|term| term.operand.each_column(&mut |column| kept.push(column_name(column))));
        rows = rows.select(&once(kept))?;
        if !is_unique {
            rows = rows.distinct()?;
        }
        let mut plan = LogicalPlanBuilder::from(rows.plan);
        if !order.is_empty() {
            let terms = order.iter().map(|term| {
                let expr = lower_operand(&term.operand, &|column: &Column| super::relation::plain(&column_name(column)))?;
                Ok(expr.sort(!term.is_descending, !term.is_descending))
            });
            plan = plan.sort(terms.collect::<Result<Vec<_>>>()?)?;
        }
        if options.limit.is_some() || options.offset > 0 {
            plan = plan.limit(options.offset, options.limit)?;
        }
        self.collect(plan.build()?).await?.select(columns)
    }
}

/// The dimension whose value a field holds.
fn dimension_of(element: &Element, field: &str) -> Option<String> {
    let is_own = element.is_dimension && element.own_key().is_some_and(|key| key.name == field);
    if is_own {
        return Some(element.name.clone());
    }
    element.required.iter().chain(&element.implied).find(|d| *d == field).cloned()
}

fn once(names: Vec<String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    names.into_iter().filter(|name| seen.insert(name.clone())).collect()
}

/// Rows that are at hand.
pub(super) fn in_memory(batch: arrow::array::RecordBatch) -> Result<LogicalPlan> {
    let table = datafusion::catalog::MemTable::try_new(batch.schema(), vec![vec![batch]])?;
    let source = datafusion::datasource::provider_as_source(Arc::new(table));
    let plan = LogicalPlanBuilder::scan("found", source, None)?.build()?;
    let columns = plan.schema().columns().into_iter();
    let exprs: Vec<_> = columns
        .map(|c| {
            let name = c.name.clone();
            datafusion::logical_expr::Expr::Column(c).alias(name)
        })
        .collect();
    Ok(LogicalPlanBuilder::from(plan).project(exprs)?.build()?)
}
