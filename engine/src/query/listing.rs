//! Datasets of several types, one answer a type.

use std::sync::Arc;

use super::Queries;
use super::datasets::Found;
use super::finish::Rows;
use super::spec::QueryOptions;
use crate::collections::Glob;
use crate::datasets::DatasetType;
use crate::{Error, Result};

/// The datasets of one type.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The type.
    pub dataset_type: Arc<DatasetType>,
    /// Columns of its dimensions (required, then implied), then `id` and `run`; at least one row, each dataset once.
    pub rows: Rows,
}

impl Queries {
    /// The datasets of all types that the names and patterns stand for, by name of the type; types without any are left out. The condition is put to
    /// each type by itself, and the limit is one of all together. Rows of one type only can be sorted.
    pub async fn datasets_of(&self, types: &[String], collections: &[String], found: Found, options: &QueryOptions) -> Result<Vec<Listed>> {
        let several = types.len() != 1 || types.iter().any(|name| Glob::is_pattern(name));
        if several && !options.order_by.is_empty() {
            return Err(Error::Unsupported {
                what: "order of datasets",
                name: options.order_by.join(", "),
                reason: "only datasets of one type can be sorted".to_owned(),
            }
            .with_hint("name one dataset type, without a pattern"));
        }
        let mut listed = Vec::new();
        let mut left = options.limit;
        for dataset_type in self.known_dataset_types(types)? {
            if left == Some(0) || (several && !self.has_any(&dataset_type.name, collections)?) {
                continue;
            }
            let options = QueryOptions { limit: left, ..options.clone() };
            let rows = self.datasets(&dataset_type.name, collections, found, &options).await?;
            left = left.map(|left| left.saturating_sub(rows.len()));
            if !rows.is_empty() {
                listed.push(Listed { dataset_type: dataset_type.clone(), rows: rows.once_by("id")? });
            }
        }
        Ok(listed)
    }
}
