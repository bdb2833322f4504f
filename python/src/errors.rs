//! Errors of the engine as exceptions of `butler_arrow`, which have the names of the reference's.

use butler_engine::{Error, ErrorKind};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;

/// The exception for an error: its text, and the hint behind it.
pub fn raised(error: Error) -> PyErr {
    let hint = error.hint().map(|hint| spelled(&hint));
    let message = error.to_string();
    Python::attach(|py| {
        let class = py.import("butler_arrow._exceptions").and_then(|module| module.getattr(class_of(&error)));
        let made = class.and_then(|class| {
            let made = class.call1((message.clone(),))?;
            made.setattr("hint", hint)?;
            Ok(made)
        });
        match made {
            Ok(exception) => PyErr::from_value(exception),
            Err(_) => PyRuntimeError::new_err(message),
        }
    })
}

/// A hint with options of the command as arguments of a call: `` `--skip-dimensions X` `` is `` `skip_dimensions=` ``.
fn spelled(hint: &str) -> String {
    let mut parts = hint.split('`');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for (place, part) in parts.enumerate() {
        // Every second part stands between the marks.
        let option = part.strip_prefix("--").filter(|_| place % 2 == 0).and_then(|rest| rest.split_whitespace().next());
        text.push('`');
        match option {
            Some("file" | "export-file") => text.push_str("filename="),
            Some(name) => text.push_str(&format!("{}=", name.replace('-', "_"))),
            None => text.push_str(part),
        }
    }
    text
}

/// An exception of `butler_arrow` by name.
pub fn exception(name: &str, message: String) -> PyErr {
    Python::attach(|py| {
        let made = py.import("butler_arrow._exceptions").and_then(|module| module.getattr(name)?.call1((message.clone(),)));
        made.map_or_else(|_| PyRuntimeError::new_err(message), PyErr::from_value)
    })
}

/// The class by which the reference tells of the same.
fn class_of(error: &Error) -> &'static str {
    match error {
        Error::While { source, .. } | Error::Hinted { source, .. } => class_of(source),
        Error::Missing { what, .. } => class_of_missing(what),
        Error::Invalid { what, reason, .. } => class_of_invalid(what, reason),
        Error::Exists { .. } | Error::Differs { .. } | Error::Conflict { .. } => "ConflictingDefinitionError",
        Error::Expression { kind: ErrorKind::Unsupported, .. } => "UnimplementedQueryError",
        Error::Expression { .. } | Error::Query(_) => "InvalidQueryError",
        Error::Unsupported { what: "order of datasets", .. } => "InvalidQueryError",
        Error::Unsupported { .. } => "UnimplementedError",
        Error::SnapshotExpired { .. } => "SnapshotError",
        Error::Damaged { .. } | Error::Arrow(_) | Error::Parquet(_) => "DamagedError",
        Error::Store { .. } | Error::Io { .. } => match error.kind() {
            ErrorKind::NotFound => "MissingFileError",
            ErrorKind::Conflict => "ExistingFileError",
            _ => "StoreError",
        },
        Error::Catalog(source) => match error.kind() {
            ErrorKind::NotFound if matches!(**source, butler_catalogs::Error::Io { .. } | butler_catalogs::Error::Store { .. }) => {
                "MissingFileError"
            }
            ErrorKind::NotFound => "MissingPartError",
            ErrorKind::Invalid => "ArgumentError",
            ErrorKind::Unavailable => "StoreError",
            ErrorKind::Unsupported => "UnimplementedError",
            _ => "DamagedError",
        },
        _ => "ButlerError",
    }
}

fn class_of_missing(what: &str) -> &'static str {
    match what {
        "collection" => "MissingCollectionError",
        "dataset type" => "MissingDatasetTypeError",
        "dataset" | "dataset of type" => "DatasetNotFoundError",
        "file of dataset" | "repository" | "export file" => "MissingFileError",
        "component" => "UnknownComponentError",
        "dimension record" => "DataIdValueError",
        "dimension" | "dimension element" | "value of dimension" => "DimensionNameError",
        "dimension or field in a data ID" => "DimensionValueError",
        "parameter" => "UnknownParameterError",
        "transfer mode" | "collection type" | "ID mode" => "ArgumentError",
        _ => "InvalidQueryError",
    }
}

fn class_of_invalid(what: &str, reason: &str) -> &'static str {
    match what {
        "data ID" if reason.ends_with("has no value") => "DimensionNameError",
        "data ID" => "InconsistentDataIdError",
        "value of dimension" => "DimensionValueError",
        "calibration" => "CalibrationLookupError",
        "collection" | "collection name" => "CollectionTypeError",
        "dataset type" | "dataset type name" | "storage class" => "DatasetTypeError",
        "chain" => "CollectionCycleError",
        "dimension" => "DimensionNameError",
        "search" => "InvalidQueryError",
        "statement" | "condition" | "condition on" => "InvalidQueryError",
        _ => "ArgumentError",
    }
}
