//! Mappings of Starlink AST, evaluated: what a `SkyWcs` is made of (SUN/211, appendix C).
//!
//! A component of a `CmpMap` is used in the direction that the flags `InvA` and `InvB` say, whatever its own `Invert`; a mapping of a frame
//! set in that of `InvN`.

use serde_json::{Map, Value as Json, json};

use super::ast::AstObject;
use super::celestial::{Celestial, Projection};

/// Coordinates in or out of a mapping at most.
const AXES: usize = 16;
/// Coefficients of a polynomial at most.
const TERMS: usize = 100_000;

/// A frame set: from the pixels of its base to the sky of its current frame.
#[derive(Debug, Clone)]
pub(super) struct FrameSet {
    /// The mappings in order, each with whether it is used backwards.
    steps: Vec<(AstMap, bool)>,
    system: String,
    reference: Option<[f64; 2]>,
    domains: Vec<String>,
}

#[derive(Debug, Clone)]
enum AstMap {
    Unit,
    /// `offset + scale x` on each axis.
    Window {
        offset: Vec<f64>,
        scale: Vec<f64>,
    },
    Matrix {
        forward: Matrix,
        backward: Option<Matrix>,
    },
    Series(Box<[(AstMap, bool); 2]>),
    Parallel {
        parts: Box<[(AstMap, bool); 2]>,
        split: [usize; 2],
    },
    /// One mapping forwards, another one backwards.
    Either(Box<[(AstMap, bool); 2]>),
    Polynomial(Polynomials),
    /// Cartesian coordinates to longitude and latitude in radians.
    Sphere {
        longitude_of_poles: f64,
    },
    /// Native longitude and latitude to the plane of projection, in radians.
    Project(Projection),
    /// A vector to a unit vector and its length.
    UnitNorm {
        centre: Vec<f64>,
    },
}

#[derive(Debug, Clone)]
struct Matrix {
    columns: usize,
    terms: Vec<f64>,
}

/// Polynomials of several variables, in one direction or both.
#[derive(Debug, Clone)]
struct Polynomials {
    forward: Vec<Vec<Term>>,
    backward: Vec<Vec<Term>>,
    is_iterated: bool,
}

#[derive(Debug, Clone)]
struct Term {
    coefficient: f64,
    powers: Vec<i32>,
}

impl FrameSet {
    /// Reads the text of an archived `SkyWcs`.
    pub(super) fn parse(text: &str) -> Result<FrameSet, String> {
        let set = AstObject::parse(text)?;
        if set.class != "FrameSet" {
            return Err(format!("it is a `{}`, not a FrameSet", set.class));
        }
        let frames = set.integer("Nframe").filter(|count| (1..=64).contains(count)).ok_or("it does not say how many frames it has")?;
        let node = |frame: i64| set.integer(&format!("Nod{frame}")).unwrap_or(frame);
        let (base, current) = (set.integer("Base").unwrap_or(1), set.integer("Currnt").unwrap_or(frames));
        let path = |frame: i64| {
            let mut nodes = vec![node(frame)];
            while let Some(next) = nodes.last().and_then(|last| set.integer(&format!("Lnk{last}"))).filter(|_| nodes.len() < 64) {
                nodes.push(next);
            }
            nodes
        };
        let (mut up, mut down) = (path(base), path(current));
        while up.len() > 1 && down.len() > 1 && up[up.len() - 2] == down[down.len() - 2] {
            up.pop();
            down.pop();
        }
        if up.last() != down.last() {
            return Err("its frames are not linked".to_owned());
        }
        up.pop();
        down.pop();
        let step = |node: &i64, is_backward: bool| {
            let map = set.part(&format!("Map{node}")).ok_or_else(|| format!("it has no mapping `Map{node}`"))?;
            let is_inverted = set.integer(&format!("Inv{node}")).unwrap_or(0) != 0;
            Ok::<_, String>((AstMap::of(map)?, is_inverted != is_backward))
        };
        let mut steps: Vec<_> = up.iter().map(|node| step(node, true)).collect::<Result<_, _>>()?;
        for node in down.iter().rev() {
            steps.push(step(node, false)?);
        }
        let sky = set.part(&format!("Frm{current}")).ok_or("it has no current frame")?;
        if sky.class != "SkyFrame" {
            return Err(format!("its current frame is a `{}`, not a SkyFrame", sky.class));
        }
        let reference = sky.number("SRef1").zip(sky.number("SRef2")).map(|(longitude, latitude)| [longitude, latitude]);
        let domains = (1..=frames).filter_map(|frame| set.part(&format!("Frm{frame}"))).map(|frame| {
            let default = if frame.class == "SkyFrame" { "SKY" } else { "" };
            frame.text("Domain").unwrap_or(default).to_owned()
        });
        Ok(FrameSet { domains: domains.collect(), system: sky.text("System").unwrap_or("ICRS").to_owned(), reference, steps })
    }

