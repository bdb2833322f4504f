//! What comes of a root: its datasets by their types, and what stays behind with the reason.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::mapper::{Mapper, Type};
use super::template::Values;
use super::walk::walk;
use crate::Result;

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

/// Looks for the datasets of a root. `curated`: types that are written by the instrument itself; `own`: folders of the root that are not of Gen2.
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
    for (index, path, values) in walked.found {
        let (of, full) = (&types[index], root.join(&path));
        if index >= own || of.name == "raw" {
            planned.raws.insert(full);
        } else if of.name.ends_with("Coadd_skyMap") {
            planned.skymaps.push((of.name.clone(), full));
        } else if let Some(reason) = left_out(of, curated) {
            Skipped::note(&mut planned.skipped, &of.name, &reason, false, path);
        } else {
            planned.coming.entry(index).or_default().push(Coming { path: full, values });
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
    for path in walked.unknown {
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
    Type { name: "raw".to_owned(), template, class: String::new(), storage_class: Some("Exposure".to_owned()), is_ignored: false }
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

/// Reference catalogs: a folder each in `ref_cats`, with a file for each trixel.
fn refcats(root: &Path, planned: &mut Planned) -> Result<()> {
    let folder = root.join("ref_cats");
    let Ok(entries) = std::fs::read_dir(&folder) else { return Ok(()) };
    let mut names: Vec<String> =
        entries.flatten().filter(|entry| entry.path().is_dir()).map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    for name in names {
        let inner = folder.join(&name);
        let failed = |source| crate::Error::Io { doing: "read", location: inner.display().to_string(), source };
        let mut files: Vec<String> = Vec::new();
        for entry in std::fs::read_dir(&inner).map_err(failed)? {
            files.push(entry.map_err(failed)?.file_name().to_string_lossy().into_owned());
        }
        files.sort();
        let depth = depth(&inner);
        for file in files {
            let stem = file.split('.').next().unwrap_or_default();
            let shown = format!("ref_cats/{name}/{file}");
            match stem.parse::<i64>() {
                _ if matches!(file.as_str(), "config.py" | "master_schema.fits" | "README.txt") => {}
                Ok(_) if depth != 7 => {
                    let reason = format!("it is divided by HTM of depth {depth}, and only depth 7 has a place");
                    Skipped::note(&mut planned.skipped, &name, &reason, true, shown);
                }
                Ok(pixel) if file.ends_with(".fits") || file.ends_with(".fits.gz") => {
                    let values = vec![("pixel_id".to_owned(), super::Cell::Int(pixel))];
                    planned.refcats.entry(name.clone()).or_default().push(Coming { path: inner.join(&file), values });
                }
                _ => Skipped::note(&mut planned.skipped, &name, "it is no shard of a reference catalog", false, shown),
            }
        }
    }
    Ok(())
}

/// The depth of HTM that the configuration of a reference catalog tells: `config.dataset_config.indexer['HTM'].depth=7`.
fn depth(folder: &Path) -> i64 {
    let text = std::fs::read_to_string(folder.join("config.py")).unwrap_or_default();
    let told = text.lines().find_map(|line| line.split_once("['HTM'].depth").map(|(_, rest)| rest.trim_start_matches([' ', '='])));
    told.and_then(|rest| rest.trim().parse().ok()).unwrap_or(7)
}
