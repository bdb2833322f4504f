//! What comes of a root: its datasets by their types, and what stays behind with the reason.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::listed;
use super::mapper::{Mapper, Type};
use super::registry::Sqlite;
use super::template::Values;
use super::walk::{Fitting, is_own, walk};
use crate::{Error, Result};

/// Names of one reason that are kept.
const NAMED: usize = 1_000;

/// What a root is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Raws, reference catalogs, and what was made without a rerun.
    Root,
    /// Calibrations.
    Calib,
    /// What a rerun made.
    Rerun,
}

/// A file that is a dataset.
#[derive(Debug, Clone)]
pub struct Coming {
    /// Where it is.
    pub path: PathBuf,
    /// The keys of its template.
    pub values: Values,
    /// Whether it was seen to be a plain file.
    pub is_plain: bool,
}

/// Things that stay behind for one reason.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Skipped {
    /// What they are: a dataset type, or files in general.
    pub what: String,
    /// Why.
    pub reason: String,
    /// How many.
    pub count: usize,
    /// Their names; of very many the first.
    pub names: Vec<String>,
    /// Whether something is wrong, rather than left out by rule.
    pub is_failure: bool,
}

impl Skipped {
    /// Notes one more thing that stays behind.
    pub fn note(list: &mut Vec<Skipped>, what: &str, reason: &str, is_failure: bool, name: impl Into<String>) {
        let place = list.iter().position(|known| known.what == what && known.reason == reason).unwrap_or_else(|| {
            list.push(Skipped { what: what.to_owned(), reason: reason.to_owned(), is_failure, ..Skipped::default() });
            list.len() - 1
        });
        list[place].count += 1;
        if list[place].names.len() < NAMED {
            list[place].names.push(name.into());
        }
    }
}

/// What was found in a root.
#[derive(Debug, Default)]
pub struct Planned {
    /// Datasets, by the place of their type in the mapper's list.
    pub coming: BTreeMap<usize, Vec<Coming>>,
    /// Reference catalogs: name and files.
    pub refcats: BTreeMap<String, Vec<Coming>>,
    /// Files of raws that were met.
    pub raws: BTreeSet<PathBuf>,
    /// Skymaps: the dataset type and its file.
    pub skymaps: Vec<(String, PathBuf)>,
    /// What stays behind.
    pub skipped: Vec<Skipped>,
}

/// Looks for the datasets of a root. `curated`: types that are written by the instrument itself; `own_folders`: folders of the root that are not of Gen2.
///
/// # Errors
/// A folder can't be read.
pub fn plan(root: &Path, mapper: &Mapper, kind: Kind, curated: &[String], own_folders: &[&str]) -> Result<Planned> {
    let mut types = mapper.types.clone();
    let own = types.len();
    types.extend(mapper.raws.iter().map(|template| raw_type(template.clone())));
    let mut passed = own_folders.to_vec();
    if kind == Kind::Root {
        passed.extend(["CALIB", "ref_cats", "rerun"]);
    }
    let walked = walk(root, &types, &passed)?;
    let mut planned = Planned::default();
    if kind == Kind::Calib {
        listed_types(root, mapper, curated, &mut planned);
    }
    let listed: HashSet<PathBuf> = planned.coming.values().flatten().map(|coming| coming.path.clone()).collect();
    for Fitting { of: index, path, values, is_plain } in walked.found {
        let (of, full) = (&types[index], root.join(&path));
        if index >= own || of.name == "raw" {
            planned.raws.insert(full);
        } else if of.name.ends_with("Coadd_skyMap") {
            planned.skymaps.push((of.name.clone(), full));
        } else if let Some(reason) = left_out(of, curated) {
            Skipped::note(&mut planned.skipped, &of.name, &reason, false, path);
        } else {
            planned.coming.entry(index).or_default().push(Coming { path: full, values, is_plain });
        }
    }
    for (indexes, paths) in walked.ambiguous {
        if indexes.iter().any(|index| *index >= own || types[*index].name == "raw") {
            planned.raws.extend(paths.iter().map(|path| root.join(path)));
            continue;
        }
        let names: BTreeSet<&str> = indexes.iter().map(|index| types[*index].name.as_str()).collect();
        let names: Vec<&str> = names.into_iter().collect();
        let is_stored = indexes.iter().any(|index| types[*index].storage_class.is_some() && !types[*index].is_ignored);
        let reason = if is_stored { "their templates are the same, so nothing tells which it is" } else { "they have no storage class" };
        for path in paths {
            Skipped::note(&mut planned.skipped, &names.join(", "), reason, false, path);
        }
    }
    for path in walked.unknown.into_iter().filter(|path| !listed.contains(&root.join(path))) {
        Skipped::note(&mut planned.skipped, "files", "no template of the mapper fits", false, path);
    }
    if kind == Kind::Root {
        refcats(root, &mut planned)?;
    } else {
        for raw in std::mem::take(&mut planned.raws) {
            Skipped::note(&mut planned.skipped, "raw", "raws are taken from the root", false, raw.display().to_string());
        }
    }
    Ok(planned)
}

