//! What is asked, as a mapping: conditions, order and limits of every question.

use butler_engine::expression::Governors;
use butler_engine::query::{DatasetJoin, QueryOptions};
use pyo3::prelude::*;

use crate::convert::{Bind, DataId, binds, keys_by_name};

/// A mapping with all of these keys.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct Conditions {
    /// In the `where` language; empty for none.
    condition: String,
    /// What the condition names.
    bind: Vec<(String, Bind)>,
    /// Values that dimensions must have.
    data_id: Vec<(String, Bind)>,
    /// Names to sort by.
    order_by: Vec<String>,
    limit: Option<usize>,
    offset: usize,
    /// Values of governors where nothing is said about them.
    defaults: DataId,
    /// Dimensions that are joined though nothing of them is in the answer.
    dimensions: Vec<String>,
    /// Dataset types that must exist, and where.
    joins: Vec<(String, Vec<String>)>,
    /// Whether a dimension in the condition needs its governor.
    check: bool,
}

impl Conditions {
    /// For the engine.
    pub fn options(self) -> QueryOptions {
        let join = |(dataset_type, collections)| DatasetJoin { dataset_type, collections };
        QueryOptions {
            where_: self.condition,
            binds: binds(self.bind),
            data_id: binds(self.data_id),
            dimensions: self.dimensions,
            joins: self.joins.into_iter().map(join).collect(),
            order_by: self.order_by,
            limit: self.limit,
            offset: self.offset,
            default_data_id: keys_by_name(self.defaults),
            governors: if self.check { Governors::Required } else { Governors::Optional },
        }
    }
}
