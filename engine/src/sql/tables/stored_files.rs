//! What the list of stored files of a dataset says: URI, size, checksum, formatter, components.
//!
//! A dataset is stored in one file, or in one file for each component. The single columns (`uri`, `checksum`, `formatter`) are of the one file and null
//! where there are several; `size_bytes` is the sum; `components` lists the files of components.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Int64Array, Int64Builder, ListArray, StringViewArray, StringViewBuilder, StructArray,
};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow::datatypes::{DataType, Field, Fields, Int64Type};
use datafusion::common::{Result as DataFusionResult, ScalarValue};
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility};

use crate::datasets::{member_path, split_member};
use crate::{Error, Result};

/// What is taken of the files of a dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fact {
    /// The URI of the one file.
    Uri,
    /// Bytes of all files.
    SizeBytes,
    /// Checksum of the one file.
    Checksum,
    /// Formatter of the one file.
    Formatter,
    /// The files of components.
    Components,
    /// Whether there is a file.
    IsStored,
}

/// A function of the column of files.
#[derive(Debug, PartialEq, Eq, Hash)]
struct FilesFunction {
    fact: Fact,
    root: Arc<str>,
    signature: Signature,
}

/// The function that takes `fact`; relative paths are below `root`.
pub fn function(fact: Fact, root: Arc<str>) -> ScalarUDF {
    ScalarUDF::new_from_impl(FilesFunction { fact, root, signature: Signature::any(1, Volatility::Immutable) })
}

/// Members of an element of `components`.
fn component_fields() -> Fields {
    let text = |name: &str| Field::new(name, DataType::Utf8View, true);
    Fields::from(vec![text("component"), text("uri"), Field::new("size_bytes", DataType::Int64, true), text("checksum"), text("formatter")])
}

impl Fact {
    /// Its type.
    pub fn data_type(self) -> DataType {
        match self {
            Fact::Uri | Fact::Checksum | Fact::Formatter => DataType::Utf8View,
            Fact::SizeBytes => DataType::Int64,
            Fact::IsStored => DataType::Boolean,
            Fact::Components => DataType::List(Arc::new(Field::new("item", DataType::Struct(component_fields()), false))),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Fact::Uri => "uri",
            Fact::SizeBytes => "size_bytes",
            Fact::Checksum => "checksum",
            Fact::Formatter => "formatter",
            Fact::Components => "components",
            Fact::IsStored => "is_stored",
        }
    }
}

impl ScalarUDFImpl for FilesFunction {
    fn name(&self) -> &str {
        self.fact.name()
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _types: &[DataType]) -> DataFusionResult<DataType> {
        Ok(self.fact.data_type())
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> DataFusionResult<ColumnarValue> {
        let constant = matches!(args.args.as_slice(), [ColumnarValue::Scalar(_)]);
        let arrays = ColumnarValue::values_to_arrays(&args.args)?;
        let result = self.take(arrays[0].as_list::<i32>())?;
        if constant { Ok(ColumnarValue::Scalar(ScalarValue::try_from_array(&result, 0)?)) } else { Ok(ColumnarValue::Array(result)) }
    }
}

impl FilesFunction {
    fn take(&self, lists: &ListArray) -> Result<ArrayRef> {
        let files = Stored::new(lists.values().as_struct())?;
        let ranges = (0..lists.len()).map(|row| if lists.is_null(row) { 0..0 } else { range(lists, row) });
        Ok(match self.fact {
            Fact::IsStored => Arc::new(ranges.map(|r| Some(!r.is_empty())).collect::<BooleanArray>()),
            Fact::SizeBytes => {
                let sum = |r: std::ops::Range<usize>| r.map(|i| files.size.is_valid(i).then(|| files.size.value(i))).sum::<Option<i64>>();
                Arc::new(ranges.map(|r| if r.is_empty() { None } else { sum(r) }).collect::<Int64Array>())
            }
            Fact::Checksum => Arc::new(ranges.map(|r| text(files.checksum, single(&r)?)).collect::<StringViewArray>()),
            Fact::Formatter => Arc::new(ranges.map(|r| text(files.formatter, single(&r)?)).collect::<StringViewArray>()),
            Fact::Uri => {
                let mut uris = StringViewBuilder::with_capacity(lists.len());
                for range in ranges {
                    uris.append_option(single(&range).and_then(|i| text(files.path, i)).map(|path| uri(&self.root, path)));
                }
                Arc::new(uris.finish())
            }
            Fact::Components => self.components(lists, &files),
        })
    }

