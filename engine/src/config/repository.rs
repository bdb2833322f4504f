//! A repository's own configuration, `butler.yaml` at its root.
//!
//! ```yaml
//! butler:
//!   format: 1                                  # this page; a newer one is refused
//!   repository: 0199...                        # UUID, made once
//! root: s3://bucket/repo                       # only in a file that is kept elsewhere (`butler create -f`)
//! registry:
//!   uri: /fast/disk/registry                   # only if it is not `registry/` below the root
//! datastore:
//!   templates:                                 # file templates of one's own, by dataset type, dimensions, storage class, instrument
//!     calexp: "{run:/}/{visit:08d}/{detector.full_name}_{datasetType}"
//!   composites:                                # which datasets `put` stores in parts, a file for each component
//!     disassembled: {calexp: true, ExposureF: false}
//!   cached: {root: /scratch/cache}             # a cache of remote files, see `datastore::cache`
//! ```
//!
//! Further keys are the user's and stay as they are. A relative `root` or `uri` is taken from the folder of the file, or the root.

use uuid::Uuid;

use crate::config::yaml::{self, Node};
use crate::{Error, Result};

pub mod seed;

/// Name of the configuration in the root of a repository.
pub const FILE_NAME: &str = "butler.yaml";
/// Where the registry is below the root, if the configuration does not say otherwise.
pub const REGISTRY: &str = "registry";
/// The newest format that this program knows.
pub const FORMAT: i64 = 1;

/// What `butler.yaml` says.
#[derive(Debug, Clone, PartialEq)]
pub struct RepositoryConfig {
    /// The repository's own UUID.
    pub id: Uuid,
    /// Where the repository is, if the file is not at its root.
    pub root: Option<String>,
    /// Where the registry is, if not below the root.
    pub registry_uri: Option<String>,
    /// File templates of its own.
    pub templates: Option<Node>,
    /// Which datasets are stored in parts.
    pub composites: Option<Node>,
    /// The cache of remote files.
    pub cached: Option<Node>,
}

impl RepositoryConfig {
    /// Of a text; `name` (path or URI) is for messages.
    pub fn parse(name: &str, text: &str) -> Result<RepositoryConfig> {
        let document = yaml::parse(name, text)?;
        let Some(own) = document.get_some("butler") else { return Err(foreign(name, &document)) };
        let format = own.field("format")?.integer()?;
        if format > FORMAT {
            let reason = format!("it has format {format}, and this program knows {FORMAT}");
            return Err(Error::Unsupported { what: "repository", name: name.to_owned(), reason }.with_hint("use a newer version of butler"));
        }
        let id = own.field("repository")?;
        let id = Uuid::parse_str(id.string()?).map_err(|_| id.mismatch("a UUID"))?;
        let text = |node: Option<&Node>| node.map(|node| node.string().map(str::to_owned)).transpose();
        let registry_uri = text(document.get_some("registry").and_then(|registry| registry.get_some("uri")))?;
        let of_datastore = |key: &str| document.get_some("datastore").and_then(|datastore| datastore.get_some(key)).cloned();
        let (templates, composites, cached) = (of_datastore("templates"), of_datastore("composites"), of_datastore("cached"));
        Ok(RepositoryConfig { id, root: text(document.get_some("root"))?, registry_uri, templates, composites, cached })
    }

    /// The text of the file.
    pub fn to_yaml(&self) -> String {
        let mut text = format!(
            "# A butler repository. Its datasets are registered in Parquet tables and a commit log; `butler sql` asks them.\nbutler:\n  \
             format: {FORMAT}\n  repository: {}\n",
            self.id
        );
        if let Some(root) = &self.root {
            text.push_str(&format!("root: {}\n", quoted(root)));
        }
        if let Some(uri) = &self.registry_uri {
            text.push_str(&format!("registry:\n  uri: {}\n", quoted(uri)));
        }
        let sections = [("templates", &self.templates), ("composites", &self.composites), ("cached", &self.cached)];
        if sections.iter().any(|(_, section)| section.is_some()) {
            text.push_str("datastore:\n");
        }
        for (name, section) in sections {
            if let Some(section) = section {
                text.push_str(&format!("  {name}:\n"));
                push_mapping(&mut text, section, 4);
            }
        }
        text
    }
}

