//! What a mapper calls its files, as data: `mappers.yaml`, `templates/*.yaml`, `classes.yaml`. A repository's own policy and a user's file overlay it.

use std::collections::{BTreeMap, BTreeSet};

use super::listed;
use super::template::Template;
use crate::collections::Glob;
use crate::config::yaml::{self, Node};
use crate::datasets::StorageClasses;
use crate::{Error, Result};

const MAPPERS: &str = include_str!("mappers.yaml");
const CLASSES: &str = include_str!("classes.yaml");
const TEMPLATES: &[(&str, &str)] = &[
    ("base", include_str!("templates/base.yaml")),
    ("decam", include_str!("templates/decam.yaml")),
    ("hsc", include_str!("templates/hsc.yaml")),
    ("imsim", include_str!("templates/imsim.yaml")),
    ("latiss", include_str!("templates/latiss.yaml")),
    ("lsstCam", include_str!("templates/lsstCam.yaml")),
    ("megacam", include_str!("templates/megacam.yaml")),
    ("sdss", include_str!("templates/sdss.yaml")),
    ("test", include_str!("templates/test.yaml")),
    ("ts8", include_str!("templates/ts8.yaml")),
    ("ucd", include_str!("templates/ucd.yaml")),
];
/// The template of files whose paths are in the registry.
const LISTED: &str = "%(path)s";
/// The parts of a policy that have templates.
const SECTIONS: [&str; 4] = ["exposures", "calibrations", "datasets", "images"];

/// A dataset type of Gen2.
#[derive(Debug, Clone)]
pub struct Type {
    /// Its name.
    pub name: String,
    /// Where its files are.
    pub template: Template,
    /// The class that the mapper names.
    pub class: String,
    /// What it is stored as here, if that is known.
    pub storage_class: Option<String>,
    /// Whether a user wants it to stay behind.
    pub is_ignored: bool,
    /// Whether it has a filter that its template does not tell.
    pub has_filter: bool,
}

impl Type {
    /// Whether only the registry knows where its files are.
    pub fn is_listed(&self) -> bool {
        self.template.text() == LISTED
    }

    /// The keys of its files.
    pub(super) fn keys(&self) -> Vec<&str> {
        if !self.is_listed() {
            return self.template.keys();
        }
        listed::KEYS.iter().copied().chain(self.has_filter.then_some("filter")).collect()
    }

    /// The type of a reference catalog.
    ///
    /// # Errors
    /// Never: its template is whole.
    pub fn of_refcat(name: &str) -> Result<Type> {
        let class = "SimpleCatalog".to_owned();
        let template = Template::parse("%(pixel_id)s.fits")?;
        Ok(Type { name: name.to_owned(), template, storage_class: Some(class.clone()), class, is_ignored: false, has_filter: false })
    }
}

/// A mapper.
#[derive(Debug, Clone)]
pub struct Mapper {
    /// The last part of its class.
    pub name: String,
    /// The instrument of that camera, if one is known here.
    pub instrument: Option<String>,
    /// What collections begin with where no instrument says so.
    pub prefix: String,
    /// Its dataset types, by name.
    pub types: Vec<Type>,
    /// Templates of raws: the first whose file is there is taken.
    pub raws: Vec<Template>,
    /// The run of masks of bright objects.
    pub masks: String,
    /// The instrument's filters by the names that they had.
    pub filters: BTreeMap<String, String>,
}

/// What a user says otherwise: `datasets` (template, python, storage_class by name), `classes` (storage classes by class) and `ignore` (patterns of names).
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    types: Vec<(String, Node)>,
    classes: BTreeMap<String, String>,
    ignored: Vec<String>,
}

