//! `butler associate REPO COLLECTION`.

use std::process::ExitCode;

use butler_engine::butler::Butler;
use butler_engine::query::Found;
use clap::{ArgAction, Args};

use super::conditions::{Conditions, explain, searched, split};
use crate::arguments::Global;
use crate::printer::counted;
use crate::runtime::surroundings;
use crate::{Failure, Printer, runtime};

/// Put datasets into a TAGGED collection
#[derive(Debug, Args)]
#[command(
    after_help = "The collection is made if it does not exist. It holds one dataset of each type and data ID; a second one is an error.\n\n\
    Example:\n  butler associate repo u/me/best -d calexp --collections shared/HSC --where \"instrument='HSC' AND visit=903334\""
)]
pub struct Associate {
    /// Path, URI or alias of a repository
    repo: String,
    /// The TAGGED collection
    collection: String,
    /// Dataset types: names and patterns (repeatable) [default: all]
    #[arg(short = 'd', long = "dataset-type", value_name = "GLOBS", action = ArgAction::Append)]
    types: Vec<String>,
    /// Collections to search, in order (repeatable) [default: all]
    #[arg(long, value_name = "GLOBS", action = ArgAction::Append)]
    collections: Vec<String>,
    /// Of the datasets with one data ID take only that of the first collection
    #[arg(long, overrides_with = "no_find_first")]
    find_first: bool,
    /// Take the datasets of all collections [default]
    #[arg(long, overrides_with = "find_first")]
    no_find_first: bool,
    #[command(flatten)]
    conditions: Conditions,
}

impl Associate {
    pub(super) fn run(self, global: &Global, printer: &Printer) -> Result<ExitCode, Failure> {
        global.refuse_as_of()?;
        let types = if self.types.is_empty() { vec!["*".to_owned()] } else { split(&self.types) };
        let collections = searched(&self.collections);
        let count = runtime::run(async {
            let butler = Butler::open(&self.repo, &surroundings()).await?;
            let queries = butler.queries(None).await?;
            let found = if self.find_first { Found::First } else { Found::All };
            let listed = queries.datasets_of(&types, &collections, found, &self.conditions.options()).await?;
            if let Some(most) = self.conditions.cut(listed.iter().map(|one| one.rows.len()).sum()) {
                return Err(Failure::refused(format!("there are more than {most} datasets; none was associated"), "--limit 0 takes all"));
            }
            if listed.is_empty() {
                explain(&queries.why_empty(&types, &collections, &self.conditions.condition).await?, printer);
            }
            Ok(butler.associate(&self.collection, &listed).await?)
        })?;
        printer.say(format!("associated {} with {}", counted(count as u64, "dataset"), self.collection));
        Ok(ExitCode::SUCCESS)
    }
}
