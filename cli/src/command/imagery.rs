//! What the commands of images have in common: which image is meant, and how it is drawn.

use std::io::Write;
use std::path::Path;

use butler_catalogs::Source;
use butler_catalogs::images::{Plane, Wcs};
use butler_catalogs::pictures::{self, ColourMap, Figure, Limits, Marks, Options, Panel, Size, Stretch};
use butler_engine::ErrorKind;
use butler_engine::butler::{Butler, FoundDataset, Wanted};
use clap::{ArgAction, Args, ValueEnum};

use super::dataset::data_id;
use crate::arguments::Global;
use crate::output::Target;
use crate::runtime::surroundings;
use crate::{Failure, source};

/// Which image is meant: a file, or a dataset of a repository.
#[derive(Debug, Args)]
pub struct Place {
    /// Path or URI of a FITS file; or path, URI or alias of a repository, if a TYPE follows
    #[arg(value_name = "FILE|REPO")]
    place: String,
    /// Name of the dataset type, or the UUID of a dataset, and its data ID
    #[arg(value_name = "TYPE KEY=VALUE")]
    dataset: Vec<String>,
    /// Collections to search, in this order (repeatable) [default: every run, if the dataset is in one of them only]
    #[arg(long, value_name = "NAME", value_delimiter = ',', action = ArgAction::Append)]
    collections: Vec<String>,
}

/// An image that was found: its bytes, and what it is called.
pub struct Found {
    pub source: Source,
    pub title: String,
    butler: Option<Butler>,
}

impl Place {
    /// Opens it; with `band` that of a dataset, instead of the one in its data ID.
    pub async fn open(&self, band: Option<&str>, global: &Global) -> Result<Found, Failure> {
        let Some((name, values)) = self.dataset.split_first() else {
            if !self.collections.is_empty() {
                return Err(Failure::usage("`--collections` needs a repository and a dataset type", "add TYPE KEY=VALUE..."));
            }
            let title = self.place.rsplit('/').next().unwrap_or(&self.place).to_owned();
            return Ok(Found { source: source::open(&self.place).await?, title, butler: None });
        };
        let butler = Butler::open(&self.place, &surroundings()).await?;
        let values = &band.map_or_else(|| values.to_vec(), |band| with_band(values, band));
        let found = butler.find(&self.wanted(name, values, global)?).await?;
        if found.component.is_some() {
            return Err(Failure::usage(format!("`{name}` is a component"), "name the dataset type alone, and choose with --plane"));
        }
        let title = std::iter::once(name).chain(values).cloned().collect::<Vec<_>>().join(" ");
        Ok(Found { source: butler.open_file(&found).await?, title, butler: Some(butler) })
    }

    /// The same image in another band: with a repository the dataset whose data ID has that `band`, else a file.
    pub async fn other_band(&self, found: &Found, band: &str, global: &Global) -> Result<Source, Failure> {
        let (Some(butler), Some((name, values))) = (&found.butler, self.dataset.split_first()) else { return source::open(band).await };
        let other = butler.find(&self.wanted(name, &with_band(values, band), global)?).await?;
        Ok(butler.open_file(&other).await?)
    }

    fn wanted(&self, name: &str, values: &[String], global: &Global) -> Result<Wanted, Failure> {
        Ok(Wanted {
            dataset_type: name.to_owned(),
            data_id: data_id(values)?,
            collections: self.collections.clone(),
            timespan: None,
            as_of: global.as_of()?,
        })
    }

    /// The repository, if it is one.
    pub fn repository(&self) -> &str {
        &self.place
    }

    /// What is typed for a dimension of the data ID.
    pub fn value(&self, dimension: &str) -> Option<&str> {
        self.dataset.iter().skip(1).find_map(|value| value.strip_prefix(dimension)?.strip_prefix('='))
    }

    /// The collections that are searched.
    pub fn collections(&self) -> &[String] {
        &self.collections
    }

    /// What is meant, as it was typed.
    pub fn title(&self) -> String {
        self.dataset.join(" ")
    }

