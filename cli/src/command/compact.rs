//! `butler compact REPO`.

use std::process::ExitCode;

use butler_engine::butler::Butler;
use butler_engine::registry::CompactOptions;
use clap::Args;

use crate::arguments::Global;
use crate::runtime::surroundings;
use crate::{Failure, Printer, runtime};

/// Merge small files of the registry into large ones
#[derive(Debug, Args)]
#[command(after_help = "Nothing is lost: older versions keep their files until `butler vacuum`.")]
pub struct Compact {
    /// Path, URI or alias of a repository
    repo: String,
    /// Aim at files of so many MiB
    #[arg(long, value_name = "MIB", default_value_t = 64, value_parser = clap::value_parser!(u64).range(1..=4096))]
    target_size: u64,
}

impl Compact {
    pub(super) fn run(self, global: &Global, printer: &Printer) -> Result<ExitCode, Failure> {
        global.refuse_as_of()?;
        let options = CompactOptions { target_bytes: self.target_size << 20, ..CompactOptions::default() };
        let (version, done) = runtime::run(async {
            let butler = Butler::open(&self.repo, &surroundings()).await?;
            let done = butler.compact(&options).await?;
            Ok((butler.snapshot(None).await?.version, done))
        })?;
        for table in &done {
            let ((files, fewer), (bytes, less)) = (table.files, table.bytes);
            printer.say(format!("{}: {files} files of {bytes} bytes became {fewer} of {less}", table.table));
        }
        if done.is_empty() {
            printer.say("nothing to merge");
        }
        printer.say(format!("version {version}"));
        Ok(ExitCode::SUCCESS)
    }
}
