//! An open repository: where it is, and what is defined in it.

use std::future::Future;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use butler_engine::Result;
use butler_engine::butler::{Butler, CreateOptions, Surroundings};
use butler_engine::collections::{Chains, CollectionType, Glob};
use butler_engine::context::Progress;
use butler_engine::query::{CollectionQuery, Queries};
use butler_engine::registry::AsOf;
use pyo3::prelude::*;
use serde_json::json;

use crate::errors::raised;
use crate::runtime::{Watcher, run, run_watched};
use crate::universe;

/// How long the state of a repository at the other end of a network is taken for the newest.
const FRESH: Duration = Duration::from_secs(1);

/// What all objects of a repository share.
pub struct Shared {
    pub butler: Butler,
    pub surroundings: Surroundings,
    pub as_of: Option<AsOf>,
    held: Mutex<Held>,
}

/// The state that was asked last.
#[derive(Default)]
struct Held {
    queries: Option<(u64, Queries)>,
    looked: Option<Instant>,
}

impl Shared {
    fn new(butler: Butler, surroundings: Surroundings, as_of: Option<AsOf>) -> Shared {
        Shared { butler, surroundings, as_of, held: Mutex::default() }
    }

    fn held<T>(&self, with: impl FnOnce(&mut Held) -> T) -> T {
        with(&mut self.held.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Questions about the state as it is now, or as it was at the time that was asked for. What others commit is seen at once on a local disk, on a store
    /// within a second.
    pub async fn queries(&self) -> Result<Queries> {
        if let Some(as_of) = self.as_of {
            if let Some(queries) = self.held(|held| held.queries.as_ref().map(|(_, queries)| queries.clone())) {
                return Ok(queries);
            }
            let queries = self.butler.queries(Some(as_of)).await?;
            self.held(|held| held.queries = Some((0, queries.clone())));
            return Ok(queries);
        }
        let is_local = self.butler.root().folder().is_some();
        let is_fresh = |held: &mut Held| !is_local && held.looked.is_some_and(|looked| looked.elapsed() < FRESH);
        if !self.held(is_fresh) {
            self.butler.registry().refresh().await?;
            self.held(|held| held.looked = Some(Instant::now()));
        }
        let version = self.butler.registry().snapshot().version;
        let known = self.held(|held| held.queries.as_ref().filter(|(of, _)| *of == version).map(|(_, queries)| queries.clone()));
        if let Some(queries) = known {
            return Ok(queries);
        }
        let queries = self.butler.queries(None).await?;
        self.held(|held| held.queries = Some((version, queries.clone())));
        Ok(queries)
    }
}

/// An open repository.
#[pyclass(frozen, module = "butler_arrow._native")]
pub struct Repository {
    shared: Arc<Shared>,
}

impl Repository {
    /// What its objects share.
    pub fn shared(&self) -> Arc<Shared> {
        self.shared.clone()
    }

    /// Does something with the repository.
    pub fn with<T: Send + 'static, F: Future<Output = Result<T>>>(
        &self,
        py: Python<'_>,
        work: impl FnOnce(Arc<Shared>) -> F + Send + 'static,
    ) -> PyResult<T> {
        let shared = self.shared();
        run(py, move || work(shared))
    }

    /// Does something long with the repository, of which a watcher is told how far it has come.
    pub fn with_watched<T: Send + 'static, F: Future<Output = Result<T>>>(
        &self,
        py: Python<'_>,
        watcher: Watcher,
        work: impl FnOnce(Arc<Shared>, Progress) -> F + Send + 'static,
    ) -> PyResult<T> {
        let shared = self.shared();
        run_watched(py, watcher, move |progress| work(shared, progress))
    }

    /// Asks its state something that needs no waiting.
    pub fn ask<T: Send + 'static>(&self, py: Python<'_>, ask: impl FnOnce(Queries) -> Result<T> + Send + 'static) -> PyResult<T> {
        self.with(py, |shared| async move { ask(shared.queries().await?) })
    }
}

/// Name, dimensions, storage class of a dataset type, and whether it is one of calibrations.
type TypeParts = (String, Vec<String>, String, bool);

