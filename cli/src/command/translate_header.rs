//! `butler translate-header FILE`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use butler_observatory::header::FitsHeaders;
use butler_observatory::rules::Value;
use butler_observatory::{Header, ObservationInfo, Observatory};
use clap::{Args, ValueEnum};

use crate::{Failure, Printer, runtime, source};

/// Show what the header of a raw file says of the observation, in the terms of every camera
#[derive(Debug, Args)]
#[command(
    after_help = "FITS files are read whatever their compression; of other files than .yaml and .json only headers are read. What is known to be wrong in the\n\
    headers of an observation is set right before it is told.\n\n\
    Examples:\n  butler translate-header HSCA04090107.fits\n  butler translate-header header.yaml --format json"
)]
pub struct TranslateHeader {
    /// Path or URI of a FITS file, or of a header as YAML or JSON
    #[arg(required = true)]
    files: Vec<String>,
    /// How to tell it
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "table")]
    format: Telling,
    /// HDU that is laid over the primary header; 0 for the primary header alone [default: the first extension, if there is one]
    #[arg(long, short = 'n', value_name = "N")]
    hdrnum: Option<usize>,
    /// YAML of an instrument of your own
    #[arg(long, value_name = "FILE")]
    instrument: Vec<PathBuf>,
}

/// How an observation is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Telling {
    /// Lines for the eye, with units
    Table,
    /// The reference's simple form, a JSON object a file
    Json,
}

impl TranslateHeader {
    pub(super) fn run(self, printer: &Printer) -> Result<ExitCode, Failure> {
        let mut observatory = Observatory::new();
        for file in &self.instrument {
            observatory.add_file(file)?;
        }
        runtime::run(async {
            for file in &self.files {
                let info = observatory.translate(file, header(file, self.hdrnum).await?)?;
                for (property, reason) in info.untold() {
                    printer.detail(format!("`{property}` is not told: {reason}"));
                }
                match self.format {
                    Telling::Json => printer.line(info.to_simple_text())?,
                    Telling::Table => printer.line(lines(&info))?,
                }
            }
            Ok(ExitCode::SUCCESS)
        })
    }
}

async fn header(file: &str, hdu: Option<usize>) -> Result<Header, Failure> {
    if file.ends_with(".yaml") || file.ends_with(".json") {
        return Ok(Header::from_text_file(Path::new(file))?);
    }
    let mut fits = match file.contains("://") {
        true => FitsHeaders::open(source::open(file).await?).await?,
        false => FitsHeaders::open_file(Path::new(file)).await?,
    };
    let mut header = fits.header(0).await?.unwrap_or_default();
    let hdu = match hdu {
        Some(hdu) => hdu,
        None => usize::from(header.get("EXTEND") == Some(&butler_observatory::header::Value::Bool(true))),
    };
    if hdu > 0
        && let Some(extension) = fits.header(hdu).await?
    {
        header.merge(&extension);
    }
    Ok(header)
}

fn lines(info: &ObservationInfo) -> String {
    let width = info.values().map(|(name, _)| name.len()).max().unwrap_or(0);
    let mut lines = vec![format!("{:width$}  {}", "translator", info.translator)];
    for (name, value) in info.values() {
        let text = match value {
            Value::Time(time) => format!("{} TAI", time.tai().iso().unwrap_or_default()),
            Value::RaDec { ra, dec } => format!("{ra} {dec} deg (ICRS)"),
            Value::AltAz { az, alt } => format!("az {az} alt {alt} deg"),
            Value::Location([x, y, z]) => format!("{x} {y} {z} m (geocentric)"),
            other => other.display(),
        };
        lines.push(format!("{name:width$}  {text}"));
    }
    lines.join("\n")
}
