//! What is understood of datasets: the closed list of readers by capability. Whatever no reader is for is still handed out as bytes, whole.

use std::collections::BTreeMap;

use butler_catalogs::Source;
use butler_catalogs::images::{Bbox, Component, Cutout, Exposure, Role, Value};

use super::{Butler, Content, FoundDataset, TablePart, Wanted};
use crate::datasets::{Kind, StorageClasses};
use crate::error::near_matches;
use crate::exchange::placing::Stored;
use crate::{Error, Result};

/// What understands a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reader {
    /// Images in FITS, and what goes with them.
    Exposure,
    /// Rows and columns, in any format of `butler_catalogs::tables`.
    Table,
}

/// What a reader can do with datasets of a kind.
struct Capability {
    kind: Kind,
    reader: Reader,
    /// What it can take out of a whole file; all that the storage class has where absent.
    components: Option<&'static [&'static str]>,
    parameters: &'static [&'static str],
}

/// One line for each kind that is understood.
const CAPABILITIES: [Capability; 3] = [
    Capability { kind: Kind::Exposure, reader: Reader::Exposure, components: None, parameters: &["bbox", "origin"] },
    Capability {
        kind: Kind::Image,
        reader: Reader::Exposure,
        components: Some(&["image", "mask", "variance"]),
        parameters: &["bbox", "origin"],
    },
    Capability { kind: Kind::Table, reader: Reader::Table, components: Some(&["columns", "rowcount", "schema"]), parameters: &["columns"] },
];

/// What is asked of a reader, to get less than all; by the names that storage classes have for it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parameters(pub BTreeMap<String, String>);

/// A dataset, or what is meant of it, as far as it is understood.
#[derive(Debug)]
pub enum Read {
    /// Bytes as they are stored.
    Bytes(Content),
    /// A component of an exposure.
    Component(Value),
    /// A part of an exposure, with all its planes.
    Cutout(Cutout),
    /// A table: where it is, what is meant of it, and which of its columns; all if there are none.
    Table(Source, TablePart, Vec<String>),
}

/// A dataset that has been found, and is read later, once or often.
#[derive(Debug, Clone)]
pub struct Deferred {
    butler: Butler,
    found: FoundDataset,
}

impl Deferred {
    /// What was found.
    pub fn found(&self) -> &FoundDataset {
        &self.found
    }

    /// Reads it, or a component of it.
    pub async fn get(&self, component: Option<&str>, parameters: &Parameters) -> Result<Read> {
        let found = match component {
            Some(component) => self.found.component(component)?,
            None => self.found.clone(),
        };
        self.butler.read(&found, parameters).await
    }
}

impl FoundDataset {
    /// A component of it.
    ///
    /// # Errors
    /// Its type has no such component.
    pub fn component(&self, name: &str) -> Result<FoundDataset> {
        self.dataset_type.component(name)?;
        Ok(FoundDataset { component: Some(name.to_owned()), ..self.clone() })
    }

    fn class_kind(&self) -> Result<Kind> {
        Ok(StorageClasses::shipped()?.get(&self.dataset_type.storage_class).map(|class| class.kind).unwrap_or_default())
    }

    fn capability(&self) -> Result<Option<&'static Capability>> {
        let kind = self.class_kind()?;
        Ok(CAPABILITIES.iter().find(|capability| capability.kind == kind))
    }

    /// Fails if a parameter is none of the dataset's storage class, or is not understood.
    fn check(&self, parameters: &Parameters) -> Result<()> {
        let class = StorageClasses::shipped()?.get(&self.dataset_type.storage_class);
        let known: Vec<&str> = class.into_iter().flat_map(|class| class.parameters.iter().map(String::as_str)).collect();
        let understood = self.capability()?.map_or(&[][..], |capability| capability.parameters);
        for name in parameters.0.keys() {
            if understood.contains(&name.as_str()) && known.contains(&name.as_str()) {
                continue;
            }
            if known.contains(&name.as_str()) {
                let reason = format!("datasets of storage class `{}` are read without it here", self.dataset_type.storage_class);
                return Err(Error::Unsupported { what: "parameter", name: name.clone(), reason });
            }
            let near = near_matches(name, known.iter().copied());
            let missing = Error::Missing { what: "parameter", name: name.clone(), near };
            return Err(match (missing.hint(), known.is_empty()) {
                (Some(_), _) => missing,
                (None, true) => missing.with_hint(format!("storage class `{}` has no parameters", self.dataset_type.storage_class)),
                (None, false) => missing.with_hint(format!(
                    "the parameters of storage class `{}` are {}",
                    self.dataset_type.storage_class,
                    known.join(", ")
                )),
            });
        }
        Ok(())
    }

    /// The file that a component is in: its own, or that of what it follows from.
    fn holder(&self, component: &str) -> Result<&Stored> {
        let of = |name: &str| self.files.iter().find(|file| file.component.as_deref() == Some(name));
        let whole = || self.files.iter().find(|file| file.component.is_none());
        let follows = || Component::named(component).filter(|c| c.is_derived()).and_then(|_| of("image"));
        of(component).or_else(whole).or_else(follows).ok_or_else(|| {
            let stored: Vec<&str> = self.files.iter().filter_map(|file| file.component.as_deref()).collect();
            let missing = Error::missing("component", &self.to_string(), []);
            match stored.is_empty() {
                true => missing.with_hint("the dataset is registered, and not stored"),
                false => missing.with_hint(format!("it was stored without; those that are there are {}", stored.join(", "))),
            }
        })
    }
}

