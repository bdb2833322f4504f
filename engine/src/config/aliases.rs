//! Short names of repositories: a YAML mapping of alias to path or URI, in the file that `DAF_BUTLER_REPOSITORY_INDEX` names or as the text of
//! `DAF_BUTLER_REPOSITORIES` itself (one of them, not both), as in the reference.

use std::path::Path;

use crate::config::yaml::{self, Node};
use crate::context::stores::Environment;
use crate::{Error, Result};

/// The variable that names a file.
pub const INDEX: &str = "DAF_BUTLER_REPOSITORY_INDEX";
/// The variable that holds the mapping itself.
pub const INLINE: &str = "DAF_BUTLER_REPOSITORIES";

/// Aliases and what they stand for, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Aliases(Vec<(String, String)>);

impl Aliases {
    /// The aliases that the environment tells of.
    pub fn from_environment(environment: &Environment) -> Result<Aliases> {
        match (environment.get(INDEX), environment.get(INLINE)) {
            (None, None) => Ok(Aliases::default()),
            (Some(file), None) => {
                let path = file.strip_prefix("file://").unwrap_or(file);
                if path.contains("://") {
                    return Err(Error::Unsupported {
                        what: INDEX,
                        name: file.to_owned(),
                        reason: "it must be a file on a local disk".to_owned(),
                    });
                }
                Aliases::from_document(&yaml::read_file(Path::new(path)).map_err(|e| e.doing(format!("cannot read {INDEX}")))?)
            }
            (None, Some(text)) => Aliases::from_document(&yaml::parse(INLINE, text)?),
            (Some(_), Some(_)) => {
                Err(Error::invalid("environment variable", INLINE, format!("{INDEX} is set as well; one of them must go")))
            }
        }
    }

    fn from_document(document: &Node) -> Result<Aliases> {
        if document.is_null() {
            return Ok(Aliases::default());
        }
        document.entries()?.map(|(alias, uri)| Ok((alias.to_owned(), uri.string()?.to_owned()))).collect::<Result<_>>().map(Aliases)
    }

    /// What `name` stands for; itself if it is no alias.
    pub fn resolve<'a>(&'a self, name: &'a str) -> &'a str {
        self.0.iter().find(|(alias, _)| alias == name).map_or(name, |(_, uri)| uri)
    }

    /// The aliases.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(alias, _)| alias.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn aliases(variables: &[(&str, &str)]) -> Result<Aliases> {
        Aliases::from_environment(&Environment::of(variables.iter().copied()))
    }

    #[test]
    fn an_alias_stands_for_its_uri_and_anything_else_for_itself() {
        let found = aliases(&[(INLINE, "hsc: s3://bucket/hsc\nlocal: /data/repo")]).unwrap();
        assert_eq!((found.resolve("hsc"), found.resolve("./repo")), ("s3://bucket/hsc", "./repo"));
        assert_eq!(found.names().collect::<Vec<_>>(), ["hsc", "local"]);
        assert_eq!(aliases(&[]).unwrap(), Aliases::default());
    }

    #[test]
    fn the_index_is_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("index.yaml");
        std::fs::write(&file, "main: /repo/main\n").unwrap();
        let file = file.to_string_lossy().into_owned();
        assert_eq!(aliases(&[(INDEX, &file)]).unwrap().resolve("main"), "/repo/main");
        assert_eq!(
            aliases(&[(INDEX, "/none")]).unwrap_err().to_string(),
            format!("cannot read {INDEX}: cannot read `/none`: no such file or directory")
        );
    }

    #[test]
    fn two_indices_are_one_too_many() {
        assert!(aliases(&[(INLINE, "a: b"), (INDEX, "/none")]).is_err());
        assert!(aliases(&[(INLINE, "[a, b]")]).is_err());
    }
}
