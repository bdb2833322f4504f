//! A seed: what a user wants of a repository that is to be made (`butler create --seed-config`), in the reference's keys and ours.

use crate::Result;
use crate::config::yaml::Node;
use crate::error::near_matches;

/// What a seed asks for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Seed {
    /// Where the registry is to be.
    pub registry_uri: Option<String>,
    /// File templates.
    pub templates: Option<Node>,
    /// Which datasets are stored in parts.
    pub composites: Option<Node>,
    /// The cache of remote files.
    pub cached: Option<Node>,
    /// What the user should know about the rest, a sentence each.
    pub notes: Vec<String>,
}

impl Seed {
    /// Of a configuration file.
    pub fn parse(document: &Node) -> Result<Seed> {
        let mut seed = Seed::default();
        if document.is_null() {
            return Ok(seed);
        }
        for (key, value) in document.entries()? {
            match key {
                "registry" if !value.is_null() => seed.registry(value)?,
                "datastore" if !value.is_null() => seed.datastore(value)?,
                "registry" | "datastore" => {}
                other => match near_matches(other, ["registry", "datastore"]).is_empty() {
                    true => seed.notes.push(format!("`{other}` of the seed has no meaning here and is not used")),
                    false => {
                        return Err(value
                            .mark
                            .error(format!("a seed has no key `{other}`"))
                            .with_hint("did you mean `registry` or `datastore`?"));
                    }
                },
            }
        }
        Ok(seed)
    }

    fn datastore(&mut self, section: &Node) -> Result<()> {
        for (key, value) in section.entries()? {
            match key {
                "templates" => self.templates = Some(value.clone()),
                "composites" => self.composites = Some(value.clone()),
                "cached" => self.cached = Some(value.clone()),
                other => self.notes.push(format!("`datastore: {other}` of the seed has no meaning here and is not used")),
            }
        }
        Ok(())
    }

    fn registry(&mut self, section: &Node) -> Result<()> {
        for (key, value) in section.entries()? {
            match key {
                "uri" => self.registry_uri = Some(value.string()?.to_owned()),
                "db" => self.notes.push(format!(
                    "the seed asks for a registry in {}; it will be Parquet files and a commit log beside the data instead, without a database",
                    database(value.string()?)
                )),
                "managers" | "cls" | "limited" | "namespace" => {}
                other => return Err(value.mark.error(format!("the section `registry` of a seed has no key `{other}`"))),
            }
        }
        if self.registry_uri.is_some() {
            self.notes.retain(|note| !note.starts_with("the seed asks for a registry in"));
        }
        Ok(())
    }
}

/// The sort of database that a URL names; the URL itself may hold a password.
fn database(url: &str) -> &str {
    match url.split([':', '+']).next().unwrap_or_default() {
        "sqlite" => "SQLite",
        "postgresql" | "postgres" => "PostgreSQL",
        _ => "a database",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::yaml;

    fn seed(text: &str) -> Result<Seed> {
        Seed::parse(&yaml::parse("seed.yaml", text)?)
    }

    #[test]
    fn a_database_is_understood_and_replaced() {
        let seed = seed("registry:\n  db: postgresql+psycopg2://me:secret@host/db\n").unwrap();
        assert_eq!(seed.registry_uri, None);
        assert!(seed.notes[0].starts_with("the seed asks for a registry in PostgreSQL;") && !seed.notes[0].contains("secret"));
    }

    #[test]
    fn a_registry_may_be_elsewhere() {
        assert_eq!(
            seed("registry: {uri: /fast/registry}").unwrap(),
            Seed { registry_uri: Some("/fast/registry".to_owned()), ..Seed::default() }
        );
    }

    #[test]
    fn an_empty_seed_asks_for_nothing_and_a_misspelt_one_is_wrong() {
        assert_eq!(seed("").unwrap(), Seed::default());
        assert!(seed("registri: {}").is_err());
        assert!(seed("registry: {url: x}").is_err());
    }
}