fn raw_type(template: super::Template) -> Type {
    Type {
        name: "raw".to_owned(),
        template,
        class: String::new(),
        storage_class: Some("Exposure".to_owned()),
        is_ignored: false,
        has_filter: false,
    }
}

/// Calibrations whose paths only the registry knows.
fn listed_types(root: &Path, mapper: &Mapper, curated: &[String], planned: &mut Planned) {
    let mut listed = mapper.types.iter().enumerate().filter(|(_, of)| of.is_listed() && left_out(of, curated).is_none()).peekable();
    if listed.peek().is_none() {
        return;
    }
    let mut registry = Sqlite::open(&root.join("calibRegistry.sqlite3"));
    for (index, of) in listed {
        match registry
            .as_mut()
            .map_err(|error| error.to_string())
            .and_then(|registry| registry.calibrations(&of.name).map_err(|error| error.to_string()))
        {
            Ok(rows) => {
                let coming = listed::coming(root, of, &rows, &mut planned.skipped);
                planned.coming.insert(index, coming);
            }
            Err(error) => {
                let reason = format!("only the registry tells where its files are, and it can't be read: {error}");
                Skipped::note(&mut planned.skipped, &of.name, &reason, true, "calibRegistry.sqlite3");
            }
        }
    }
}

fn left_out(of: &Type, curated: &[String]) -> Option<String> {
    match of.name.as_str() {
        _ if of.is_ignored => Some("the configuration says so".to_owned()),
        "ref_cat" | "ref_cat_config" => Some("reference catalogs are taken from `ref_cats` of the root".to_owned()),
        name if curated.iter().any(|known| known == name) => {
            Some("it is a curated calibration, which `--curated FOLDER` or `write-curated-calibrations` brings".to_owned())
        }
        _ if of.storage_class.is_none() => Some(format!("class `{}` has no storage class", of.class)),
        _ => None,
    }
}

/// Reference catalogs: a folder each in `ref_cats`, with a file for each trixel. One that can't be read is told, and the others come.
fn refcats(root: &Path, planned: &mut Planned) -> Result<()> {
    let folder = root.join("ref_cats");
    let names = match names_in(&folder) {
        Ok(names) => names,
        Err(error) if error.kind() == ErrorKind::NotFound && folder.symlink_metadata().is_err() => return Ok(()),
        Err(source) => return Err(Error::Io { doing: "read", location: folder.display().to_string(), source }),
    };
    for name in names {
        if let Err(error) = refcat(&folder, &name, planned) {
            let reason = format!("its folder can't be read: {error}");
            Skipped::note(&mut planned.skipped, &name, &reason, true, format!("ref_cats/{name}"));
        }
    }
    Ok(())
}

/// The names of what lies in a folder, in order.
fn names_in(folder: &Path) -> std::io::Result<Vec<String>> {
    let entries = std::fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
    let mut names = entries.collect::<std::io::Result<Vec<String>>>()?;
    names.sort();
    Ok(names)
}

/// The shards of the reference catalog `name`.
fn refcat(folder: &Path, name: &str, planned: &mut Planned) -> std::io::Result<()> {
    let inner = folder.join(name);
    if !inner.metadata()?.is_dir() {
        if !is_own(name) {
            Skipped::note(&mut planned.skipped, "ref_cats", "it is no folder of a reference catalog", false, format!("ref_cats/{name}"));
        }
        return Ok(());
    }
    let depth = depth(&inner)?;
    for file in names_in(&inner)? {
        let shown = format!("ref_cats/{name}/{file}");
        match file.split('.').next().unwrap_or_default().parse::<i64>() {
            _ if matches!(file.as_str(), "config.py" | "master_schema.fits") || is_own(&file) => {}
            Ok(_) if depth != 7 => {
                let reason = format!("it is divided by HTM of depth {depth}, and only depth 7 has a place");
                Skipped::note(&mut planned.skipped, name, &reason, true, shown);
            }
            Ok(pixel) if file.ends_with(".fits") || file.ends_with(".fits.gz") => {
                let values = vec![("pixel_id".to_owned(), super::Cell::Int(pixel))];
                planned.refcats.entry(name.to_owned()).or_default().push(Coming { path: inner.join(&file), values, is_plain: false });
            }
            _ => Skipped::note(&mut planned.skipped, name, "it is no shard of a reference catalog", false, shown),
        }
    }
    Ok(())
}

/// The depth of HTM that the configuration of a reference catalog tells: `config.dataset_config.indexer['HTM'].depth=7`.
fn depth(folder: &Path) -> std::io::Result<i64> {
    let text = match std::fs::read_to_string(folder.join("config.py")) {
        Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
        read => read?,
    };
    let told = text.lines().find_map(|line| line.split_once("['HTM'].depth").map(|(_, rest)| rest.trim_start_matches([' ', '='])));
    Ok(told.and_then(|rest| rest.trim().parse().ok()).unwrap_or(7))
}
