//! Copies of datasets' files elsewhere: in a folder, or in another repository.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::{Butler, Select, Selected, Surroundings};
use crate::context::stores::Location;
use crate::datasets::unpacked;
use crate::datastore::{Known, Mode, Order, is_absolute};
use crate::exchange::export::{self, Datasets};
use crate::exchange::import::{self, ExportFile, FileTransfer, ImportOptions, Transfer};
use crate::exchange::zip::{self, IngestZipOptions, IngestZipReport, Packed, pack};
use crate::{Error, Result};

/// How files are retrieved.
#[derive(Debug, Clone)]
pub struct RetrieveOptions {
    /// The folder or URI that they go to.
    pub destination: String,
    /// How.
    pub mode: Mode,
    /// Whether they keep their paths below the repository; else all are in one folder.
    pub preserve_path: bool,
    /// Whether files that are there are replaced.
    pub clobber: bool,
}

/// How datasets come from one repository into another.
#[derive(Debug, Clone)]
pub struct TransferOptions {
    /// How their files do.
    pub mode: Mode,
    /// Whether dataset types that the other lacks are registered there.
    pub register_dataset_types: bool,
    /// Whether dimension records go along.
    pub transfer_dimensions: bool,
}

impl Butler {
    /// Brings the files of datasets to a folder or URI; returns where each is.
    ///
    /// # Errors
    /// Two files would have one name; another file is in the place of one.
    pub async fn retrieve(&self, selected: &[Selected], options: &RetrieveOptions, surroundings: &Surroundings) -> Result<Vec<String>> {
        let destination = surroundings.location(&options.destination)?;
        let mut orders: BTreeMap<String, Order> = BTreeMap::new();
        for file in selected.iter().flat_map(|one| one.files.values()).flatten() {
            let from = self.datastore.origin(&file.path)?;
            let path = if options.preserve_path && !is_absolute(&file.path) { unpacked(&file.path) } else { from.file_name() };
            let order = Order { from, path: path.clone(), known: file.known() };
            match orders.get(&path) {
                Some(other) if other.from != order.from => {
                    return Err(Error::Conflict {
                        what: "file",
                        name: path,
                        reason: format!("`{}` and `{}` would both have this name", other.from, order.from),
                    }
                    .with_hint("`--preserve-path` keeps them apart"));
                }
                Some(_) => {}
                None => drop(orders.insert(path, order)),
            }
        }
        let places: Vec<String> = orders.keys().map(|path| Ok(destination.join(path)?.to_string())).collect::<Result<_>>()?;
        if options.clobber {
            let Location::Local { path: folder } = &destination else {
                return Err(Error::Unsupported {
                    what: "replacing files in",
                    name: destination.to_string(),
                    reason: "only those of a local folder are replaced".to_owned(),
                });
            };
            let carrier = self.datastore.carrier();
            carrier.progress().expect(orders.len());
            for order in orders.into_values() {
                let place = crate::datastore::on_disk(folder, &order.path)?;
                carrier.fetch(&order.from, &order.known, &place).await?;
                carrier.progress().advance(1);
            }
        } else {
            self.datastore.carrier().carry(orders.into_values().collect(), &destination, options.mode).await?;
        }
        Ok(places)
    }

    /// Brings the files of datasets into a new ZIP archive in a folder or URI, with what `ingest_zip` needs to take them up; returns where it is.
    ///
    /// # Errors
    /// None of the datasets is stored; an archive of the same files is there, and is not to be replaced.
    pub async fn retrieve_zip(&self, selected: &[Selected], options: &RetrieveOptions, surroundings: &Surroundings) -> Result<String> {
        let destination = surroundings.location(&options.destination)?;
        let snapshot = self.registry.snapshot();
        let mut packed = Vec::with_capacity(selected.len());
        for one in selected {
            let datasets = one.datasets()?;
            packed.push(Packed { dataset_type: &one.dataset_type, rows: one.rows.batch(), datasets, files: &one.files });
        }
        let folder = match &destination {
            Location::Local { path } => path.to_path_buf(),
            _ => std::env::temp_dir(),
        };
        std::fs::create_dir_all(&folder).map_err(|source| Error::Io { doing: "create", location: folder.display().to_string(), source })?;
        let draft = folder.join(format!(".butler-zip-{}", self.registry.context().ids.uuid4()));
        let moved = async {
            let name = pack(&snapshot, self.registry.files(), &self.datastore, &packed, &draft).await?;
            let place = destination.join(&name)?;
            if let (true, Location::Local { path }) = (options.clobber, &place) {
                std::fs::rename(&draft, path).map_err(|source| Error::Io {
                    doing: "write",
                    location: path.display().to_string(),
                    source,
                })?;
                return Ok(place.to_string());
            }
            let from = Location::of_path(draft.as_path());
            let order = Order { from: from.into(), path: name, known: Known::default() };
            self.datastore.carrier().carry_one(&order, &destination, Mode::Auto).await?;
            Ok(place.to_string())
        }
        .await;
        // It is elsewhere by now, or of no use.
        let _ = std::fs::remove_file(&draft);
        moved
    }

