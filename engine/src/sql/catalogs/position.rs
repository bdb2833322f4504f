//! Leaving out files whose region can't meet what a filter says of the position of a row: a cone or a polygon in ADQL words on the coordinates, as in
//! `contains(point(degrees(coord_ra), degrees(coord_dec)), circle(150.1, 2.2, 0.1))` or `distance(ra, dec, 150.1, 2.2) < 0.1`.
//!
//! Rows of a file are in the region of its data ID: that of the detector on the visit, of the patch, of the pixel. Regions of exposures are made before
//! they are fitted, so that rows may lie somewhat outside: [`MARGIN_RAD`] is left around them.

use std::sync::Arc;

use arrow::array::{AsArray, Int64Array, RecordBatch, UInt64Array};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, FieldRef, Int64Type, Schema, UInt64Type};
use butler_catalogs::meta;
use datafusion::catalog::{MemTable, Session};
use datafusion::common::{Column, JoinType, ScalarValue};
use datafusion::datasource::provider_as_source;
use datafusion::logical_expr::utils::split_conjunction;
use datafusion::logical_expr::{BinaryExpr, Expr, LogicalPlanBuilder, Operator};

use crate::datasets::DatasetType;
use crate::expression::{Function as Shape, region_of_degrees};
use crate::sphere::{Circle, Region};
use crate::sql::table_functions::builder::Builder;
use crate::{Error, Result};

/// How far outside of the region of its data ID a row may be: one minute of arc, far above the errors of telescopes' pointing that LSST's cameras have.
const MARGIN_RAD: f64 = 60.0 / 3600.0 * std::f64::consts::PI / 180.0;

/// Names of coordinates: right ascension and declination.
const COORDINATES: [(&str, &str); 4] = [("coord_ra", "coord_dec"), ("ra", "dec"), ("ra", "decl"), ("raj2000", "dej2000")];

/// The columns of coordinates among some, by their names.
pub fn coordinates(columns: &[FieldRef]) -> Option<(String, String)> {
    let find = |name: &str| columns.iter().find(|field| field.name().eq_ignore_ascii_case(name)).map(|field| field.name().clone());
    COORDINATES.iter().find_map(|(lon, lat)| find(lon).zip(find(lat)))
}

/// Where rows must be for which the filters are true.
pub fn regions(filters: &[Expr], columns: &[FieldRef]) -> Vec<Region> {
    filters.iter().flat_map(split_conjunction).filter_map(|part| region(part, columns)).collect()
}

fn region(filter: &Expr, columns: &[FieldRef]) -> Option<Region> {
    match filter {
        Expr::ScalarFunction(call) => {
            let [a, b] = call.args.as_slice() else { return None };
            match call.func.name() {
                "contains" => is_position(a, columns).then(|| constant_region(b)).flatten(),
                "intersects" | "overlaps" if is_position(a, columns) => constant_region(b),
                "intersects" | "overlaps" if is_position(b, columns) => constant_region(a),
                _ => None,
            }
        }
        Expr::BinaryExpr(BinaryExpr { left, op, right }) => match op {
            Operator::Lt | Operator::LtEq => cone(left, right, columns),
            Operator::Gt | Operator::GtEq => cone(right, left, columns),
            _ => None,
        },
        _ => None,
    }
}

/// What `distance(ra, dec, 150.1, 2.2) < 0.1` says.
fn cone(distance: &Expr, limit: &Expr, columns: &[FieldRef]) -> Option<Region> {
    let Expr::ScalarFunction(call) = bare(distance) else { return None };
    let limit = number(limit)?;
    if call.func.name() != "distance" {
        return None;
    }
    let center = match call.args.as_slice() {
        [a, b, lon, lat] if are_coordinates(a, b, columns) => (number(lon)?, number(lat)?),
        [lon, lat, a, b] if are_coordinates(a, b, columns) => (number(lon)?, number(lat)?),
        [a, b] if is_position(a, columns) => return around(constant_region(b)?, limit),
        [a, b] if is_position(b, columns) => return around(constant_region(a)?, limit),
        _ => return None,
    };
    region_of_degrees(Shape::Circle, &[center.0, center.1, limit]).ok()
}

fn around(region: Region, limit_deg: f64) -> Option<Region> {
    Some(Region::Circle(Circle::new(region.centroid()?, limit_deg.to_radians())))
}

/// Whether an expression is the point at the coordinates of a row.
fn is_position(expr: &Expr, columns: &[FieldRef]) -> bool {
    let Expr::ScalarFunction(call) = bare(expr) else { return false };
    match (call.func.name(), call.args.as_slice()) {
        ("point", [a, b]) | ("point", [Expr::Literal(..), a, b]) => are_coordinates(a, b, columns),
        _ => false,
    }
}

/// Whether two expressions are right ascension and declination of a row in degrees.
fn are_coordinates(lon: &Expr, lat: &Expr, columns: &[FieldRef]) -> bool {
    let (Some(lon), Some(lat)) = (coordinate(lon, columns), coordinate(lat, columns)) else { return false };
    COORDINATES.iter().any(|(a, b)| lon.eq_ignore_ascii_case(a) && lat.eq_ignore_ascii_case(b))
}

/// The column that an expression gives in degrees.
fn coordinate<'a>(expr: &'a Expr, columns: &[FieldRef]) -> Option<&'a str> {
    let (column, in_degrees) = match bare(expr) {
        Expr::Column(column) => (column, true),
        Expr::ScalarFunction(call) if call.func.name() == "degrees" => match bare(call.args.first()?) {
            Expr::Column(column) => (column, false),
            _ => return None,
        },
        _ => return None,
    };
    let field = columns.iter().find(|field| *field.name() == column.name)?;
    let is_radians = field.metadata().get(meta::UNIT).is_some_and(|unit| unit == "rad" || unit == "radian");
    (is_radians != in_degrees).then_some(&column.name)
}

