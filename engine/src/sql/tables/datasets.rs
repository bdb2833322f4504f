//! `datasets`: one row a dataset, with its data ID, where it is stored, and when it came.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, StringViewArray};
use arrow::datatypes::{DataType, Field};
use datafusion::common::{Result as DataFusionResult, ScalarValue};
use datafusion::logical_expr::{ColumnarValue, Expr, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility, cast};

use super::catalog::Shared;
use super::logical::{LogicalColumn, LogicalTable, data_id_column, plain};
use super::stored_files::{Fact, function};
use crate::registry::table::{DATASET, DATASET_BY_ID};
use crate::sql::provider::Stored;
use crate::sql::values::TIME;

/// Columns of the stored table that are no dimensions.
const OTHERS: [&str; 5] = ["id", "type", "run", "ingest_ns", "files"];

/// The table.
pub fn table(shared: &Shared) -> DataFusionResult<LogicalTable> {
    let stored = shared.stored(DATASET)?;
    let columns = columns(shared, &stored)?;
    Ok(LogicalTable::new(stored, columns).with_index(shared.stored(DATASET_BY_ID)?))
}

/// The same with the column `files`.
pub fn with_files(shared: &Shared) -> DataFusionResult<LogicalTable> {
    let stored = shared.stored(DATASET)?;
    let mut columns = columns(shared, &stored)?;
    columns.push(LogicalColumn::stored(&stored, "files")?);
    Ok(LogicalTable::new(stored, columns).with_index(shared.stored(DATASET_BY_ID)?))
}

fn columns(shared: &Shared, stored: &Stored) -> DataFusionResult<Vec<LogicalColumn>> {
    let dimensions: Vec<String> = dimensions(stored);
    let mut columns = vec![
        LogicalColumn::stored(stored, "type")?,
        LogicalColumn::stored(stored, "run")?,
        LogicalColumn::stored(stored, "id")?,
        data_id_column(stored, &dimensions)?,
    ];
    for name in &dimensions {
        columns.push(LogicalColumn::stored(stored, name)?);
    }
    for (name, fact) in [
        ("uri", Fact::Uri),
        ("components", Fact::Components),
        ("size_bytes", Fact::SizeBytes),
        ("checksum", Fact::Checksum),
        ("formatter", Fact::Formatter),
    ] {
        columns.push(of_files(shared, name, fact));
    }
    columns.push(LogicalColumn::computed(Field::new("storage_class", DataType::Utf8View, true), storage_class(shared)));
    columns.push(of_files(shared, "is_stored", Fact::IsStored));
    columns.push(LogicalColumn::computed(Field::new("ingest_time", TIME, true), cast(plain("ingest_ns"), TIME)));
    Ok(columns)
}

/// The dimension columns of a table of datasets, in the universe's order.
pub fn dimensions(stored: &Stored) -> Vec<String> {
    let names = stored.schema().fields().iter().map(|f| f.name().clone());
    names.filter(|name| !OTHERS.contains(&name.as_str()) && name != "collection" && name != "timespan").collect()
}

fn of_files(shared: &Shared, name: &str, fact: Fact) -> LogicalColumn {
    let meaning = function(fact, shared.datastore_root.clone()).call(vec![plain("files")]);
    LogicalColumn::computed(Field::new(name, fact.data_type(), true), meaning)
}

/// The storage class of the dataset's type.
fn storage_class(shared: &Shared) -> Expr {
    let types = shared.snapshot.dataset_types().iter();
    let classes = types.map(|(name, t)| (name.clone(), t.storage_class.clone())).collect();
    let function = StorageClass { classes: Arc::new(classes), signature: Signature::any(1, Volatility::Immutable) };
    ScalarUDF::new_from_impl(function).call(vec![plain("type")])
}

/// From the name of a dataset type to its storage class.
#[derive(Debug, PartialEq, Eq, Hash)]
struct StorageClass {
    classes: Arc<BTreeMap<String, String>>,
    signature: Signature,
}

impl ScalarUDFImpl for StorageClass {
    fn name(&self) -> &str {
        "storage_class"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _types: &[DataType]) -> DataFusionResult<DataType> {
        Ok(DataType::Utf8View)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> DataFusionResult<ColumnarValue> {
        let constant = matches!(args.args.as_slice(), [ColumnarValue::Scalar(_)]);
        let arrays = ColumnarValue::values_to_arrays(&args.args)?;
        let types = arrays[0].as_string_view();
        let classes: StringViewArray = types.iter().map(|t| t.and_then(|t| self.classes.get(t)).map(String::as_str)).collect();
        let classes: ArrayRef = Arc::new(classes);
        if constant { Ok(ColumnarValue::Scalar(ScalarValue::try_from_array(&classes, 0)?)) } else { Ok(ColumnarValue::Array(classes)) }
    }
}
