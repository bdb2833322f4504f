//! A Gen2 repository comes in: its instrument, raws, visits, skymaps, calibrations with their validity, reference catalogs and reruns, in few commits.
//!
//! What is there already stays, so that it can be done again; what can't come along is told with the reason, and the rest goes in. With [`Mode::Auto`] files
//! below the root of the repository stay where they are and keep their paths.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use butler_observatory::skymap::SkyMap;
use butler_observatory::{Instrument, Observatory};

use super::records::records_of;
use super::{Butler, CuratedOptions, DateNames, RawsOptions, VisitsOptions};
use crate::collections::CollectionType;
use crate::context::stores::Location;
use crate::datastore::Mode;
use crate::exchange::gen2::{Mapper, Names, Overrides, Root, Skipped, Style};
use crate::{Error, Result};

mod apply;
mod certify;
mod chains;
mod groups;
mod raws;
mod skymap;
mod sources;

/// How a Gen2 repository is converted.
#[derive(Debug, Clone)]
pub struct ConvertOptions {
    /// Its root.
    pub root: PathBuf,
    /// Roots of calibrations, absolute or below the root.
    pub calibs: Vec<PathBuf>,
    /// Reruns, below the root.
    pub reruns: Vec<PathBuf>,
    /// The run of what was made without a rerun; it stays behind where absent.
    pub root_run: Option<String>,
    /// The name of the skymap.
    pub skymap_name: Option<String>,
    /// The skymap, by which those that are found are recognised.
    pub skymap: Option<SkyMap>,
    /// A folder of curated calibrations.
    pub curated: Option<String>,
    /// Another instrument than that of the mapper.
    pub instrument: Option<Arc<Instrument>>,
    /// Parts of the names of calibrations.
    pub labels: Vec<String>,
    /// How collections are named.
    pub style: Style,
    /// How files get to their place.
    pub mode: Mode,
    /// Headers that are read at a time.
    pub jobs: usize,
    /// What a user says of dataset types.
    pub overrides: Overrides,
    /// Whether nothing is done but looking.
    pub is_dry: bool,
}

/// Datasets of a type in a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Converted {
    /// Files that were found.
    pub found: usize,
    /// Datasets that are new.
    pub new: usize,
    /// Datasets that were there.
    pub there: usize,
}

/// What was converted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConvertReport {
    /// The instrument, or what the mapper's collections begin with.
    pub instrument: String,
    /// Collections that are filled or made, with their types.
    pub collections: Vec<(String, CollectionType)>,
    /// Datasets by run and type.
    pub datasets: BTreeMap<(String, String), Converted>,
    /// Visits that were defined.
    pub visits: usize,
    /// Validity ranges that were certified.
    pub certified: usize,
    /// Gaps of validity that were closed, and overlaps that were cut.
    pub repaired: [usize; 2],
    /// What stayed behind, and why.
    pub skipped: Vec<Skipped>,
}

impl ConvertReport {
    /// Whether something that ought to come did not.
    pub fn has_failed(&self) -> bool {
        self.skipped.iter().any(|skipped| skipped.is_failure)
    }

    fn collection(&mut self, name: &str, kind: CollectionType) {
        if !self.collections.iter().any(|(known, _)| known == name) {
            self.collections.push((name.to_owned(), kind));
        }
    }

    fn failed(&mut self, what: &str, error: &Error) {
        let text = error.hint().map_or_else(|| error.to_string(), |hint| format!("{error} ({hint})"));
        Skipped::note(&mut self.skipped, what, &text, true, what);
    }
}

