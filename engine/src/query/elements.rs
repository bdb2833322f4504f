//! Rows of dimension elements, and the pixels that their regions meet.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::{AsArray, Int64Builder, ListBuilder};
use arrow::datatypes::{DataType, Field};
use datafusion::common::DataFusionError;
use datafusion::logical_expr::{ColumnarValue, LogicalPlanBuilder, ScalarUDF, Volatility, create_udf};

use super::Queries;
use super::relation::{Relation, plain};
use super::shapes;
use crate::dimensions::{Element, Universe};
use crate::sphere::{HealpixPixelization, HtmPixelization, Mq3cPixelization, Pixelization, Q3cPixelization, Region};
use crate::{Error, Result};

/// Name of the column of a field of an element.
pub(super) fn field_name(element: &str, field: &str) -> String {
    format!("{element}.{field}")
}

impl Queries {
    /// All rows of a table of SQL.
    pub(super) fn table(&self, name: &str) -> Result<LogicalPlanBuilder> {
        let table = self.schema.get(name)?.ok_or_else(|| Error::internal(format!("there is no table `{name}`")))?;
        Ok(LogicalPlanBuilder::scan(name, shapes::source(table), None)?)
    }

    /// The records of an element: the dimensions that it requires and implies, and some of its fields.
    pub(super) fn element(&self, element: &Element, fields: &BTreeSet<String>) -> Result<Relation> {
        if element.skypix.is_some() {
            return Err(Error::invalid("query", &element.name, "the pixels of the sky have no table to list them from")
                .with_hint(format!("join a dataset type with the dimension `{}`, or an overlap with a region", element.name)));
        }
        if let Some(table) = &element.view_of {
            let plan = self.table(table)?.filter(plain(&element.name).is_not_null())?;
            let columns = fields.iter().map(|field| (plain(&element.name), field_name(&element.name, field)));
            let all = columns.chain([(plain(&element.name), element.name.clone())]).collect();
            return Relation::project(plan, all)?.distinct();
        }
        let mut columns = Vec::new();
        let own = element.is_dimension.then_some(&element.name);
        for dimension in element.required.iter().filter(|d| Some(*d) != own).chain(own).chain(&element.implied) {
            let column = element.column_of(dimension).ok_or_else(|| Error::internal(format!("no column for `{dimension}`")))?;
            columns.push((plain(column), dimension.clone()));
        }
        columns.extend(fields.iter().map(|field| (plain(field), field_name(&element.name, field))));
        Relation::project(self.table(&element.name)?, columns)
    }

    /// The pixels of a skypix dimension that the regions of an element meet: the dimensions that identify a record, and the pixel.
    pub(super) fn pixels_of(&self, element: &Element, skypix: &Element) -> Result<Relation> {
        let region = field_name(&element.name, "region");
        let records = self.element(element, &BTreeSet::from(["region".to_owned()]))?;
        let pixels = pixels_function(skypix)?;
        let mut columns: Vec<_> = element.required.iter().map(|d| (plain(d), d.clone())).collect();
        columns.push((pixels.call(vec![plain(&region)]), skypix.name.clone()));
        let plan = LogicalPlanBuilder::from(records.plan).filter(plain(&region).is_not_null())?;
        let listed = Relation::project(plan, columns)?;
        let plan = LogicalPlanBuilder::from(listed.plan).unnest_column(skypix.name.as_str())?;
        Ok(Relation::of(plan.filter(plain(&skypix.name).is_not_null())?.build()?))
    }
}

/// The pixels that a skypix dimension counts.
pub(crate) fn pixelization(element: &Element) -> Result<Arc<dyn Pixelization>> {
    let skypix = element.skypix.as_ref().ok_or_else(|| Error::internal(format!("`{}` is no skypix dimension", element.name)))?;
    let level = u8::try_from(skypix.level).unwrap_or(u8::MAX);
    let made: Result<Arc<dyn Pixelization>, crate::sphere::Error> = match skypix.system.as_str() {
        "htm" => HtmPixelization::new(level).map(|p| Arc::new(p) as _),
        "healpix" => HealpixPixelization::new(level).map(|p| Arc::new(p) as _),
        "q3c" => Q3cPixelization::new(level).map(|p| Arc::new(p) as _),
        "mq3c" => Mq3cPixelization::new(level).map(|p| Arc::new(p) as _),
        other => return Err(Error::invalid("skypix system", other, "it is not known")),
    };
    made.map_err(|error| Error::invalid("skypix dimension", &element.name, error.to_string()))
}

/// The element whose pixels relate the regions of others.
pub(super) fn common_skypix(universe: &Universe) -> Result<&Arc<Element>> {
    universe.element(&universe.common_skypix)
}

/// The pixels that a region meets: made once for a dimension, so that plans that call it are alike.
fn pixels_function(skypix: &Element) -> Result<Arc<ScalarUDF>> {
    static MADE: Mutex<BTreeMap<String, Arc<ScalarUDF>>> = Mutex::new(BTreeMap::new());
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(function) = made.get(&skypix.name) {
        return Ok(function.clone());
    }
    let function = Arc::new(new_pixels_function(pixelization(skypix)?));
    made.insert(skypix.name.clone(), function.clone());
    Ok(function)
}

fn new_pixels_function(pixels: Arc<dyn Pixelization>) -> ScalarUDF {
    let item = Arc::new(Field::new_list_field(DataType::Int64, true));
    let name = format!("{}_pixels", pixels.name());
    let run = move |args: &[ColumnarValue]| -> Result<ColumnarValue, DataFusionError> {
        let arrays = ColumnarValue::values_to_arrays(args)?;
        let mut lists = ListBuilder::new(Int64Builder::new());
        for bytes in arrays[0].as_binary::<i32>().iter() {
            if let Some(bytes) = bytes {
                let region = Region::decode(bytes).map_err(|e| undecodable(&e))?;
                for range in pixels.envelope(&region, 0).ranges() {
                    (range.0..range.1).for_each(|pixel| lists.values().append_value(pixel.cast_signed()));
                }
            }
            lists.append(bytes.is_some());
        }
        Ok(ColumnarValue::Array(Arc::new(lists.finish())))
    };
    create_udf(&name, vec![DataType::Binary], DataType::List(item), Volatility::Immutable, Arc::new(run))
}

fn undecodable(error: &crate::sphere::Error) -> DataFusionError {
    DataFusionError::External(Box::new(Error::invalid("region", "of a dimension record", error.to_string())))
}
