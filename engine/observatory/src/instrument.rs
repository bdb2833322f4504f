//! The instruments that are known: those of this crate's data, and a user's own.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use crate::header::Header;
use crate::info::{ObservationInfo, Told};
use crate::rules::expr::Expr;
use crate::rules::{DetectorName, InFile, Rules, Value};
use crate::yaml::{self, Node};
use crate::{Error, Result};

mod builtin;
mod definition;

pub use definition::{Content, Curated, Detector, Instrument, PhysicalFilter, Unbounded};

/// What is known of instruments and their headers. Everything is read when it is asked for.
#[derive(Debug, Default)]
pub struct Observatory {
    own: Vec<Own>,
}

/// An instrument of the user's.
#[derive(Debug)]
struct Own {
    instrument: Arc<Instrument>,
    rules: Option<Arc<Rules>>,
}

impl Observatory {
    /// The built-in instruments.
    pub fn new() -> Observatory {
        Observatory::default()
    }

    /// Adds a user's instrument from its YAML; it comes before those that are built in.
    pub fn add(&mut self, name: &str, text: &str) -> Result<Arc<Instrument>> {
        let node = yaml::parse(name, text)?;
        let instrument = Arc::new(Instrument::from_node(name, &node)?);
        let rules = match node.get("headers") {
            None => None,
            Some(Node::Text(known)) => Some(Arc::new(with_detectors((*set(known)?).clone(), &instrument))),
            Some(node) => Some(Arc::new(with_detectors(Rules::from_node(&instrument.name, node, &base)?, &instrument))),
        };
        self.own.push(Own { instrument: instrument.clone(), rules });
        Ok(instrument)
    }

    /// Adds the instrument of a file.
    pub fn add_file(&mut self, path: &Path) -> Result<Arc<Instrument>> {
        let name = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|source| Error::Io { name: name.clone(), source })?;
        self.add(&name, &text)
    }

    /// An instrument by its name, its class with or without its module.
    pub fn instrument(&self, name: &str) -> Result<Arc<Instrument>> {
        if let Some(own) = self.own.iter().find(|own| own.instrument.answers_to(name)) {
            return Ok(own.instrument.clone());
        }
        match builtin::INSTRUMENTS.iter().position(|known| known.answers_to(name)) {
            Some(index) => builtin(index),
            None => Err(Error::Unknown { what: "instrument", name: name.to_owned(), near: self.near(name) }),
        }
    }

    fn near(&self, name: &str) -> Vec<String> {
        let mut near: Vec<(f64, String)> =
            self.names().map(|known| (strsim::jaro_winkler(&name.to_lowercase(), &known.to_lowercase()), known)).collect();
        near.retain(|(likeness, _)| *likeness > 0.75);
        near.sort_by(|a, b| b.0.total_cmp(&a.0));
        near.into_iter().take(3).map(|(_, name)| name).collect()
    }

    /// The short names of all instruments.
    pub fn names(&self) -> impl Iterator<Item = String> {
        let own = self.own.iter().map(|own| own.instrument.name.clone());
        own.chain(builtin::INSTRUMENTS.iter().map(|known| known.name.to_owned()))
    }

    /// The rules that know `header`.
    pub fn recognise(&self, header: &Header) -> Option<Arc<Rules>> {
        let own = self.own.iter().filter_map(|own| own.rules.as_ref()).find(|rules| rules.recognises(header));
        own.cloned()
            .or_else(|| builtin::HEADERS.iter().filter_map(|(name, _)| translator(name).ok()).find(|rules| rules.recognises(header)))
    }

    /// What `header` tells; `name` is for messages.
    pub fn translate(&self, name: &str, mut header: Header) -> Result<ObservationInfo> {
        let rules = self.recognise(&header).ok_or_else(|| Error::Unrecognised { name: name.to_owned() })?;
        Ok(ObservationInfo::new(name, &rules, &mut header))
    }

    /// What is known of a file without opening it, told; `name` is for messages.
    pub fn translate_told(&self, name: &str, told: &Told) -> Result<ObservationInfo> {
        match told {
            Told::Header(header) => self.translate(name, header.clone()),
            Told::Info(info) => Ok((**info).clone()),
        }
    }

    /// Whether files of a built-in instrument hold several detectors, each in an HDU of its own.
    pub fn has_files_of_many(&self, instrument: &str) -> bool {
        let known = builtin::INSTRUMENTS.iter().find(|known| known.name == instrument);
        known.and_then(|known| set(known.headers).ok()).is_some_and(|rules| matches!(rules.in_file, InFile::Each { .. }))
    }

    /// The HDU of a detector in a file of several; none if it is another file, or has no such detector.
    pub async fn hdu_of(&self, file: &mut crate::header::FitsHeaders, detector: i64) -> Result<Option<usize>> {
        let primary = file.header(0).await?.unwrap_or_default();
        let Some(rules) = self.recognise(&primary) else { return Ok(None) };
        let InFile::Each { which, inherits } = &rules.in_file else { return Ok(None) };
        let name = file.name().to_owned();
        let each = each_detector(&rules, which, inherits.then_some(&primary), file).await?;
        let is_it = |(_, header): &mut (usize, Header)| {
            ObservationInfo::new(&name, &rules, header).get("detector_num").and_then(Value::integer) == Some(detector)
        };
        Ok(each.into_iter().find_map(|mut one| is_it(&mut one).then_some(one.0)))
    }

    /// What the headers of a FITS file tell, one of each detector in it.
    pub async fn translate_fits(&self, file: &mut crate::header::FitsHeaders) -> Result<Vec<ObservationInfo>> {
        let name = file.name().to_owned();
        let primary = file.header(0).await?.unwrap_or_default();
        let (rules, merged) = match self.recognise(&primary) {
            Some(rules) => (rules, None),
            None => {
                let mut merged = primary.clone();
                if let Some(first) = file.header(1).await? {
                    merged.merge(&first);
                }
                (self.recognise(&merged).ok_or_else(|| Error::Unrecognised { name: name.clone() })?, Some(merged))
            }
        };
        match &rules.in_file {
            InFile::Primary => Ok(vec![ObservationInfo::new(&name, &rules, &mut merged.unwrap_or(primary))]),
            InFile::Merged => {
                let mut header = primary;
                if let Some(first) = file.header(1).await? {
                    header.merge(&first);
                }
                Ok(vec![ObservationInfo::new(&name, &rules, &mut header)])
            }
            InFile::Each { which, inherits } => {
                let each = each_detector(&rules, which, inherits.then_some(&primary), file).await?;
                let mut told: Vec<ObservationInfo> =
                    each.into_iter().map(|(_, mut header)| ObservationInfo::new(&name, &rules, &mut header)).collect();
                if told.is_empty() {
                    // One detector whose header stands alone.
                    told.push(ObservationInfo::new(&name, &rules, &mut merged.unwrap_or(primary)));
                }
                Ok(told)
            }
        }
    }
}