    pub(super) fn system(&self) -> &str {
        &self.system
    }

    /// The point of the sky that it is built around, in radians.
    pub(super) fn reference(&self) -> Option<[f64; 2]> {
        self.reference
    }

    /// From a pixel to longitude and latitude in radians.
    pub(super) fn forward(&self, pixel: [f64; 2]) -> Option<[f64; 2]> {
        let mut steps = self.steps.iter();
        pair(steps.try_fold(pixel.to_vec(), |values, (map, is_backward)| map.apply(&values, *is_backward))?)
    }

    /// The reverse.
    pub(super) fn inverse(&self, sky: [f64; 2]) -> Option<[f64; 2]> {
        let mut steps = self.steps.iter().rev();
        pair(steps.try_fold(sky.to_vec(), |values, (map, is_backward)| map.apply(&values, !is_backward))?)
    }

    pub(super) fn tell(&self, told: &mut Map<String, Json>) {
        told.insert("frames".into(), json!(self.domains));
        if let Some(reference) = self.reference {
            let [longitude, latitude] = reference.map(f64::to_degrees);
            told.insert("crval".into(), json!([longitude.rem_euclid(360.0), latitude]));
            if let Some(pixel) = self.inverse(reference) {
                told.insert("crpix".into(), json!(pixel));
            }
        }
    }
}

fn pair(values: Vec<f64>) -> Option<[f64; 2]> {
    values.try_into().ok()
}

impl AstMap {
    fn of(object: &AstObject) -> Result<AstMap, String> {
        let inputs = count(object, "Nin")?.ok_or_else(|| format!("a `{}` has no `Nin`", object.class))?;
        let outputs = count(object, "Nout")?.unwrap_or(inputs);
        Ok(match object.class.as_str() {
            "UnitMap" => AstMap::Unit,
            "ZoomMap" => AstMap::Window { offset: vec![0.0; inputs], scale: vec![object.number("Zoom").unwrap_or(1.0); inputs] },
            "ShiftMap" => AstMap::Window { offset: object.numbers("Sft", 1, inputs, 0.0), scale: vec![1.0; inputs] },
            "WinMap" => AstMap::Window { offset: object.numbers("Sft", 1, inputs, 0.0), scale: object.numbers("Scl", 1, inputs, 1.0) },
            "MatrixMap" => AstMap::matrix(object, inputs, outputs)?,
            "CmpMap" => {
                let parts = Box::new([AstMap::component(object, "A")?, AstMap::component(object, "B")?]);
                if object.integer("Series").unwrap_or(1) != 0 {
                    AstMap::Series(parts)
                } else {
                    let first = object.part("MapA").ok_or("a CmpMap has no `MapA`")?;
                    let inputs = count(first, "Nin")?.ok_or("a mapping has no `Nin`")?;
                    let outputs = count(first, "Nout")?.unwrap_or(inputs);
                    // `Nin` and `Nout` are told of a mapping as if it were not inverted.
                    let is_turned = object.integer("InvA").unwrap_or(0) != 0;
                    AstMap::Parallel { parts, split: if is_turned { [outputs, inputs] } else { [inputs, outputs] } }
                }
            }
            "TranMap" => AstMap::Either(Box::new([AstMap::component(object, "A")?, AstMap::component(object, "B")?])),
            "PolyMap" => AstMap::Polynomial(Polynomials::of(object, inputs, outputs)?),
            "SphMap" => AstMap::Sphere { longitude_of_poles: object.number("PlrLg").unwrap_or(0.0) },
            "WcsMap" => {
                let code = object.text("Type").unwrap_or("").trim();
                let projection = Projection::ALL.into_iter().find(|projection| projection.code() == code);
                AstMap::Project(projection.ok_or_else(|| format!("its projection `{code}` is not known"))?)
            }
            "UnitNormMap" => {
                let name = if object.text("Centre1").is_some() { "Centre" } else { "Ctr" };
                AstMap::UnitNorm { centre: object.numbers(name, 1, inputs.min(outputs), 0.0) }
            }
            other => return Err(format!("a mapping of class `{other}` is not known")),
        })
    }

