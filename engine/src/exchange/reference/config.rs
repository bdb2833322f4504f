//! `butler.yaml` of the reference: where the registry and the files are.

use std::path::{Path, PathBuf};

use crate::config::yaml::{self, Node};
use crate::context::stores::Location;
use crate::error::{Error, Result};

const FILE_NAME: &str = "butler.yaml";
const DATABASE: &str = "gen3.sqlite3";
const RECORDS: &str = "file_datastore_records";
const ROOT: &str = "<butlerRoot>";
const DEFAULT_DATABASE: &str = "sqlite:///<butlerRoot>/gen3.sqlite3";

/// Where the registry is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    Sqlite(PathBuf),
    /// A URL, which may hold a password: not for messages.
    Postgres(String),
}

/// A datastore of files.
#[derive(Debug, Clone)]
pub(super) struct Store {
    /// The table of its records.
    pub(super) records: String,
    pub(super) root: Location,
}

/// What the configuration says.
#[derive(Debug, Clone)]
pub(super) struct Config {
    /// The repository's name in messages.
    pub(super) name: String,
    pub(super) database: Place,
    /// The schema of the database.
    pub(super) namespace: Option<String>,
    /// Datastores in the order in which they are asked; at least one.
    pub(super) stores: Vec<Store>,
}

impl Config {
    pub(super) fn read(source: &Location, url: Option<&str>) -> Result<Config> {
        let Some(path) = source.folder() else {
            let reason = "its configuration must be in a folder of this machine";
            return Err(Error::Unsupported { what: "source", name: source.to_string(), reason: reason.to_owned() }
                .with_hint("copy its `butler.yaml` here, with `datastore: root:` as a URI; files may be on S3"));
        };
        let is_yaml = path.extension().is_some_and(|end| end == "yaml" || end == "yml");
        if path.is_file() && !is_yaml {
            return of_database(path, url);
        }
        let file = if path.is_dir() { path.join(FILE_NAME) } else { path.to_owned() };
        if !file.is_file() {
            return Err(Error::missing("repository", &path.display().to_string(), [])
                .with_hint("name the folder of a `butler.yaml` of the reference, or its SQLite file"));
        }
        let root = file.parent().unwrap_or(Path::new(".")).to_owned();
        of_node(&yaml::read_file(&file)?, root, url)
    }
}

/// A registry without configuration; files are beside it.
fn of_database(path: &Path, url: Option<&str>) -> Result<Config> {
    let root = local(path.parent().unwrap_or(Path::new(".")))?;
    let database = url.map_or_else(|| Ok(Place::Sqlite(path.to_owned())), |url| place(url, &root))?;
    let stores = vec![Store { records: RECORDS.to_owned(), root }];
    Ok(Config { name: path.display().to_string(), database, namespace: None, stores })
}

fn of_node(node: &Node, folder: PathBuf, url: Option<&str>) -> Result<Config> {
    let name = folder.display().to_string();
    let root = match node.get_some("root") {
        Some(root) => resolve(root.string()?, &local(&folder)?)?,
        None => local(&folder)?,
    };
    let registry = node.get_some("registry");
    if registry.is_none() && node.get_some("datastore").is_none() {
        // One of this program has neither, or has its registry elsewhere.
        return Err(Error::invalid(
            "source",
            name,
            "its `butler.yaml` is not one of the reference: it has neither `registry` nor `datastore`",
        )
        .with_hint("a repository of this program is copied with `butler transfer-datasets`"));
    }
    let configured = registry.and_then(|registry| registry.get_some("db")).map(Node::string).transpose()?;
    let text = url.or(configured).unwrap_or(DEFAULT_DATABASE);
    let database = place(text, &root)?;
    let namespace = registry.and_then(|registry| registry.get_some("namespace")).map(Node::string).transpose()?.map(str::to_owned);
    let mut stores = Vec::new();
    match node.get_some("datastore") {
        Some(datastore) => add_stores(datastore, &root, &mut stores)?,
        None => stores.push(Store { records: RECORDS.to_owned(), root: root.clone() }),
    }
    if stores.is_empty() {
        return Err(Error::damaged("repository", name, "its configuration has no datastore of files"));
    }
    Ok(Config { name, database, namespace, stores })
}

/// A datastore of files, or those within a chain; one in memory holds nothing.
fn add_stores(node: &Node, root: &Location, stores: &mut Vec<Store>) -> Result<()> {
    if let Some(chained) = node.get_some("datastores") {
        for child in chained.sequence()? {
            add_stores(child.get_some("datastore").unwrap_or(child), root, stores)?;
        }
        return Ok(());
    }
    let class = node.get_some("cls").map(Node::string).transpose()?.unwrap_or_default();
    if class.ends_with("InMemoryDatastore") {
        return Ok(());
    }
    let records = node.get_some("records").and_then(|records| records.get_some("table")).map(Node::string).transpose()?;
    let place = node.get_some("root").map(Node::string).transpose()?.unwrap_or(ROOT);
    stores.push(Store { records: records.unwrap_or(RECORDS).to_owned(), root: resolve(place, root)? });
    Ok(())
}

/// A place of a configuration: absolute, or below the root, which `<butlerRoot>` stands for.
fn resolve(text: &str, root: &Location) -> Result<Location> {
    match text.strip_prefix(ROOT).map(|rest| rest.trim_start_matches('/')) {
        Some("") => Ok(root.clone()),
        Some(rest) => root.join(rest),
        None if text.contains("://") || text.starts_with('/') => Location::parse(text),
        None => root.join(text),
    }
}

/// Where a URL of SQLAlchemy says that the database is.
fn place(url: &str, root: &Location) -> Result<Place> {
    let shown = url.split_once('@').map_or(url, |(_, rest)| rest);
    let (scheme, rest) = url.split_once("://").unwrap_or(("sqlite", url));
    let dialect = scheme.split('+').next().unwrap_or(scheme);
    match dialect {
        "sqlite" => {
            let path = rest.strip_prefix('/').filter(|_| url.contains("://")).unwrap_or(rest);
            let path = path.split('?').next().unwrap_or(path);
            let path = if path.is_empty() { DATABASE } else { path };
            let found = resolve(path, root)?;
            found.folder().map(|path| Place::Sqlite(path.to_owned())).ok_or_else(|| {
                Error::invalid("database", shown, "an SQLite file must be on this machine")
                    .with_hint("copy it here and name it with `--db sqlite:////path`")
            })
        }
        "postgresql" | "postgres" => Ok(Place::Postgres(format!("postgresql://{rest}"))),
        _ => Err(Error::Unsupported { what: "database", name: dialect.to_owned(), reason: "SQLite and PostgreSQL are read".to_owned() }
            .with_hint("give `postgresql://user@host/database` or `sqlite:////path/gen3.sqlite3`")),
    }
}

fn local(path: &Path) -> Result<Location> {
    Location::parse(&path.display().to_string())
}
