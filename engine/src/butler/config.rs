//! What configures a repository: as it is, and whether it makes sense.

use super::open::configuration;
use super::{Butler, Surroundings};
use crate::collections::Glob;
use crate::config::repository::REGISTRY;
use crate::config::yaml::{self, Node};
use crate::datastore::Templates;
use crate::{Error, Result};

/// A dataset type for which the configuration is wrong.
#[derive(Debug)]
pub struct Misconfigured {
    /// Its name.
    pub dataset_type: String,
    /// Why.
    pub reason: Error,
}

/// The configuration of the repository that a user means by `name`, with everything that it leaves to the program's defaults.
pub async fn effective_config(name: &str, surroundings: &Surroundings) -> Result<Node> {
    let (document, root) = configuration(name, surroundings).await?;
    let quoted = |text: String| serde_json::Value::from(text).to_string();
    let (registry, root) = (quoted(root.join(REGISTRY)?.to_string()), quoted(root.to_string()));
    let templates = indented(Templates::SHIPPED);
    let defaults = format!("root: {root}\nregistry: {{uri: {registry}}}\ndatastore:\n  root: {root}\n  templates:\n{templates}");
    Ok(yaml::parse("defaults", &defaults)?.merged(&document))
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("    {line}\n")).collect()
}

/// The part of a configuration that a key such as `.datastore.root` or `datastore.root` names: its first character separates its parts, if it is neither
/// letter nor digit.
pub fn subset<'a>(config: &'a Node, key: &str) -> Result<&'a Node> {
    let separator = key.chars().next().filter(|c| !c.is_alphanumeric() && *c != '_').unwrap_or('.');
    let mut node = config;
    for part in key.split(separator).filter(|part| !part.is_empty()) {
        let known = || node.as_map().unwrap_or_default().iter().filter_map(|(key, _)| key.text());
        node = node.get(part).ok_or_else(|| Error::missing("key of the configuration", key, known()))?;
    }
    Ok(node)
}

impl Butler {
    /// The dataset types for which there is no right template: of these patterns, all if there are none, but not of the `ignored` ones.
    pub fn misconfigured(&self, types: &[String], ignored: &[String]) -> Result<Vec<Misconfigured>> {
        let snapshot = self.registry.snapshot();
        for name in types.iter().filter(|name| !Glob::is_pattern(name)) {
            snapshot.dataset_type(name)?;
        }
        let globs = |names: &[String]| names.iter().map(|n| Glob::new(n)).collect::<Vec<_>>();
        let (wanted, ignored) = (globs(types), globs(ignored));
        let mut wrong = Vec::new();
        for (name, dataset_type) in snapshot.dataset_types().iter() {
            let is_wanted = wanted.is_empty() || wanted.iter().any(|g| g.matches(name));
            if !is_wanted || ignored.iter().any(|g| g.matches(name)) {
                continue;
            }
            let template = self.datastore.templates().of(dataset_type, None, None);
            if let Err(reason) = template.and_then(|template| template.bind(dataset_type, None, "run").map(drop)) {
                wrong.push(Misconfigured { dataset_type: name.clone(), reason });
            }
        }
        Ok(wrong)
    }
}
