//! The repositories that questions are about.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use butler_engine::Result;
use butler_engine::context::Context;
use butler_engine::context::stores::Stores;
use butler_engine::dimensions::Universe;
use butler_engine::exchange::import::{ExportFile, ImportOptions, Transfer, import};
use butler_engine::query::Queries;
use butler_engine::registry::Registry;
use object_store::memory::InMemory;

use crate::sandbox::Sandbox;

/// One repository, in memory.
#[derive(Debug, Clone)]
pub struct Repository {
    /// Its registry.
    pub registry: Registry,
    /// Its newest state, ready for questions.
    pub queries: Queries,
}

impl Repository {
    /// An empty one.
    pub async fn empty() -> Result<Registry> {
        Registry::create(Stores::single(Arc::new(InMemory::new())), Context::system(), Universe::shipped(8)?).await
    }

    async fn of(files: &[PathBuf]) -> Result<Repository> {
        let registry = Repository::empty().await?;
        for file in files {
            import(&registry, &ExportFile::local(file)?, &ImportOptions::new(Transfer::RegistryOnly)).await?;
        }
        let queries = Queries::new(registry.snapshot(), registry.files().clone());
        Ok(Repository { registry, queries })
    }
}

/// Repositories by name, loaded when they are first asked.
#[derive(Debug)]
pub struct Repositories {
    folder: PathBuf,
    files: BTreeMap<String, Vec<String>>,
    loaded: BTreeMap<String, Repository>,
    on_disk: BTreeMap<String, Arc<Sandbox>>,
    program: PathBuf,
}

impl Repositories {
    /// Those of a folder with a `repos.json`: name to export files; `program` is the `butler` whose commands are asked.
    pub fn of(folder: &Path, program: &Path) -> Repositories {
        let text = std::fs::read_to_string(folder.join("repos.json")).expect("repos.json");
        Repositories {
            folder: folder.to_owned(),
            files: serde_json::from_str(&text).expect("names and files"),
            loaded: BTreeMap::new(),
            on_disk: BTreeMap::new(),
            program: program.to_owned(),
        }
    }

    /// The folder of the export files.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// A folder in which `repo` is the repository of that name, made by the program; without a name there is none.
    pub fn on_disk(&mut self, name: Option<&str>) -> Arc<Sandbox> {
        let key = name.unwrap_or_default().to_owned();
        if let Some(sandbox) = self.on_disk.get(&key) {
            return sandbox.clone();
        }
        let sandbox = Arc::new(Sandbox::new(&self.program.to_string_lossy()));
        if let Some(name) = name {
            sandbox.butler(&["create", "repo", "-q"]).ok();
            let folder = std::path::absolute(&self.folder).expect("an absolute path");
            for file in &self.files[name] {
                sandbox.butler(&["import", "repo", &folder.to_string_lossy(), "--export-file", file, "--registry-only", "-q"]).ok();
            }
        }
        self.on_disk.insert(key, sandbox.clone());
        sandbox
    }

    /// The repository of that name.
    pub async fn get(&mut self, name: &str) -> Result<Repository> {
        if let Some(repository) = self.loaded.get(name) {
            return Ok(repository.clone());
        }
        let files: Vec<PathBuf> = self.files[name].iter().map(|file| self.folder.join(file)).collect();
        let repository = Repository::of(&files).await?;
        self.loaded.insert(name.to_owned(), repository.clone());
        Ok(repository)
    }
}