    fn component(object: &AstObject, which: &str) -> Result<(AstMap, bool), String> {
        let part = object.part(&format!("Map{which}")).ok_or_else(|| format!("a `{}` has no `Map{which}`", object.class))?;
        Ok((AstMap::of(part)?, object.integer(&format!("Inv{which}")).unwrap_or(0) != 0))
    }

    fn matrix(object: &AstObject, inputs: usize, outputs: usize) -> Result<AstMap, String> {
        let diagonal = |terms: Vec<f64>| Matrix {
            columns: inputs,
            terms: (0..outputs * inputs).map(|place| if place / inputs == place % inputs { terms[place % inputs] } else { 0.0 }).collect(),
        };
        match object.text("Form").unwrap_or("Full") {
            "Unit" => Ok(AstMap::Unit),
            "Diagonal" => {
                let terms = object.numbers("M", 0, inputs, 0.0);
                let backward = terms.iter().all(|term| *term != 0.0).then(|| diagonal(terms.iter().map(|term| 1.0 / term).collect()));
                Ok(AstMap::Matrix { forward: diagonal(terms), backward })
            }
            "Full" => {
                let forward = Matrix { columns: inputs, terms: object.numbers("M", 0, inputs * outputs, 0.0) };
                let backward = match object.number("IM0") {
                    Some(_) => Some(Matrix { columns: outputs, terms: object.numbers("IM", 0, inputs * outputs, 0.0) }),
                    None => forward.inverse(),
                };
                Ok(AstMap::Matrix { forward, backward })
            }
            other => Err(format!("a matrix of form `{other}` is not known")),
        }
    }

    fn apply(&self, values: &[f64], is_backward: bool) -> Option<Vec<f64>> {
        match self {
            AstMap::Unit => Some(values.to_vec()),
            AstMap::Window { offset, scale } => {
                let axes = values.iter().zip(offset.iter().zip(scale));
                let of = |(value, (offset, scale)): (&f64, (&f64, &f64))| {
                    if is_backward { (value - offset) / scale } else { offset + scale * value }
                };
                (values.len() == offset.len()).then(|| axes.map(of).collect())
            }
            AstMap::Matrix { forward, backward } => if is_backward { backward.as_ref()? } else { forward }.times(values),
            AstMap::Series(parts) => {
                let [(first, first_turned), (second, second_turned)] = parts.as_ref();
                if is_backward {
                    first.apply(&second.apply(values, !second_turned)?, !first_turned)
                } else {
                    second.apply(&first.apply(values, *first_turned)?, *second_turned)
                }
            }
            AstMap::Parallel { parts, split } => {
                let (before, behind) = values.split_at_checked(split[usize::from(is_backward)])?;
                let [(first, first_turned), (second, second_turned)] = parts.as_ref();
                let mut joined = first.apply(before, *first_turned != is_backward)?;
                joined.extend(second.apply(behind, *second_turned != is_backward)?);
                Some(joined)
            }
            AstMap::Either(parts) => {
                let (map, is_turned) = &parts[usize::from(is_backward)];
                map.apply(values, *is_turned != is_backward)
            }
            AstMap::Polynomial(polynomials) => polynomials.apply(values, is_backward),
            AstMap::Sphere { longitude_of_poles } => sphere(values, *longitude_of_poles, is_backward),
            AstMap::Project(projection) => project(*projection, values, is_backward),
            AstMap::UnitNorm { centre } => unit_norm(values, centre, is_backward),
        }
    }
}

