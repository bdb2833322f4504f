//! `butler certify-calibrations REPO INPUT OUTPUT TYPE` and `butler decertify-calibrations REPO COLLECTION TYPE`.

use std::process::ExitCode;

use butler_engine::Result as EngineResult;
use butler_engine::butler::{Butler, CertifyOptions};
use butler_engine::registry::Decertify;
use butler_engine::time::{Scale, Time, Timespan};
use clap::Args;

use crate::arguments::Global;
use crate::printer::counted;
use crate::runtime::surroundings;
use crate::{Failure, Printer, runtime};

/// From when to when.
#[derive(Debug, Args)]
struct Range {
    /// First moment, TAI, e.g. 2013-06-17T00:00:00 [default: always before]
    #[arg(long, value_name = "TIME")]
    begin_date: Option<String>,
    /// First moment after it, TAI [default: for ever]
    #[arg(long, value_name = "TIME")]
    end_date: Option<String>,
}

impl Range {
    fn timespan(&self) -> Result<Timespan, Failure> {
        let parse = |text: &Option<String>| text.as_deref().map(|t| Time::parse_iso(t, Scale::Tai)).transpose();
        let bounds: EngineResult<_> = parse(&self.begin_date).and_then(|begin| Ok((begin, parse(&self.end_date)?)));
        let (begin, end) = bounds.map_err(|error| Failure::Usage(error.to_string(), error.hint()))?;
        if let (Some(begin), Some(end)) = (begin, end)
            && begin >= end
        {
            return Err(Failure::usage(
                "the end is not after the beginning",
                "the end is the first moment that does not belong to the range",
            ));
        }
        Ok(Timespan::new(begin, end))
    }
}

/// Make calibrations valid for a range of time
#[derive(Debug, Args)]
#[command(after_help = "A range in which another dataset is valid for the same data ID is an error.\n\n\
    Example:\n  butler certify-calibrations repo u/me/biasGen HSC/calib bias --begin-date 2013-06-17T00:00:00 --end-date 2014-01-01T00:00:00")]
pub struct CertifyCalibrations {
    /// Path, URI or alias of a repository
    repo: String,
    /// Collection with the calibrations, no CALIBRATION one; of a chain its first child
    input_collection: String,
    /// The CALIBRATION collection; made if it does not exist
    output_collection: String,
    /// Their dataset type
    dataset_type: String,
    #[command(flatten)]
    range: Range,
    /// Search all children of a chain, not only the first
    #[arg(long)]
    search_all_inputs: bool,
}

impl CertifyCalibrations {
    pub(super) fn run(self, global: &Global, printer: &Printer) -> Result<ExitCode, Failure> {
        global.refuse_as_of()?;
        let options = CertifyOptions {
            timespan: self.range.timespan()?,
            input: self.input_collection,
            output: self.output_collection,
            dataset_type: self.dataset_type,
            search_all_inputs: self.search_all_inputs,
        };
        let count = runtime::run(async {
            let butler = Butler::open(&self.repo, &surroundings()).await?;
            Ok(butler.certify(&options).await?)
        })?;
        printer.say(format!("certified {} in {}", counted(count as u64, "dataset"), options.output));
        Ok(ExitCode::SUCCESS)
    }
}

/// End the validity of calibrations for a range of time
#[derive(Debug, Args)]
#[command(after_help = "Ranges that reach beyond are cut or split; the datasets stay.\n\n\
    Example:\n  butler decertify-calibrations repo HSC/calib bias --begin-date 2013-06-17T00:00:00")]
pub struct DecertifyCalibrations {
    /// Path, URI or alias of a repository
    repo: String,
    /// The CALIBRATION collection
    collection: String,
    /// The dataset type
    dataset_type: String,
    #[command(flatten)]
    range: Range,
}

impl DecertifyCalibrations {
    pub(super) fn run(self, global: &Global, printer: &Printer) -> Result<ExitCode, Failure> {
        global.refuse_as_of()?;
        let timespan = self.range.timespan()?;
        let decertify = Decertify { collection: self.collection.clone(), dataset_type: self.dataset_type.clone(), timespan, ids: None };
        runtime::run(async {
            let butler = Butler::open(&self.repo, &surroundings()).await?;
            Ok(butler.decertify(decertify).await?)
        })?;
        printer.say(format!("{} in {} is no longer valid for {timespan}", self.dataset_type, self.collection));
        Ok(ExitCode::SUCCESS)
    }
}
