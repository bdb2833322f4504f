//! Corrections of single observations: cards that are known to be wrong in the header of an observation, by instrument and observation ID.
//!
//! ```text
//! = {"ROTPA": 0.0}
//! MC_O_20250415_ 228-300 302
//! ```
//!
//! A line with `=` gives cards, those after it the observations: a prefix, then ranges of numbers of as many digits as the last one of a range has.

use std::collections::HashMap;
use std::io::Read;
use std::sync::OnceLock;

use crate::header::{Header, Value};

/// Instruments, and the lines of each.
static FILES: [(&str, &[u8]); 4] = [
    ("HSC", include_bytes!("../../data/corrections/HSC.txt.gz")),
    ("LATISS", include_bytes!("../../data/corrections/LATISS.txt.gz")),
    ("LSSTCam", include_bytes!("../../data/corrections/LSSTCam.txt.gz")),
    ("LSSTComCam", include_bytes!("../../data/corrections/LSSTComCam.txt.gz")),
];

type Cards = Vec<(String, Value)>;

#[derive(Debug, Default)]
struct Corrections {
    cards: Vec<Cards>,
    observations: HashMap<String, usize>,
}

/// Lays the corrections of an observation over its header.
pub(super) fn apply(instrument: &str, observation: &str, header: &mut Header) {
    static READ: [OnceLock<Corrections>; FILES.len()] = [const { OnceLock::new() }; FILES.len()];
    let Some(index) = FILES.iter().position(|(name, _)| *name == instrument) else { return };
    let corrections = READ[index].get_or_init(|| read(FILES[index].1).unwrap_or_default());
    let Some(cards) = corrections.observations.get(observation).and_then(|index| corrections.cards.get(*index)) else { return };
    for (key, value) in cards {
        header.set(key, value.clone());
    }
}

fn read(bytes: &[u8]) -> Option<Corrections> {
    let mut text = String::new();
    flate2::read::GzDecoder::new(bytes).read_to_string(&mut text).ok()?;
    let mut out = Corrections::default();
    for line in text.lines() {
        if let Some(json) = line.strip_prefix("= ") {
            let cards: serde_json::Map<String, serde_json::Value> = serde_json::from_str(json).ok()?;
            out.cards.push(cards.into_iter().map(|(key, value)| Some((key, card(&value)?))).collect::<Option<_>>()?);
            continue;
        }
        let mut words = line.split(' ');
        let prefix = words.next()?;
        for range in words {
            let (begin, end) = range.split_once('-').unwrap_or((range, range));
            let width = end.len();
            for number in begin.parse::<u64>().ok()?..=end.parse().ok()? {
                out.observations.insert(format!("{prefix}{number:0width$}"), out.cards.len() - 1);
            }
        }
    }
    Some(out)
}

fn card(json: &serde_json::Value) -> Option<Value> {
    Some(match json {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(value) => Value::Bool(*value),
        serde_json::Value::Number(number) => {
            number.as_i64().map_or_else(|| number.as_f64().map(Value::Float), |value| Some(Value::Int(value)))?
        }
        serde_json::Value::String(text) => Value::Text(text.clone()),
        _ => return None,
    })
}