fn count(object: &AstObject, name: &str) -> Result<Option<usize>, String> {
    match object.integer(name) {
        None => Ok(None),
        Some(count) => match usize::try_from(count).ok().filter(|count| (1..=AXES).contains(count)) {
            Some(count) => Ok(Some(count)),
            None => Err(format!("`{name}` of a `{}` is {count}", object.class)),
        },
    }
}

impl Matrix {
    fn times(&self, values: &[f64]) -> Option<Vec<f64>> {
        let row = |row: &[f64]| row.iter().zip(values).map(|(term, value)| term * value).sum();
        (values.len() == self.columns).then(|| self.terms.chunks_exact(self.columns).map(row).collect())
    }

    /// By Gauss and Jordan, with pivots.
    fn inverse(&self) -> Option<Matrix> {
        let side = self.columns;
        if self.terms.len() != side * side {
            return None;
        }
        let mut rows: Vec<Vec<f64>> = self.terms.chunks_exact(side).map(<[f64]>::to_vec).collect();
        rows.iter_mut().enumerate().for_each(|(index, row)| row.extend((0..side).map(|column| f64::from(u8::from(column == index)))));
        for column in 0..side {
            let pivot = (column..side).max_by(|a, b| rows[*a][column].abs().total_cmp(&rows[*b][column].abs()))?;
            rows.swap(column, pivot);
            let lead = rows[column][column];
            if lead == 0.0 || !lead.is_finite() {
                return None;
            }
            rows[column].iter_mut().for_each(|term| *term /= lead);
            let base = rows[column].clone();
            for (_, row) in rows.iter_mut().enumerate().filter(|(index, _)| *index != column) {
                let factor = row[column];
                row.iter_mut().zip(&base).for_each(|(term, base)| *term -= factor * base);
            }
        }
        Some(Matrix { columns: side, terms: rows.into_iter().flat_map(|row| row.into_iter().skip(side)).collect() })
    }
}

impl Polynomials {
    /// `NCFi` coefficients `CFk` for output i, powers `PFk` of every input for each; `NCI`, `CI`, `PI` of the reverse.
    fn of(object: &AstObject, inputs: usize, outputs: usize) -> Result<Polynomials, String> {
        let direction = |letter: char, from: usize, to: usize| -> Result<Vec<Vec<Term>>, String> {
            let counts = object.numbers(&format!("NC{letter}"), 1, to, 0.0);
            let total: f64 = counts.iter().sum();
            if !(0.0..=TERMS as f64).contains(&total) || counts.iter().any(|count| *count < 0.0) {
                return Err(format!("a polynomial of {total} terms is too large"));
            }
            let coefficients = object.numbers(&format!("C{letter}"), 1, total as usize, 0.0);
            let powers = object.numbers(&format!("P{letter}"), 1, total as usize * from, 0.0);
            let power = |power: &f64| if (0.0..=100.0).contains(power) { *power as i32 } else { 0 };
            let mut terms = coefficients
                .iter()
                .zip(powers.chunks_exact(from))
                .map(|(coefficient, powers)| Term { coefficient: *coefficient, powers: powers.iter().map(power).collect() });
            Ok(counts.iter().map(|count| terms.by_ref().take(*count as usize).collect()).collect())
        };
        let (forward, backward) = (direction('F', inputs, outputs)?, direction('I', outputs, inputs)?);
        let is_iterated = object.integer("IterInv").unwrap_or(0) != 0 || backward.iter().all(Vec::is_empty);
        Ok(Polynomials { forward, backward, is_iterated })
    }

    fn apply(&self, values: &[f64], is_backward: bool) -> Option<Vec<f64>> {
        match (is_backward, self.is_iterated) {
            (false, _) => evaluate(&self.forward, values),
            (true, false) => evaluate(&self.backward, values),
            (true, true) => self.iterate(values),
        }
    }