    /// The datasets of several detectors: those that there are; an error if there is none.
    pub async fn of_detectors(&self, butler: &Butler, detectors: &[i64], global: &Global) -> Result<Vec<FoundDataset>, Failure> {
        let Some((name, values)) = self.dataset.split_first() else {
            return Err(Failure::usage("no dataset type is named", "type REPO TYPE KEY=VALUE..."));
        };
        let mut none = None;
        // What is typed may mean a data ID in many ways: the first that is found tells which it is, and one question the others.
        for detector in detectors {
            let values: Vec<String> = values.iter().cloned().chain([format!("detector={detector}")]).collect();
            match butler.find(&self.wanted(name, &values, global)?).await {
                Ok(found) => return Ok(butler.siblings(&found, "detector", &self.collections, global.as_of()?).await?),
                Err(error) if error.kind() == ErrorKind::NotFound => none = Some(error),
                Err(error) => return Err(error.into()),
            }
        }
        none.map_or_else(|| Ok(Vec::new()), |error| Err(error.doing(format!("no detector of `{}` has an image", self.title())).into()))
    }

    /// The name of the dataset type, and the file of its dataset whose data ID is what was typed and `more`.
    pub async fn dataset(&self, butler: &Butler, more: &[String], global: &Global) -> Result<(String, Source), Failure> {
        let Some((name, values)) = self.dataset.split_first() else {
            return Err(Failure::usage("no dataset type is named", "type REPO TYPE"));
        };
        let values: Vec<String> = values.iter().chain(more).cloned().collect();
        let found = butler.find(&self.wanted(name, &values, global)?).await?;
        Ok((name.clone(), butler.open_file(&found).await?))
    }

    /// A catalog: the dataset of that type with the same data ID, else a file.
    async fn catalog(&self, found: &Found, name: &str, global: &Global) -> Result<Source, Failure> {
        match (&found.butler, self.dataset.split_first()) {
            (Some(butler), Some((_, values))) if !Path::new(name).exists() && !name.contains("://") => {
                let catalog = butler.find(&self.wanted(name, values, global)?).await?;
                Ok(butler.open_file(&catalog).await?)
            }
            _ => source::open(name).await,
        }
    }
}

/// A data ID in another band.
fn with_band(values: &[String], band: &str) -> Vec<String> {
    let others = values.iter().filter(|value| !value.starts_with("band="));
    others.cloned().chain([format!("band={band}")]).collect()
}

