//! The functions that SQL has beyond DataFusion's own, one file each: what it is called, what it takes, what it gives, with an example.
//!
//! Each is an immutable [`Function`] of columns; constant calls are folded before a plan is made, so that they prune as literals do.
//! Times are Timestamp(ns) in TAI. Wherever a time is taken, a text in ISO 8601 (TAI) and an integer (nanoseconds TAI since 1970-01-01) serve as well.

use std::fmt::Write;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, LazyLock};

use arrow::array::ArrayRef;
use arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::common::{Result as DataFusionResult, ScalarValue};
use datafusion::logical_expr::simplify::{ExprSimplifyResult, SimplifyContext};
use datafusion::logical_expr::{
    ColumnarValue, DocSection, Documentation, Expr, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};

use self::arguments::Coerced;
use super::values::Kind;
use crate::{Error, Result};

mod arguments;
mod begin;
pub mod contains;
pub mod data_id;
mod duration;
mod end;
mod glob;
mod mjd;
mod overlaps;
mod photometry;
pub mod registry;
mod sky;
mod tai;
mod timespan;
mod utc;
pub mod uuid;
pub mod uuid_text;

pub(super) use self::arguments::text_type;
pub use self::glob::glob_expr;
pub use self::overlaps::overlaps_expr;
pub(crate) use self::sky::intersects::function as intersects;
pub(super) use self::sky::number_type;

/// What a function is, apart from its computation.
#[derive(Debug)]
pub struct Description {
    /// Its name.
    pub name: &'static str,
    /// Other names of it.
    pub aliases: &'static [&'static str],
    /// Where it stands in the documentation.
    pub family: Family,
    /// How it is called.
    pub syntax: &'static str,
    /// What it gives, in a sentence or two.
    pub text: &'static str,
    /// What its arguments are, by name.
    pub arguments: &'static [(&'static str, &'static str)],
    /// A query that shows it.
    pub example: &'static str,
}

/// Groups of functions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// Positions and regions on the sky.
    Sky,
    /// Pixels of the sky.
    Pixels,
    /// Times and timespans.
    Time,
    /// Identifiers and data IDs.
    Dimensions,
    /// Fluxes and magnitudes.
    Photometry,
    /// Texts.
    Text,
    /// Functions that give a table.
    Table,
}

impl Family {
    const ALL: [Family; 7] =
        [Family::Sky, Family::Pixels, Family::Time, Family::Dimensions, Family::Photometry, Family::Text, Family::Table];

    fn title(self) -> &'static str {
        match self {
            Family::Sky => "Sky",
            Family::Pixels => "Pixels",
            Family::Time => "Time",
            Family::Dimensions => "Dimensions and identifiers",
            Family::Photometry => "Photometry",
            Family::Text => "Text",
            Family::Table => "Table functions",
        }
    }

    fn section(self) -> DocSection {
        DocSection { include: true, label: self.title(), description: None }
    }
}

/// How a result is computed.
#[derive(Debug, Clone, Copy)]
enum Invoke {
    /// From columns of equal length.
    Columns(fn(&[ArrayRef]) -> Result<ArrayRef>),
    /// From columns and constants, for so many rows.
    Values(fn(&[ColumnarValue], usize) -> Result<ArrayRef>),
}

/// A function of columns.
#[derive(Debug)]
pub struct Function {
    description: &'static Description,
    /// The types that arguments of the given types are to be cast to.
    coerce: fn(&[DataType]) -> Coerced,
    /// Type of the result, and what it is.
    returns: fn(&[DataType]) -> Result<(DataType, Kind)>,
    invoke: Invoke,
    /// A simpler expression for these arguments, if there is one.
    simplify: fn(&[Expr]) -> Option<Expr>,
    signature: Signature,
    aliases: Vec<String>,
    documentation: Documentation,
}

impl Function {
    fn new(
        description: &'static Description,
        coerce: fn(&[DataType]) -> Coerced,
        returns: fn(&[DataType]) -> Result<(DataType, Kind)>,
        invoke: fn(&[ArrayRef]) -> Result<ArrayRef>,
    ) -> Function {
        Function::made(description, coerce, returns, Invoke::Columns(invoke))
    }