    fn components(&self, lists: &ListArray, files: &Stored<'_>) -> ArrayRef {
        let (mut component, mut uris, mut size) = (StringViewBuilder::new(), StringViewBuilder::new(), Int64Builder::new());
        let (mut checksum, mut formatter) = (StringViewBuilder::new(), StringViewBuilder::new());
        let mut lengths = Vec::with_capacity(lists.len());
        for row in 0..lists.len() {
            let all = if lists.is_null(row) { 0..0 } else { range(lists, row) };
            let mut length = 0;
            for i in all.filter(|i| files.component.is_valid(*i)) {
                component.append_option(text(files.component, i));
                uris.append_option(text(files.path, i).map(|path| uri(&self.root, path)));
                size.append_option(files.size.is_valid(i).then(|| files.size.value(i)));
                checksum.append_option(text(files.checksum, i));
                formatter.append_option(text(files.formatter, i));
                length += 1;
            }
            lengths.push(length);
        }
        let nulls = NullBuffer::from_iter(lengths.iter().map(|l| *l > 0));
        let columns: Vec<ArrayRef> = vec![
            Arc::new(component.finish()),
            Arc::new(uris.finish()),
            Arc::new(size.finish()),
            Arc::new(checksum.finish()),
            Arc::new(formatter.finish()),
        ];
        let values = StructArray::new(component_fields(), columns, None);
        let item = Arc::new(Field::new("item", DataType::Struct(component_fields()), false));
        Arc::new(ListArray::new(item, OffsetBuffer::from_lengths(lengths), Arc::new(values), Some(nulls)))
    }
}

/// The members of the stored files.
struct Stored<'a> {
    component: &'a StringViewArray,
    path: &'a StringViewArray,
    size: &'a Int64Array,
    checksum: &'a StringViewArray,
    formatter: &'a StringViewArray,
}

impl<'a> Stored<'a> {
    fn new(files: &'a StructArray) -> Result<Stored<'a>> {
        let member = |name: &str| files.column_by_name(name).ok_or_else(|| Error::internal(format!("stored files have no `{name}`")));
        let text =
            |name: &str| member(name)?.as_string_view_opt().ok_or_else(|| Error::internal(format!("`{name}` of stored files is no text")));
        Ok(Stored {
            component: text("component")?,
            path: text("path")?,
            size: member("size_bytes")?
                .as_primitive_opt::<Int64Type>()
                .ok_or_else(|| Error::internal("sizes of stored files are no integers"))?,
            checksum: text("checksum")?,
            formatter: text("formatter")?,
        })
    }
}

fn range(lists: &ListArray, row: usize) -> std::ops::Range<usize> {
    let offsets = lists.value_offsets();
    let at = |i: usize| usize::try_from(offsets[i]).unwrap_or(0);
    at(row)..at(row + 1)
}

fn single(range: &std::ops::Range<usize>) -> Option<usize> {
    (range.len() == 1).then_some(range.start)
}

fn text(array: &StringViewArray, row: usize) -> Option<&str> {
    array.is_valid(row).then(|| array.value(row))
}

/// The URI of a stored path: as it is if it has a scheme, else below `root`, with what a URI can't hold escaped. A member of an archive stands behind that.
fn uri(root: &str, path: &str) -> String {
    let has_scheme =
        path.split_once("://").is_some_and(|(scheme, _)| scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b)));
    if has_scheme {
        return path.to_owned();
    }
    let mut uri = String::with_capacity(root.len() + path.len() + 1);
    if path.starts_with('/') {
        uri.push_str("file://");
    } else {
        uri.push_str(root);
        if !root.is_empty() && !root.ends_with('/') {
            uri.push('/');
        }
    }
    let (file, member) = split_member(path);
    for byte in file.bytes() {
        if byte.is_ascii_alphanumeric() || b"/_.-~".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    member.map_or_else(|| uri.clone(), |member| member_path(&uri, member))
}
