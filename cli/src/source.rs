//! A file that a command is given: a path, or the URI of an object.

use std::path::Path;

use butler_catalogs::Source;
use butler_engine::Error;
use butler_engine::context::stores::{Environment, Location, Stores};

use crate::Failure;

/// Opens what `text` names. A text without a scheme is a path and nothing else.
pub async fn open(text: &str) -> Result<Source, Failure> {
    if !text.contains("://") {
        return Ok(Source::file(Path::new(text))?);
    }
    let location = Location::parse(text)?;
    if let Some(path) = location.folder() {
        return Ok(Source::file(path)?);
    }
    let (folder, name) = text.rsplit_once('/').unwrap_or((text, ""));
    let path = object_store::path::Path::parse(name).map_err(|_| Error::invalid("path", name, "it names no object"))?;
    let stores = Stores::open(&Location::parse(folder)?, &Environment::process())?;
    Ok(Source::object(&location.to_string(), stores.ordinary, &path).await?)
}
