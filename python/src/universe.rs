//! Dimensions and storage classes, told as JSON.

use std::sync::{Arc, Mutex, PoisonError};

use butler_engine::datasets::StorageClasses;
use butler_engine::dimensions::{Element, Universe};
use pyo3::prelude::*;
use serde_json::{Value as Json, json};

use crate::errors::raised;

/// What was told of universes, by the text that each was loaded from: whoever opens a second repository finds it here.
static TOLD: Mutex<Vec<(String, Arc<str>)>> = Mutex::new(Vec::new());

/// All elements of a universe, in order, as JSON.
pub fn text(universe: &Universe) -> Arc<str> {
    let mut known = TOLD.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, text)) = known.iter().find(|(source, _)| source == universe.source()) {
        return text.clone();
    }
    let text: Arc<str> = told(universe).to_string().into();
    known.push((universe.source().to_owned(), text.clone()));
    text
}

fn told(universe: &Universe) -> Json {
    let elements: Vec<Json> = universe.elements().iter().map(|element| element_told(element)).collect();
    json!({
        "namespace": universe.namespace,
        "version": universe.version,
        "common_skypix": universe.common_skypix,
        "elements": elements,
    })
}

fn element_told(element: &Element) -> Json {
    let fields: Vec<Json> = element
        .fields
        .iter()
        .map(|field| json!({ "name": field.name, "kind": field.kind.name(), "role": field.role.name(), "nullable": field.nullable, "doc": field.doc }))
        .collect();
    json!({
        "name": element.name,
        "doc": element.doc,
        "is_dimension": element.is_dimension,
        "is_governor": element.is_governor,
        "is_skypix": element.skypix.is_some(),
        "required": element.required,
        "implied": element.implied,
        "fields": fields,
        "governor": element.governor,
        "spatial": element.spatial,
        "temporal": element.temporal,
        "has_own_table": element.is_stored(),
        "populated_by": element.populated_by,
        "always_join": element.always_join,
    })
}

/// All storage classes that are known: what they are read as, their components and parameters.
#[pyfunction]
pub fn storage_classes() -> PyResult<String> {
    let classes = StorageClasses::shipped().map_err(raised)?;
    let told = classes.iter().map(|class| {
        let content = json!({
            "kind": class.kind.name(),
            "base": class.base,
            "components": class.components,
            "derived": class.derived,
            "parameters": class.parameters,
        });
        (class.name.clone(), content)
    });
    Ok(Json::Object(told.collect()).to_string())
}
