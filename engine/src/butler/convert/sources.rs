//! The root, the calibrations and the reruns, each with what was found in it.

use std::path::{Path, PathBuf};

use butler_observatory::curated;

use super::{ConvertOptions, ConvertReport};
use crate::butler::{Butler, skymaps};
use crate::context::stores::Location;
use crate::exchange::gen2::{Kind, Mapper, Names, Planned, Root, Skipped, plan};
use crate::{Error, Result};

/// Folders below `rerun` in which reruns are looked for: `private/USER/NAME`.
const RERUNS_DEEP: usize = 4;

/// A root with what was found in it.
#[derive(Debug)]
pub(super) struct Source {
    /// What it is for.
    pub kind: Kind,
    /// Where it is.
    pub root: Root,
    /// Its templates.
    pub mapper: Mapper,
    /// What was found.
    pub planned: Planned,
}

/// A root that is asked for.
struct Wanted {
    kind: Kind,
    path: PathBuf,
    /// As the user named it.
    given: PathBuf,
}

impl Wanted {
    /// Everything that is asked for; the root is the first.
    fn all(options: &ConvertOptions, root: &Root) -> Vec<Wanted> {
        let wanted = |kind: Kind, given: &PathBuf| {
            let below = root.path.join(given);
            Wanted { kind, path: if below.exists() { below } else { given.clone() }, given: given.clone() }
        };
        let mut all = vec![Wanted { kind: Kind::Root, path: options.root.clone(), given: options.root.clone() }];
        all.extend(options.calibs.iter().map(|given| wanted(Kind::Calib, given)));
        all.extend(options.reruns.iter().map(|given| wanted(Kind::Rerun, given)));
        all
    }

    /// The folder of the root that it lies in.
    fn folder(&self, root: &Root) -> Option<String> {
        let real = self.path.canonicalize().ok()?;
        let first = real.strip_prefix(&root.path).ok()?.components().next()?;
        Some(first.as_os_str().to_string_lossy().into_owned())
    }

    /// What it says of itself, and its templates: those of the root, which its own overlay.
    fn read(&self, options: &ConvertOptions, root: &Root, mapper: &Mapper) -> Result<(Root, Mapper)> {
        if self.kind == Kind::Root {
            return Ok((root.clone(), mapper.clone()));
        }
        if self.kind == Kind::Calib && self.path.is_dir() && !Root::is_root(&self.path) {
            // Calibrations that tell no mapper are those of the root.
            let failed = |source| Error::Io { doing: "read", location: self.path.display().to_string(), source };
            let path = self.path.canonicalize().map_err(failed)?;
            return Ok((
                Root { path, policies: Vec::new(), parents: Vec::new(), lost: Vec::new(), mapper: root.mapper.clone() },
                mapper.clone(),
            ));
        }
        let own = Root::read(&self.path)?;
        if self.kind == Kind::Rerun && !own.path.starts_with(&root.path) {
            return Err(Error::invalid("rerun", self.given.display().to_string(), "it is outside of the root"));
        }
        let policies = [root.policies.clone(), own.policies.clone()].concat();
        let mapper = Mapper::of(&own.mapper, &policies, &options.overrides)?;
        Ok((own, mapper))
    }
}

impl Butler {
    /// Looks into everything that is asked for; the root is the first.
    pub(super) fn sources(
        &self,
        options: &ConvertOptions,
        root: Root,
        mapper: Mapper,
        names: &Names,
        report: &mut ConvertReport,
    ) -> Result<Vec<Source>> {
        let mut curated: Vec<String> = curated::standard_types().iter().map(|known| known.name.clone()).collect();
        curated.extend(["camera", "bfKernel"].map(str::to_owned));
        let wanted = Wanted::all(options, &root);
        // Folders of the root that are sources of their own.
        let inside: Vec<String> = wanted.iter().filter_map(|wanted| wanted.folder(&root)).collect();
        let mut sources = Vec::new();
        for one in wanted {
            let (own, own_mapper) = one.read(options, &root, &mapper)?;
            for lost in &own.lost {
                let shown = format!("{} of {}", lost, one.path.display());
                Skipped::note(&mut report.skipped, "parents", "the folder is not there", false, shown);
            }
            let mut folders = self.own_folders(&own.path, names);
            if one.kind == Kind::Root {
                folders.extend(inside.iter().map(String::as_str));
            }
            let mut planned = plan(&own.path, &own_mapper, one.kind, &curated, &folders)?;
            report.skipped.append(&mut planned.skipped);
            sources.push(Source { kind: one.kind, root: own, mapper: own_mapper, planned });
        }
        Ok(sources)
    }

    /// Folders of a root that are those of the repository here, if it is the same folder.
    fn own_folders<'n>(&self, root: &Path, names: &'n Names) -> Vec<&'n str> {
        match &self.root {
            Location::Local { path } if path.canonicalize().is_ok_and(|here| here == root) => {
                vec!["registry", &names.prefix, skymaps::SKYMAPS_RUN]
            }
            _ => Vec::new(),
        }
    }
}

/// What lies in the root and is not asked for is told.
pub(super) fn not_asked_for(sources: &[Source], report: &mut ConvertReport) {
    let root = &sources[0].root.path;
    let is_asked = |path: &Path| path.canonicalize().is_ok_and(|path| sources.iter().any(|source| source.root.path == path));
    let calib = root.join("CALIB");
    if calib.is_dir() && !is_asked(&calib) {
        Skipped::note(&mut report.skipped, "calibrations", "they are not asked for; `--calibs` brings them", false, "CALIB");
    }
    let mut folders = vec![(root.join("rerun"), 0)];
    while let Some((folder, depth)) = folders.pop() {
        if depth > 0 && Root::is_root(&folder) {
            if !is_asked(&folder) {
                let name = folder.strip_prefix(root).unwrap_or(&folder).display().to_string();
                Skipped::note(&mut report.skipped, "reruns", "they are not asked for; `--reruns` brings them", false, name);
            }
        } else if depth < RERUNS_DEEP {
            let inner = std::fs::read_dir(&folder).into_iter().flatten().flatten().map(|entry| entry.path());
            folders.extend(inner.filter(|path| path.is_dir()).map(|path| (path, depth + 1)));
        }
    }
}