    fn made(
        description: &'static Description,
        coerce: fn(&[DataType]) -> Coerced,
        returns: fn(&[DataType]) -> Result<(DataType, Kind)>,
        invoke: Invoke,
    ) -> Function {
        Function {
            description,
            coerce,
            returns,
            invoke,
            simplify: |_| None,
            signature: Signature::user_defined(Volatility::Immutable),
            aliases: description.aliases.iter().map(|a| (*a).to_owned()).collect(),
            documentation: documentation(description),
        }
    }

    /// A function that gains from knowing which arguments are constant.
    fn of_values(
        description: &'static Description,
        coerce: fn(&[DataType]) -> Coerced,
        returns: fn(&[DataType]) -> Result<(DataType, Kind)>,
        invoke: fn(&[ColumnarValue], usize) -> Result<ArrayRef>,
    ) -> Function {
        Function::made(description, coerce, returns, Invoke::Values(invoke))
    }

    fn simplified_by(mut self, simplify: fn(&[Expr]) -> Option<Expr>) -> Function {
        self.simplify = simplify;
        self
    }
}

/// A description in DataFusion's form, for `information_schema.routines`.
pub(super) fn documentation(description: &'static Description) -> Documentation {
    let mut builder =
        Documentation::builder(description.family.section(), description.text, description.syntax).with_sql_example(description.example);
    for (name, text) in description.arguments {
        builder = builder.with_argument(*name, *text);
    }
    builder.build()
}

/// A call with arguments that a function does not take.
pub(super) fn refused(description: &Description, given: &[DataType], takes: &str) -> Error {
    let given = given.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    Error::invalid("call", format!("{}({given})", description.name), format!("it takes {takes}"))
        .with_hint(format!("it is called as `{}`", description.syntax))
}

impl PartialEq for Function {
    fn eq(&self, other: &Function) -> bool {
        self.description.name == other.description.name
    }
}

impl Eq for Function {}

impl Hash for Function {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.description.name.hash(state);
    }
}

impl ScalarUDFImpl for Function {
    fn name(&self) -> &str {
        self.description.name
    }

