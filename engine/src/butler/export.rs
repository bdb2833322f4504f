//! Exporting collections: the file appears whole or not at all, and never over another.

use std::io::{BufWriter, Read};
use std::path::Path as FilePath;

use object_store::path::Path;
use object_store::{ObjectStoreExt, WriteMultipart};

use super::{Butler, Surroundings};
use crate::context::stores::Location;
use crate::datastore::Mode;
use crate::exchange::export::{self, ExportReport, FilesTo, What};
use crate::{Error, Result};

/// Bytes of the file that are sent to a remote store at once.
const PART_BYTES: usize = 8 << 20;

/// What is exported, and where to.
#[derive(Debug, Clone)]
pub struct ExportOptions {
    /// What is exported.
    pub what: What,
    /// How the files come along; they stay where they are if this is absent.
    pub transfer: Option<Mode>,
    /// The folder or URI of the export.
    pub directory: String,
    /// Name of the file in it.
    pub file: String,
}

impl Butler {
    /// Writes an export file, after the files that it names if they come along.
    ///
    /// # Errors
    /// The file exists, or a collection does not, or a file has no place.
    pub async fn export(&self, options: &ExportOptions, surroundings: &Surroundings) -> Result<ExportReport> {
        let place = surroundings.location(&options.directory)?.join(&options.file)?;
        let directory = surroundings.location(&options.directory)?;
        match place.folder() {
            Some(path) => self.export_to_disk(options, path, &directory).await,
            None => self.export_to_store(options, &place, &directory, surroundings).await,
        }
    }

    async fn export_to_disk(&self, options: &ExportOptions, path: &FilePath, directory: &Location) -> Result<ExportReport> {
        if path.exists() {
            return Err(exists(&path.display().to_string()));
        }
        let folder = path.parent().unwrap_or_else(|| FilePath::new("."));
        std::fs::create_dir_all(folder).map_err(|source| io_error("create", folder, source))?;
        let draft = folder.join(format!(".{}.{}", options.file.replace('/', "_"), self.registry.context().ids.uuid4()));
        let written = self.write_export(options, &draft, directory).await;
        // A hard link is made only if the name is free.
        let linked = written.and_then(|report| match std::fs::hard_link(&draft, path) {
            Ok(()) => Ok(report),
            Err(source) if source.kind() == std::io::ErrorKind::AlreadyExists => Err(exists(&path.display().to_string())),
            Err(source) => Err(io_error("write", path, source)),
        });
        std::fs::remove_file(&draft).map_err(|source| io_error("remove", &draft, source)).and(linked)
    }

    async fn export_to_store(
        &self,
        options: &ExportOptions,
        place: &Location,
        directory: &Location,
        surroundings: &Surroundings,
    ) -> Result<ExportReport> {
        let stores = surroundings.stores(place)?;
        let failed = |doing: &'static str| move |source| Error::store(doing, place.to_string(), source);
        match stores.ordinary.head(&Path::default()).await {
            Ok(_) => return Err(exists(&place.to_string())),
            Err(object_store::Error::NotFound { .. }) => {}
            Err(source) => return Err(failed("look for")(source)),
        }
        let draft = std::env::temp_dir().join(format!("butler-export-{}", self.registry.context().ids.uuid4()));
        let sent = async {
            let report = self.write_export(options, &draft, directory).await?;
            let mut upload = WriteMultipart::new(stores.ordinary.put_multipart(&Path::default()).await.map_err(failed("write"))?);
            let mut file = std::fs::File::open(&draft).map_err(|source| io_error("read", &draft, source))?;
            let mut part = vec![0; PART_BYTES];
            loop {
                let read = file.read(&mut part).map_err(|source| io_error("read", &draft, source))?;
                if read == 0 {
                    break;
                }
                upload.wait_for_capacity(4).await.map_err(failed("write"))?;
                upload.write(&part[..read]);
            }
            upload.finish().await.map_err(failed("write"))?;
            Ok(report)
        }
        .await;
        std::fs::remove_file(&draft).map_err(|source| io_error("remove", &draft, source)).and(sent)
    }

    async fn write_export(&self, options: &ExportOptions, draft: &FilePath, directory: &Location) -> Result<ExportReport> {
        let file = std::fs::File::create_new(draft).map_err(|source| io_error("write", draft, source))?;
        let mut out = BufWriter::with_capacity(1 << 20, file);
        let settings = export::ExportOptions {
            what: options.what.clone(),
            files: options.transfer.map(|mode| FilesTo { datastore: self.datastore.clone(), directory: directory.clone(), mode }),
        };
        let report = export::export(&self.registry, &settings, &mut out).await?;
        let file = out.into_inner().map_err(|e| io_error("write", draft, e.into_error()))?;
        file.sync_all().map_err(|source| io_error("write", draft, source))?;
        Ok(report)
    }
}

fn io_error(doing: &'static str, path: &FilePath, source: std::io::Error) -> Error {
    Error::Io { doing, location: path.display().to_string(), source }
}

fn exists(name: &str) -> Error {
    Error::Exists { what: "export file", name: name.to_owned() }.with_hint("name another with `--file`, or another folder")
}
