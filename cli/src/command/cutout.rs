//! `butler cutout FILE|REPO TYPE KEY=VALUE... --ra --dec --size`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use butler_catalogs::images::{Bbox, Exposure, Role, Value};
use clap::Args;

use super::imagery::{Drawing, Place, encoded, is_svg, save};
use crate::arguments::Global;
use crate::{Failure, Printer, runtime};

mod bulk;

/// Cut a part out of an image, reading only the bytes that hold it
#[derive(Debug, Args)]
#[command(
    after_help = "FITS has all planes, the metadata and a WCS that is right for the part, but not the archive (PSF and the like); .npy has the \
    image's pixels; PNG and SVG are drawn. A part that goes beyond the image is cut at its edge.\n\n\
    Examples:\n  butler cutout repo calexp instrument=HSC visit=904014 detector=1 --ra 320.75 --dec -0.39 --size 20 -o stamp.fits\n  \
    butler cutout repo calexp instrument=HSC --from \"SELECT visit, detector, 320.75 AS ra, -0.39 AS dec FROM datasets WHERE type = 'calexp'\" --size 20 -o stamps\n  \
    butler cutout s3://bucket/calexp.fits --bbox 1000,2000,100,100 -o stamp.png"
)]
pub struct Cutout {
    #[command(flatten)]
    place: Place,
    /// Right ascension of the middle, in degrees, in the frame of the image's WCS
    #[arg(long, value_name = "DEGREES", allow_negative_numbers = true, requires = "dec")]
    ra: Option<f64>,
    /// Declination of the middle, in degrees
    #[arg(long, value_name = "DEGREES", allow_negative_numbers = true, requires = "size")]
    dec: Option<f64>,
    /// Side of the square, in arcseconds
    #[arg(long, value_name = "ARCSEC")]
    size: Option<f64>,
    /// First column and row, in pixels of the parent image from 0, width and height
    #[arg(long, value_name = "X,Y,WIDTH,HEIGHT", value_parser = Bbox::parse, allow_hyphen_values = true, conflicts_with_all = ["ra", "size"], required_unless_present_any = ["ra", "from"])]
    bbox: Option<Bbox>,
    /// Cut a part for each row of this SQL: columns `ra` and `dec` in degrees, `size` in arcseconds unless --size says it, and the rest of the data ID
    #[arg(long, value_name = "SQL", conflicts_with_all = ["ra", "bbox"])]
    from: Option<String>,
    /// What is written: FITS, NumPy (.npy), PNG or SVG by the end of its name; one that is there is replaced. With --from the folder of the FITS files
    #[arg(short, long, value_name = "FILE|FOLDER")]
    output: PathBuf,
    #[command(flatten)]
    drawing: Drawing,
}

/// A format that a part is written in.
enum Written {
    Fits,
    Npy,
    Picture,
}

impl Cutout {
    pub(super) fn run(self, global: &Global, printer: &Printer) -> Result<ExitCode, Failure> {
        if let Some(query) = &self.from {
            return self.run_from(query, global, printer);
        }
        let written = self.written()?;
        if let Some(size) = self.size.filter(|size| !(*size > 0.0 && size.is_finite())) {
            return Err(Failure::usage(format!("a size of {size} arcseconds is no size"), "give a number above 0"));
        }
        runtime::run(async {
            let found = self.place.open(None, global).await?;
            let mut exposure = Exposure::open(&found.source).await?;
            let wanted = match (self.bbox, self.ra, self.dec, self.size) {
                (None, Some(ra), Some(dec), Some(size)) => exposure.around(ra, dec, size).await?,
                (bbox, ..) => bbox.unwrap_or_default(),
            };
            let cutout = exposure.cutout(wanted).await?;
            let missing = || Failure::usage(format!("{} has no image plane", found.title), "write .fits, which has every plane");
            let bytes = match written {
                Written::Fits => cutout.to_fits(),
                Written::Npy => Value::Plane(cutout.plane(Role::Image).ok_or_else(missing)?.clone()).to_npy()?,
                Written::Picture => {
                    let wcs = if self.drawing.needs_wcs() { exposure.wcs().await.ok() } else { None };
                    let marks = self.drawing.marks(&self.place, &found, wcs.as_ref(), global).await?;
                    let image = cutout.plane(Role::Image).ok_or_else(missing)?.clone();
                    let figure = self.drawing.draw(&[image], cutout.plane(Role::Mask), wcs.as_ref(), &marks, &found.title)?;
                    encoded(&figure, &self.output)?
                }
            };
            save(&self.output, &bytes)?;
            let cut = if *cutout.bbox() == wanted { "" } else { ", cut at the edge of the image" };
            printer.say(format!("{} of {} written to `{}`{cut}", cutout.bbox(), found.title, self.output.display()));
            Ok(())
        })?;
        Ok(ExitCode::SUCCESS)
    }

    fn run_from(&self, query: &str, global: &Global, printer: &Printer) -> Result<ExitCode, Failure> {
        let folder: &Path = &self.output;
        let is_whole = runtime::run(bulk::run(&self.place, query, self.size, folder, global, printer))?;
        Ok(if is_whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    fn written(&self) -> Result<Written, Failure> {
        if is_svg(&self.output).is_some() {
            return Ok(Written::Picture);
        }
        match self.output.extension().and_then(|end| end.to_str()).map(str::to_ascii_lowercase).as_deref() {
            Some("fits" | "fit" | "fts") => Ok(Written::Fits),
            Some("npy") => Ok(Written::Npy),
            _ => {
                let text = format!("the name `{}` does not say the format", self.output.display());
                Err(Failure::usage(text, "end it in .fits, .npy, .png or .svg"))
            }
        }
    }
}
