//! Joins in space and time that a question needs but does not write.
//!
//! Families of elements (visits and their detectors; tracts and patches; pixels of one system; the validity ranges of one calibration) are connected if the
//! expression joins them, or a dataset type has the dimensions of both. Two families that are left unconnected are joined by their finest members; for
//! more it is ambiguous what is meant.

use crate::dimensions::{Element, Group, Universe};
use crate::expression::{Column, DatasetField, Kind, Operand, Predicate, Test};
use crate::{Error, Result};

/// Sets of families that are connected.
struct Connections {
    sets: Vec<Vec<String>>,
}

impl Connections {
    fn of(families: impl IntoIterator<Item = String>) -> Connections {
        Connections { sets: families.into_iter().map(|family| vec![family]).collect() }
    }

    fn merge(&mut self, a: &str, b: &str) {
        let find = |sets: &[Vec<String>], name: &str| sets.iter().position(|set| set.iter().any(|f| f == name));
        if let (Some(a), Some(b)) = (find(&self.sets, a), find(&self.sets, b))
            && a != b
        {
            let moved = self.sets.remove(a.max(b));
            self.sets[a.min(b)].extend(moved);
        }
    }

    /// The two families that are to be joined, if any.
    fn missing(&self, what: &str) -> Result<Option<(&str, &str)>> {
        match &self.sets[..] {
            [] | [_] => Ok(None),
            [a, b] if a.len() == 1 && b.len() == 1 => Ok(Some((&a[0], &b[0]))),
            sets => {
                let names: Vec<String> = sets.iter().map(|set| set.join(" with ")).collect();
                Err(Error::invalid("query", names.join(", "), format!("which of these are to be joined in {what} is not clear"))
                    .with_hint("write the joins with OVERLAPS"))
            }
        }
    }
}

/// `predicate` with the joins that it lacks. `operands` are the dimensions of joined dataset types, `calibrations` those that are searched by validity.
pub(super) fn connected(predicate: Predicate, all: &Group, operands: &[Group], calibrations: &[String]) -> Result<Predicate> {
    let in_space = space(&predicate, all, operands)?;
    let in_time = time(&predicate, all, calibrations)?;
    Ok(Predicate::all([predicate].into_iter().chain(in_space).chain(in_time)))
}

fn space(predicate: &Predicate, all: &Group, operands: &[Group]) -> Result<Option<Predicate>> {
    let universe = all.universe();
    let families: Vec<&str> = all.spatial();
    let mut connections = Connections::of(families.iter().map(|f| (*f).to_owned()));
    for (a, b) in predicate.spatial_joins() {
        let (a, b) = (universe.element(a)?, universe.element(b)?);
        if a.spatial == b.spatial {
            return Err(needless(a, b));
        }
        if let (Some(a), Some(b)) = (&a.spatial, &b.spatial) {
            connections.merge(a, b);
        }
    }
    for operand in operands {
        for (i, a) in families.iter().enumerate() {
            for b in &families[i + 1..] {
                let has = |family: &str| finest(all, family).is_some_and(|e| operand.elements().any(|other| other.name == e.name));
                if has(a) && has(b) {
                    connections.merge(a, b);
                }
            }
        }
    }
    let Some((a, b)) = connections.missing("space")? else { return Ok(None) };
    let region = |family| finest(all, family).map(|e| Column::Field { element: e.name.clone(), field: "region".to_owned() });
    Ok(region(a).zip(region(b)).map(|(a, b)| Predicate::Test(Test::RegionsOverlap(a, b))))
}

fn time(predicate: &Predicate, all: &Group, calibrations: &[String]) -> Result<Option<Predicate>> {
    let universe = all.universe();
    // A dataset type may be called as a family is.
    let of_dataset = |name: &str| format!("validity of {name}");
    let families = all.temporal().into_iter().map(str::to_owned).chain(calibrations.iter().map(|name| of_dataset(name)));
    let mut connections = Connections::of(families);
    for (a, b) in predicate.temporal_joins() {
        let (x, y) = (family_of(universe, a, &of_dataset)?, family_of(universe, b, &of_dataset)?);
        let (Some(x), Some(y)) = (x, y) else { continue };
        if x == y && matches!((a, b), (Column::Field { .. }, Column::Field { .. })) {
            return Err(Error::invalid("query", format!("{a} OVERLAPS {b}"), "both are of the same family, so they need no join"));
        }
        connections.merge(&x, &y);
    }
    let Some((a, b)) = connections.missing("time")? else { return Ok(None) };
    let timespan = |family: &str| match calibrations.iter().find(|name| of_dataset(name) == family) {
        Some(name) => Some(Column::Dataset { dataset_type: name.clone(), field: DatasetField::Timespan }),
        None => all.timespan_element().map(|e| Column::Field { element: e.name.clone(), field: "timespan".to_owned() }),
    };
    let operand = |column| Operand::Column(column, Kind::Timespan);
    Ok(timespan(a).zip(timespan(b)).map(|(a, b)| Predicate::Test(Test::TimespansOverlap(operand(a), operand(b)))))
}

fn family_of(universe: &Universe, column: &Column, of_dataset: &dyn Fn(&str) -> String) -> Result<Option<String>> {
    Ok(match column {
        Column::Field { element, .. } => universe.element(element)?.temporal.clone(),
        Column::Dataset { dataset_type, .. } => Some(of_dataset(dataset_type)),
        Column::Dimension(_) => None,
    })
}

/// The finest element of a spatial family among those of a group.
fn finest<'a>(all: &'a Group, family: &str) -> Option<&'a std::sync::Arc<Element>> {
    let universe = all.universe();
    match universe.spatial.iter().find(|(name, _)| name == family) {
        Some((_, members)) => members.iter().filter_map(|name| universe.get(name)).find(|e| e.required.iter().all(|d| all.contains(d))),
        None => all
            .dimensions()
            .filter(|e| e.spatial.as_deref() == Some(family))
            .max_by_key(|e| e.skypix.as_ref().map(|s| s.level))
            .and_then(|e| universe.get(&e.name)),
    }
}

fn needless(a: &Element, b: &Element) -> Error {
    Error::invalid("query", format!("{}.region OVERLAPS {}.region", a.name, b.name), "both are of the same family, so they need no join")
}