/// Appends a mapping of texts, or of such mappings; what is no text is written as it was.
fn push_mapping(out: &mut String, mapping: &Node, indent: usize) {
    for (key, value) in mapping.as_map().unwrap_or_default() {
        out.push_str(&format!("{:indent$}{}:", "", quoted(key.text().unwrap_or_default())));
        match (value.as_map(), value.as_str()) {
            (Some(_), _) => {
                out.push('\n');
                push_mapping(out, value, indent + 2);
            }
            (None, Some(text)) => out.push_str(&format!(" {}\n", quoted(text))),
            (None, None) => out.push_str(&format!(" {}\n", value.text().unwrap_or_default())),
        }
    }
}

/// A text as YAML in double quotes: JSON's form is one of YAML's.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// What it is, if it is not ours.
fn foreign(name: &str, document: &Node) -> Error {
    if document.get("registry").is_some() || document.get("datastore").is_some() {
        let reason = "it is a repository of the Python butler, with its registry in a database".to_owned();
        return Error::Unsupported { what: "repository", name: name.to_owned(), reason }
            .with_hint("export it with the Python butler, then `butler create` another one and `butler import` the export");
    }
    Error::damaged("repository", name, "its configuration has no section `butler`").with_hint("is this the `butler.yaml` of a repository?")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorKind;

    #[test]
    fn what_is_written_is_read_back() {
        for (root, registry_uri) in [(None, None), (Some("s3://b/\"odd\": name"), Some("/fast/registry"))] {
            let config = RepositoryConfig {
                id: Uuid::from_u128(7),
                root: root.map(str::to_owned),
                registry_uri: registry_uri.map(str::to_owned),
                templates: None,
                composites: None,
                cached: None,
            };
            assert_eq!(RepositoryConfig::parse("butler.yaml", &config.to_yaml()).unwrap(), config);
        }
    }

    #[test]
    fn a_repository_of_the_reference_is_recognised() {
        let text = "datastore:\n  cls: lsst.daf.butler.datastores.fileDatastore.FileDatastore\nregistry:\n  db: postgresql://user:secret@host/db\n";
        let error = RepositoryConfig::parse("repo/butler.yaml", text).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert!(!error.to_string().contains("secret"));
    }

    #[test]
    fn templates_are_written_as_they_were_given() {
        let own = yaml::parse("seed", "a: \"{run}/{id}\"\nvisit+: '{run}/{visit}'\ninstrument<HSC>: {default: \"{run}_{id}\", b: false}\n")
            .unwrap();
        let config = RepositoryConfig {
            id: Uuid::from_u128(7),
            root: None,
            registry_uri: None,
            templates: Some(own.clone()),
            composites: None,
            cached: None,
        };
        let read = RepositoryConfig::parse("r", &config.to_yaml()).unwrap();
        assert_eq!(read.to_yaml(), config.to_yaml());
        let templates = read.templates.unwrap();
        assert_eq!(templates.get("visit+").and_then(Node::as_str), Some("{run}/{visit}"));
        let of_instrument = templates.get("instrument<HSC>").unwrap();
        assert_eq!(
            (of_instrument.get("default").and_then(Node::as_str), of_instrument.get("b").unwrap().boolean().ok()),
            (Some("{run}_{id}"), Some(false))
        );
    }

    #[test]
    fn a_newer_format_is_refused() {
        let text = "butler: {format: 2, repository: 00000000-0000-0000-0000-000000000007}";
        assert_eq!(RepositoryConfig::parse("r", text).unwrap_err().kind(), ErrorKind::Unsupported);
    }

    #[test]
    fn anything_else_is_damaged() {
        for text in ["", "a: 1", "butler: {format: 1}", "butler: {format: 1, repository: x}", "[1"] {
            assert!(RepositoryConfig::parse("r", text).is_err(), "{text}");
        }
    }
}