impl Butler {
    /// Converts a Gen2 repository.
    ///
    /// # Errors
    /// A root is none, or its mapper is not known; the repository can't be written. What is wrong with single files is in the report.
    pub async fn convert(&self, observatory: Arc<Observatory>, options: &ConvertOptions) -> Result<ConvertReport> {
        self.registry.refresh().await?;
        let mut report = ConvertReport::default();
        let root = Root::read(&options.root)?;
        let mapper = Mapper::of(&root.mapper, &root.policies, &options.overrides)?;
        let instrument = match (&options.instrument, &mapper.instrument) {
            (Some(given), _) => Some(given.clone()),
            (None, Some(name)) => Some(observatory.instrument(name)?),
            (None, None) => None,
        };
        let names = Names {
            prefix: instrument.as_ref().map_or(mapper.prefix.clone(), |i| i.name.clone()),
            style: options.style,
            labels: options.labels.clone(),
            masks: mapper.masks.clone(),
        };
        report.instrument = names.prefix.clone();
        let sources = self.sources(options, root, mapper, &names, &mut report)?;
        sources::not_asked_for(&sources, &mut report);
        let raws = raws::raws(&sources[0], &mut report)?;
        let (skymaps, new_skymaps) = self.skymaps_of(&sources, options, &mut report).await?;
        match &instrument {
            None => {
                let reason = "the mapper's instrument is not known here; `--instrument FILE` tells yours";
                raws.iter().for_each(|raw| Skipped::note(&mut report.skipped, "raw", reason, true, raw.display().to_string()));
            }
            Some(instrument) if options.is_dry => {
                let converted = Converted { found: raws.len(), ..Converted::default() };
                report.datasets.insert((names.raws(), instrument.raw_type.clone()), converted);
            }
            Some(instrument) => self.prepare(&observatory, instrument, &names, raws, options, &mut report).await?,
        }
        if !options.is_dry {
            for (name, skymap) in &new_skymaps {
                if let Err(error) = self.register_skymap(name, skymap).await {
                    report.failed(&format!("skymap {name}"), &error);
                }
            }
        }
        let groups = self.groups(&sources, instrument.as_deref(), &skymaps, &names, options, &mut report).await?;
        if !options.is_dry {
            self.apply(&groups, options, &mut report).await?;
            self.certify_all(&sources, &groups, &names, &mut report).await?;
            // The runs of what could not be placed were not made.
            let snapshot = self.registry.snapshot();
            report.collections.retain(|(name, _)| snapshot.collections().contains_key(name));
        }
        self.chains(&sources, &groups, &names, options, &mut report).await?;
        report.datasets.retain(|_, converted| converted.found > 0);
        report.collections.sort();
        Ok(report)
    }

    /// What calibrations and products need: instrument, raws, camera and curated calibrations, visits.
    async fn prepare(
        &self,
        observatory: &Arc<Observatory>,
        instrument: &Arc<Instrument>,
        names: &Names,
        raws: Vec<PathBuf>,
        options: &ConvertOptions,
        report: &mut ConvertReport,
    ) -> Result<()> {
        if records_of(&self.queries(None).await?, "instrument", &instrument.name).await?.is_empty() {
            self.register_instrument(instrument, false).await?;
        }
        let found = raws.len();
        if found > 0 {
            let files = raws.into_iter().map(|path| self.located(path)).collect();
            let asked = RawsOptions { run: Some(names.raws()), mode: options.mode, jobs: options.jobs, ..RawsOptions::default() };
            let told = self.ingest_raws(observatory.clone(), files, &asked).await?;
            let converted = Converted { found, new: told.ingested, there: told.skipped };
            report.datasets.insert((names.raws(), instrument.raw_type.clone()), converted);
            report.collection(&names.raws(), CollectionType::Run);
            for (file, reason) in told.bad {
                // Of many files with one fault each has its own text.
                Skipped::note(&mut report.skipped, "raw", &reason.replace(&file, "the file"), true, file);
            }
        }
        let asked = CuratedOptions {
            folder: options.curated.clone(),
            labels: options.labels.clone(),
            dates: if options.style == Style::Classic { DateNames::Extended } else { DateNames::Basic },
            ..CuratedOptions::default()
        };
        match self.write_curated_calibrations(instrument, &asked).await {
            Ok(told) => {
                for (name, count) in &told.written {
                    let key = ("curated calibrations".to_owned(), name.clone());
                    report.datasets.insert(key, Converted { found: *count, new: *count, there: 0 });
                }
                report.collection(&names.calib(), CollectionType::Calibration);
                for (name, count) in &told.missing {
                    let reason = "the folder of curated calibrations is not given, or has no such file".to_owned();
                    report.skipped.push(Skipped { what: name.clone(), reason, count: *count, names: Vec::new(), is_failure: false });
                }
            }
            Err(error) => report.failed("curated calibrations", &error),
        }
        if !self.registry.snapshot().dataset_types().contains_key(&instrument.raw_type) {
            return Ok(());
        }
        match self.define_visits(instrument, &VisitsOptions { skip_conflicting: true, ..VisitsOptions::default() }).await {
            Ok(told) => report.visits = told.defined,
            Err(error) => report.failed("visits", &error),
        }
        Ok(())
    }

    /// Where a file is, below the root of the repository if it can be said so. What a linked folder leads to outside of the root is no part of it.
    fn located(&self, path: PathBuf) -> Location {
        if let Location::Local { path: root } = &self.root
            && let Ok(real) = root.canonicalize()
            && let Ok(below) = path.strip_prefix(&real)
            && path.parent().and_then(|folder| folder.canonicalize().ok()).is_some_and(|folder| folder.starts_with(&real))
        {
            return Location::of_path(root.join(below));
        }
        Location::of_path(path)
    }
}
