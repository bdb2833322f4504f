//! Datasets that are stored in parts: an exposure is taken apart into a file for each component, which is then as small as what it holds.

use std::path::{Path as FilePath, PathBuf};

use butler_catalogs::images::Exposure;

use super::{NewFile, PutOptions};
use crate::butler::Butler;
use crate::context::stores::Location;
use crate::datasets::{DatasetType, StorageClasses};
use crate::datastore::{Formatters, Known, Mode};
use crate::exchange::placing::Coming;
use crate::{Error, Result};

/// What the names of parts end in.
pub(super) const EXTENSION: &str = ".fits";
/// What reads parts whose storage class is written in another format by the reference.
const GENERIC: &str = "Wcs";

/// A local folder that goes when this goes.
pub(super) struct Scratch(PathBuf);

impl Scratch {
    pub(super) fn new(butler: &Butler) -> Result<Scratch> {
        let folder = std::env::temp_dir().join(format!("butler-parts-{}", butler.registry.context().ids.uuid4()));
        std::fs::create_dir(&folder).map_err(|source| Error::Io { doing: "create", location: folder.display().to_string(), source })?;
        Ok(Scratch(folder))
    }

    fn path(&self) -> &FilePath {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What stays is in the folder for temporary files.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Fails if files can't be taken apart on their way.
pub(super) fn check(dataset_type: &DatasetType, options: &PutOptions, files: &[NewFile]) -> Result<()> {
    let name = &dataset_type.name;
    if !matches!(options.mode, Mode::Copy | Mode::Auto | Mode::Move) {
        let reason = format!("datasets of type `{name}` are stored in parts, which are new files");
        return Err(
            Error::Unsupported { what: "transfer mode", name: options.mode.to_string(), reason }.with_hint("`--transfer copy` puts them")
        );
    }
    match files.iter().find(|file| file.data_ids.len() > 1) {
        Some(file) => Err(Error::invalid(
            "file",
            file.from.to_string(),
            format!("it holds several datasets of type `{name}`, which are stored in parts"),
        )),
        None => Ok(()),
    }
}

/// Writes the parts of a file of number `number` into the scratch folder.
pub(super) async fn take_apart(
    butler: &Butler,
    dataset_type: &DatasetType,
    from: &Location,
    number: usize,
    scratch: &Scratch,
) -> Result<Vec<Coming>> {
    let doing = |error: Error| {
        error
            .doing(format!("cannot store `{from}` in parts, as the repository's configuration wants it of `{}`", dataset_type.name))
            .with_hint("an exposure is a FITS file with its planes; `datastore: composites:` of `butler.yaml` says what is stored in parts")
    };
    let source = butler.datastore.open_at(from).await?;
    let mut exposure = Exposure::open(&source).await.map_err(|error| doing(error.into()))?;
    let components = StorageClasses::shipped()?.get(&dataset_type.storage_class).map(|class| class.components.clone()).unwrap_or_default();
    let folder = scratch.path().join(number.to_string());
    let failed = |source| Error::Io { doing: "write", location: folder.display().to_string(), source };
    std::fs::create_dir(&folder).map_err(failed)?;
    let mut coming = Vec::new();
    for component in exposure.parts().await.map_err(|error| doing(error.into()))? {
        let Some(class) = components.get(component.name()) else { continue };
        let bytes = exposure.part(component).await.map_err(|error| doing(error.into()))?;
        let path = folder.join(format!("{component}{EXTENSION}"));
        std::fs::write(&path, bytes).map_err(failed)?;
        coming.push(Coming {
            from: Location::of_path(path).into(),
            component: Some(component.name().to_owned()),
            formatter: Some(formatter(class)?.into()),
            known: Known::default(),
        });
    }
    match coming.is_empty() {
        true => Err(doing(Error::invalid(
            "file",
            from.to_string(),
            format!("it has none of the components of `{}`", dataset_type.storage_class),
        ))),
        false => Ok(coming),
    }
}

/// The formatter of a component, which is written as FITS.
fn formatter(class: &str) -> Result<String> {
    let formatters = Formatters::shipped()?;
    let own = formatters.of(class);
    Ok(if own.extension.as_deref() == Some(EXTENSION) { own.name.clone() } else { formatters.of(GENERIC).name.clone() })
}
