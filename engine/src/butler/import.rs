//! Importing an export: where its file is, and what happens with the files that it names.

use std::collections::{BTreeSet, HashMap};
use std::path::Path as FilePath;

use object_store::path::Path;

use super::{Butler, Surroundings};
use crate::context::stores::Location;
use crate::datastore::Mode;
use crate::exchange::import::{self, ExportFile, ImportReport};
use crate::{Error, Result};

/// What happens with the files that an export names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Files {
    /// They come into the datastore in this way.
    Transfer(Mode),
    /// They are not asked for: the datasets are known, and not stored.
    RegistryOnly,
}

/// How an export is imported.
#[derive(Debug, Clone)]
pub struct ImportOptions {
    /// The folder or URI below which the export's files are.
    pub directory: String,
    /// The export file: absolute, or in the working folder, or in `directory`.
    pub export_file: String,
    /// What happens with the files.
    pub files: Files,
    /// Dimension elements whose records are left out.
    pub skip_dimensions: BTreeSet<String>,
}

impl Butler {
    /// Imports an export; one that was interrupted is completed by the next import of the same.
    pub async fn import(&self, options: &ImportOptions, surroundings: &Surroundings) -> Result<ImportReport> {
        let directory = surroundings.location(&options.directory)?;
        let file = export_file(&directory, &options.export_file, surroundings).await?;
        let transfer = match options.files {
            Files::RegistryOnly => import::Transfer::RegistryOnly,
            Files::Transfer(mode) => import::Transfer::Files(Box::new(import::FileTransfer {
                directory,
                datastore: self.datastore.clone(),
                mode,
                known: HashMap::new(),
                elsewhere: false,
                missing: None,
            })),
        };
        let settings = import::ImportOptions {
            skip_dimensions: options.skip_dimensions.clone(),
            progress: self.datastore.carrier().progress().clone(),
            ..import::ImportOptions::new(transfer)
        };
        import::import(&self.registry, &file, &settings).await
    }
}

async fn export_file(directory: &Location, name: &str, surroundings: &Surroundings) -> Result<ExportFile> {
    if FilePath::new(name).is_absolute() || (!name.contains("://") && FilePath::new(name).exists()) {
        return ExportFile::local(FilePath::new(name));
    }
    let place = if name.contains("://") { Location::parse(name)? } else { directory.join(name)? };
    if let Some(path) = place.folder() {
        return ExportFile::local(path).map_err(|error| match error.is_not_found() {
            true => Error::Missing { what: "export file", name: path.display().to_string(), near: Vec::new() }
                .with_hint("name it with `--export-file`; it is looked for in the working folder, then in DIRECTORY"),
            false => error,
        });
    }
    let stores = surroundings.stores(&place)?;
    ExportFile::object(&place.to_string(), stores.ordinary, Path::default()).await
}
