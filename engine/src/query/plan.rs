//! From a question to joined rows: what the condition means, which tables are needed for it, and how they are joined.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use datafusion::logical_expr::{Expr, ScalarUDF, lit};

use super::Queries;
use super::connections::connected;
use super::elements::{common_skypix, field_name, pixelization};
use super::relation::{Relation, plain};
use super::search::{self, Search};
use super::spec::QueryOptions;
use crate::dimensions::{Element, Group, Universe};
use crate::expression::{Column, DatasetField, OrderTerm, Predicate, Scope, Test, constrain, lower, order_term, parse};
use crate::sphere::Region;
use crate::{Error, Result};

/// A dataset type in a question.
#[derive(Debug, Clone)]
pub(super) struct Joined {
    pub(super) search: Search,
    /// Fields that the answer needs.
    pub(super) fields: BTreeSet<DatasetField>,
    /// Whether the answer needs the place in the search.
    pub(super) is_ranked: bool,
}

impl Joined {
    pub(super) fn new(search: Search) -> Joined {
        Joined { search, fields: BTreeSet::new(), is_ranked: false }
    }
}

/// What rows are wanted.
#[derive(Debug)]
pub(super) struct Question<'a> {
    /// Dimensions of the answer.
    pub(super) dimensions: Group,
    pub(super) options: &'a QueryOptions,
    pub(super) joined: Vec<Joined>,
    /// Fields of elements that the answer has, by element.
    pub(super) fields: BTreeMap<String, BTreeSet<String>>,
    /// Elements that must have a record for a data ID.
    pub(super) records: Vec<Arc<Element>>,
}

/// Rows that fit, with all columns that the answer or its order need.
#[derive(Debug)]
pub(super) struct Planned {
    pub(super) rows: Relation,
    /// All dimensions of the rows.
    pub(super) all: Group,
    pub(super) order: Vec<OrderTerm>,
}

/// The name of a column in rows.
pub(super) fn column_name(column: &Column) -> String {
    match column {
        Column::Dimension(name) => name.clone(),
        Column::Field { element, field } => field_name(element, field),
        Column::Dataset { dataset_type, field } => search::column(dataset_type, *field),
    }
}

/// What a question means.
struct Understood {
    predicate: Predicate,
    order: Vec<OrderTerm>,
    /// Dimensions of the answer, of the condition and of all that is joined.
    all: Group,
    datasets: Vec<(String, Group, bool)>,
}

impl Queries {
    /// The dimensions of a question: those of an answer, of its condition and of all that is joined.
    pub fn dimensions_of<S: AsRef<str>>(&self, dimensions: &[S], options: &QueryOptions) -> Result<Group> {
        let dimensions = self.snapshot.universe.conform(dimensions)?;
        let question = Question { dimensions, options, joined: self.joins(options)?, fields: BTreeMap::new(), records: Vec::new() };
        Ok(self.understand(&question)?.all)
    }

    fn understand(&self, question: &Question<'_>) -> Result<Understood> {
        let universe = &self.snapshot.universe;
        let mut scope_group = question.dimensions.union(&universe.conform(&question.options.dimensions)?)?;
        for joined in &question.joined {
            scope_group = scope_group.union(&joined.search.dataset_type.dimensions)?;
        }
        let datasets: Vec<(String, Group, bool)> = question
            .joined
            .iter()
            .map(|j| (j.search.dataset_type.name.clone(), j.search.dataset_type.dimensions.clone(), j.search.is_calibration()))
            .collect();
        let options = question.options;
        let scope = Scope {
            universe,
            dimensions: &scope_group,
            datasets: &datasets,
            binds: &options.binds,
            default_data_id: &options.default_data_id,
        };
        let predicate = constrain(&parse(&options.where_)?, &scope, &options.data_id, options.governors)?;
        let order = options.order_by.iter().map(|term| order_term(term, &scope)).collect::<Result<Vec<_>>>()?;
        let all = scope_group.union(&predicate.dimensions(universe)?)?;
        Ok(Understood { predicate, order, all, datasets })
    }

    /// Plans the rows of a question.
    pub(super) fn plan(&self, question: &Question<'_>) -> Result<Planned> {
        let universe = &self.snapshot.universe;
        let Understood { predicate, order, mut all, datasets } = self.understand(question)?;
        for element in question.records.iter().chain(question.fields.keys().map(|e| universe.element(e)).collect::<Result<Vec<_>>>()?) {
            all = all.union(&universe.conform(element.required.iter().chain(&element.implied))?)?;
        }
        let operands: Vec<Group> = datasets.iter().map(|(_, group, _)| group.clone()).collect();
        let calibrations: Vec<String> = datasets.iter().filter(|d| d.2).map(|d| d.0.clone()).collect();
        let predicate = connected(predicate, &all, &operands, &calibrations)?;
        let rows = Tables::new(self, question, &all, &order).joined(&predicate)?;
        Ok(Planned { rows, all, order })
    }
}