/// What an expression is without names and casts.
fn bare(expr: &Expr) -> &Expr {
    match expr {
        Expr::Alias(alias) => bare(&alias.expr),
        Expr::Cast(cast) => bare(&cast.expr),
        Expr::TryCast(cast) => bare(&cast.expr),
        other => other,
    }
}

fn constant_region(expr: &Expr) -> Option<Region> {
    let Expr::Literal(ScalarValue::Binary(Some(bytes)), _) = bare(expr) else { return None };
    Region::decode(bytes).ok()
}

fn number(expr: &Expr) -> Option<f64> {
    let Expr::Literal(value, _) = bare(expr) else { return None };
    match value.cast_to(&DataType::Float64).ok()? {
        ScalarValue::Float64(Some(number)) if number.is_finite() => Some(number),
        _ => None,
    }
}

/// Finds where datasets are.
#[derive(Debug, Clone)]
pub struct Places {
    dataset_type: Arc<DatasetType>,
    builder: Builder,
}

impl Places {
    /// Of a dataset type whose records are in the tables of `builder`.
    pub fn new(dataset_type: &Arc<DatasetType>, builder: &Builder) -> Places {
        Places { dataset_type: dataset_type.clone(), builder: builder.clone() }
    }

    /// For each of `datasets` whether rows of it may be in all of `wanted`.
    pub async fn meeting(&self, datasets: &RecordBatch, wanted: &[Region], session: &dyn Session) -> Result<Vec<bool>> {
        let Some(element) = self.dataset_type.dimensions.region_element() else { return Ok(vec![true; datasets.num_rows()]) };
        if element.skypix.is_some() {
            let pixels = crate::query::pixelization(element)?;
            let column = datasets.column_by_name(&element.name).ok_or_else(|| Error::internal("a dataset without its pixel"))?;
            let indices = cast(column, &DataType::Int64)?;
            let meets = |index: i64| {
                let pixel = u64::try_from(index).ok().and_then(|index| pixels.pixel(index).ok());
                pixel.is_none_or(|pixel| wanted.iter().all(|region| pixel.may_overlap(region)))
            };
            return Ok(indices.as_primitive::<Int64Type>().iter().map(|index| index.is_none_or(meets)).collect());
        }
        let rows = self.regions(datasets, session).await?;
        let mut kept = vec![true; datasets.num_rows()];
        for batch in rows {
            let place = batch.column(0).as_primitive::<UInt64Type>();
            for (place, bytes) in place.values().iter().zip(batch.column(1).as_binary::<i32>().iter()) {
                let Some(region) = bytes.and_then(|bytes| Region::decode(bytes).ok()) else { continue };
                let around = region.bounding_circle();
                let around = Region::Circle(Circle::new(around.center(), around.opening_angle_rad() + MARGIN_RAD));
                if let Some(kept) = usize::try_from(*place).ok().and_then(|place| kept.get_mut(place)) {
                    *kept = around.is_empty() || wanted.iter().all(|wanted| around.may_overlap(wanted));
                }
            }
        }
        Ok(kept)
    }

    /// The place of each dataset and the region of its data ID, where that is known.
    async fn regions(&self, datasets: &RecordBatch, session: &dyn Session) -> Result<Vec<RecordBatch>> {
        let element = self.dataset_type.dimensions.region_element().ok_or_else(|| Error::internal("a region of nothing"))?;
        let keys: Vec<(&str, &str)> =
            element.required.iter().map(|dimension| (dimension.as_str(), element.column_of(dimension).unwrap_or(dimension))).collect();
        let mut fields = vec![Field::new("place", DataType::UInt64, false)];
        let mut columns: Vec<arrow::array::ArrayRef> = vec![Arc::new(UInt64Array::from_iter_values(0..datasets.num_rows() as u64))];
        for (dimension, _) in &keys {
            let index = datasets.schema().index_of(dimension)?;
            fields.push(datasets.schema().field(index).clone());
            columns.push(datasets.column(index).clone());
        }
        let listed = RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)?;
        let listed = MemTable::try_new(listed.schema(), vec![vec![listed]])?;
        let listed = LogicalPlanBuilder::scan("listed", provider_as_source(Arc::new(listed)), None)?;
        let records = self.builder.table(&element.name)?.build()?;
        let on = (
            keys.iter().map(|(dimension, _)| Column::new(Some("listed"), *dimension)).collect::<Vec<_>>(),
            keys.iter().map(|(_, column)| Column::new(Some(element.name.as_str()), *column)).collect::<Vec<_>>(),
        );
        let place = Expr::Column(Column::new(Some("listed"), "place"));
        let region = Expr::Column(Column::new(Some(element.name.as_str()), "region"));
        let plan = listed.join(records, JoinType::Inner, on, None)?.project(vec![place, region])?.build()?;
        let physical = session.create_physical_plan(&plan).await.map_err(crate::sql::explain_failure)?;
        datafusion::physical_plan::collect(physical, session.task_ctx()).await.map_err(crate::sql::explain_failure)
    }
}

/// Only those of `datasets` that are kept.
pub fn only(datasets: &RecordBatch, kept: &[bool]) -> Result<RecordBatch> {
    let places: Int64Array = kept.iter().enumerate().filter(|(_, kept)| **kept).map(|(place, _)| place as i64).collect();
    let columns = datasets.columns().iter().map(|column| arrow::compute::take(column, &places, None)).collect::<Result<Vec<_>, _>>()?;
    let options = arrow::array::RecordBatchOptions::new().with_row_count(Some(places.len()));
    Ok(RecordBatch::try_new_with_options(datasets.schema(), columns, &options)?)
}
