//! Records of a dimension element.

use std::collections::{BTreeMap, BTreeSet};

use super::Queries;
use super::elements::field_name;
use super::finish::Rows;
use super::plan::Question;
use super::spec::QueryOptions;
use crate::Result;
use crate::dimensions::Role;

impl Queries {
    /// The records of an element, with all their fields under the names that they have there.
    pub async fn dimension_records(&self, element: &str, options: &QueryOptions) -> Result<Rows> {
        let universe = &self.snapshot.universe;
        let element = universe.element(element)?.clone();
        let dimensions = universe.conform(element.required.iter().chain(&element.implied))?;
        let mut fields = BTreeSet::new();
        let mut columns = Vec::new();
        for field in &element.fields {
            let name = match field.role {
                Role::Key => element.name.clone(),
                Role::Required | Role::Implied => field.name.clone(),
                _ => {
                    fields.insert(field.name.clone());
                    field_name(&element.name, &field.name)
                }
            };
            columns.push((name, field.name.clone()));
        }
        let question = Question {
            joined: self.joins(options)?,
            dimensions,
            options,
            fields: BTreeMap::from([(element.name.clone(), fields)]),
            records: vec![element.clone()],
        };
        let planned = self.plan(&question)?;
        let is_unique = question.joined.is_empty() && planned.all == question.dimensions;
        let wanted: Vec<String> = columns.iter().map(|(name, _)| name.clone()).collect();
        let rows = self.finished(planned, &wanted, is_unique, options).await?;
        let names: Vec<(&str, &str)> = columns.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        rows.renamed(&names)
    }
}