/// The tables of a question while they are gathered.
struct Tables<'a> {
    queries: &'a Queries,
    question: &'a Question<'a>,
    all: &'a Group,
    /// Fields of elements that are needed.
    fields: BTreeMap<String, BTreeSet<String>>,
    /// Fields of datasets that are needed.
    dataset_fields: BTreeMap<String, BTreeSet<DatasetField>>,
    /// Elements whose pixels of the common sort are joined.
    pixels: BTreeSet<String>,
    conditions: Vec<Expr>,
    /// Pairs of elements whose regions overlap.
    overlaps: Vec<[String; 2]>,
}

impl<'a> Tables<'a> {
    fn new(queries: &'a Queries, question: &'a Question<'a>, all: &'a Group, order: &[OrderTerm]) -> Tables<'a> {
        let mut tables = Tables {
            queries,
            question,
            all,
            fields: question.fields.clone(),
            dataset_fields: BTreeMap::new(),
            pixels: BTreeSet::new(),
            conditions: Vec::new(),
            overlaps: Vec::new(),
        };
        for joined in &question.joined {
            tables.dataset_fields.insert(joined.search.dataset_type.name.clone(), joined.fields.clone());
        }
        order.iter().for_each(|term| term.operand.each_column(&mut |column| tables.need(column)));
        tables
    }

    fn universe(&self) -> &'a Arc<Universe> {
        &self.queries.snapshot.universe
    }

    fn need(&mut self, column: &Column) {
        match column {
            Column::Dimension(_) => {}
            Column::Field { element, field } => {
                self.fields.entry(element.clone()).or_default().insert(field.clone());
            }
            Column::Dataset { dataset_type, field } => {
                self.dataset_fields.entry(dataset_type.clone()).or_default().insert(*field);
            }
        }
    }

    /// The rows for which the condition is true.
    fn joined(mut self, predicate: &Predicate) -> Result<Relation> {
        let mut plain_parts = Vec::new();
        for part in predicate.conjuncts() {
            match part {
                Predicate::Test(Test::RegionsOverlap(a, b)) => self.regions(a, b)?,
                Predicate::Test(Test::RegionOverlaps(Column::Field { element, .. }, region)) => self.region(element, region)?,
                part => plain_parts.push(part.clone()),
            }
        }
        let rest = Predicate::all(plain_parts);
        rest.columns().into_iter().for_each(|column| self.need(column));
        let overlaps = overlaps_function();
        if rest != Predicate::ALL {
            let condition = lower(&rest, &|column| plain(&column_name(column)), &overlaps)?;
            self.conditions.push(condition);
        }
        let rows = natural_join(self.overlapping(self.relations()?)?)?;
        self.conditions.into_iter().try_fold(rows, Relation::filter)
    }

    /// The regions of two elements overlap.
    fn regions(&mut self, a: &Column, b: &Column) -> Result<()> {
        let (Column::Field { element: a, .. }, Column::Field { element: b, .. }) = (a, b) else {
            return Err(Error::internal("an overlap of something without regions"));
        };
        let common = &common_skypix(self.universe())?.name;
        let is_stored = |name: &str| -> Result<bool> { Ok(self.universe().element(name)?.is_stored()) };
        match (is_stored(a)?, is_stored(b)?) {
            (true, true) => {
                if self.all.contains(common) {
                    self.pixels.extend([a.clone(), b.clone()]);
                }
                for element in [a, b] {
                    self.fields.entry(element.clone()).or_default().insert("region".to_owned());
                }
                self.overlaps.push([a.clone(), b.clone()]);
            }
            (true, false) if b == common => drop(self.pixels.insert(a.clone())),
            (false, true) if a == common => drop(self.pixels.insert(b.clone())),
            _ => {
                return Err(Error::invalid("query", format!("{a} with {b}"), "they can't be joined in space")
                    .with_hint(format!("pixels are related to regions by `{common}` only")));
            }
        }
        Ok(())
    }

    /// The region of an element overlaps one that is given.
    fn region(&mut self, element: &str, region: &Region) -> Result<()> {
        let element = self.universe().element(element)?;
        if element.skypix.is_some() {
            self.conditions.push(in_pixels(element, region)?);
            return Ok(());
        }
        let common = common_skypix(self.universe())?;
        if self.all.contains(&common.name) {
            self.pixels.insert(element.name.clone());
            self.conditions.push(in_pixels(common, region)?);
        }
        self.fields.entry(element.name.clone()).or_default().insert("region".to_owned());
        let given = lit(datafusion::common::ScalarValue::Binary(Some(region.encode())));
        self.conditions.push(overlaps_function().call(vec![plain(&field_name(&element.name, "region")), given]));
        Ok(())
    }

    /// The same relations, those with regions that overlap joined before all others: few rows are left of them.
    fn overlapping(&self, mut relations: Vec<Relation>) -> Result<Vec<Relation>> {
        for pair in &self.overlaps {
            let regions = [0, 1].map(|i| field_name(&pair[i], "region"));
            let condition = overlaps_function().call(regions.iter().map(|region| plain(region)).collect());
            let place = |relations: &[Relation], region: &str| {
                let found = relations.iter().position(|r| r.has(region));
                found.ok_or_else(|| Error::internal(format!("no table has `{region}`")))
            };
            let mut rows = relations.remove(place(&relations, &regions[0])?);
            if !rows.has(&regions[1]) {
                rows = rows.join(relations.remove(place(&relations, &regions[1])?))?;
            }
            relations.insert(0, rows.filter(condition)?);
        }
        Ok(relations)
    }

    /// All tables that are needed: searches, elements whose fields or relations matter, pixels, and what else has the dimensions that are left.
    fn relations(&self) -> Result<Vec<Relation>> {
        let mut relations = Vec::new();
        for joined in &self.question.joined {
            let fields = self.dataset_fields.get(&joined.search.dataset_type.name).cloned().unwrap_or_default();
            relations.push(self.queries.search_rows(&joined.search, &fields, joined.is_ranked)?);
        }
        let no_fields = BTreeSet::new();
        for element in self.all.elements() {
            let fields = self.fields.get(&element.name);
            let is_wanted = fields.is_some() || self.question.records.iter().any(|e| e.name == element.name);
            if is_wanted || (element.defines_relationships() && !self.is_related_by_dataset(element)) {
                relations.push(self.queries.element(element, fields.unwrap_or(&no_fields))?);
            }
        }
        let common = common_skypix(self.universe())?;
        for element in &self.pixels {
            relations.push(self.queries.pixels_of(self.universe().element(element)?, common)?);
        }
        loop {
            let is_missing = |name: &&str| !relations.iter().any(|r: &Relation| r.has(name));
            let missing: Vec<&str> = self.all.names().filter(is_missing).collect();
            let brings = |name: &&&str| {
                let element = self.universe().get(name);
                element.map_or(0, |e| missing.iter().filter(|m| e.required.iter().chain(&e.implied).any(|d| d == *m)).count())
            };
            let Some(best) = missing.iter().max_by_key(brings) else { break };
            relations.push(self.queries.element(self.universe().element(best)?, &no_fields)?);
        }
        Ok(relations)
    }

    /// Whether the rows of a dataset type have all dimensions that an element relates.
    fn is_related_by_dataset(&self, element: &Element) -> bool {
        let mut dimensions = element.required.iter().chain(&element.implied);
        self.question.joined.iter().any(|j| dimensions.clone().all(|d| j.search.dataset_type.dimensions.contains(d)))
            && dimensions.next().is_some()
    }
}

