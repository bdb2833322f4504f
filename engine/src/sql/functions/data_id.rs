//! `data_id(name, value, ...)`: a data ID from names and values.

use std::sync::{Arc, LazyLock};

use arrow::array::StructArray;
use arrow::datatypes::{DataType, Field, FieldRef, Fields};
use datafusion::common::{Result as DataFusionResult, ScalarValue};
use datafusion::logical_expr::{
    ColumnarValue, Documentation, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};

use super::{Description, Family, documentation};
use crate::sql::values::Kind;
use crate::{Error, Result};

pub(super) const DESCRIPTION: Description = Description {
    name: "data_id",
    aliases: &[],
    family: Family::Dimensions,
    syntax: "data_id(name, value, ...)",
    text: "A data ID: a struct that is printed without its nulls.",
    arguments: &[("name", "a dimension, as a constant text"), ("value", "its value")],
    example: "SELECT DISTINCT data_id('instrument', instrument, 'visit', visit) FROM datasets WHERE visit IS NOT NULL",
};

#[derive(Debug, PartialEq, Eq, Hash)]
struct DataIdFunction {
    signature: Signature,
}

/// The function as plans use it.
pub fn function() -> Arc<ScalarUDF> {
    static FUNCTION: LazyLock<Arc<ScalarUDF>> =
        LazyLock::new(|| Arc::new(ScalarUDF::new_from_impl(DataIdFunction { signature: Signature::variadic_any(Volatility::Immutable) })));
    FUNCTION.clone()
}

/// The type of a data ID over these columns.
pub fn data_id_type<'a>(fields: impl IntoIterator<Item = &'a FieldRef>) -> DataType {
    DataType::Struct(fields.into_iter().map(|f| Arc::new(Field::new(f.name(), f.data_type().clone(), true))).collect())
}

impl ScalarUDFImpl for DataIdFunction {
    fn name(&self) -> &str {
        DESCRIPTION.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _types: &[DataType]) -> DataFusionResult<DataType> {
        Err(Error::internal("the type of a data ID follows from its names").into())
    }

    fn return_field_from_args(&self, args: ReturnFieldArgs<'_>) -> DataFusionResult<FieldRef> {
        let mut fields = Vec::new();
        for (names, values) in args.scalar_arguments.chunks(2).zip(args.arg_fields.chunks(2)) {
            let name = match (names.first(), values) {
                (Some(Some(ScalarValue::Utf8(Some(name)) | ScalarValue::Utf8View(Some(name)))), [_, _]) => name.clone(),
                _ => return Err(wrong().into()),
            };
            fields.push(Arc::new(Field::new(name, values[1].data_type().clone(), true)));
        }
        Ok(Arc::new(Kind::DataId.mark(Field::new(self.name(), data_id_type(&fields), false))))
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> DataFusionResult<ColumnarValue> {
        let fields = members(&args.return_field)?;
        let values: Vec<ColumnarValue> = args.args.into_iter().skip(1).step_by(2).collect();
        let constant = values.iter().all(|v| matches!(v, ColumnarValue::Scalar(_)));
        let rows = if constant { 1 } else { args.number_rows };
        let columns = values.into_iter().map(|v| v.into_array(rows)).collect::<DataFusionResult<Vec<_>>>()?;
        let array = StructArray::try_new_with_length(fields, columns, None, rows)?;
        if constant { Ok(ColumnarValue::Scalar(ScalarValue::Struct(Arc::new(array)))) } else { Ok(ColumnarValue::Array(Arc::new(array))) }
    }

    fn documentation(&self) -> Option<&Documentation> {
        static DOCUMENTATION: LazyLock<Documentation> = LazyLock::new(|| documentation(&DESCRIPTION));
        Some(&DOCUMENTATION)
    }
}

fn members(field: &Field) -> Result<Fields> {
    match field.data_type() {
        DataType::Struct(fields) => Ok(fields.clone()),
        _ => Err(Error::internal("a data ID is a struct")),
    }
}

fn wrong() -> Error {
    Error::invalid("call", DESCRIPTION.name, "names and values must alternate, and names be constant texts")
        .with_hint(format!("it is called as `{}`", DESCRIPTION.syntax))
}
