//! The columns of a table over many files: united by name. Numbers take the wider type, what a file lacks is null, types that have nothing in common are an error.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::datatypes::{DataType, Field, FieldRef, Schema, SchemaRef};
use butler_catalogs::meta;

use crate::{Error, Result};

/// Columns that were found so far.
#[derive(Debug, Default)]
pub struct Shape {
    columns: Vec<FieldRef>,
    /// Where each column is, and the file that it was first seen in.
    places: HashMap<String, (usize, Arc<str>)>,
    last: Option<SchemaRef>,
    /// Other names of columns, as the first afw table has them.
    aliases: Option<String>,
}

impl Shape {
    /// Adds the columns of a file; those called as one of `hidden` are left out.
    ///
    /// # Errors
    /// A column has another type than in another file, and there is no type for both.
    pub fn add(&mut self, table: &str, file: &str, schema: &SchemaRef, hidden: &[FieldRef]) -> Result<()> {
        if self.aliases.is_none() {
            self.aliases = schema.metadata().get(meta::AFW_ALIASES).cloned();
        }
        if self.last.as_ref().is_some_and(|last| last.fields() == schema.fields()) {
            return Ok(());
        }
        let file: Arc<str> = file.into();
        for field in schema.fields() {
            if hidden.iter().any(|other| other.name() == field.name()) {
                continue;
            }
            let Some((place, first)) = self.places.get(field.name()) else {
                self.places.insert(field.name().clone(), (self.columns.len(), file.clone()));
                self.columns.push(nullable(field));
                continue;
            };
            let known = &self.columns[*place];
            let Some(data_type) = wider(known.data_type(), field.data_type()) else {
                let reason = format!("it is {} in `{first}` and {} in `{file}`", known.data_type(), field.data_type());
                return Err(Error::Conflict { what: "column", name: format!("{table}.{}", field.name()), reason }
                    .with_hint("`catalog('TYPE', 'COLLECTIONS')` or `SET butler.collections` leave files out"));
            };
            let mut united = known.as_ref().clone().with_data_type(data_type);
            let unit = |field: &Field| field.metadata().get(meta::UNIT).cloned();
            if unit(known).is_some() && unit(known) != unit(field) {
                tracing::warn!(
                    "column `{}` of `{table}` has the unit {} in `{first}` and {} in `{file}`",
                    field.name(),
                    unit(known).unwrap_or_default(),
                    unit(field).unwrap_or_else(|| "none".to_owned())
                );
                united.metadata_mut().remove(meta::UNIT);
            }
            self.columns[*place] = Arc::new(united);
        }
        self.last = Some(schema.clone());
        Ok(())
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }

    /// The columns, in the order in which they were found, behind those of the dataset.
    pub fn into_schema(self, mut fields: Vec<FieldRef>) -> SchemaRef {
        fields.extend(self.columns);
        let metadata = self.aliases.map(|aliases| (meta::AFW_ALIASES.to_owned(), aliases));
        Arc::new(Schema::new_with_metadata(fields, metadata.into_iter().collect()))
    }
}

/// What is said of the bytes of one file is not said of the table.
fn nullable(field: &Field) -> FieldRef {
    let mut field = field.clone().with_nullable(true);
    for key in [meta::FORM, meta::NULL, meta::CARD_UNIT, meta::AFW_FLAG] {
        field.metadata_mut().remove(key);
    }
    Arc::new(field)
}

/// The type that holds every value of both.
pub fn wider(a: &DataType, b: &DataType) -> Option<DataType> {
    use DataType as T;
    if a == b {
        return Some(a.clone());
    }
    let is_text = |t: &T| matches!(t, T::Utf8 | T::LargeUtf8 | T::Utf8View);
    Some(match (a, b) {
        (T::Null, other) | (other, T::Null) => other.clone(),
        (T::Dictionary(_, values), other) | (other, T::Dictionary(_, values)) => wider(values, other)?,
        (a, b) if is_text(a) && is_text(b) => T::Utf8,
        (a, b) if a.is_integer() && b.is_integer() => integer(a, b)?,
        (a, b) if a.is_floating() && b.is_floating() => {
            if *a == T::Float64 || *b == T::Float64 {
                T::Float64
            } else {
                T::Float32
            }
        }
        (a, b) if a.is_numeric() && b.is_numeric() && (a.is_floating() || b.is_floating()) => T::Float64,
        (T::List(a), T::List(b)) => list(a, b)?,
        (T::FixedSizeList(a, n), T::FixedSizeList(b, m)) if n == m => T::FixedSizeList(item(a, b)?, *n),
        (T::FixedSizeList(a, _), T::FixedSizeList(b, _) | T::List(b)) | (T::List(a), T::FixedSizeList(b, _)) => list(a, b)?,
        _ => return None,
    })
}

