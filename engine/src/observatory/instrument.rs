//! An instrument's own records: instrument, detectors, filters.

use butler_observatory::Instrument;

use super::{Rows, element, record, rows};
use crate::dimensions::{Record, Universe, Value};
use crate::{Error, Result};

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// The records of `instrument`, parents first.
pub fn records(universe: &Universe, instrument: &Instrument) -> Result<Vec<Rows>> {
    let missing = |name: &str| Error::missing("dimension", name, []);
    let mut out = Vec::new();
    let of = element(universe, "instrument").ok_or_else(|| missing("instrument"))?;
    let fields = vec![
        ("name", text(&instrument.name)),
        ("visit_max", Value::Int(instrument.visit_max)),
        ("visit_system", Value::Int(instrument.visit_system)),
        ("exposure_max", Value::Int(instrument.exposure_max)),
        ("detector_max", Value::Int(instrument.detector_max)),
        ("class_name", text(&instrument.class)),
    ];
    out.push(rows(of, [&record(of, fields)?])?);
    let of = element(universe, "detector").ok_or_else(|| missing("detector"))?;
    let detectors = instrument.detectors.iter().map(|detector| {
        let fields = vec![
            ("instrument", text(&instrument.name)),
            ("id", Value::Int(detector.id)),
            ("full_name", text(&detector.full_name)),
            ("name_in_raft", text(&detector.name_in_raft)),
            ("raft", detector.raft.as_deref().map_or(Value::Null, text)),
            ("purpose", text(&detector.purpose)),
        ];
        record(of, fields)
    });
    out.push(rows(of, &detectors.collect::<Result<Vec<Record>>>()?)?);
    let of = element(universe, "physical_filter").ok_or_else(|| missing("physical_filter"))?;
    let filters = instrument
        .filters
        .iter()
        .map(|filter| record(of, vec![("instrument", text(&instrument.name)), ("name", text(&filter.name)), ("band", text(&filter.band))]));
    out.push(rows(of, &filters.collect::<Result<Vec<Record>>>()?)?);
    Ok(out)
}