impl Overrides {
    /// Reads a user's file.
    ///
    /// # Errors
    /// It is no YAML, or has other fields.
    pub fn read(path: &std::path::Path) -> Result<Overrides> {
        let node = yaml::read_file(path)?;
        node.only_fields(&["datasets", "classes", "ignore"])?;
        let mut overrides = Overrides::default();
        if let Some(types) = node.get_some("datasets") {
            for (name, node) in types.entries()? {
                node.only_fields(&["template", "python", "storage_class"])?;
                overrides.types.push((name.to_owned(), node.clone()));
            }
        }
        if let Some(classes) = node.get_some("classes") {
            for (name, class) in classes.entries()? {
                overrides.classes.insert(name.to_owned(), class.string()?.to_owned());
            }
        }
        if let Some(ignored) = node.get_some("ignore") {
            overrides.ignored = ignored.strings()?;
        }
        Ok(overrides)
    }
}

/// What is known of a type before its template is read.
#[derive(Debug, Clone, Default)]
struct Entry {
    template: String,
    class: String,
    storage_class: Option<String>,
    has_filter: bool,
}

impl Mapper {
    /// The mapper of a class, with the policies of a repository and what a user says over it.
    ///
    /// # Errors
    /// The mapper is not known; a template is broken.
    pub fn of(class: &str, policies: &[Node], overrides: &Overrides) -> Result<Mapper> {
        let name = class.rsplit('.').next().unwrap_or(class);
        let all = yaml::parse("mappers.yaml", MAPPERS)?;
        let Some((name, node)) = all.entries()?.find(|(known, _)| known.eq_ignore_ascii_case(name)) else {
            let known: Vec<&str> = all.entries()?.map(|(known, _)| known).collect();
            return Err(Error::missing("mapper", class, known.iter().copied()).with_hint(format!("known are {}", known.join(", "))));
        };
        let mut entries: BTreeMap<String, Entry> = BTreeMap::new();
        for file in std::iter::once("base".to_owned()).chain(node.field("templates")?.strings()?) {
            let text = TEMPLATES.iter().find(|(known, _)| *known == file).map(|(_, text)| *text);
            overlay(&mut entries, &yaml::parse(&file, text.ok_or_else(|| Error::internal(format!("templates `{file}`")))?)?)?;
        }
        let mut raws = node.field("raw")?.strings()?;
        for policy in policies {
            for section in SECTIONS.iter().filter_map(|section| policy.get_some(section)).filter(|section| section.as_map().is_some()) {
                overlay(&mut entries, section)?;
                if let Some(template) = section.get("raw").and_then(|raw| raw.get_some("template")).and_then(Node::as_str) {
                    raws.insert(0, template.to_owned());
                }
            }
        }
        for (name, node) in &overrides.types {
            overlay_one(&mut entries, name, node);
            if let Some(template) = node.get_some("template").and_then(Node::as_str).filter(|_| name == "raw") {
                raws.insert(0, template.to_owned());
            }
        }
        let ignored: Vec<Glob> = overrides.ignored.iter().map(|pattern| Glob::new(pattern)).collect();
        let is_ignored = |name: &str| overrides.ignored.iter().zip(&ignored).any(|(text, glob)| text == name || glob.matches(name));
        let storage = Storage::new(overrides)?;
        let mut types = Vec::new();
        for (name, entry) in entries {
            if entry.template.is_empty() || entry.template == "ignored" {
                continue;
            }
            let storage_class = storage.of(&name, &entry);
            let (template, is_ignored) = (Template::parse(&entry.template)?, is_ignored(&name));
            types.push(Type { name, template, class: entry.class, storage_class, is_ignored, has_filter: entry.has_filter });
        }
        let field = |key: &str| node.get_some(key).map(Node::string).transpose().map(|text| text.map(str::to_owned));
        let instrument = field("instrument")?;
        Ok(Mapper {
            name: name.to_owned(),
            prefix: field("prefix")?.or_else(|| instrument.clone()).unwrap_or_else(|| name.to_owned()),
            instrument,
            types,
            raws: raws.iter().map(|text| Template::parse(text)).collect::<Result<_>>()?,
            masks: field("masks")?.unwrap_or_else(|| "masks".to_owned()),
            filters: node.get_some("filters").map_or(Ok(BTreeMap::new()), texts)?,
        })
    }
}