/// The HDUs of a file with a detector each: their numbers and headers, each after `inherited`.
async fn each_detector(
    rules: &Rules,
    which: &Expr,
    inherited: Option<&Header>,
    file: &mut crate::header::FitsHeaders,
) -> Result<Vec<(usize, Header)>> {
    let mut each = Vec::new();
    let mut index = 1;
    while let Some(extension) = file.header(index).await? {
        if crate::rules::eval::Context::new(rules, &extension).eval(which).is_ok_and(|value| value.is_true()) {
            let mut header = inherited.cloned().unwrap_or_default();
            header.merge(&extension);
            each.push((index, header));
        }
        index += 1;
    }
    Ok(each)
}

/// A built-in instrument.
fn builtin(index: usize) -> Result<Arc<Instrument>> {
    static READ: OnceLock<Vec<OnceLock<Arc<Instrument>>>> = OnceLock::new();
    let read = READ.get_or_init(|| builtin::INSTRUMENTS.iter().map(|_| OnceLock::new()).collect());
    if let Some(known) = read[index].get() {
        return Ok(known.clone());
    }
    let known = &builtin::INSTRUMENTS[index];
    let instrument = Arc::new(Instrument::from_node(known.name, &yaml::parse(known.name, known.yaml)?)?);
    Ok(read[index].get_or_init(|| instrument).clone())
}

/// A built-in set of rules without detectors.
fn set(name: &str) -> Result<Arc<Rules>> {
    static READ: OnceLock<std::sync::Mutex<HashMap<String, Arc<Rules>>>> = OnceLock::new();
    let read = READ.get_or_init(std::sync::Mutex::default);
    let lock = || read.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(known) = lock().get(name) {
        return Ok(known.clone());
    }
    let all = || builtin::BASES.iter().chain(builtin::HEADERS);
    let Some((_, text)) = all().find(|(known, _)| *known == name) else {
        let near = all().map(|(known, _)| (*known).to_owned()).filter(|known| strsim::jaro_winkler(known, name) > 0.75).collect();
        return Err(Error::Unknown { what: "set of header rules", name: name.to_owned(), near });
    };
    let rules = Arc::new(Rules::from_node(name, &yaml::parse(name, text)?, &base)?);
    lock().insert(name.to_owned(), rules.clone());
    Ok(rules)
}

fn base(name: &str) -> Result<Rules> {
    set(name).map(|rules| (*rules).clone())
}

/// A built-in set of rules with the detectors of its instrument.
fn translator(name: &'static str) -> Result<Arc<Rules>> {
    static READ: OnceLock<std::sync::Mutex<HashMap<&'static str, Arc<Rules>>>> = OnceLock::new();
    let read = READ.get_or_init(std::sync::Mutex::default);
    let lock = || read.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(known) = lock().get(name) {
        return Ok(known.clone());
    }
    let rules = base(name)?;
    let rules = match builtin::INSTRUMENTS.iter().position(|known| known.headers == name) {
        Some(index) if rules.looks_up_detectors() => with_detectors(rules, &*builtin(index)?),
        _ => rules,
    };
    let rules = Arc::new(rules);
    lock().insert(name, rules.clone());
    Ok(rules)
}

fn with_detectors(mut rules: Rules, instrument: &Instrument) -> Rules {
    rules.detectors = instrument
        .detectors
        .iter()
        .map(|detector| DetectorName { id: detector.id, full_name: detector.full_name.clone(), serial: detector.serial.clone() })
        .collect();
    rules
}
