//! A tree of files is walked once for the templates of all dataset types, folder by folder: a folder is entered with those templates that its name fits.

use std::collections::{BTreeMap, HashMap};
use std::fs::{DirEntry, FileType};
use std::path::Path;
use std::sync::LazyLock;

use super::mapper::Type;
use super::template::{Token, Values, matches};
use crate::collections::Glob;
use crate::{Error, Result};

/// Files that are the repository's own.
const OWN: [&str; 9] = [
    "README.txt",
    "*.*~*",
    "butler.yaml",
    "gen3.sqlite3",
    "registry.sqlite3",
    "calibRegistry.sqlite3",
    "_mapper",
    "_parent",
    "repositoryCfg.yaml",
];
/// Folders are not nested deeper; a link that leads back to where it is ends here.
const DEEP: usize = 24;
/// What may follow `.fits` in the name of a file.
const COMPRESSED: [&str; 2] = [".gz", ".fz"];

/// Templates by the parts of their paths.
#[derive(Debug, Default)]
pub struct Tree {
    /// Folders whose names are fixed.
    named: HashMap<String, Tree>,
    /// Other folders.
    folders: Vec<(Vec<Token>, Tree)>,
    /// Files, each with the types that have this very template.
    files: Vec<(Vec<Token>, Vec<usize>)>,
}

impl Tree {
    /// The tree of types; they are told by their place in the list. Files whose paths are in a registry have no place in it.
    pub fn new(types: &[Type]) -> Tree {
        let mut tree = Tree::default();
        for (index, one) in types.iter().enumerate().filter(|(_, one)| !one.is_listed()) {
            tree.add(one.template.parts(), index);
        }
        tree
    }

    fn add(&mut self, parts: &[Vec<Token>], index: usize) {
        match parts {
            [] => {}
            [file] => match self.files.iter_mut().find(|(known, _)| known == file) {
                Some((_, types)) => types.push(index),
                None => self.files.push((file.clone(), vec![index])),
            },
            [folder, rest @ ..] => match folder.as_slice() {
                [Token::Literal(name)] => self.named.entry(name.clone()).or_default().add(rest, index),
                _ => {
                    let place = self.folders.iter().position(|(known, _)| known == folder).unwrap_or_else(|| {
                        self.folders.push((folder.clone(), Tree::default()));
                        self.folders.len() - 1
                    });
                    self.folders[place].1.add(rest, index);
                }
            },
        }
    }

    /// What files a name means, with their values.
    fn files(&self, name: &str, values: &Values, found: &mut Vec<(usize, Values)>) {
        let plain = COMPRESSED.iter().find_map(|end| name.strip_suffix(end)).filter(|plain| plain.ends_with(".fits"));
        for (tokens, types) in &self.files {
            for name in [Some(name), plain].into_iter().flatten() {
                let mut with = values.clone();
                if matches(tokens, name, &mut with) {
                    found.extend(types.iter().map(|index| (*index, with.clone())));
                    break;
                }
            }
        }
    }

    fn folders<'t>(&'t self, name: &str, values: &Values, found: &mut Vec<(&'t Tree, Values)>) {
        if let Some(tree) = self.named.get(name) {
            found.push((tree, values.clone()));
        }
        for (tokens, tree) in &self.folders {
            let mut with = values.clone();
            if matches(tokens, name, &mut with) {
                found.push((tree, with));
            }
        }
    }
}

/// A file that a template fits.
#[derive(Debug)]
pub struct Fitting {
    /// The place of the type in the list.
    pub of: usize,
    /// The path below the root.
    pub path: String,
    /// The values of the keys.
    pub values: Values,
    /// Whether it is a plain file; a link may lead to nothing.
    pub is_plain: bool,
}

/// What was found.
#[derive(Debug, Default)]
pub struct Walked {
    /// What a template fits.
    pub found: Vec<Fitting>,
    /// Paths that several types have, by those types.
    pub ambiguous: BTreeMap<Vec<usize>, Vec<String>>,
    /// Paths that no template fits.
    pub unknown: Vec<String>,
}

/// Walks the tree below `root`; folders of the root named in `passed` are not entered.
///
/// # Errors
/// A folder can't be read.
pub fn walk(root: &Path, types: &[Type], passed: &[&str]) -> Result<Walked> {
    let tree = Tree::new(types);
    let mut walker = Walker { types, passed, walked: Walked::default() };
    walker.enter(root, "", &[(&tree, Values::new())], 0)?;
    Ok(walker.walked)
}

struct Walker<'a> {
    types: &'a [Type],
    passed: &'a [&'a str],
    walked: Walked,
}

impl Walker<'_> {
    fn enter(&mut self, folder: &Path, below: &str, trees: &[(&Tree, Values)], depth: usize) -> Result<()> {
        let failed = |source| Error::Io { doing: "read", location: folder.display().to_string(), source };
        let mut entries: Vec<DirEntry> = std::fs::read_dir(folder).map_err(failed)?.collect::<std::io::Result<_>>().map_err(failed)?;
        entries.sort_by_key(DirEntry::file_name);
        for entry in entries {
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = if below.is_empty() { name.clone() } else { format!("{below}/{name}") };
            let kind = entry.file_type().map_err(failed)?;
            if is_folder(&entry, kind) {
                if depth == 0 && self.passed.contains(&name.as_str()) || name == "_parent" || depth >= DEEP {
                    continue;
                }
                let mut inner = Vec::new();
                trees.iter().for_each(|(tree, values)| tree.folders(&name, values, &mut inner));
                self.enter(&entry.path(), &path, &inner, depth + 1)?;
            } else if !is_own(&name) {
                self.file(&name, path, kind.is_file(), trees);
            }
        }
        Ok(())
    }

    /// Of several templates that fit the one with most fixed text is meant.
    fn file(&mut self, name: &str, path: String, is_plain: bool, trees: &[(&Tree, Values)]) {
        let mut fitting = Vec::new();
        trees.iter().for_each(|(tree, values)| tree.files(name, values, &mut fitting));
        let Some(most) = fitting.iter().map(|(index, _)| self.types[*index].template.fixed()).max() else {
            self.walked.unknown.push(path);
            return;
        };
        fitting.retain(|(index, _)| self.types[*index].template.fixed() == most);
        // What is not stored at all does not stand in the way.
        if fitting.len() > 1 {
            let is_stored = |index: usize| self.types[index].storage_class.is_some() && !self.types[index].is_ignored;
            if fitting.iter().any(|(index, _)| is_stored(*index)) {
                fitting.retain(|(index, _)| is_stored(*index));
            }
        }
        match fitting.len() {
            1 => self.walked.found.extend(fitting.pop().map(|(of, values)| Fitting { of, path, values, is_plain })),
            _ => self.walked.ambiguous.entry(fitting.iter().map(|(index, _)| *index).collect()).or_default().push(path),
        }
    }
}

/// Whether a file is the repository's own, and no dataset.
pub fn is_own(name: &str) -> bool {
    static GLOBS: LazyLock<Vec<Glob>> = LazyLock::new(|| OWN.iter().map(|pattern| Glob::new(pattern)).collect());
    OWN.contains(&name) || GLOBS.iter().any(|glob| glob.matches(name))
}

/// Links are followed.
fn is_folder(entry: &DirEntry, kind: FileType) -> bool {
    if kind.is_symlink() { entry.path().is_dir() } else { kind.is_dir() }
}