/// The pixel is one of those that a region may meet.
fn in_pixels(skypix: &Element, region: &Region) -> Result<Expr> {
    let pixel = || plain(&skypix.name);
    let envelope = pixelization(skypix)?.envelope(region, 0);
    let ranges = envelope.ranges().map(|(begin, end)| pixel().gt_eq(lit(begin.cast_signed())).and(pixel().lt(lit(end.cast_signed()))));
    Ok(ranges.reduce(Expr::or).unwrap_or(lit(false)))
}

/// All relations joined, each with one that it shares columns with as long as there is one.
fn natural_join(mut relations: Vec<Relation>) -> Result<Relation> {
    if relations.is_empty() {
        let plan = datafusion::logical_expr::LogicalPlanBuilder::empty(true).build()?;
        return Ok(Relation::of(plan));
    }
    let mut rows = relations.remove(0);
    while !relations.is_empty() {
        let shared = |r: &Relation| r.columns().iter().filter(|c| rows.has(c)).count();
        // The first of those with most in common.
        let best = relations.iter().enumerate().max_by_key(|(i, r)| (shared(r), std::cmp::Reverse(*i))).map_or(0, |(i, _)| i);
        rows = rows.join(relations.remove(best))?;
    }
    Ok(rows)
}

/// Whether two regions overlap.
fn overlaps_function() -> ScalarUDF {
    ScalarUDF::new_from_impl(crate::sql::functions::intersects())
}
