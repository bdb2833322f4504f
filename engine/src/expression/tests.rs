use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use super::*;
use crate::Error;
use crate::dimensions::{Group, Key, LATEST, Universe};

mod carets;
mod fuzz;
mod governed;
mod names;
mod reference;
mod regions;
mod times;

static UNIVERSE: LazyLock<Arc<Universe>> = LazyLock::new(|| Universe::shipped(LATEST).unwrap());

/// A query over dimensions and dataset types, with binds.
struct Setting {
    dimensions: Group,
    datasets: Vec<(String, Group, bool)>,
    binds: Binds,
    defaults: BTreeMap<String, Key>,
}

impl Setting {
    fn of(dimensions: &[&str]) -> Setting {
        Setting {
            dimensions: UNIVERSE.conform(dimensions).unwrap(),
            datasets: Vec::new(),
            binds: Binds::default(),
            defaults: BTreeMap::new(),
        }
    }

    fn bind(mut self, name: &str, value: impl Into<BindValue>) -> Setting {
        self.binds.0.insert(name.to_owned(), value.into());
        self
    }

    fn dataset(mut self, name: &str, dimensions: &[&str]) -> Setting {
        let group = UNIVERSE.conform(dimensions).unwrap();
        self.dimensions = self.dimensions.union(&group).unwrap();
        self.datasets.push((name.to_owned(), group, false));
        self
    }

    fn scope(&self) -> Scope<'_> {
        Scope {
            universe: &UNIVERSE,
            dimensions: &self.dimensions,
            datasets: &self.datasets,
            binds: &self.binds,
            default_data_id: &self.defaults,
        }
    }

    fn check(&self, text: &str) -> crate::Result<Predicate> {
        check(&parse(text)?, &self.scope())
    }

    fn constrain(&self, text: &str) -> crate::Result<Predicate> {
        constrain(&parse(text)?, &self.scope(), &Binds::default(), Governors::Required)
    }

    #[track_caller]
    fn ok(&self, text: &str) -> Predicate {
        self.check(text).unwrap_or_else(|error| panic!("{error}\nhint: {:?}", error.hint()))
    }

    #[track_caller]
    fn refused(&self, text: &str) -> Error {
        match self.check(text) {
            Ok(predicate) => panic!("{text} was accepted: {predicate:?}"),
            Err(error) => error,
        }
    }
}

/// A query of visits and detectors.
fn visits() -> Setting {
    Setting::of(&["visit", "detector"])
}

/// A query of exposures.
fn exposures() -> Setting {
    Setting::of(&["exposure"])
}

fn dimension(name: &str) -> Column {
    Column::Dimension(name.to_owned())
}

fn field(element: &str, field: &str) -> Column {
    Column::Field { element: element.to_owned(), field: field.to_owned() }
}
