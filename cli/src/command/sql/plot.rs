//! `butler sql --plot`: the answer of a query as a histogram, a scatter plot or a map of the sky.

use std::path::PathBuf;

use arrow::array::{Array, AsArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, Float64Type};
use butler_catalogs::meta;
use butler_catalogs::pictures::{Chart, MOST_BINS, Series};
use butler_engine::Error;
use butler_engine::sql::Answer;
use clap::{Args, ValueEnum};
use futures::TryStreamExt;

use crate::Failure;
use crate::command::imagery::{encoded, is_svg, save};
use crate::printer::counted;

/// How an answer is drawn.
#[derive(Debug, Args)]
#[command(next_help_heading = "Plots")]
pub struct Plot {
    /// Draw the answer into FILE, PNG or SVG by the end of its name: a histogram of one column, a scatter plot of two, or a map of the sky of right ascension and declination; a third column colours the points
    #[arg(long, value_name = "FILE", conflicts_with_all = ["format", "output"])]
    plot: Option<PathBuf>,
    /// What to draw [default: what number and names of the columns say]
    #[arg(long, value_enum, value_name = "KIND", requires = "plot")]
    kind: Option<Kind>,
    /// Bins of a histogram [default: as many as suit the values]
    #[arg(long, value_name = "BINS", requires = "plot", value_parser = clap::value_parser!(u32).range(1..=MOST_BINS as i64))]
    bins: Option<u32>,
    /// A line of text above it
    #[arg(long, value_name = "TEXT", requires = "plot")]
    title: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    Histogram,
    Scatter,
    Sky,
}

impl Plot {
    /// Whether there is something to draw.
    pub fn is_asked(&self) -> bool {
        self.plot.is_some()
    }

    /// Fails if the file's name says no format.
    pub fn check(&self) -> Result<(), Failure> {
        match &self.plot {
            Some(path) if is_svg(path).is_none() => {
                Err(Failure::usage(format!("the name `{}` does not say the format", path.display()), "end it in .png or .svg"))
            }
            _ => Ok(()),
        }
    }

    /// Draws an answer; says what was drawn.
    pub async fn draw(&self, answer: Answer) -> Result<String, Failure> {
        let Some(path) = &self.plot else { return Ok(String::new()) };
        let Answer { schema, mut batches } = answer;
        let fields: Vec<&Field> = schema.fields().iter().map(AsRef::as_ref).collect();
        let chart = self.chart(&fields)?;
        let mut columns: Vec<Series> = fields.iter().map(|field| Series { name: named(field), values: Vec::new() }).collect();
        let to_degrees: Vec<f64> = fields.iter().enumerate().map(|(index, field)| factor(chart, index, field)).collect();
        while let Some(batch) = batches.try_next().await? {
            for ((column, array), factor) in columns.iter_mut().zip(batch.columns()).zip(&to_degrees) {
                let numbers = cast(array, &DataType::Float64).map_err(Error::from)?;
                let numbers = numbers.as_primitive::<Float64Type>();
                let value = |row: usize| if numbers.is_valid(row) { numbers.value(row) * factor } else { f64::NAN };
                column.values.extend((0..numbers.len()).map(value));
            }
        }
        let drawn =
            chart.draw(&columns, self.title.as_deref()).map_err(|reason| Failure::Usage(format!("cannot draw it: {reason}"), None))?;
        save(path, &encoded(&drawn.figure, path)?)?;
        let left_out = match drawn.left_out {
            0 => String::new(),
            count => format!("; {} without a number left out", counted(count as u64, "row")),
        };
        Ok(format!("{} of {} drawn to `{}`{left_out}", chart.name(), counted(drawn.rows as u64, "row"), path.display()))
    }

    /// What is drawn of columns.
    fn chart(&self, fields: &[&Field]) -> Result<Chart, Failure> {
        let kind = match (self.kind, fields) {
            (Some(kind), _) => kind,
            (None, [_]) => Kind::Histogram,
            (None, [first, second, ..]) if is_called(first, "ra") && is_called(second, "dec") => Kind::Sky,
            (None, _) => Kind::Scatter,
        };
        let chart = match kind {
            Kind::Histogram => Chart::Histogram(self.bins.map(|bins| bins as usize)),
            Kind::Scatter => Chart::Scatter,
            Kind::Sky => Chart::Sky,
        };
        if self.bins.is_some() && kind != Kind::Histogram {
            return Err(Failure::usage(format!("--bins is of a histogram, not of a {}", chart.name()), "leave it out"));
        }
        let (least, most) = chart.columns();
        if !(least..=most).contains(&fields.len()) {
            let hint = "select one column for a histogram; two for a scatter plot or a map of the sky, and a third to colour the points";
            let text = format!("a {} can't be drawn of {}", chart.name(), counted(fields.len() as u64, "column"));
            return Err(Failure::usage(text, hint));
        }
        match fields.iter().find(|field| !field.data_type().is_numeric() && field.data_type() != &DataType::Boolean) {
            None => Ok(chart),
            Some(field) => {
                let text = format!("column `{}` has no numbers: it is {}", field.name(), field.data_type());
                Err(Failure::usage(text, "CAST it to a number, or select others"))
            }
        }
    }
}

/// Whether a column is called so, or ends so behind a `_` or a point.
fn is_called(field: &Field, name: &str) -> bool {
    field.name().to_ascii_lowercase().rsplit(['_', '.']).next() == Some(name)
}

fn unit(field: &Field) -> Option<&str> {
    field.metadata().get(meta::UNIT).map(|unit| unit.trim()).filter(|unit| !unit.is_empty())
}

/// The name of a column with its unit.
fn named(field: &Field) -> String {
    unit(field).map_or_else(|| field.name().clone(), |unit| format!("{} [{unit}]", field.name()))
}

/// Places on the sky are drawn in degrees.
fn factor(chart: Chart, index: usize, field: &Field) -> f64 {
    if chart == Chart::Sky && index < 2 && unit(field).is_some_and(|unit| unit.starts_with("rad")) {
        180.0 / std::f64::consts::PI
    } else {
        1.0
    }
}
