//! What is known of raw files without opening them: indexes (`_index.json`) of their folders, sidecars (`RAW.json`), archives with an index.
//!
//! An index comes before a sidecar, and that before the file's own header.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use butler_observatory::info::{self, Told};

use super::{RawsOptions, RawsReport};
use crate::butler::Butler;
use crate::context::stores::Location;
use crate::datastore::{Known, Origin};
use crate::{Error, Result};

const INDEX: &str = "_index.json";
/// The index of an archive, a member of it.
const ARCHIVE_INDEX: &str = "_metadata_index.json";
/// Endings that stand behind another.
const PACKED: [&str; 4] = [".gz", ".fz", ".bz2", ".xz"];

/// A raw file that is to be read.
#[derive(Debug, Clone)]
pub(super) struct Item {
    /// Where it is.
    pub from: Origin,
    /// What tells of it in its stead.
    pub told: Option<Arc<Told>>,
    /// A file that may tell of it.
    pub sidecar: Option<Location>,
}

impl Item {
    pub(super) fn name(&self) -> String {
        self.from.to_string()
    }
}

fn split(location: &Location) -> (String, String) {
    let text = location.to_string();
    text.rsplit_once('/').map_or_else(|| (String::new(), text.clone()), |(folder, name)| (folder.to_owned(), name.to_owned()))
}

impl Butler {
    /// The raws of `files`, which may be indexes and archives as well.
    pub(super) async fn items(&self, files: &[Location], options: &RawsOptions, report: &mut RawsReport) -> Result<Vec<Item>> {
        let mut folders: BTreeMap<String, Beside> = BTreeMap::new();
        let mut items = Vec::with_capacity(files.len());
        for file in files {
            let (folder, name) = split(file);
            if name == INDEX || name.ends_with(".zip") {
                let found = if name == INDEX { self.of_index(&folder, file).await } else { self.of_archive(file).await };
                match found {
                    Ok(found) => items.extend(found),
                    Err(error) if options.fail_fast => return Err(error),
                    Err(error) => report.bad.push((file.to_string(), error.to_string())),
                }
                continue;
            }
            if !folders.contains_key(&folder) {
                let beside = self.beside(&folder, file, options, report).await?;
                folders.insert(folder.clone(), beside);
            }
            let beside = &folders[&folder];
            let told = beside.told.get(&name).cloned();
            let sidecar = if told.is_some() { None } else { sidecar(&name).into_iter().find(|name| beside.json.contains(name)) };
            let sidecar = sidecar.map(|name| Location::parse(&format!("{folder}/{name}"))).transpose()?;
            items.push(Item { from: file.clone().into(), told, sidecar });
        }
        Ok(items)
    }

    /// The files that an index names.
    async fn of_index(&self, folder: &str, index: &Location) -> Result<Vec<Item>> {
        let mut items = Vec::new();
        for (name, told) in info::index(&index.to_string(), &self.text(&index.clone().into()).await?)? {
            let file = Location::parse(&format!("{folder}/{name}"))?;
            if let Location::Local { path } = &file
                && !path.exists()
            {
                return Err(Error::missing("file", &file.to_string(), []).with_hint(format!("`{index}` names it")));
            }
            items.push(Item { from: file.into(), told: Some(Arc::new(told)), sidecar: None });
        }
        Ok(items)
    }

    /// The raws in an archive.
    async fn of_archive(&self, archive: &Location) -> Result<Vec<Item>> {
        let members: BTreeSet<String> = self.datastore.carrier().members(archive).await?.into_iter().map(|(name, _)| name).collect();
        if !members.contains(ARCHIVE_INDEX) {
            return Err(Error::invalid("archive of raws", archive.to_string(), format!("it holds no `{ARCHIVE_INDEX}`")));
        }
        let member = |name: &str| Origin { location: archive.clone(), member: Some(name.to_owned()) };
        let name = member(ARCHIVE_INDEX).to_string();
        let mut items = Vec::new();
        for (file, told) in info::index(&name, &self.text(&member(ARCHIVE_INDEX)).await?)? {
            if !members.contains(&file) {
                return Err(Error::missing("member", &member(&file).to_string(), []));
            }
            items.push(Item { from: member(&file), told: Some(Arc::new(told)), sidecar: None });
        }
        Ok(items)
    }

    /// The JSON files of a folder, and what its index tells.
    async fn beside(&self, folder: &str, file: &Location, options: &RawsOptions, report: &mut RawsReport) -> Result<Beside> {
        let mut beside = Beside { json: self.json_files(folder, file).await?, told: HashMap::new() };
        if options.search_indexes && beside.json.contains(INDEX) {
            let index = Location::parse(&format!("{folder}/{INDEX}"))?;
            match async { Ok::<_, Error>(info::index(&index.to_string(), &self.text(&index.clone().into()).await?)?) }.await {
                Ok(files) => beside.told = files.into_iter().map(|(name, told)| (name, Arc::new(told))).collect(),
                Err(error) if options.fail_fast => return Err(error),
                Err(error) => report.bad.push((index.to_string(), error.to_string())),
            }
        }
        Ok(beside)
    }

    async fn json_files(&self, folder: &str, file: &Location) -> Result<BTreeSet<String>> {
        if let Location::Local { path } = file {
            let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(std::path::Path::new("."));
            // What can't be listed may be read nevertheless.
            let entries = std::fs::read_dir(parent).into_iter().flatten().flatten();
            return Ok(entries
                .map(|entry| entry.file_name().to_string_lossy().into_owned())
                .filter(|name| name.ends_with(".json"))
                .collect());
        }
        let (store, prefix) = self.datastore.pool().store(&Location::parse(folder)?)?;
        let listed = store.list_with_delimiter(Some(&prefix)).await.map_err(|source| Error::store("list", folder, source))?;
        let names = listed.objects.into_iter().filter_map(|object| object.location.filename().map(str::to_owned));
        Ok(names.filter(|name| name.ends_with(".json")).collect())
    }

    pub(super) async fn text(&self, file: &Origin) -> Result<String> {
        let bytes = self.datastore.carrier().read(file, &Known::default()).await?;
        String::from_utf8(bytes.to_vec()).map_err(|_| Error::invalid("file", file.to_string(), "it is no text"))
    }
}

/// What lies in a folder besides raws.
#[derive(Debug, Default)]
struct Beside {
    json: BTreeSet<String>,
    told: HashMap<String, Arc<Told>>,
}

/// Names that the sidecar of a file may have.
fn sidecar(name: &str) -> [String; 2] {
    let plain = PACKED.iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(name);
    let stem = plain.rsplit_once('.').map_or(plain, |(stem, _)| stem);
    [format!("{stem}.json"), format!("{name}.json")]
}
