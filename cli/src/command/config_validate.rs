//! `butler config-validate REPO`.

use std::process::ExitCode;

use butler_engine::butler::Butler;
use clap::{ArgAction, Args};

use super::conditions::split;
use crate::arguments::Global;
use crate::printer::counted;
use crate::runtime::surroundings;
use crate::{Failure, Printer, failure, runtime};

/// Check that there is a right file template for every dataset type
#[derive(Debug, Args)]
#[command(
    after_help = "Exit code 1 if there is a problem; -q says nothing of each.\n\nExample: butler config-validate repo -i 'deepCoadd*'"
)]
pub struct ConfigValidate {
    /// Path, URI or alias of a repository
    repo: String,
    /// Check only these dataset types: names and patterns (repeatable)
    #[arg(short = 'd', long = "dataset-type", value_name = "GLOBS", action = ArgAction::Append)]
    types: Vec<String>,
    /// Leave these out: names and patterns (repeatable)
    #[arg(short = 'i', long, value_name = "GLOBS", action = ArgAction::Append)]
    ignore: Vec<String>,
}

impl ConfigValidate {
    pub(super) fn run(self, global: &Global, printer: &Printer) -> Result<ExitCode, Failure> {
        global.refuse_as_of()?;
        let wrong = runtime::run(async {
            let butler = Butler::open(&self.repo, &surroundings()).await?;
            Ok(butler.misconfigured(&split(&self.types), &split(&self.ignore))?)
        })?;
        if wrong.is_empty() {
            printer.line("No problems encountered with configuration.")?;
            return Ok(ExitCode::SUCCESS);
        }
        wrong.iter().for_each(|one| printer.warn(format!("dataset type `{}`: {}", one.dataset_type, one.reason)));
        printer.say(format!("the configuration is wrong for {}", counted(wrong.len() as u64, "dataset type")));
        Ok(ExitCode::from(failure::FAILED))
    }
}
