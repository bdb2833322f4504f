//! Which datasets are stored in parts, with a file for each component: `datastore: composites:` of `butler.yaml`, in the reference's form.
//!
//! ```yaml
//! composites:
//!   default: false            # where nothing else fits; false if it is left out
//!   disassembled:             # by name of a dataset type, dimensions, or storage class; what stands first in this list counts
//!     calexp: true
//!     instrument+visit: false
//!     ExposureF: true
//! ```

use std::collections::BTreeMap;

use crate::Result;
use crate::config::yaml::Node;
use crate::datasets::{DatasetType, StorageClasses};

/// The rules.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Composites {
    default: bool,
    by_name: BTreeMap<String, bool>,
    by_dimensions: Vec<(Vec<String>, bool)>,
}

impl Composites {
    /// Of a mapping.
    pub fn parse(node: &Node) -> Result<Composites> {
        node.only_fields(&["default", "disassembled"])?;
        let mut composites = Composites::default();
        if let Some(default) = node.get_some("default") {
            composites.default = default.boolean()?;
        }
        let Some(disassembled) = node.get_some("disassembled") else { return Ok(composites) };
        for (key, node) in disassembled.entries()? {
            let is_disassembled = node.boolean()?;
            if key.contains('+') {
                let mut names: Vec<String> = key.split('+').filter(|name| !name.is_empty()).map(str::to_owned).collect();
                names.sort();
                composites.by_dimensions.push((names, is_disassembled));
            } else {
                composites.by_name.insert(key.to_owned(), is_disassembled);
            }
        }
        Ok(composites)
    }

    /// Whether datasets of a type are stored in parts. Those whose storage class has no components never are.
    pub fn are_disassembled(&self, dataset_type: &DatasetType) -> Result<bool> {
        let has_components = StorageClasses::shipped()?.get(&dataset_type.storage_class).is_some_and(|class| !class.components.is_empty());
        let group = &dataset_type.dimensions;
        let fits = |names: &[String]| {
            !group.is_empty() && names.iter().all(|name| group.contains(name)) && group.universe().conform(names).is_ok_and(|g| g == *group)
        };
        let of_dimensions = || self.by_dimensions.iter().find(|(names, _)| fits(names)).map(|(_, is)| *is);
        let named = self.by_name.get(&dataset_type.name).copied();
        let found = named.or_else(of_dimensions).or_else(|| self.by_name.get(&dataset_type.storage_class).copied());
        Ok(has_components && found.unwrap_or(self.default))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::yaml;
    use crate::dimensions::Universe;

    #[test]
    fn the_name_counts_before_dimensions_and_these_before_the_storage_class() {
        let universe = Universe::shipped(8).unwrap();
        let of =
            |name: &str, dimensions: &[&str], class: &str| DatasetType::new(name, universe.conform(dimensions).unwrap(), class).unwrap();
        let calexp = of("calexp", &["visit", "detector"], "ExposureF");
        let coadd = of("deepCoadd", &["patch", "band"], "ExposureF");
        let catalog = of("src", &["visit", "detector"], "SourceCatalog");
        for (text, expected) in [
            ("{}", [false, false, false]),
            ("{default: true}", [true, true, false]),
            ("{disassembled: {ExposureF: true}}", [true, true, false]),
            ("{disassembled: {ExposureF: true, detector+visit: false}}", [false, true, false]),
            ("{default: true, disassembled: {ExposureF: false, visit+detector: false, calexp: true, src: true}}", [true, false, false]),
        ] {
            let composites = Composites::parse(&yaml::parse("c", text).unwrap()).unwrap();
            assert_eq!([&calexp, &coadd, &catalog].map(|t| composites.are_disassembled(t).unwrap()), expected, "{text}");
        }
        for wrong in ["{disassembled: [calexp]}", "{disassembled: {calexp: maybe}}", "{disasembled: {}}", "3"] {
            assert!(Composites::parse(&yaml::parse("c", wrong).unwrap()).is_err(), "{wrong}");
        }
    }
}