/// How a picture looks.
#[derive(Debug, Args)]
#[command(next_help_heading = "Pictures")]
pub struct Drawing {
    /// Darkest and brightest value: zscale, minmax, a percentage like 99.5%, or LOW,HIGH
    #[arg(long, value_name = "LIMITS", default_value = "zscale", value_parser = Limits::parse, allow_hyphen_values = true)]
    limits: Limits,
    /// How values between the limits are spread over the colours
    #[arg(long, value_enum, value_name = "STRETCH", default_value = "asinh")]
    stretch: Spread,
    /// Colours from the darkest to the brightest
    #[arg(long, value_enum, value_name = "NAME", default_value = "grey")]
    cmap: Colours,
    /// Pixels of the longer side at most; a small image is enlarged
    #[arg(long, value_name = "PIXELS", default_value = "1200", conflicts_with = "scale")]
    max_side: u32,
    /// Pixels of the picture for each of the image instead
    #[arg(long, value_name = "FACTOR")]
    scale: Option<f64>,
    /// What stands around the image
    #[arg(long, value_enum, value_name = "AXES", default_value = "none")]
    axes: Around,
    /// Tell with a bar which colour is which value
    #[arg(long)]
    bar: bool,
    /// A line of text above it; without TEXT what is shown
    #[arg(long, value_name = "TEXT", num_args = 0..=1, default_missing_value = "", require_equals = true)]
    title: Option<String>,
    /// Planes of the mask to tint (repeatable); `all`: every one that is set
    #[arg(long, value_name = "PLANES", value_delimiter = ',', action = ArgAction::Append)]
    mask: Vec<String>,
    /// Draw the sources of a catalog: a table file of any format, or a dataset type with the same data ID (repeatable)
    #[arg(long, value_name = "FILE|TYPE", action = ArgAction::Append)]
    sources: Vec<String>,
    /// Colour sources by a column of the catalog: a flag red and green, a number from viridis
    #[arg(long, value_name = "COLUMN", requires = "sources")]
    color_by: Option<String>,
    /// Colour of the `+` at each source, or none
    #[arg(long, value_name = "COLOUR", requires = "sources")]
    plus: Option<String>,
    /// Colour of the circle around each source, or none
    #[arg(long, value_name = "COLOUR", requires = "sources")]
    circle: Option<String>,
    /// Radius of the circles, in pixels of the image
    #[arg(long, value_name = "PIXELS", requires = "sources")]
    radius: Option<f64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Spread {
    Linear,
    Log,
    Sqrt,
    Asinh,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Colours {
    #[value(alias = "gray")]
    Grey,
    Negative,
    Heat,
    Viridis,
    Magma,
    Inferno,
    Plasma,
    Cividis,
    Turbo,
    Diverging,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Around {
    None,
    Pixels,
    Sky,
}

impl Drawing {
    /// Whether planes of the mask are to be shown.
    pub fn needs_mask(&self) -> bool {
        !self.mask.is_empty()
    }

    /// Whether places on the sky may be asked for.
    pub fn needs_wcs(&self) -> bool {
        self.axes == Around::Sky || !self.sources.is_empty()
    }

    /// The sources that are to be drawn.
    pub async fn marks(&self, place: &Place, found: &Found, wcs: Option<&Wcs>, global: &Global) -> Result<Vec<Marks>, Failure> {
        let mut all = Vec::new();
        for name in &self.sources {
            let catalog = place.catalog(found, name, global).await?;
            let marks = Marks::of_table(&catalog, wcs, self.color_by.as_deref()).await?;
            let marks = marks.coloured(self.plus.as_deref(), self.circle.as_deref(), self.radius);
            all.push(marks.map_err(|reason| Failure::Usage(reason, None))?);
        }
        Ok(all)
    }

    /// The picture of one image, or of three as red, green and blue.
    pub fn draw(&self, images: &[Plane], mask: Option<&Plane>, wcs: Option<&Wcs>, marks: &[Marks], title: &str) -> Result<Figure, Failure> {
        let options = self.options(title);
        let drawn = match images {
            [red, green, blue] => pictures::draw_rgb([red, green, blue], mask, wcs, marks, &options),
            [image] => pictures::draw(image, mask, wcs, marks, &options),
            _ => Err(format!("{} images are neither one nor red, green and blue", images.len())),
        };
        drawn.map_err(|reason| Failure::Usage(format!("cannot draw {title}: {reason}"), None))
    }

    /// The picture of a focal plane.
    pub fn focal_plane(&self, panels: &[Panel], title: &str) -> Result<Figure, Failure> {
        let drawn = pictures::draw_focal_plane(panels, &self.options(title));
        drawn.map_err(|reason| Failure::Usage(format!("cannot draw {title}: {reason}"), None))
    }

    fn options(&self, title: &str) -> Options {
        Options {
            limits: self.limits,
            stretch: match self.stretch {
                Spread::Linear => Stretch::Linear,
                Spread::Log => Stretch::Log,
                Spread::Sqrt => Stretch::Sqrt,
                Spread::Asinh => Stretch::Asinh,
            },
            colours: self.colours(),
            size: self.scale.map_or(Size::Fit(self.max_side), Size::Factor),
            axes: match self.axes {
                Around::None => pictures::Axes::None,
                Around::Pixels => pictures::Axes::Pixels,
                Around::Sky => pictures::Axes::Sky,
            },
            has_bar: self.bar,
            title: self.title.as_ref().map(|text| if text.is_empty() { title.to_owned() } else { text.clone() }),
            mask_planes: self.mask.clone(),
        }
    }

    fn colours(&self) -> ColourMap {
        match self.cmap {
            Colours::Grey => ColourMap::Grey,
            Colours::Negative => ColourMap::Negative,
            Colours::Heat => ColourMap::Heat,
            Colours::Viridis => ColourMap::Viridis,
            Colours::Magma => ColourMap::Magma,
            Colours::Inferno => ColourMap::Inferno,
            Colours::Plasma => ColourMap::Plasma,
            Colours::Cividis => ColourMap::Cividis,
            Colours::Turbo => ColourMap::Turbo,
            Colours::Diverging => ColourMap::Diverging,
        }
    }
}

/// What the end of a file's name says of a picture: whether it is SVG; none if it is neither that nor PNG.
pub fn is_svg(path: &Path) -> Option<bool> {
    match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
        "svg" => Some(true),
        "png" => Some(false),
        _ => None,
    }
}

/// The bytes of a picture in the format that the name of `path` says.
pub fn encoded(figure: &Figure, path: &Path) -> Result<Vec<u8>, Failure> {
    Ok(if is_svg(path) == Some(true) { figure.to_svg()?.into_bytes() } else { figure.to_png()? })
}

/// Writes a file, which appears whole or not at all.
pub fn save(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let mut target = Target::file(path)?;
    target.write_all(bytes).map_err(Failure::Output)?;
    target.finish().map_err(Failure::Output)
}
