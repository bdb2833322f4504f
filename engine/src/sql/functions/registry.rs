//! Functions that look into the state that is asked: instruments, sky maps, nights, tracts and patches.
//!
//! What a statement needs is read before it runs, once for a session ([`Known::load`]); the functions themselves only look it up. A session whose
//! statements call none of them reads nothing.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow::array::{ArrayRef, new_empty_array};
use arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::common::{Result as DataFusionResult, ScalarValue};
use datafusion::logical_expr::{
    ColumnarValue, Documentation, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};

use super::arguments::Coerced;
use super::{Description, documentation};
use crate::sql::values::Kind;
use crate::{Error, Result};

mod day_obs;
mod definitions;
mod known;
mod pack;
mod packing;
mod patch_of;
mod places;
mod rubin;
mod tract_of;
mod unpack;

pub use known::{Known, Needed};

/// A constant argument, if it is one.
type Constants<'a> = &'a [Option<&'a ScalarValue>];

/// What a function is.
#[derive(Debug)]
struct Definition {
    description: &'static Description,
    coerce: fn(&[DataType]) -> Coerced,
    /// Type of the result, and what it is; it may depend on constant arguments.
    returns: fn(Constants<'_>) -> Result<(DataType, Kind)>,
    /// What must have been read.
    needs: &'static [Needed],
    invoke: fn(&Known, &[ArrayRef]) -> Result<ArrayRef>,
}

/// All of them.
const ALL: [&Definition; 5] = [&tract_of::DEFINITION, &patch_of::DEFINITION, &day_obs::DEFINITION, &pack::DEFINITION, &unpack::DEFINITION];

/// What they are.
pub(super) fn descriptions() -> impl Iterator<Item = &'static Description> {
    ALL.iter().map(|definition| definition.description)
}

/// All of them, over what is known of a state.
pub fn functions(known: &Arc<Known>) -> Vec<Arc<ScalarUDF>> {
    let function = |definition: &&'static Definition| {
        let function = RegistryFunction {
            definition,
            known: known.clone(),
            signature: Signature::user_defined(Volatility::Immutable),
            documentation: documentation(definition.description),
        };
        Arc::new(ScalarUDF::new_from_impl(function))
    };
    ALL.iter().map(function).collect()
}

/// What the function of this name needs.
pub fn needs(function: &str) -> &'static [Needed] {
    ALL.iter().find(|definition| definition.description.name == function).map_or(&[], |definition| definition.needs)
}

/// A function of columns and of a state.
#[derive(Debug)]
struct RegistryFunction {
    definition: &'static Definition,
    known: Arc<Known>,
    signature: Signature,
    documentation: Documentation,
}

impl PartialEq for RegistryFunction {
    fn eq(&self, other: &RegistryFunction) -> bool {
        self.definition.description.name == other.definition.description.name && Arc::ptr_eq(&self.known, &other.known)
    }
}

impl Eq for RegistryFunction {}

impl Hash for RegistryFunction {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.definition.description.name.hash(state);
    }
}

impl ScalarUDFImpl for RegistryFunction {
    fn name(&self) -> &str {
        self.definition.description.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    /// What it does not take is refused by [`RegistryFunction::return_field_from_args`], whose errors keep their kind.
    fn coerce_types(&self, types: &[DataType]) -> DataFusionResult<Vec<DataType>> {
        Ok((self.definition.coerce)(types).unwrap_or_else(|_| types.to_vec()))
    }

    fn return_type(&self, _types: &[DataType]) -> DataFusionResult<DataType> {
        Err(Error::internal("the type of the result follows from the arguments").into())
    }

    fn return_field_from_args(&self, args: ReturnFieldArgs<'_>) -> DataFusionResult<FieldRef> {
        let types: Vec<DataType> = args.arg_fields.iter().map(|f| f.data_type().clone()).collect();
        (self.definition.coerce)(&types).map_err(|takes| super::refused(self.definition.description, &types, takes))?;
        let (data_type, kind) = (self.definition.returns)(args.scalar_arguments)?;
        Ok(Arc::new(kind.mark(Field::new(self.name(), data_type, true))))
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> DataFusionResult<ColumnarValue> {
        let constant = args.args.iter().all(|a| matches!(a, ColumnarValue::Scalar(_)));
        if args.number_rows == 0 && !constant {
            return Ok(ColumnarValue::Array(new_empty_array(args.return_type())));
        }
        let arrays = ColumnarValue::values_to_arrays(&args.args)?;
        let result = (self.definition.invoke)(&self.known, &arrays)?;
        if constant { Ok(ColumnarValue::Scalar(ScalarValue::try_from_array(&result, 0)?)) } else { Ok(ColumnarValue::Array(result)) }
    }

    fn documentation(&self) -> Option<&Documentation> {
        Some(&self.documentation)
    }
}
