//! Which template serves which dataset: those that come with the program (`templates.yaml`), and a repository's own.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::template::Template;
use crate::config::yaml::{self, Node};
use crate::datasets::{DatasetType, StorageClasses};
use crate::dimensions::Group;
use crate::{Error, Result};

/// The key of the template that serves where no other does.
const DEFAULT: &str = "default";

/// Templates by what they are for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Templates {
    /// For datasets of any instrument.
    general: Section,
    /// By name of the instrument.
    of_instrument: BTreeMap<String, Section>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Section {
    /// By name of a dataset type (with or without component) or storage class; `None` under a name takes a template away.
    by_name: BTreeMap<String, Option<Template>>,
    /// By names of dimensions.
    by_dimensions: Vec<(Vec<String>, Option<Template>)>,
}

impl Templates {
    /// Those that come with the program, as text.
    pub const SHIPPED: &str = include_str!("templates.yaml");

    /// Those that come with the program.
    pub fn shipped() -> Result<Templates> {
        static SHIPPED: OnceLock<Templates> = OnceLock::new();
        if let Some(templates) = SHIPPED.get() {
            return Ok(templates.clone());
        }
        let templates = Templates::default().with(&yaml::parse("templates.yaml", Templates::SHIPPED)?)?;
        Ok(SHIPPED.get_or_init(|| templates).clone())
    }

    /// With those of a mapping, which replace what is there under the same keys.
    pub fn with(mut self, mapping: &Node) -> Result<Templates> {
        for (key, node) in mapping.entries()? {
            match key.strip_prefix("instrument<").and_then(|rest| rest.strip_suffix('>')) {
                Some(instrument) => {
                    let section = self.of_instrument.entry(instrument.to_owned()).or_default();
                    node.entries()?.try_for_each(|(key, node)| section.set(key, node))?;
                }
                None => self.general.set(key, node)?,
            }
        }
        Ok(self)
    }

    /// The template for a dataset of a type, or for one component of it; `instrument` is that of its data ID, if it has one.
    ///
    /// # Errors
    /// There is none, and no default one.
    pub fn of(&self, dataset_type: &DatasetType, component: Option<&str>, instrument: Option<&str>) -> Result<&Template> {
        let sections = instrument.and_then(|name| self.of_instrument.get(name)).into_iter().chain([&self.general]);
        let found = sections.filter_map(|section| section.find(dataset_type, component)).next();
        found.or_else(|| self.general.by_name.get(DEFAULT)?.as_ref()).ok_or_else(|| {
            Error::missing("template for dataset type", &dataset_type.name, [])
                .with_hint("add one under its name, or `default`, to `datastore: templates:` in `butler.yaml`")
        })
    }
}

impl Section {
    fn set(&mut self, key: &str, node: &Node) -> Result<()> {
        let template = match node.as_str() {
            Some("") => None,
            Some(text) => Some(text.parse().map_err(|error: Error| node.error(error.to_string()))?),
            None if node.boolean().is_ok_and(|value| !value) => None,
            None => return Err(node.mismatch("a template, or false")),
        };
        if key.contains('+') {
            let mut names: Vec<String> = key.split('+').filter(|name| !name.is_empty()).map(str::to_owned).collect();
            names.sort();
            self.by_dimensions.retain(|(known, _)| *known != names);
            self.by_dimensions.push((names, template));
        } else {
            self.by_name.insert(key.to_owned(), template);
        }
        Ok(())
    }

    fn find(&self, dataset_type: &DatasetType, component: Option<&str>) -> Option<&Template> {
        let named = |name: &str| self.by_name.get(name).filter(|_| name != DEFAULT).and_then(Option::as_ref);
        let with_component = component.and_then(|component| named(&format!("{}.{component}", dataset_type.name)));
        let part_class =
            component.and_then(|component| StorageClasses::shipped().ok()?.get(&dataset_type.storage_class)?.component(component));
        with_component
            .or_else(|| named(&dataset_type.name))
            .or_else(|| {
                self.by_dimensions.iter().find(|(names, _)| is_same(names, &dataset_type.dimensions)).and_then(|(_, found)| found.as_ref())
            })
            .or_else(|| part_class.and_then(named))
            .or_else(|| named(&dataset_type.storage_class))
    }
}

/// Whether the names stand for the group. Names that the universe does not have fit no group.
fn is_same(names: &[String], group: &Group) -> bool {
    !group.is_empty() && names.iter().all(|name| group.contains(name)) && group.universe().conform(names).is_ok_and(|named| named == *group)
}
