//! Formatters: what the reference calls the ways in which files are written. Kept with every file, for exports; see `formatters.yaml`.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::Result;
use crate::config::yaml::{self, Node};

/// Formatters by storage class.
#[derive(Debug, Default)]
pub struct Formatters {
    default: Formatter,
    by_storage_class: HashMap<String, Formatter>,
}

/// One formatter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Formatter {
    /// Its name.
    pub name: String,
    /// What the names of its files end in, with the dot, where that is known.
    pub extension: Option<String>,
}

impl Formatters {
    /// Those that come with the program.
    pub fn shipped() -> Result<&'static Formatters> {
        static SHIPPED: OnceLock<Formatters> = OnceLock::new();
        if let Some(formatters) = SHIPPED.get() {
            return Ok(formatters);
        }
        let mut formatters = Formatters::default();
        for (name, node) in yaml::parse("formatters.yaml", include_str!("formatters.yaml"))?.entries()? {
            let extension = node.get_some("extension").map(Node::string).transpose()?.map(str::to_owned);
            let formatter = Formatter { name: name.to_owned(), extension };
            if node.get_some("default").is_some() {
                formatters.default = formatter.clone();
            }
            for class in node.field("of")?.strings()? {
                formatters.by_storage_class.insert(class, formatter.clone());
            }
        }
        Ok(SHIPPED.get_or_init(|| formatters))
    }

    /// The formatter of a storage class.
    pub fn of(&self, storage_class: &str) -> &Formatter {
        self.by_storage_class.get(storage_class).unwrap_or(&self.default)
    }
}

/// What the name of a file ends in, with the dot; of a compressed file also what stands before that. Empty if there is no dot.
pub fn extension_of(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    let Some(last) = name.rfind('.').filter(|at| *at > 0) else { return "" };
    let is_compression = matches!(&name[last..], ".gz" | ".bz2" | ".xz" | ".fz");
    match name[..last].rfind('.').filter(|at| is_compression && *at > 0) {
        Some(before) => &name[before..],
        None => &name[last..],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extensions_of_compressed_files_are_double() {
        let cases = [
            ("a/b.fits", ".fits"),
            ("a.b/c.fits.gz", ".fits.gz"),
            ("x.tar.bz2", ".tar.bz2"),
            ("a.gz", ".gz"),
            ("a.b/c", ""),
            (".hidden", ""),
            ("a.v1.fits", ".fits"),
        ];
        for (path, extension) in cases {
            assert_eq!(extension_of(path), extension, "{path}");
        }
    }

    #[test]
    fn every_storage_class_has_a_formatter() {
        let formatters = Formatters::shipped().unwrap();
        assert_eq!(formatters.of("SourceCatalog").extension.as_deref(), Some(".fits"));
        assert_eq!(formatters.of("nothing known").name, formatters.of("ExposureF").name);
        for class in formatters.by_storage_class.keys() {
            assert!(crate::datasets::StorageClasses::shipped().unwrap().get(class).is_some(), "{class}");
        }
    }
}
