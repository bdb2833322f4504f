//! Exporting calibrations: what is certified, with the collections that say when it is valid.

use std::collections::BTreeSet;

use super::{Butler, ExportOptions, Surroundings, datasets_of};
use crate::butler::{Select, Selected};
use crate::collections::{Chains, CollectionType, Glob, flatten, matching};
use crate::datastore::Mode;
use crate::exchange::export::{Chosen, ExportReport, What};
use crate::query::{Found, Listed, QueryOptions};
use crate::{Error, Result};

/// Which calibrations are exported, and where to.
#[derive(Debug, Clone)]
pub struct Calibs {
    /// Names and patterns of CALIBRATION and CHAINED collections; all of them if there are none.
    pub collections: Vec<String>,
    /// Names and patterns of dataset types; all calibrations if there are none.
    pub dataset_types: Vec<String>,
    /// How the files come along; they stay where they are if this is absent.
    pub transfer: Option<Mode>,
    /// The folder or URI of the export, which must not exist.
    pub directory: String,
}

/// Calibrations that were exported.
#[derive(Debug, Clone)]
pub struct CalibsReport {
    /// The datasets, by type.
    pub datasets: Vec<Listed>,
    /// Chains that are not in the export, as not all of their children are.
    pub left_out: Vec<String>,
    /// What the export has.
    pub report: ExportReport,
}

impl Butler {
    /// Exports calibrations: the CALIBRATION collections and chains of collections, and the datasets that are certified in them.
    ///
    /// # Errors
    /// The folder exists; a collection does not.
    pub async fn export_calibs(&self, options: &Calibs, surroundings: &Surroundings) -> Result<CalibsReport> {
        let directory = surroundings.location(&options.directory)?;
        if directory.folder().is_some_and(std::path::Path::exists) {
            return Err(Error::Exists { what: "folder", name: options.directory.clone() }.with_hint("name one that does not exist yet"));
        }
        let snapshot = self.registry.snapshot();
        let all = snapshot.collections();
        for name in options.collections.iter().filter(|name| !Glob::is_pattern(name)) {
            snapshot.collection(name)?;
        }
        let globs: Vec<Glob> = options.collections.iter().map(|name| Glob::new(name)).collect();
        let named: Vec<&String> = matching(all, &globs).into_iter().map(|collection| &collection.name).collect();
        let found = flatten(all, &named, Chains::FlattenAndKeep)?;
        let of_kind = |kind| found.iter().filter(move |c| c.kind == kind).map(|c| c.name.clone());
        let calibrations: Vec<String> = of_kind(CollectionType::Calibration).collect();
        let collections: Vec<String> = of_kind(CollectionType::Chained).chain(calibrations.iter().cloned()).collect();
        let selected = if calibrations.is_empty() { Vec::new() } else { self.certified_in(options, calibrations).await? };
        let datasets = datasets_of(&selected)?;
        let runs: BTreeSet<&str> = datasets.keys().map(|(_, run)| run.as_str()).collect();
        let exportable = self.exportable(&collections, &runs);
        let left_out = collections.into_iter().filter(|name| !exportable.contains(name)).collect();
        let chosen = Chosen { collections: exportable, datasets, ..Chosen::default() };
        let export = ExportOptions {
            what: What::Chosen(chosen),
            transfer: options.transfer,
            directory: options.directory.clone(),
            file: "export.yaml".to_owned(),
        };
        let report = self.export(&export, surroundings).await?;
        let datasets = selected.into_iter().map(|one| Listed { dataset_type: one.dataset_type, rows: one.rows }).collect();
        Ok(CalibsReport { datasets, left_out, report })
    }

    /// The calibrations of the wanted types in collections.
    async fn certified_in(&self, options: &Calibs, collections: Vec<String>) -> Result<Vec<Selected>> {
        let snapshot = self.registry.snapshot();
        for name in options.dataset_types.iter().filter(|name| !Glob::is_pattern(name)) {
            snapshot.dataset_type(name)?;
        }
        let globs: Vec<Glob> = options.dataset_types.iter().map(|name| Glob::new(name)).collect();
        let is_wanted = |name: &str| globs.is_empty() || globs.iter().any(|glob| glob.matches(name));
        let types = snapshot.dataset_types().values().filter(|t| t.is_calibration && is_wanted(&t.name));
        let dataset_types: Vec<String> = types.map(|t| t.name.clone()).collect();
        if dataset_types.is_empty() {
            return Ok(Vec::new());
        }
        let select = Select { dataset_types, collections, found: Found::All, options: QueryOptions::default(), as_of: None };
        self.select(&select).await
    }

    /// Of chains and calibrations those that can be imported by themselves: a chain only if all its children are exported as well.
    fn exportable(&self, names: &[String], runs: &BTreeSet<&str>) -> Vec<String> {
        let snapshot = self.registry.snapshot();
        let mut kept = names.to_vec();
        loop {
            let goes_along = |child: &String| kept.contains(child) || runs.contains(child.as_str());
            let is_whole = |name: &&String| snapshot.collections().get(*name).is_some_and(|c| c.children.iter().all(goes_along));
            let whole: Vec<String> = kept.iter().filter(is_whole).cloned().collect();
            if whole.len() == kept.len() {
                return whole;
            }
            kept = whole;
        }
    }
}
