//! `butler put REPO TYPE KEY=VALUE... FILE --run RUN`.

use std::io::Read;
use std::process::ExitCode;

use butler_engine::butler::{Butler, Disassembly, NewFile, PutOptions};
use butler_engine::context::stores::Location;
use butler_engine::datasets::IdMode;
use clap::Args;

use super::dataset::data_id;
use super::transfer::Way;
use crate::arguments::Global;
use crate::runtime::surroundings;
use crate::{Failure, Printer, runtime};

/// Store a file as a dataset, and print its UUID
#[derive(Debug, Args)]
#[command(
    after_help = "The file goes where the repository's templates say, under the name that the Science Pipelines would give it. A dataset of the same type, run and \
    data ID is never replaced. Where `datastore: composites:` of `butler.yaml` says so, an exposure is stored in parts, a file for each component.\n\n\
    Examples:\n  butler put repo calexp instrument=HSC visit=903334 detector=16 calexp.fits --run u/me/test\n  \
    butler put repo metadata instrument=HSC visit=903334 detector=16 - --extension .yaml --run u/me/test < metadata.yaml"
)]
pub struct Put {
    /// Path, URI or alias of a repository
    repo: String,
    /// Name of the dataset type
    #[arg(value_name = "TYPE")]
    dataset_type: String,
    /// The data ID, then the file: a path, a URI, or `-` for standard input
    #[arg(value_name = "KEY=VALUE... FILE", required = true)]
    data_id_and_file: Vec<String>,
    /// The RUN collection; made if it does not exist
    #[arg(long, value_name = "RUN")]
    run: String,
    /// How the file gets into the repository
    #[arg(short, long, value_enum, value_name = "MODE", default_value_t = Way::Copy)]
    transfer: Way,
    /// Store the file as it is, also where the repository's configuration wants a file for each component
    #[arg(long)]
    whole: bool,
    /// What the file's name ends in when it comes from standard input, e.g. `.yaml`
    #[arg(long, value_name = "EXTENSION", default_value = "")]
    extension: String,
}

impl Put {
    pub(super) fn run(self, global: &Global, printer: &Printer) -> Result<ExitCode, Failure> {
        global.refuse_as_of()?;
        let Some((file, keys)) = self.data_id_and_file.split_last() else {
            return Err(Failure::usage("missing FILE", "name a file, or `-` for standard input"));
        };
        let keys = data_id(keys)?;
        let options = PutOptions {
            dataset_type: self.dataset_type,
            run: self.run,
            mode: self.transfer.mode(),
            ids: IdMode::Unique,
            formatter: None,
            disassembly: if self.whole { Disassembly::Never } else { Disassembly::Configured },
        };
        let report = runtime::run(async {
            let surroundings = surroundings();
            let butler = Butler::open(&self.repo, &surroundings).await?;
            if file == "-" {
                let mut bytes = Vec::new();
                std::io::stdin().read_to_end(&mut bytes).map_err(Failure::Output)?;
                return Ok(butler.put_bytes(&options, keys, bytes.into(), &self.extension).await?);
            }
            Ok(butler.put(&options, vec![NewFile::of_one(Location::parse(file)?, keys)]).await?)
        })?;
        report.ids.iter().try_for_each(|id| printer.line(id))?;
        Ok(ExitCode::SUCCESS)
    }
}