fn item(a: &Field, b: &Field) -> Option<FieldRef> {
    Some(Arc::new(Field::new_list_field(wider(a.data_type(), b.data_type())?, true)))
}

fn list(a: &Field, b: &Field) -> Option<DataType> {
    Some(DataType::List(item(a, b)?))
}

/// The integer that holds both; none for UInt64 with a signed one.
fn integer(a: &DataType, b: &DataType) -> Option<DataType> {
    let bytes = |t: &DataType| t.primitive_width().unwrap_or(8);
    let (signed, unsigned) = if a.is_signed_integer() { (a, b) } else { (b, a) };
    if a.is_signed_integer() == b.is_signed_integer() {
        return Some(if bytes(a) >= bytes(b) { a.clone() } else { b.clone() });
    }
    match bytes(signed).max(2 * bytes(unsigned)) {
        2 => Some(DataType::Int16),
        4 => Some(DataType::Int32),
        8 => Some(DataType::Int64),
        _ => None,
    }
}

/// Where in the schema of a file the columns of a table are.
pub fn places(columns: &[FieldRef], file: &Schema) -> Vec<Option<usize>> {
    // The files of a table mostly have its columns at the same places.
    let at = |place: usize, name: &str| file.fields().get(place).is_some_and(|field| field.name() == name);
    let mut shift = 0;
    let place = |(index, column): (usize, &FieldRef)| {
        let name = column.name();
        if at(index + shift, name) {
            return Some(index + shift);
        }
        let found = file.fields().iter().position(|field| field.name() == name)?;
        shift = found.saturating_sub(index);
        Some(found)
    };
    columns.iter().enumerate().map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wider_type_holds_both() {
        use DataType as T;
        for (a, b, both) in [
            (T::Int32, T::Int64, Some(T::Int64)),
            (T::UInt8, T::Int8, Some(T::Int16)),
            (T::UInt32, T::Int16, Some(T::Int64)),
            (T::UInt64, T::Int64, None),
            (T::Int64, T::Float32, Some(T::Float64)),
            (T::Float32, T::Float64, Some(T::Float64)),
            (T::Utf8, T::LargeUtf8, Some(T::Utf8)),
            (T::Utf8, T::Int32, None),
            (T::Boolean, T::Int8, None),
            (T::Null, T::Boolean, Some(T::Boolean)),
        ] {
            assert_eq!(wider(&a, &b), both, "{a} and {b}");
            assert_eq!(wider(&b, &a), both, "{b} and {a}");
        }
    }

    #[test]
    fn a_column_of_two_types_names_both_files() {
        let schema = |data_type| Arc::new(Schema::new(vec![Field::new("x", data_type, true)]));
        let mut shape = Shape::default();
        shape.add("src", "a.fits", &schema(DataType::Int32), &[]).unwrap();
        shape.add("src", "b.fits", &schema(DataType::Int64), &[]).unwrap();
        let error = shape.add("src", "c.fits", &schema(DataType::Utf8), &[]).unwrap_err();
        assert_eq!(error.to_string(), "column `src.x` is in conflict: it is Int64 in `a.fits` and Utf8 in `c.fits`");
        assert_eq!(shape.into_schema(Vec::new()).field(0).data_type(), &DataType::Int64);
    }

    #[test]
    fn columns_are_found_wherever_they_stand() {
        let fields = |names: &[&str]| names.iter().map(|name| Arc::new(Field::new(*name, DataType::Int8, true))).collect::<Vec<_>>();
        let file = Schema::new(fields(&["b", "x", "a", "c"]));
        assert_eq!(places(&fields(&["a", "b", "c", "d"]), &file), [Some(2), Some(0), Some(3), None]);
    }
}
