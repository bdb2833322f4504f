//! `butler register-skymap REPO`.

use std::path::PathBuf;
use std::process::ExitCode;

use butler_engine::Error;
use butler_engine::butler::{Butler, Surroundings};
use butler_observatory::skymap::{from_settings, read_settings};
use butler_observatory::yaml::{self, Node};
use clap::{ArgAction, Args};

use crate::arguments::Global;
use crate::printer::counted;
use crate::{Failure, Printer, runtime};

/// Add a skymap with its tracts and patches to a repository
#[derive(Debug, Args)]
#[command(
    after_help = "Settings are those of the Science Pipelines by their names: `skyMap` (rings, discrete, equat, dodeca, healpix), `name`, `numRings`, `pixelScale`, `tractOverlap` and so on,\n\
    in YAML, in the text of a configuration, or in a pickled skymap, of which only that text is read.\n\n\
    Examples:\n  butler register-skymap repo -c name=rings3,skyMap=rings,numRings=3\n  butler register-skymap repo -C skyMap.pickle -c name=hsc_rings_v1"
)]
pub struct RegisterSkymap {
    /// Path, URI or alias of a repository
    repo: String,
    #[command(flatten)]
    settings: Settings,
}

/// Settings of a skymap.
#[derive(Debug, Args)]
pub(super) struct Settings {
    /// A file with settings
    #[arg(short = 'C', long, value_name = "FILE")]
    config_file: Option<PathBuf>,
    /// A setting (repeatable); it comes before that of the file
    #[arg(short, long, value_name = "KEY=VALUE", value_delimiter = ',', action = ArgAction::Append)]
    config: Vec<String>,
}

impl RegisterSkymap {
    pub(super) fn run(self, global: &Global, printer: &Printer) -> Result<ExitCode, Failure> {
        global.refuse_as_of()?;
        let settings = Node::Map(self.settings.entries()?);
        let name = settings.get("name").and_then(Node::scalar);
        let name = name.ok_or_else(|| Failure::usage("the skymap has no name", "give it one: `-c name=NAME`"))?;
        let skymap = from_settings(&name, &settings)?;
        let is_new =
            runtime::run(async { Ok(Butler::open(&self.repo, &Surroundings::system()).await?.register_skymap(&name, &skymap).await?) })?;
        let tracts = counted(skymap.len() as u64, "tract");
        printer.say(if is_new { format!("registered {name} with {tracts}") } else { format!("{name} is there already, with {tracts}") });
        Ok(ExitCode::SUCCESS)
    }
}

impl Settings {
    /// Names and values, each name once.
    pub(super) fn entries(&self) -> Result<Vec<(String, Node)>, Failure> {
        let mut entries = match &self.config_file {
            None => Vec::new(),
            Some(file) => {
                let name = file.display().to_string();
                let bytes = std::fs::read(file).map_err(|source| Error::Io { doing: "read", location: name.clone(), source })?;
                read_settings(&name, &bytes)?.entries().to_vec()
            }
        };
        for text in &self.config {
            let (key, value) =
                text.split_once('=').ok_or_else(|| Failure::usage(format!("`{text}` is no KEY=VALUE"), "e.g. `-c numRings=3`"))?;
            let key = key.rsplit('.').next().unwrap_or(key);
            entries.retain(|(other, _)| other != key);
            entries.push((key.to_owned(), yaml::parse(key, value)?));
        }
        Ok(entries)
    }
}
