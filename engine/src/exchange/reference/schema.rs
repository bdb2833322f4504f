//! Which version of the reference made a registry, and what follows for its tables.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::database::{Database, Value};
use super::damaged;
use super::values::text;
use crate::config::yaml;
use crate::dimensions::{LATEST, Universe};
use crate::error::{Error, Result};

/// Classes that keep parts of a registry, and the major versions of their tables that are known.
const MANAGERS: &[(&str, &str, &[u32])] = &[
    ("attributes", "DefaultButlerAttributeManager", &[0, 1]),
    ("dimensions", "StaticDimensionRecordStorageManager", &[6]),
    ("collections", "SynthIntKeyCollectionManager", &[0, 1, 2]),
    ("collections", "NameKeyCollectionManager", &[0, 1, 2]),
    ("datasets", "ByDimensionsDatasetRecordStorageManagerUUID", &[1, 2]),
    ("datasets", "ByDimensionsDatasetRecordStorageManager", &[0, 1]),
    ("opaque", "ByNameOpaqueTableStorageManager", &[0]),
    ("datastores", "MonolithicDatastoreRegistryBridgeManager", &[0]),
];

/// What `butler_attributes` tells.
pub(super) struct Schema {
    pub(super) universe: Arc<Universe>,
    /// What collections are keyed by in other tables: `id` or `name`.
    pub(super) collection_key: &'static str,
}

impl Schema {
    pub(super) fn read(name: &str, database: &mut dyn Database) -> Result<Schema> {
        if database.columns("butler_attributes")?.is_empty() {
            return Err(damaged(name, "its database has no table `butler_attributes`")
                .with_hint("it is no registry of the reference, or of another schema"));
        }
        let mut attributes = BTreeMap::new();
        database.query("SELECT name, value FROM butler_attributes", &mut |row| {
            if let [Value::Text(name), value] = row {
                attributes.insert(name.clone(), text(value).unwrap_or_default());
            }
            Ok(())
        })?;
        check_managers(name, &attributes)?;
        let is_named =
            attributes.get("config:registry.managers.collections").is_some_and(|class| class.ends_with("NameKeyCollectionManager"));
        Ok(Schema { universe: universe(name, &attributes)?, collection_key: if is_named { "name" } else { "id" } })
    }
}

fn check_managers(name: &str, attributes: &BTreeMap<String, String>) -> Result<()> {
    for (part, class) in attributes.iter().filter_map(|(key, class)| Some((key.strip_prefix("config:registry.managers.")?, class))) {
        let short = class.rsplit('.').next().unwrap_or(class);
        let version = attributes.get(&format!("version:{class}"));
        let unknown = |reason: String| {
            Error::Unsupported { what: "registry", name: name.to_owned(), reason }
                .with_hint("a newer version of this program may know it; or `butler export` with the reference, and `butler import` here")
        };
        let known: Vec<_> = MANAGERS.iter().filter(|(known, _, _)| *known == part).collect();
        if known.is_empty() {
            // Parts that are not brought over, e.g. obscore, which can be made again.
            continue;
        }
        let Some((_, _, majors)) = known.into_iter().find(|(_, known, _)| *known == short) else {
            return Err(unknown(format!("its {part} are kept by `{short}`, which is not known")));
        };
        let Some(version) = version else { continue };
        let major = version.split('.').next().and_then(|major| major.parse::<u32>().ok());
        if !major.is_some_and(|major| majors.contains(&major)) {
            return Err(unknown(format!("its {part} are kept by `{short}` {version}, which is not known")));
        }
    }
    Ok(())
}

fn universe(name: &str, attributes: &BTreeMap<String, String>) -> Result<Arc<Universe>> {
    let Some(text) = attributes.get("config:dimensions.json") else {
        return Err(damaged(name, "its `butler_attributes` do not say which dimensions it has (`config:dimensions.json`)"));
    };
    let node =
        yaml::parse("config:dimensions.json", text).map_err(|error| damaged(name, format!("its dimensions can't be read: {error}")))?;
    let version = node.field("version")?.integer()?;
    let namespace = node.get_some("namespace").map_or(Ok("daf_butler"), yaml::Node::string)?;
    if namespace == "daf_butler" {
        return Universe::shipped(version).map_err(|_| {
            let reason = format!("only versions 0 to {LATEST} are known");
            Error::Unsupported { what: "dimension universe", name: format!("{namespace} {version}"), reason }
                .with_hint("a newer version of this program may know it")
        });
    }
    Ok(Arc::new(Universe::load("config:dimensions.json", text)?))
}