impl Butler {
    /// Finds a dataset, which is read later.
    ///
    /// # Errors
    /// As those of [`Butler::find`].
    pub async fn defer(&self, wanted: &Wanted) -> Result<Deferred> {
        Ok(Deferred { butler: self.clone(), found: self.find(wanted).await? })
    }

    /// Reads a dataset, or the component of it that is meant, as far as there is a reader; of the file only what is needed.
    ///
    /// # Errors
    /// A parameter is not known; a component can't be taken out of the file of the whole.
    pub async fn read(&self, found: &FoundDataset, parameters: &Parameters) -> Result<Read> {
        found.check(parameters)?;
        let Some(capability) = found.capability()? else { return Ok(Read::Bytes(self.get(found).await?)) };
        match capability.reader {
            Reader::Exposure => self.read_exposure(found, capability, parameters).await,
            Reader::Table => match found.table_part()? {
                Some(part) => {
                    let columns = parameters.0.get("columns").map(|names| names.split(',').map(|name| name.trim().to_owned()).collect());
                    Ok(Read::Table(self.open_file(found).await?, part, columns.unwrap_or_default()))
                }
                None => Ok(Read::Bytes(self.get(found).await?)),
            },
        }
    }

    async fn read_exposure(&self, found: &FoundDataset, capability: &Capability, parameters: &Parameters) -> Result<Read> {
        let Some(name) = found.component.as_deref() else {
            if parameters.0.is_empty() {
                return Ok(Read::Bytes(self.get(found).await?));
            }
            let file = found.file()?;
            let mut exposure = Exposure::open(&self.opened(found, file).await?).await?;
            return match bbox(parameters, &mut exposure).await? {
                Some(bbox) => Ok(Read::Cutout(exposure.cutout(bbox).await?)),
                None => Ok(Read::Bytes(self.get(found).await?)),
            };
        };
        let (component, file) = (Component::named(name), found.holder(name)?);
        let is_own = file.component.as_deref() == Some(name);
        let Some(component) = component.filter(|_| is_own || capability.components.is_none_or(|known| known.contains(&name))) else {
            return Ok(Read::Bytes(self.get(found).await?));
        };
        let source = self.opened(found, file).await?;
        if component.is_plane() && !parameters.0.is_empty() {
            let mut exposure = Exposure::open(&source).await?;
            let part = bbox(parameters, &mut exposure).await?;
            let role = match component {
                Component::Mask => Role::Mask,
                Component::Variance => Role::Variance,
                _ => Role::Image,
            };
            return Ok(Read::Component(Value::Plane(exposure.plane(role, part).await?)));
        }
        if let Some(given) = parameters.0.keys().next() {
            let reason = format!("`{component}` has no pixels to choose from");
            return Err(Error::Unsupported { what: "parameter", name: given.clone(), reason });
        }
        Ok(Read::Component(match is_own {
            true => Exposure::of_part(&source, component).await?,
            false => Exposure::open(&source).await?.component(component).await?,
        }))
    }
}

/// The rectangle of pixels that the parameters ask for, in the parent's coordinates.
async fn bbox(parameters: &Parameters, exposure: &mut Exposure) -> Result<Option<Bbox>> {
    let is_local = match parameters.0.get("origin").map(|origin| origin.to_ascii_uppercase()).as_deref() {
        None | Some("PARENT") => false,
        Some("LOCAL") => true,
        Some(other) => return Err(Error::invalid("parameter", format!("origin={other}"), "it is PARENT or LOCAL")),
    };
    let Some(text) = parameters.0.get("bbox") else {
        return match is_local {
            true => Err(Error::invalid("parameter", "origin", "it says what `bbox` is counted from, which is not given")),
            false => Ok(None),
        };
    };
    let given = Bbox::parse(text).map_err(|reason| Error::invalid("parameter", format!("bbox={text}"), reason))?;
    if !is_local {
        return Ok(Some(given));
    }
    let whole = exposure.bbox().await?;
    Ok(Some(Bbox { x0: given.x0.saturating_add(whole.x0), y0: given.y0.saturating_add(whole.y0), ..given }))
}
