//! The universes that come with the program: all versions of `daf_butler`.

use std::sync::{Arc, OnceLock};

use super::Universe;
use crate::{Error, Result};

/// The newest shipped version.
pub const LATEST: i64 = 8;

/// Texts, by version.
const TEXTS: [&str; LATEST as usize + 1] = [
    include_str!("universes/daf_butler_0.yaml"),
    include_str!("universes/daf_butler_1.yaml"),
    include_str!("universes/daf_butler_2.yaml"),
    include_str!("universes/daf_butler_3.yaml"),
    include_str!("universes/daf_butler_4.yaml"),
    include_str!("universes/daf_butler_5.yaml"),
    include_str!("universes/daf_butler_6.yaml"),
    include_str!("universes/daf_butler_7.yaml"),
    include_str!("universes/daf_butler_8.yaml"),
];

/// Those loaded so far, by version.
static LOADED: [OnceLock<Arc<Universe>>; LATEST as usize + 1] = [const { OnceLock::new() }; LATEST as usize + 1];

/// The configuration of version `version` of `daf_butler`.
pub fn shipped_text(version: i64) -> Result<&'static str> {
    let found = usize::try_from(version).ok().and_then(|index| TEXTS.get(index).copied());
    found.ok_or_else(|| unknown(version))
}

impl Universe {
    /// Version `version` (0 to [`LATEST`]) of the namespace `daf_butler`; loaded once.
    pub fn shipped(version: i64) -> Result<Arc<Universe>> {
        let text = shipped_text(version)?;
        let slot = usize::try_from(version).ok().and_then(|index| LOADED.get(index)).ok_or_else(|| unknown(version))?;
        if let Some(universe) = slot.get() {
            return Ok(universe.clone());
        }
        let universe = Arc::new(Universe::load(&format!("daf_butler_{version}.yaml"), text)?);
        Ok(slot.get_or_init(|| universe).clone())
    }

    /// The universe of the configuration `text`; one that is shipped is loaded once. `file` names it in errors.
    pub fn of_source(file: &str, text: &str) -> Result<Arc<Universe>> {
        match (0..).zip(TEXTS).find(|(_, shipped)| *shipped == text) {
            Some((version, _)) => Universe::shipped(version),
            None => Ok(Arc::new(Universe::load(file, text)?)),
        }
    }
}

fn unknown(version: i64) -> Error {
    Error::Unsupported {
        what: "dimension universe",
        name: format!("daf_butler {version}"),
        reason: format!("versions 0 to {LATEST} are known"),
    }
}