    /// Takes up an archive of datasets: it is stored as it is.
    ///
    /// # Errors
    /// The archive is faulty; a dataset type is not registered; a dataset is stored already, and not in this archive.
    pub async fn ingest_zip(&self, options: &IngestZipOptions) -> Result<IngestZipReport> {
        zip::ingest_zip(&self.registry, &self.datastore, options).await
    }

    /// Brings datasets with their files and all that they need into another repository.
    ///
    /// # Errors
    /// The other repository lacks a dataset type, or has another dataset in the place of one.
    pub async fn transfer_to(&self, other: &Butler, selected: &[Selected], options: &TransferOptions) -> Result<import::ImportReport> {
        let known = other.registry.refresh().await?;
        for one in selected {
            match known.dataset_types().get(&one.dataset_type.name) {
                Some(theirs) => theirs.check_same(&one.dataset_type)?,
                None if options.register_dataset_types => {}
                None => {
                    return Err(Error::missing("dataset type", &one.dataset_type.name, known.dataset_types().keys().map(String::as_str))
                        .doing(format!("cannot transfer to `{}`", other.root))
                        .with_hint("`--register-dataset-types` registers it there"));
                }
            }
        }
        let universe = Arc::clone(&known.universe);
        let draft = std::env::temp_dir().join(format!("butler-transfer-{}.yaml", self.registry.context().ids.uuid4()));
        let moved = async {
            let failed = |source| Error::Io { doing: "write", location: draft.display().to_string(), source };
            let mut file = std::io::BufWriter::new(std::fs::File::create_new(&draft).map_err(failed)?);
            let chosen = export::Chosen { datasets: datasets_of(selected)?, ..export::Chosen::default() };
            let settings = export::ExportOptions { what: export::What::Chosen(chosen), files: None };
            export::export(&self.registry, &settings, &mut file).await?;
            std::io::Write::flush(&mut file).map_err(failed)?;
            let transfer = FileTransfer {
                directory: self.root.clone(),
                datastore: other.datastore.clone(),
                mode: options.mode,
                known: known_files(selected),
                elsewhere: true,
                missing: None,
            };
            let mut settings = ImportOptions::new(Transfer::Files(Box::new(transfer)));
            if !options.transfer_dimensions {
                settings.skip_dimensions = universe.stored_elements().map(|element| element.name.clone()).collect();
            }
            import::import(&other.registry, &ExportFile::local(&draft)?, &settings).await
        }
        .await;
        let _ = std::fs::remove_file(&draft);
        moved
    }

    /// Finds datasets for [`Butler::retrieve`] and [`Butler::transfer_to`]. All must be stored.
    pub async fn select_stored(&self, select: &Select) -> Result<Vec<Selected>> {
        let mut selected = self.select(select).await?;
        selected.retain(|one| !one.files.is_empty());
        Ok(selected)
    }
}

/// The chosen datasets by type and run, as an export takes them.
///
/// # Errors
/// The rows are not those of datasets.
pub fn datasets_of(selected: &[Selected]) -> Result<Datasets> {
    let mut datasets = Datasets::new();
    for one in selected {
        for (id, run) in one.datasets()? {
            datasets.entry((one.dataset_type.name.clone(), run)).or_default().insert(id);
        }
    }
    Ok(datasets)
}

/// What is known of the files, by path.
fn known_files(selected: &[Selected]) -> HashMap<String, Known> {
    selected.iter().flat_map(|one| one.files.values()).flatten().map(|file| (file.path.clone(), file.known())).collect()
}
