//! `butler plot FILE|REPO TYPE KEY=VALUE... -o PNG`.

use std::path::PathBuf;
use std::process::ExitCode;

use butler_catalogs::images::{Exposure, Plane, Role};
use butler_catalogs::pictures::Marks;
use clap::{Args, ValueEnum};

mod focal_plane;

use super::imagery::{Drawing, Place, encoded, is_svg, save};
use crate::arguments::Global;
use crate::printer::counted;
use crate::{Failure, Printer, runtime};

/// Draw an image as PNG or SVG, with masks, sources and axes
#[derive(Debug, Args)]
#[command(after_help = "Limits and stretches are those of astropy.visualization. A file needs no repository.\n\n\
    Examples:\n  butler plot calexp.fits -o calexp.png\n  \
    butler plot repo calexp instrument=HSC visit=904014 detector=1 --sources src -o calexp.png\n  \
    butler plot repo calexp instrument=HSC visit=904014 --focal-plane -o visit.png\n  \
    butler plot calexp.fits --axes sky --bar --mask all --title -o calexp.svg\n  butler plot raw.fits --hdu 3 --limits 99.5% --stretch linear -o amplifier.png")]
pub struct Plot {
    #[command(flatten)]
    place: Place,
    /// The picture; PNG or SVG by the end of its name; one that is there is replaced
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Which plane of an exposure
    #[arg(long, value_enum, value_name = "PLANE", default_value = "image", conflicts_with = "hdu")]
    plane: Which,
    /// Index of the HDU, from 0, of a file with several images
    #[arg(long, value_name = "HDU")]
    hdu: Option<usize>,
    /// Draw three images as red, green and blue: bands of a repository's dataset (`--rgb i,r,g`), of which the data ID then has none, or files of the same pixels
    #[arg(long, value_name = "RED,GREEN,BLUE", value_delimiter = ',', conflicts_with_all = ["hdu", "cmap", "bar"])]
    rgb: Option<Vec<String>>,
    /// Draw the detectors of a visit or an exposure, each where it stands on the focal plane; the data ID has no detector then
    #[arg(long, conflicts_with_all = ["hdu", "rgb", "mask", "sources", "axes", "scale"])]
    focal_plane: bool,
    #[command(flatten)]
    drawing: Drawing,
}

/// A plane of an exposure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Which {
    Image,
    Mask,
    Variance,
}

impl Plot {
    pub(super) fn run(self, global: &Global, printer: &Printer) -> Result<ExitCode, Failure> {
        if is_svg(&self.output).is_none() {
            return Err(Failure::usage(format!("the name `{}` does not say the format", self.output.display()), "end it in .png or .svg"));
        }
        let role = match self.plane {
            Which::Image => Role::Image,
            Which::Mask => Role::Mask,
            Which::Variance => Role::Variance,
        };
        if self.focal_plane {
            runtime::run(async {
                let (figure, title, count) = focal_plane::draw(&self.place, role, &self.drawing, global).await?;
                save(&self.output, &encoded(&figure, &self.output)?)?;
                let (width, height) = figure.size();
                printer.say(format!(
                    "{title}: {} drawn to `{}`, {width} x {height} pixels",
                    counted(count as u64, "detector"),
                    self.output.display()
                ));
                Ok(())
            })?;
            return Ok(ExitCode::SUCCESS);
        }
        runtime::run(async {
            let first = self.rgb.as_ref().and_then(|names| names.first()).map(String::as_str);
            let found = self.place.open(first, global).await?;
            let mut exposure = Exposure::open(&found.source).await?;
            let mut images = Vec::new();
            match (&self.rgb, self.hdu) {
                (Some(names), _) => {
                    for name in names {
                        let source = self.place.other_band(&found, name, global).await?;
                        images.push(Exposure::open(&source).await?.plane(role, None).await?);
                    }
                }
                (None, Some(index)) => images.push(exposure.hdu(index, None).await?),
                (None, None) => images.push(exposure.plane(role, None).await?),
            }
            let amplifiers = &exposure.layout().amplifiers;
            if self.hdu.is_none() && !amplifiers.is_empty() && !exposure.layout().is_mosaic() {
                let list: Vec<String> = amplifiers.iter().map(usize::to_string).collect();
                printer.say(format!("the first of {} images is drawn; --hdu chooses among {}", amplifiers.len(), list.join(", ")));
            }
            let mask = match self.drawing.needs_mask() && exposure.layout().place(Role::Mask).is_some() {
                true => Some(exposure.plane(Role::Mask, None).await?),
                false => None,
            };
            // Sources with pixels need none; what does need it says so.
            let wcs = if self.drawing.needs_wcs() { exposure.wcs().await.ok() } else { None };
            let marks = self.drawing.marks(&self.place, &found, wcs.as_ref(), global).await?;
            let figure = self.drawing.draw(&images, mask.as_ref(), wcs.as_ref(), &marks, &found.title)?;
            save(&self.output, &encoded(&figure, &self.output)?)?;
            let (width, height) = figure.size();
            let sources = images.first().map_or_else(String::new, |image| told(&marks, image));
            printer.say(format!("{}{sources} drawn to `{}`, {width} x {height} pixels", found.title, self.output.display()));
            Ok(())
        })?;
        Ok(ExitCode::SUCCESS)
    }
}

/// How many sources there are, and that some are not in the image; nothing if none were to be drawn.
fn told(marks: &[Marks], image: &Plane) -> String {
    if marks.is_empty() {
        return String::new();
    }
    let count: usize = marks.iter().map(|marks| marks.places.len()).sum();
    let shown: usize = marks.iter().map(|marks| marks.count_on(image.bbox())).sum();
    if shown == count { format!(" and {count} sources") } else { format!(" and {shown} of {count} sources") }
}
