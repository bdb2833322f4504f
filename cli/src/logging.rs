//! Log messages: to standard error and to files, by the reference's level names.

use std::fs::File;
use std::sync::Arc;

use butler_engine::Error;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, Registry, fmt};

use crate::Failure;
use crate::arguments::Global;

/// The reference's level names and ours.
const LEVELS: &[(&str, LevelFilter)] = &[
    ("CRITICAL", LevelFilter::ERROR),
    ("FATAL", LevelFilter::ERROR),
    ("ERROR", LevelFilter::ERROR),
    ("WARNING", LevelFilter::WARN),
    ("WARN", LevelFilter::WARN),
    ("INFO", LevelFilter::INFO),
    ("VERBOSE", LevelFilter::INFO),
    ("DEBUG", LevelFilter::DEBUG),
    ("TRACE", LevelFilter::TRACE),
];

/// Starts logging as asked; warnings and errors if nothing was asked.
pub fn start(global: &Global) -> Result<(), Failure> {
    let targets = targets(&global.log_level)?;
    let mut layers: Vec<Box<dyn Layer<Registry> + Send + Sync>> = Vec::new();
    let screen = fmt::layer().with_writer(std::io::stderr).with_ansi(false);
    layers.push(match global.long_log {
        true => screen.with_file(true).with_line_number(true).with_thread_ids(true).with_filter(targets.clone()).boxed(),
        false => screen.without_time().with_target(false).with_filter(targets.clone()).boxed(),
    });
    for path in &global.log_file {
        let location = path.display().to_string();
        let file = File::options().create(true).append(true).open(path);
        let file = Arc::new(file.map_err(|source| Error::Io { doing: "open", location, source })?);
        let layer = fmt::layer().with_writer(file).with_ansi(false);
        layers.push(match path.extension().is_some_and(|e| e == "json") {
            true => layer.json().with_filter(targets.clone()).boxed(),
            false => layer.with_filter(targets.clone()).boxed(),
        });
    }
    // A second call in one process (a test) keeps the first subscriber.
    let _ = tracing_subscriber::registry().with(layers).try_init();
    Ok(())
}

fn targets(asked: &[String]) -> Result<Targets, Failure> {
    let mut targets = Targets::new().with_default(LevelFilter::WARN);
    for one in asked {
        match one.split_once('=') {
            None => targets = targets.with_default(level(one)?),
            Some((component, name)) => match target_of(component) {
                Some(target) => targets = targets.with_target(target, level(name)?),
                None => targets = targets.with_default(level(name)?),
            },
        }
    }
    Ok(targets)
}

fn level(name: &str) -> Result<LevelFilter, Failure> {
    let upper = name.to_uppercase();
    LEVELS.iter().find(|(known, _)| *known == upper).map(|(_, level)| *level).ok_or_else(|| {
        Failure::usage(format!("`{name}` is not a log level"), "levels are CRITICAL, ERROR, WARNING, INFO, VERBOSE, DEBUG and TRACE")
    })
}

/// The module that a component's name means: `registry` and `lsst.daf.butler.registry` are the engine's registry, `lsst.daf.butler` and `.` all.
fn target_of(component: &str) -> Option<String> {
    let below = |root| component.strip_prefix(root).filter(|rest: &&str| rest.is_empty() || rest.starts_with('.'));
    let own = below("lsst.daf.butler").or_else(|| below("butler")).unwrap_or(component);
    let own = own.trim_matches('.').replace('.', "::");
    let first = own.split("::").next().unwrap_or_default();
    match own.is_empty() || own == "lsst" {
        true => None,
        false if ENGINE.contains(&first) => Some(format!("butler_engine::{own}")),
        false => Some(own),
    }
}

/// Parts of the engine, which can be named without its own name before them.
const ENGINE: &[&str] = &[
    "butler",
    "collections",
    "config",
    "context",
    "datasets",
    "datastore",
    "dimensions",
    "exchange",
    "expression",
    "observatory",
    "query",
    "registry",
    "sql",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn components_are_named_as_in_the_reference_or_by_crate() {
        assert_eq!(target_of("lsst.daf.butler.registry").as_deref(), Some("butler_engine::registry"));
        assert_eq!(target_of("object_store").as_deref(), Some("object_store"));
        assert_eq!(target_of("lsst.daf.butler"), None);
        assert_eq!(target_of("butler.datastore.transfer").as_deref(), Some("butler_engine::datastore::transfer"));
        assert_eq!(target_of("butler_engine.context.stores").as_deref(), Some("butler_engine::context::stores"));
    }

    #[test]
    fn an_unknown_level_is_wrong_usage() {
        assert!(matches!(targets(&["registry=LOUD".to_owned()]), Err(Failure::Usage(..))));
    }
}