/// Names with what they stand for.
fn texts(node: &Node) -> Result<BTreeMap<String, String>> {
    node.entries()?.map(|(name, text)| Ok((name.to_owned(), text.string()?.to_owned()))).collect()
}

fn overlay(entries: &mut BTreeMap<String, Entry>, node: &Node) -> Result<()> {
    for (name, node) in node.entries()? {
        overlay_one(entries, name, node);
    }
    Ok(())
}

fn overlay_one(entries: &mut BTreeMap<String, Entry>, name: &str, node: &Node) {
    let entry = entries.entry(name.to_owned()).or_default();
    let text = |key: &str| node.get_some(key).and_then(Node::text).map(str::to_owned);
    if let Some(template) = text("template") {
        entry.template = template;
    }
    if let Some(class) = text("python").or_else(|| text("persistable").filter(|_| entry.class.is_empty())) {
        entry.class = class.rsplit('.').next().unwrap_or_default().to_owned();
    }
    if let Some(class) = text("storage_class") {
        entry.storage_class = Some(class);
    }
    if let Some(told) = text("filter") {
        entry.has_filter = told.eq_ignore_ascii_case("true");
    }
}

/// Storage classes of types and of classes.
struct Storage {
    types: BTreeMap<String, String>,
    classes: BTreeMap<String, String>,
    known: BTreeSet<String>,
}

impl Storage {
    fn new(overrides: &Overrides) -> Result<Storage> {
        let node = yaml::parse("classes.yaml", CLASSES)?;
        let mut classes = texts(node.field("classes")?)?;
        classes.extend(overrides.classes.clone());
        let known = StorageClasses::shipped()?.iter().map(|class| class.name.clone()).collect();
        Ok(Storage { types: texts(node.field("types")?)?, classes, known })
    }

    fn of(&self, name: &str, entry: &Entry) -> Option<String> {
        // Every task has a class of its own for its configuration.
        let config = entry.class.ends_with("Config").then(|| "Config".to_owned());
        let by_class = || self.classes.get(&entry.class).cloned().or(config).or_else(|| Some(entry.class.clone()));
        let found = entry.storage_class.clone().or_else(|| self.types.get(name).cloned()).or_else(by_class);
        found.filter(|class| self.known.contains(class))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mapper_can_be_read() {
        let all = yaml::parse("mappers.yaml", MAPPERS).unwrap();
        for (name, _) in all.entries().unwrap() {
            let mapper = Mapper::of(&format!("lsst.obs.any.{name}"), &[], &Overrides::default()).unwrap();
            assert!(mapper.types.iter().any(|t| t.name == "deepCoadd_calexp" && t.storage_class.as_deref() == Some("ExposureF")), "{name}");
            assert!(mapper.types.iter().any(|t| t.name == "src"), "{name}");
        }
    }

    #[test]
    fn a_camera_overlays_what_all_have() {
        let mapper = Mapper::of("lsst.obs.subaru.HscMapper", &[], &Overrides::default()).unwrap();
        let of = |name: &str| mapper.types.iter().find(|t| t.name == name).unwrap().clone();
        assert_eq!(of("calexp").template.text(), "%(pointing)05d/%(filter)s/corr/CORR-%(visit)07d-%(ccd)03d.fits");
        assert_eq!(of("calexp").storage_class.as_deref(), Some("ExposureF"));
        assert_eq!(of("deepCoadd_skyMap").storage_class.as_deref(), Some("SkyMap"));
        assert_eq!(of("processCcd_config").storage_class.as_deref(), Some("Config"));
    }

    #[test]
    fn a_policy_of_a_repository_and_a_user_overlay_the_mapper() {
        let policy = yaml::parse("policy", "exposures: {raw: {template: raw/v%(visit)d_f%(filter)s.fits.gz}}").unwrap();
        let mapper = Mapper::of("TestMapper", &[policy], &Overrides::default()).unwrap();
        assert_eq!(mapper.raws[0].text(), "raw/v%(visit)d_f%(filter)s.fits.gz");
        assert!(Mapper::of("lsst.NoMapper", &[], &Overrides::default()).is_err());
    }
}
