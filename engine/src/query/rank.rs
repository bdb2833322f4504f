//! The place in a search of the collection that a column names.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Int64Array};
use arrow::datatypes::DataType;
use datafusion::common::Result;
use datafusion::logical_expr::{ColumnarValue, Expr, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility};

use crate::collections::Collection;

/// The place of the collection that `holder` names among `found`; one behind the last for others.
pub(super) fn rank(holder: Expr, found: &[Collection]) -> Expr {
    let places = found.iter().zip(0..).map(|(collection, place)| (collection.name.clone(), place)).collect();
    let function = Rank { places: Places(Arc::new(places)), signature: Signature::exact(vec![DataType::Utf8View], Volatility::Immutable) };
    ScalarUDF::new_from_impl(function).call(vec![holder])
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Rank {
    places: Places,
    signature: Signature,
}

/// Places by name; the same only as itself.
#[derive(Debug)]
struct Places(Arc<HashMap<String, i64>>);

impl PartialEq for Places {
    fn eq(&self, other: &Places) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Places {}

impl std::hash::Hash for Places {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        Arc::as_ptr(&self.0).hash(state);
    }
}

impl ScalarUDFImpl for Rank {
    fn name(&self) -> &str {
        "rank_in_search"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _types: &[DataType]) -> Result<DataType> {
        Ok(DataType::Int64)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let array = args.args[0].to_array(args.number_rows)?;
        let names = array.as_string_view();
        let behind = i64::try_from(self.places.0.len()).unwrap_or(i64::MAX);
        // Rows stand together by collection: a name is looked up when it changes.
        let mut last: Option<(u128, i64)> = None;
        let places = (0..names.len()).map(|row| {
            let view = names.views()[row];
            match last {
                Some((seen, place)) if seen == view => place,
                _ => {
                    let place = self.places.0.get(names.value(row)).copied().unwrap_or(behind);
                    last = Some((view, place));
                    place
                }
            }
        });
        let places: ArrayRef = Arc::new(Int64Array::from_iter_values(places));
        Ok(ColumnarValue::Array(places))
    }
}