    fn aliases(&self) -> &[String] {
        &self.aliases
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    /// What it does not take is refused by [`Function::return_field_from_args`], whose errors keep their kind.
    fn coerce_types(&self, types: &[DataType]) -> DataFusionResult<Vec<DataType>> {
        Ok((self.coerce)(types).unwrap_or_else(|_| types.to_vec()))
    }

    fn return_type(&self, types: &[DataType]) -> DataFusionResult<DataType> {
        Ok((self.returns)(types)?.0)
    }

    fn return_field_from_args(&self, args: ReturnFieldArgs<'_>) -> DataFusionResult<FieldRef> {
        let types: Vec<DataType> = args.arg_fields.iter().map(|f| f.data_type().clone()).collect();
        let types = (self.coerce)(&types).map_err(|takes| refused(self.description, &types, takes))?;
        let (data_type, kind) = (self.returns)(&types)?;
        Ok(Arc::new(kind.mark(Field::new(self.name(), data_type, true))))
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> DataFusionResult<ColumnarValue> {
        let constant = args.args.iter().all(|a| matches!(a, ColumnarValue::Scalar(_)));
        let result = match self.invoke {
            Invoke::Columns(invoke) => invoke(&ColumnarValue::values_to_arrays(&args.args)?)?,
            Invoke::Values(invoke) => invoke(&args.args, if constant { 1 } else { args.number_rows })?,
        };
        if constant { Ok(ColumnarValue::Scalar(ScalarValue::try_from_array(&result, 0)?)) } else { Ok(ColumnarValue::Array(result)) }
    }

    fn simplify(&self, args: Vec<Expr>, _info: &SimplifyContext) -> DataFusionResult<ExprSimplifyResult> {
        Ok(match (self.simplify)(&args) {
            Some(expr) => ExprSimplifyResult::Simplified(expr),
            None => ExprSimplifyResult::Original(args),
        })
    }

    fn documentation(&self) -> Option<&Documentation> {
        Some(&self.documentation)
    }
}

/// All scalar functions but those that look into a state, [`registry::functions`].
pub fn all() -> &'static [Arc<ScalarUDF>] {
    static ALL: LazyLock<Vec<Arc<ScalarUDF>>> = LazyLock::new(|| {
        let mut all: Vec<Arc<ScalarUDF>> = [
            sky::point::function(),
            sky::circle::function(),
            sky::box_::function(),
            sky::polygon::function(),
            sky::region::function(),
            sky::intersects::function(),
            sky::relate::function(),
            sky::distance::function(),
            sky::area::function(),
            sky::centroid::function(),
            sky::coord1::function(),
            sky::coord2::function(),
            sky::region_from_hex::function(),
            sky::region_to_hex::function(),
            sky::htm::function(),
            sky::htm_ranges::function(),
            sky::healpix::function(),
            sky::healpix_ranges::function(),
            tai::function(),
            utc::function(),
            mjd::function(),
            timespan::function(),
            begin::function(),
            end::function(),
            duration::function(),
            overlaps::function(),
            contains::function(),
            uuid::function(),
            uuid_text::function(),
            glob::function(),
        ]
        .into_iter()
        .chain(photometry::functions())
        .map(|function| Arc::new(ScalarUDF::new_from_impl(function)))
        .collect();
        all.push(data_id::function());
        all
    });
    &ALL
}

/// The list of functions of docs/sql.md, in Markdown.
pub fn reference() -> String {
    let descriptions: Vec<&Description> = [
        &sky::point::DESCRIPTION,
        &sky::circle::DESCRIPTION,
        &sky::box_::DESCRIPTION,
        &sky::polygon::DESCRIPTION,
        &sky::region::DESCRIPTION,
        &sky::intersects::DESCRIPTION,
        &sky::relate::DESCRIPTION,
        &sky::distance::DESCRIPTION,
        &sky::area::DESCRIPTION,
        &sky::centroid::DESCRIPTION,
        &sky::coord1::DESCRIPTION,
        &sky::coord2::DESCRIPTION,
        &sky::region_from_hex::DESCRIPTION,
        &sky::region_to_hex::DESCRIPTION,
        &sky::htm::DESCRIPTION,
        &sky::htm_ranges::DESCRIPTION,
        &sky::healpix::DESCRIPTION,
        &sky::healpix_ranges::DESCRIPTION,
        &tai::DESCRIPTION,
        &utc::DESCRIPTION,
        &mjd::DESCRIPTION,
        &timespan::DESCRIPTION,
        &begin::DESCRIPTION,
        &end::DESCRIPTION,
        &duration::DESCRIPTION,
        &overlaps::DESCRIPTION,
        &contains::DESCRIPTION,
        &data_id::DESCRIPTION,
        &uuid::DESCRIPTION,
        &uuid_text::DESCRIPTION,
        &glob::DESCRIPTION,
    ]
    .into_iter()
    .chain(registry::descriptions())
    .chain(&super::images::wcs::DESCRIPTIONS)
    .chain(photometry::descriptions())
    .chain(super::table_functions::descriptions())
    .collect();
    let mut text = String::new();
    for family in Family::ALL {
        let _ = writeln!(text, "### {}\n", family.title());
        for description in descriptions.iter().filter(|d| d.family == family) {
            describe(description, &mut text);
        }
    }
    text
}

fn describe(description: &Description, text: &mut String) {
    let _ = writeln!(text, "#### `{}`\n\n{}\n", description.syntax, description.text);
    for (name, meaning) in description.arguments {
        let _ = writeln!(text, "- `{name}`: {meaning}");
    }
    if !description.aliases.is_empty() {
        let _ = writeln!(text, "- also called {}", description.aliases.iter().map(|a| format!("`{a}`")).collect::<Vec<_>>().join(", "));
    }
    let _ = writeln!(text, "\n```sql\n{}\n```\n", description.example);
}

#[cfg(test)]
mod tests;
