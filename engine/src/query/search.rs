//! Searches for datasets of one type in collections, as rows: data ID, UUID, run, where found and when valid.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use arrow::array::{Int64Array, StructArray};
use datafusion::common::ScalarValue;
use datafusion::logical_expr::{Expr, LogicalPlanBuilder, cast, lit};

use super::Queries;
use super::relation::{Relation, plain};
use crate::collections::{Chains, Collection, CollectionType, Glob, flatten, matching};
use crate::datasets::DatasetType;
use crate::expression::DatasetField;
use crate::registry::table;
use crate::time::timespan_fields;
use crate::{Error, Result};

/// Name of the field that tells in which collection of the search a dataset was found, whose place is its rank.
const HOLDER: &str = "found in";

/// A dataset type and the collections that have some of it, in the order of the search.
#[derive(Debug, Clone)]
pub(super) struct Search {
    pub(super) dataset_type: Arc<DatasetType>,
    pub(super) found: Vec<Collection>,
}

impl Search {
    /// Whether validity ranges play a part.
    pub(super) fn is_calibration(&self) -> bool {
        self.found.iter().any(|c| c.kind == CollectionType::Calibration)
    }

    /// Name of the column of a field.
    pub(super) fn column(&self, field: DatasetField) -> String {
        column(&self.dataset_type.name, field)
    }

    pub(super) fn holder(&self) -> String {
        format!("{}.{HOLDER}", self.dataset_type.name)
    }

    fn names(&self, kind: CollectionType) -> Vec<Expr> {
        self.found.iter().filter(|c| c.kind == kind).map(|c| lit(c.name.clone())).collect()
    }
}

/// Name of the column of a field of a dataset.
pub(super) fn column(dataset_type: &str, field: DatasetField) -> String {
    format!("{dataset_type}.{}", field.name())
}

impl Queries {
    /// The collections that the names stand for, chains resolved; patterns in the order of the names that fit.
    pub(super) fn resolve(&self, names: &[String], patterns: Patterns) -> Result<Vec<&Collection>> {
        let all = self.snapshot.collections();
        if patterns == Patterns::Refused
            && let Some(name) = names.iter().find(|name| Glob::is_pattern(name) && !all.contains_key(*name))
        {
            return Err(Error::invalid("search", name, "a pattern has no order to find the first dataset in")
                .with_hint("name the collections, or ask for all datasets"));
        }
        flatten(all, &self.matching_names(names), Chains::Flatten)
    }

    /// The names, and in the place of each pattern those that fit it.
    pub(super) fn matching_names<'a>(&'a self, names: &'a [String]) -> Vec<&'a String> {
        let all = self.snapshot.collections();
        let mut found = Vec::new();
        for name in names {
            if Glob::is_pattern(name) && !all.contains_key(name) {
                found.extend(matching(all, &[Glob::new(name)]).into_iter().map(|c| &c.name));
            } else {
                found.push(name);
            }
        }
        found
    }

    /// A search in those of the collections that have datasets of the type.
    pub(super) fn search(&self, dataset_type: &str, collections: &[String], patterns: Patterns) -> Result<Search> {
        let dataset_type = self.snapshot.dataset_type(dataset_type)?.clone();
        let has = self.types_by_collection()?;
        let found = self.resolve(collections, patterns)?;
        let found = found.into_iter().filter(|c| has.get(&c.name).is_some_and(|types| types.contains(&dataset_type.name))).cloned();
        Ok(Search { found: found.collect(), dataset_type })
    }

    /// The rows of a search: dimensions of the type, these fields, and where it was found if ranks are asked for.
    pub(super) fn search_rows(&self, search: &Search, fields: &BTreeSet<DatasetField>, is_ranked: bool) -> Result<Relation> {
        let mut rows: Option<LogicalPlanBuilder> = None;
        for kind in [CollectionType::Run, CollectionType::Tagged, CollectionType::Calibration] {
            let names = search.names(kind);
            if names.is_empty() {
                continue;
            }
            let part = self.part(search, kind, names, fields, is_ranked)?;
            rows = Some(match rows {
                None => LogicalPlanBuilder::from(part.plan),
                Some(rows) => rows.union(part.plan)?,
            });
        }
        match rows {
            Some(rows) => Ok(Relation::of(rows.build()?)),
            None => self.part(search, CollectionType::Run, Vec::new(), fields, is_ranked)?.filter(lit(false)),
        }
    }

    fn part(
        &self,
        search: &Search,
        kind: CollectionType,
        names: Vec<Expr>,
        fields: &BTreeSet<DatasetField>,
        is_ranked: bool,
    ) -> Result<Relation> {
        let (table, holder) = match kind {
            CollectionType::Run => ("datasets", "run"),
            CollectionType::Tagged => ("tags", "collection"),
            _ => ("validity", "collection"),
        };
        let of_type = plain("type").eq(lit(search.dataset_type.name.clone()));
        let mut rows = self.table(table)?.filter(of_type.clone().and(plain(holder).in_list(names, false)))?;
        if fields.contains(&DatasetField::IngestDate) && kind != CollectionType::Run {
            let ingested = Relation::project(
                self.table("datasets")?.filter(of_type)?,
                vec![(plain("id"), "id".to_owned()), (plain("ingest_time"), "ingest_time".to_owned())],
            )?;
            let kept =
                ["id", "run", "collection", "timespan"].into_iter().filter(|c| *c != "timespan" || kind == CollectionType::Calibration);
            let kept = kept.chain(search.dataset_type.dimensions.names()).map(|c| (plain(c), c.to_owned()));
            rows = LogicalPlanBuilder::from(Relation::project(rows, kept.collect())?.join(ingested)?.plan);
        }
        let mut columns: Vec<(Expr, String)> = search.dataset_type.dimensions.names().map(|name| (plain(name), name.to_owned())).collect();
        for field in fields {
            let expr = match field {
                DatasetField::Id => plain("id"),
                DatasetField::Run => plain("run"),
                DatasetField::Collection => plain(holder),
                DatasetField::IngestDate => cast(plain("ingest_time"), arrow::datatypes::DataType::Int64),
                DatasetField::Timespan if kind == CollectionType::Calibration => plain("timespan"),
                DatasetField::Timespan => always(),
            };
            columns.push((expr, search.column(*field)));
        }
        if is_ranked {
            columns.push((plain(holder), search.holder()));
        }
        Relation::project(rows, columns)
    }

    /// The dataset types that there are some of, by collection that is no chain.
    pub(super) fn types_by_collection(&self) -> Result<&TypesByCollection> {
        if let Some(types) = self.types.get() {
            return Ok(types);
        }
        let mut types = TypesByCollection::new();
        for (name, of_collection, of_type) in [(table::DATASET, 1, 0), (table::TAG, 0, 1), (table::VALIDITY, 0, 1)] {
            for key in self.snapshot.table(name)?.block_keys()? {
                types.entry(key[of_collection].clone()).or_default().insert(key[of_type].clone());
            }
        }
        Ok(self.types.get_or_init(|| types))
    }
}

/// Names of dataset types, by name of a collection.
pub(super) type TypesByCollection = BTreeMap<String, BTreeSet<String>>;

/// Whether names of collections may be patterns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Patterns {
    Allowed,
    Refused,
}

/// The timespan without bounds.
fn always() -> Expr {
    let unbounded = || Arc::new(Int64Array::from(vec![None::<i64>])) as arrow::array::ArrayRef;
    lit(ScalarValue::Struct(Arc::new(StructArray::new(timespan_fields(), vec![unbounded(), unbounded()], None))))
}
