//! Points, or the density of many.

use super::{Clip, Colour, ColourMap, FEW, Frame, INK, Limits, Raster, SIZE, Series, Shape, labelled, range};
use crate::pictures::{Figure, Stretch};

/// Share of the bar between two labels, at least.
const CLOSEST: f64 = 0.04;

/// Pixels of a cell of a density.
const CELL: usize = 2;

/// The second column over the first one.
pub(super) fn scatter(columns: &[Series], title: Option<&str>) -> Figure {
    let is_dense = columns[0].values.len() > FEW;
    let mut frame = Frame::new(SIZE, title, is_dense || columns.len() > 2);
    let (x, y) = (range(&columns[0].values, 0.03), range(&columns[1].values, 0.03));
    let [left, top, right, bottom] = frame.clip;
    let at = |place: f64, (low, high): (f64, f64)| (place - low) / (high - low);
    let places = columns[0].values.iter().zip(&columns[1].values);
    let places: Vec<[f64; 2]> = places.map(|(a, b)| [left + at(*a, x) * (right - left), bottom - at(*b, y) * (bottom - top)]).collect();
    draw(&mut frame, &places, columns.get(2));
    frame.axes(x, y, [&columns[0].name, &columns[1].name]);
    frame.figure
}

/// Points at `places` of the figure, coloured by a column if there is one.
pub(super) fn draw(frame: &mut Frame, places: &[[f64; 2]], shades: Option<&Series>) {
    if places.len() > FEW {
        return dense(frame, places, shades);
    }
    let clip = frame.clip;
    let limits = shades.map(|column| (&column.values, shade_limits(&column.values)));
    // Radius 2 below some thousand, 1 above: as many as are told apart.
    let radius = if places.len() > 3000 { 1.0 } else { 2.0 };
    for (row, centre) in places.iter().enumerate() {
        let colour = limits.map_or(INK, |(values, limits)| shade(values[row], limits));
        frame.figure.shapes.push(dot(*centre, radius, colour, clip));
    }
    if let (Some(column), Some((_, limits))) = (shades, limits) {
        frame.bar(ColourMap::Viridis, linear(limits), &column.name);
    }
}

/// A filled circle: a ring as wide as it is large.
pub(super) fn dot(centre: [f64; 2], radius: f64, colour: Colour, clip: Clip) -> Shape {
    Shape::Ring { centre, radius: radius / 2.0, width: radius, colour, clip: Some(clip) }
}

/// Between the 2nd and the 98th percentile.
fn shade_limits(values: &[f64]) -> (f64, f64) {
    let (low, high) = Limits::Percentile(96.0).of(values);
    if high > low { (low, high) } else { range(values, 0.0) }
}

fn shade(value: f64, (low, high): (f64, f64)) -> Colour {
    ColourMap::Viridis.colour((value - low) / (high - low))
}

/// Rows in each cell on a logarithmic scale; with a column, the mean of its values.
fn dense(frame: &mut Frame, places: &[[f64; 2]], shades: Option<&Series>) {
    let [left, top, right, bottom] = frame.clip;
    let (width, height) = ((right - left) as usize / CELL, (bottom - top) as usize / CELL);
    let mut cells = vec![(0u32, 0.0); width * height];
    for (row, [x, y]) in places.iter().enumerate() {
        let (column, line) = ((x - left) / CELL as f64, (y - top) / CELL as f64);
        if column >= 0.0 && line >= 0.0 && (column as usize) < width && (line as usize) < height {
            let cell = &mut cells[line as usize * width + column as usize];
            cell.0 += 1;
            cell.1 += shades.map_or(0.0, |column| column.values[row]);
        }
    }
    let means = || cells.iter().filter(|(rows, _)| *rows > 0).map(|(rows, sum)| sum / f64::from(*rows));
    let most = f64::from(cells.iter().map(|(rows, _)| *rows).max().unwrap_or(1).max(2));
    let limits = shades.map_or((1.0, most), |_| shade_limits(&means().collect::<Vec<_>>()));
    let colour = |(rows, sum): &(u32, f64)| match (rows, shades) {
        (0, _) => [255; 3],
        (rows, Some(_)) => shade(sum / f64::from(*rows), limits),
        (rows, None) => ColourMap::Viridis.colour(f64::from(*rows).ln() / most.ln()),
    };
    let row = |line: usize| cells[line * width..(line + 1) * width].iter().flat_map(|cell| [colour(cell); CELL]).collect::<Vec<_>>();
    let pixels: Vec<Colour> = (0..height).flat_map(|line| row(line).repeat(CELL)).collect();
    let raster = Raster { width: width * CELL, height: height * CELL, pixels };
    frame.figure.rasters.push((left as usize, top as usize, raster));
    match shades {
        Some(column) => frame.bar(ColourMap::Viridis, linear(limits), &column.name),
        None => frame.bar(ColourMap::Viridis, logarithmic(most), "rows in a cell"),
    }
}

/// Round numbers between limits, each with its share of the range.
fn linear(limits: (f64, f64)) -> Vec<(f64, String)> {
    stretched(limits, Stretch::Linear)
}

/// Round numbers between limits, each with its share of the colours; those that come too close to the one before are left out.
pub(super) fn stretched(limits: (f64, f64), stretch: Stretch) -> Vec<(f64, String)> {
    let (values, labels) = labelled(limits, 7);
    let mut kept: Vec<(f64, String)> = Vec::new();
    for (share, label) in values.iter().map(|value| stretch.of(*value, limits)).zip(labels) {
        if kept.last().is_none_or(|(last, _)| share - last >= CLOSEST) {
            kept.push((share, label));
        }
    }
    kept
}

/// 1, 2, 5, 10 ... up to `most`, of much the powers of ten alone, each with its share of the logarithm.
fn logarithmic(most: f64) -> Vec<(f64, String)> {
    let steps: &[f64] = if most < 1000.0 { &[1.0, 2.0, 5.0] } else { &[1.0] };
    let values = (0..10).flat_map(|power| steps.iter().map(move |step| step * 10f64.powi(power)));
    values.take_while(|value| *value <= most).map(|value| (value.ln() / most.ln(), format!("{value:.0}"))).collect()
}
