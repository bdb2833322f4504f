//! Settings of tasks of the Science Pipelines, where a command takes some: `-c KEY=VALUE`, and files of lines like `config.KEY = VALUE`.

use std::path::Path;

use butler_engine::Error;
use butler_observatory::skymap::read_settings;
use butler_observatory::yaml::{Node, parse};

use crate::Failure;

/// Names and values, each name once.
#[derive(Debug)]
pub(super) struct TaskSettings(Vec<(String, Node)>);

impl TaskSettings {
    /// Those of a file, and those that are given, which come before them; only `known` ones have a meaning.
    pub(super) fn read(given: &[String], file: Option<&Path>, known: &[&str]) -> Result<TaskSettings, Failure> {
        let mut entries = Vec::new();
        if let Some(file) = file {
            let name = file.display().to_string();
            let bytes = std::fs::read(file).map_err(|source| Error::Io { doing: "read", location: name.clone(), source })?;
            // A file may be empty, or nothing but remarks.
            if bytes.split(|byte| *byte == b'\n').any(|line| !line.trim_ascii().is_empty() && !line.trim_ascii().starts_with(b"#")) {
                entries = read_settings(&name, &bytes)?.entries().to_vec();
            }
        }
        for text in given {
            let (key, value) =
                text.split_once('=').ok_or_else(|| Failure::usage(format!("`{text}` is no KEY=VALUE"), "e.g. `-c failFast=true`"))?;
            let key = key.trim();
            entries.retain(|(other, _)| other != key);
            entries.push((key.to_owned(), parse(key, value.trim())?));
        }
        match entries.iter().find(|(key, _)| !known.contains(&key.as_str())) {
            None => Ok(TaskSettings(entries)),
            Some((key, _)) => {
                Err(Failure::usage(format!("setting `{key}` has no meaning here"), format!("known are {}", known.join(", "))))
            }
        }
    }

    fn get(&self, key: &str) -> Option<&Node> {
        self.0.iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// A text.
    pub(super) fn text(&self, key: &str) -> Option<String> {
        self.get(key).and_then(Node::scalar)
    }

    /// True or false.
    pub(super) fn truth(&self, key: &str) -> Result<Option<bool>, Failure> {
        match self.get(key) {
            None => Ok(None),
            Some(Node::Bool(value)) => Ok(Some(*value)),
            Some(_) => Err(Failure::usage(format!("`{key}` is neither true nor false"), "e.g. `true`")),
        }
    }
}
