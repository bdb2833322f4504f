//! Storage classes: what datasets are in memory, which components they have, and what can be read of them. All of it is data
//! (`storage_classes.yaml`, which says what its keys mean); a dataset of a class that is not there is stored and moved as bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use super::{DatasetType, split_component};
use crate::config::yaml::{self, Node};
use crate::error::near_matches;
use crate::{Error, Result};

/// What a dataset is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// Rows and columns.
    Table,
    /// Pixels, perhaps with mask and variance.
    Image,
    /// Pixels with mask, variance and what belongs to them.
    Exposure,
    /// Mappings, lists and scalars, as YAML or JSON has them.
    Data,
    /// Text.
    Text,
    /// Nothing that this program decodes.
    #[default]
    Bytes,
}

impl Kind {
    const ALL: [Kind; 6] = [Kind::Table, Kind::Image, Kind::Exposure, Kind::Data, Kind::Text, Kind::Bytes];

    /// As the configuration calls it.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Table => "table",
            Kind::Image => "image",
            Kind::Exposure => "exposure",
            Kind::Data => "data",
            Kind::Text => "text",
            Kind::Bytes => "bytes",
        }
    }

    fn parse(node: &Node) -> Result<Kind> {
        let name = node.string()?;
        let found = Kind::ALL.into_iter().find(|kind| kind.name() == name);
        found.ok_or_else(|| node.mismatch("table, image, exposure, data, text or bytes"))
    }
}

/// What can be read of any table: names of the columns, number of rows, columns with types and units.
const OF_TABLES: [(&str, &str); 3] = [("columns", "ArrowColumnList"), ("rowcount", "int"), ("schema", "ArrowSchema")];

/// One storage class.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StorageClass {
    /// Its name.
    pub name: String,
    /// The class that it is a case of.
    pub base: Option<String>,
    /// What its datasets are read as.
    pub kind: Kind,
    /// Storage classes of the parts that may be stored in files of their own, by name.
    pub components: BTreeMap<String, String>,
    /// Storage classes of what can be read of a whole dataset only, by name.
    pub derived: BTreeMap<String, String>,
    /// What a reader may be asked for.
    pub parameters: BTreeSet<String>,
}

impl StorageClass {
    /// The storage class of a component, derived ones included. Every table has the three that the reference knows of Parquet files alone.
    pub fn component(&self, name: &str) -> Option<&str> {
        let of_table = || OF_TABLES.iter().find(|(part, _)| self.kind == Kind::Table && *part == name).map(|(_, class)| *class);
        self.components.get(name).or_else(|| self.derived.get(name)).map(String::as_str).or_else(of_table)
    }
}

/// Storage classes by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StorageClasses(BTreeMap<String, StorageClass>);

impl StorageClasses {
    /// Those that come with the program.
    pub fn shipped() -> Result<&'static StorageClasses> {
        static SHIPPED: OnceLock<StorageClasses> = OnceLock::new();
        if let Some(classes) = SHIPPED.get() {
            return Ok(classes);
        }
        let classes = StorageClasses::parse("storage_classes.yaml", include_str!("storage_classes.yaml"))?;
        Ok(SHIPPED.get_or_init(|| classes))
    }

    /// Of a text; `file` names it in errors. A base stands before what is made of it.
    pub fn parse(file: &str, text: &str) -> Result<StorageClasses> {
        let document = yaml::parse(file, text)?;
        let mut classes = StorageClasses::default();
        for (name, node) in document.entries()? {
            let class = classes.read(name, node)?;
            classes.0.insert(name.to_owned(), class);
        }
        for (name, node) in document.entries()? {
            let class = &classes.0[name];
            if let Some(unknown) = class.components.values().chain(class.derived.values()).find(|of| !classes.0.contains_key(*of)) {
                return Err(node.error(format!("a component of `{name}` has the storage class `{unknown}`, which does not exist")));
            }
        }
        Ok(classes)
    }

    fn read(&self, name: &str, node: &Node) -> Result<StorageClass> {
        node.only_fields(&["of", "as", "components", "derived", "parameters"])?;
        let mut class = match node.get_some("of") {
            None => StorageClass::default(),
            Some(of) => self.get(of.string()?).cloned().ok_or_else(|| of.error("there is no such storage class before this one"))?,
        };
        class.base = (!class.name.is_empty()).then(|| class.name.clone());
        class.name = name.to_owned();
        if let Some(kind) = node.get_some("as") {
            class.kind = Kind::parse(kind)?;
        }
        for (key, into) in [("components", &mut class.components), ("derived", &mut class.derived)] {
            if let Some(given) = node.get_some(key) {
                for (component, of) in given.entries()? {
                    into.insert(component.to_owned(), of.string()?.to_owned());
                }
            }
        }
        if let Some(given) = node.get_some("parameters") {
            class.parameters.extend(given.strings()?);
        }
        Ok(class)
    }

    /// The class of that name.
    pub fn get(&self, name: &str) -> Option<&StorageClass> {
        self.0.get(name)
    }

    /// All of them, by name.
    pub fn iter(&self) -> impl Iterator<Item = &StorageClass> {
        self.0.values()
    }
}

impl DatasetType {
    /// The storage class of one of its components; an empty name for those of a class that is not known here, of which datasets may have files all the same.
    ///
    /// # Errors
    /// It has no such component.
    pub fn component(&self, name: &str) -> Result<&'static str> {
        let Some(class) = StorageClasses::shipped()?.get(&self.storage_class) else { return Ok("") };
        class.component(name).ok_or_else(|| {
            let of_table =
                OF_TABLES.iter().map(|(part, _)| *part).filter(|part| class.kind == Kind::Table && !class.derived.contains_key(*part));
            let known: Vec<&str> = class.components.keys().chain(class.derived.keys()).map(String::as_str).chain(of_table).collect();
            let missing = Error::Missing {
                what: "component",
                name: format!("{}.{name}", self.name),
                near: near_matches(name, known.iter().copied()).into_iter().map(|near| format!("{}.{near}", self.name)).collect(),
            };
            match (missing.hint(), known.is_empty()) {
                (Some(_), _) => missing,
                (None, true) => missing.with_hint(format!("storage class `{}` has no components", class.name)),
                (None, false) => missing.with_hint(format!("the components of storage class `{}` are {}", class.name, known.join(", "))),
            }
        })
    }

    /// The part of `name` after the first dot, if it is a component of this type.
    ///
    /// # Errors
    /// It is none.
    pub fn component_of<'a>(&self, name: &'a str) -> Result<Option<&'a str>> {
        let (_, component) = split_component(name);
        component.map(|component| self.component(component).map(|_| component)).transpose()
    }
}

#[cfg(test)]
mod tests;