#[pymethods]
impl Repository {
    /// Opens what a user means by `name`: a path, a URI or an alias; as it was at a version or time, if one is given.
    #[staticmethod]
    #[pyo3(signature = (name, as_of = None))]
    fn open(py: Python<'_>, name: String, as_of: Option<String>) -> PyResult<Repository> {
        let as_of: Option<AsOf> = as_of.map(|text| text.parse()).transpose().map_err(raised)?;
        let shared = run(py, move || async move {
            let surroundings = Surroundings::system();
            let butler = Butler::open(&name, &surroundings).await?;
            let shared = Shared::new(butler, surroundings, as_of);
            if as_of.is_some() {
                shared.queries().await?;
            }
            Ok(shared)
        })?;
        Ok(Repository { shared: Arc::new(shared) })
    }

    /// Makes a repository, and opens it. `seed` and `dimensions` are files.
    #[staticmethod]
    #[pyo3(signature = (name, seed = None, dimensions = None))]
    fn create(py: Python<'_>, name: String, seed: Option<PathBuf>, dimensions: Option<PathBuf>) -> PyResult<Repository> {
        let shared = run(py, move || async move {
            let surroundings = Surroundings::system();
            let options = CreateOptions { seed, dimensions, configuration: None };
            let (butler, _) = Butler::create(&name, &options, &surroundings).await?;
            Ok(Shared::new(butler, surroundings, None))
        })?;
        Ok(Repository { shared: Arc::new(shared) })
    }

    /// Its URI.
    #[getter]
    fn root(&self) -> String {
        self.shared.butler.root().to_string()
    }

    /// The version of the state that is asked.
    fn version(&self, py: Python<'_>) -> PyResult<u64> {
        self.ask(py, |queries| Ok(queries.snapshot().version))
    }

    /// The universe of dimensions.
    fn universe(&self, py: Python<'_>) -> PyResult<String> {
        self.ask(py, |queries| Ok(universe::text(&queries.snapshot().universe).as_ref().to_owned()))
    }

    /// Dataset types whose names fit one of the patterns, or all, in the order of their names: name, dimensions, storage class, whether they are calibrations.
    fn dataset_types(&self, py: Python<'_>, patterns: Vec<String>) -> PyResult<Vec<TypeParts>> {
        self.ask(py, move |queries| {
            let told = queries.dataset_types(&patterns).into_iter().map(|found| {
                let names = found.dimensions.names().map(str::to_owned).collect();
                (found.name.clone(), names, found.storage_class.clone(), found.is_calibration)
            });
            Ok(told.collect())
        })
    }

    /// The dataset type of that name.
    fn dataset_type(&self, py: Python<'_>, name: String) -> PyResult<(String, Vec<String>, String, bool)> {
        self.ask(py, move |queries| {
            let found = queries.snapshot().dataset_type(&name)?;
            let names = found.dimensions.names().map(str::to_owned).collect();
            Ok((found.name.clone(), names, found.storage_class.clone(), found.is_calibration))
        })
    }

    /// Collections as JSON. `chains`: `flatten` puts the collections in a chain into its place, `keep` leaves chains as they are, `both` gives both.
    /// `summaries`: with the dataset types that they have.
    #[pyo3(signature = (names, types, chains, summaries = false))]
    fn collections(&self, py: Python<'_>, names: Vec<String>, types: Vec<String>, chains: &str, summaries: bool) -> PyResult<String> {
        let chains = match chains {
            "flatten" => Chains::Flatten,
            "both" => Chains::FlattenAndKeep,
            _ => Chains::Keep,
        };
        let types: Vec<CollectionType> = types.iter().map(|name| name.parse()).collect::<Result<_>>().map_err(raised)?;
        self.ask(py, move |queries| {
            for name in names.iter().filter(|name| !Glob::is_pattern(name)) {
                queries.collection(name)?;
            }
            let mut told = Vec::new();
            for info in queries.collections(&CollectionQuery { names, types, chains: Some(chains) })? {
                let found = info.collection;
                let summary = summaries.then(|| queries.summary(&found.name)).transpose()?;
                told.push(json!({
                    "name": found.name,
                    "type": found.kind.name(),
                    "doc": found.doc,
                    "children": found.children,
                    "parents": info.parents,
                    "dataset_types": summary.map(|summary| summary.dataset_types),
                }));
            }
            Ok(serde_json::Value::from(told).to_string())
        })
    }

    /// The values of governors of which the datasets in these collections have one only.
    fn only_governors(&self, py: Python<'_>, collections: Vec<String>) -> PyResult<Vec<(String, String)>> {
        self.with(py, |shared| async move {
            let found = shared.queries().await?.only_governors(&collections).await?;
            Ok(found.into_iter().map(|(name, value)| (name, value.to_string())).collect())
        })
    }
}