    /// Newton's method with numeric derivatives of any number of axes.
    fn iterate(&self, target: &[f64]) -> Option<Vec<f64>> {
        let axes = target.len();
        let mut place = target.to_vec();
        for _ in 0..50 {
            let value = evaluate(&self.forward, &place)?;
            if value.len() != axes {
                return None;
            }
            let mut terms = vec![0.0; axes * axes];
            for (column, slope) in self.slopes(&place).into_iter().enumerate() {
                slope.into_iter().enumerate().for_each(|(row, term)| terms[row * axes + column] = term);
            }
            let missing: Vec<f64> = target.iter().zip(&value).map(|(target, value)| target - value).collect();
            let step = Matrix { columns: axes, terms }.inverse()?.times(&missing)?;
            place.iter_mut().zip(&step).for_each(|(place, step)| *place += step);
            let size = place.iter().fold(1e-9, |size: f64, value| size.max(value.abs()));
            let moved = step.iter().fold(0.0, |moved: f64, value| moved.max(value.abs()));
            if !moved.is_finite() {
                return None;
            }
            if moved <= 1e-14 * size {
                return Some(place);
            }
        }
        None
    }

    /// The derivatives of every output by each input.
    fn slopes(&self, values: &[f64]) -> Vec<Vec<f64>> {
        let slope = |term: &Term, by: usize| {
            let power = term.powers.get(by).copied().unwrap_or(0);
            if power == 0 {
                return 0.0;
            }
            let factors = term.powers.iter().zip(values).enumerate();
            let factor = |(axis, (power, value)): (usize, (&i32, &f64))| value.powi(if axis == by { power - 1 } else { *power });
            term.coefficient * f64::from(power) * factors.map(factor).product::<f64>()
        };
        (0..values.len()).map(|by| self.forward.iter().map(|terms| terms.iter().map(|term| slope(term, by)).sum()).collect()).collect()
    }
}

fn evaluate(outputs: &[Vec<Term>], values: &[f64]) -> Option<Vec<f64>> {
    let value = |term: &Term| term.coefficient * term.powers.iter().zip(values).map(|(power, value)| value.powi(*power)).product::<f64>();
    let is_fit = outputs.iter().flatten().all(|term| term.powers.len() == values.len());
    is_fit.then(|| outputs.iter().map(|terms| terms.iter().map(value).sum()).collect())
}

fn sphere(values: &[f64], longitude_of_poles: f64, is_backward: bool) -> Option<Vec<f64>> {
    match (is_backward, values) {
        (false, &[x, y, z]) => {
            let longitude = if x == 0.0 && y == 0.0 { longitude_of_poles } else { y.atan2(x) };
            Some(vec![longitude, z.atan2(x.hypot(y))])
        }
        (true, &[longitude, latitude]) => {
            let ((sin_longitude, cos_longitude), (sin_latitude, cos_latitude)) = (longitude.sin_cos(), latitude.sin_cos());
            Some(vec![cos_latitude * cos_longitude, cos_latitude * sin_longitude, sin_latitude])
        }
        _ => None,
    }
}

fn project(projection: Projection, values: &[f64], is_backward: bool) -> Option<Vec<f64>> {
    let &[first, second] = values else { return None };
    // In native coordinates the pole is at latitude 90 degrees; nothing is turned.
    let native = Celestial { projection, pole: [0.0, 90.0], longitude_of_pole: 180.0 };
    let degrees = [first.to_degrees(), second.to_degrees()];
    let mapped = if is_backward { native.to_sky(degrees)? } else { native.of_sky(degrees)? };
    Some(mapped.map(f64::to_radians).to_vec())
}

fn unit_norm(values: &[f64], centre: &[f64], is_backward: bool) -> Option<Vec<f64>> {
    if is_backward {
        let (norm, direction) = values.split_last()?;
        let axes = direction.iter().zip(centre);
        return (direction.len() == centre.len()).then(|| axes.map(|(axis, centre)| axis * norm + centre).collect());
    }
    if values.len() != centre.len() {
        return None;
    }
    let offsets: Vec<f64> = values.iter().zip(centre).map(|(value, centre)| value - centre).collect();
    let norm = offsets.iter().map(|offset| offset * offset).sum::<f64>().sqrt();
    // At the centre the direction is open; any serves, for its length is 0.
    let mut mapped: Vec<f64> = offsets.iter().map(|offset| if norm == 0.0 { 0.0 } else { offset / norm }).collect();
    mapped.push(norm);
    Some(mapped)
}
