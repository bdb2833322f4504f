//! What makes a folder a Gen2 repository: its mapper and its parents.
//!
//! `_mapper` holds the class in one line; `repositoryCfg.yaml` tells it under `_mapper`, as a text or as the tag `!!python/name:CLASS`, with `_parents` (paths, or
//! whole configurations with a `_root`) and `_policy` (templates of this repository's own); `_parent` is a link to the parent, or a file with its path.

use std::path::{Path, PathBuf};

use crate::config::yaml::{self, Node};
use crate::{Error, Result};

/// The name of the tag `!!python/name:`.
const PYTHON_NAME: &str = "python/name:";
/// Parents of parents that are followed.
const DEEP: usize = 16;

/// A root.
#[derive(Debug, Clone)]
pub struct Root {
    /// Its folder.
    pub path: PathBuf,
    /// The mapper class, with its module.
    pub mapper: String,
    /// The folders of its parents that exist, nearest first.
    pub parents: Vec<PathBuf>,
    /// Parents that are told and are no folders.
    pub lost: Vec<String>,
    /// The policies of its own: templates that overlay those of the mapper.
    pub policies: Vec<Node>,
}

impl Root {
    /// Whether a folder has the marks of a root.
    pub fn is_root(path: &Path) -> bool {
        ["_mapper", "repositoryCfg.yaml", "_parent"].iter().any(|name| path.join(name).symlink_metadata().is_ok())
    }

    /// Reads what a folder says of itself; a mapper that it does not tell is that of its parent.
    ///
    /// # Errors
    /// It is no folder, has no marks, or no mapper is told.
    pub fn read(path: &Path) -> Result<Root> {
        Root::read_deep(path, 0)
    }

    fn read_deep(path: &Path, depth: usize) -> Result<Root> {
        let name = path.display().to_string();
        if !path.is_dir() {
            return Err(Error::missing("folder", &name, []));
        }
        let path = path.canonicalize().map_err(|source| Error::Io { doing: "read", location: name.clone(), source })?;
        let mut root = Root { path, mapper: String::new(), parents: Vec::new(), lost: Vec::new(), policies: Vec::new() };
        let mut told = Vec::new();
        let cfg = root.path.join("repositoryCfg.yaml");
        if cfg.is_file() {
            root.read_configuration(&yaml::read_file(&cfg)?, &mut told)?;
        }
        let mapper = root.path.join("_mapper");
        if root.mapper.is_empty() && mapper.is_file() {
            root.mapper = text(&mapper)?;
        }
        if let Some(parent) = parent_of(&root.path)? {
            told.push(parent);
        }
        for parent in told {
            let folder = root.path.join(&parent);
            match folder.canonicalize() {
                Ok(folder) if folder.is_dir() => {
                    if folder != root.path && !root.parents.contains(&folder) {
                        root.parents.push(folder);
                    }
                }
                _ => root.lost.push(parent),
            }
        }
        if root.mapper.is_empty() && depth < DEEP {
            let inherited = root.parents.iter().find_map(|parent| Root::read_deep(parent, depth + 1).ok());
            root.mapper = inherited.map(|parent| parent.mapper).unwrap_or_default();
        }
        if root.mapper.is_empty() {
            return Err(Error::invalid("Gen2 repository", name, "no mapper is told")
                .with_hint("a root has `_mapper`, `repositoryCfg.yaml`, or a `_parent` that has one"));
        }
        Ok(root)
    }

    fn read_configuration(&mut self, node: &Node, parents: &mut Vec<String>) -> Result<()> {
        if node.as_map().is_none() {
            return Err(node.mismatch("the configuration of a repository"));
        }
        if let Some(mapper) = node.get("_mapper") {
            self.mapper = class(mapper).unwrap_or_default();
        }
        if let Some(policy) = node.get_some("_policy") {
            self.policies.push(policy.get_some("data").unwrap_or(policy).clone());
        }
        for parent in node.get_some("_parents").and_then(Node::as_seq).unwrap_or_default() {
            match (parent.as_str(), parent.get_some("_root").and_then(Node::as_str)) {
                (Some(path), _) | (None, Some(path)) => parents.push(path.strip_prefix("file://").unwrap_or(path).to_owned()),
                (None, None) => {}
            }
        }
        Ok(())
    }
}

/// The class that a node names: `!!python/name:CLASS ''`, or a text.
fn class(node: &Node) -> Option<String> {
    let tagged = node.tag.as_deref().and_then(|tag| tag.split_once(PYTHON_NAME)).map(|(_, class)| class.to_owned());
    tagged.or_else(|| node.as_str().map(|text| text.trim().to_owned())).filter(|class| !class.is_empty())
}

fn text(path: &Path) -> Result<String> {
    let told = std::fs::read_to_string(path).map_err(|source| Error::Io { doing: "read", location: path.display().to_string(), source })?;
    Ok(told.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default().to_owned())
}

/// `_parent` is a link to a folder; a checkout that knows no links has a file with its target.
fn parent_of(root: &Path) -> Result<Option<String>> {
    let link = root.join("_parent");
    let Ok(kind) = link.symlink_metadata() else { return Ok(None) };
    if kind.is_symlink() || kind.is_dir() {
        let target = std::fs::read_link(&link).unwrap_or(link);
        return Ok(Some(target.display().to_string()));
    }
    Ok(Some(text(&link)?).filter(|target| !target.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapper_is_told_by_a_text_or_by_a_tag() {
        let told = |text: &str| class(yaml::parse("cfg", text).unwrap().get("_mapper").unwrap());
        assert_eq!(told("_mapper: !!python/name:lsst.obs.lsst.latiss.LatissMapper ''").unwrap(), "lsst.obs.lsst.latiss.LatissMapper");
        assert_eq!(told("_mapper: lsst.obs.hsc.hscMapper.HscMapper").unwrap(), "lsst.obs.hsc.hscMapper.HscMapper");
        assert_eq!(told("_mapper: null"), None);
    }
}
