//! `butler make-discrete-skymap REPO INSTRUMENT`.

use std::process::ExitCode;

use butler_engine::butler::{Butler, Select};
use butler_engine::query::{Found, QueryOptions};
use butler_observatory::skymap::from_settings;
use butler_observatory::yaml::{Node, parse_json};
use clap::{ArgAction, Args};

use super::conditions::split;
use super::register_skymap::Settings;
use crate::arguments::Global;
use crate::printer::counted;
use crate::runtime::surroundings;
use crate::{Failure, Printer, runtime};

/// Add a skymap of one tract about the calexps of collections
#[derive(Debug, Args)]
#[command(
    after_help = "The tract is the circle about the corners of all calexps of the instrument, by their WCS and bounding boxes, `borderSize` degrees wider.\n\
    Settings are those of `butler register-skymap`; `tractOverlap` is 0 if it is not given.\n\n\
    Examples:\n  butler make-discrete-skymap repo HSC --collections shared/HSC\n  \
    butler make-discrete-skymap repo HSC --collections HSC/runs --skymap-id ci_hsc -c pixelScale=0.168,borderSize=0.01\n  \
    butler make-discrete-skymap repo HSC --collections u/me --skymap-id two --old-skymap-id one -c doAppend=true"
)]
pub struct MakeDiscreteSkymap {
    /// Path, URI or alias of a repository
    repo: String,
    /// Short name of the instrument
    instrument: String,
    /// Collections with calexps, searched in this order (repeatable)
    #[arg(long, value_name = "COLLECTION", required = true, action = ArgAction::Append)]
    collections: Vec<String>,
    /// Name of the skymap
    #[arg(long, value_name = "NAME", default_value = "discrete")]
    skymap_id: String,
    /// The skymap that is appended to with `-c doAppend=true`
    #[arg(long, value_name = "NAME")]
    old_skymap_id: Option<String>,
    #[command(flatten)]
    settings: Settings,
}

impl MakeDiscreteSkymap {
    pub(super) fn run(self, global: &Global, printer: &Printer) -> Result<ExitCode, Failure> {
        global.refuse_as_of()?;
        let mut settings = self.settings.entries()?;
        let border = settings.iter().find(|(key, _)| key == "borderSize").map_or(Some(0.0), |(_, value)| value.real());
        let border = border
            .filter(|border| *border >= 0.0)
            .ok_or_else(|| Failure::usage("`borderSize` is no width in degrees", "e.g. `-c borderSize=0.01`"))?;
        if let Some((key, _)) = settings.iter().find(|(key, _)| ["raList", "decList", "radiusList"].contains(&key.as_str())) {
            return Err(Failure::usage(format!("`{key}` follows from the calexps"), "`butler register-skymap` registers given circles"));
        }
        let appends = settings.iter().any(|(key, value)| key == "doAppend" && *value == Node::Bool(true));
        let old = match (appends, &self.old_skymap_id) {
            (true, None) => return Err(Failure::usage("`doAppend` needs a skymap to append to", "name it with `--old-skymap-id`")),
            (false, Some(_)) => return Err(Failure::usage("`--old-skymap-id` has no meaning without appending", "add `-c doAppend=true`")),
            (true, old) => old.clone(),
            (false, None) => None,
        };
        let options = QueryOptions { where_: "instrument = :instrument_name".to_owned(), ..QueryOptions::default() };
        let binds = butler_engine::expression::Binds(
            [("instrument_name".to_owned(), butler_engine::expression::BindValue::Text(self.instrument))].into(),
        );
        let select = Select {
            dataset_types: vec!["calexp".to_owned()],
            collections: split(&self.collections),
            found: Found::First,
            options: QueryOptions { binds, ..options },
            as_of: None,
        };
        let (circle, skymap, is_new) = runtime::run(async {
            let butler = Butler::open(&self.repo, &surroundings()).await?;
            let circle = butler.imaged_circle(&select).await?;
            let one = |value: f64| Node::List(vec![Node::Float(value)], None);
            settings.retain(|(key, _)| !["skyMap", "class", "name", "borderSize", "doAppend"].contains(&key.as_str()));
            settings.extend([
                ("skyMap".to_owned(), Node::Text("discrete".to_owned())),
                ("raList".to_owned(), one(circle.center_deg[0])),
                ("decList".to_owned(), one(circle.center_deg[1])),
                ("radiusList".to_owned(), one(circle.radius_deg + border)),
            ]);
            let seed = match &old {
                Some(old) => Some(butler.stored_skymap(old).await?),
                None => None,
            };
            let defaults = match &seed {
                // What is not given is that of the old one.
                Some(seed) => parse_json(&self.skymap_id, &seed.to_json().to_string())?.entries().to_vec(),
                None => vec![("tractOverlap".to_owned(), Node::Float(0.0))],
            };
            for (key, value) in defaults.into_iter().filter(|(key, _)| key != "class") {
                if !settings.iter().any(|(given, _)| *given == key) {
                    settings.push((key, value));
                }
            }
            let mut skymap = from_settings(&self.skymap_id, &Node::Map(settings))?;
            if let (Some(seed), Some(old)) = (seed, &old) {
                skymap = seed.appended(old, &skymap)?;
            }
            let is_new = butler.register_skymap(&self.skymap_id, &skymap).await?;
            Ok((circle, skymap, is_new))
        })?;
        let patches = skymap.tract(skymap.len() as i64 - 1).map_or([0, 0], |tract| tract.count);
        printer.say(format!(
            "{} {} about {}: tract at {:.5} {:.5}, radius {:.5} degrees, {} x {} patches",
            if is_new { "registered" } else { "there is already" },
            self.skymap_id,
            counted(circle.images as u64, "calexp"),
            circle.center_deg[0],
            circle.center_deg[1],
            circle.radius_deg + border,
            patches[0],
            patches[1],
        ));
        Ok(ExitCode::SUCCESS)
    }
}
