//! Functions of the Rubin Observatory's cameras, which a rule cannot say: detectors by name and serial, identifiers of exposures and groups.

use blake2::{Blake2b512, Digest};
use regex::Regex;

use crate::rules::eval::{Context, Told};
use crate::rules::value::Value;
use crate::time::{Scale, Time};

pub(super) fn call(context: &Context<'_>, name: &str, values: &[Value]) -> Option<Told> {
    let detectors = &context.rules.detectors;
    let text = |index: usize| values.get(index).map(Value::display).unwrap_or_default();
    Some(match name {
        "detector_number" => {
            let name = text(0);
            let found = detectors.iter().find(|detector| detector.full_name == name);
            found.map(|detector| Value::Int(detector.id)).ok_or_else(|| format!("there is no detector `{name}`"))
        }
        "detector_name_of_number" => {
            let found = values[0].integer().and_then(|id| detectors.iter().find(|detector| detector.id == id));
            found.map(|detector| Value::Text(detector.full_name.clone())).ok_or_else(|| format!("there is no detector {}", text(0)))
        }
        "detector_group_of_serial" | "detector_name_of_serial" => {
            let serial = text(0);
            let found =
                detectors.iter().find(|detector| detector.serial == serial).ok_or_else(|| format!("no detector has the serial `{serial}`"));
            found.map(|detector| {
                let (group, name_in_group) = detector.full_name.split_once('_').unwrap_or((&detector.full_name, ""));
                Value::Text(if name == "detector_group_of_serial" { group } else { name_in_group }.to_owned())
            })
        }
        "group_to_visit" => group_to_visit(&text(0)).map(Value::Int).ok_or_else(|| format!("group `{}` gives no visit", text(0))),
        "exposure_of_day" => exposure_of_day(&text(0), &values[1], &values[2]),
        "throughputs_version" => throughputs_version(context),
        _ => return None,
    })
}

/// The integer of a group: of digits its value; of a date with milliseconds and `+n` the seconds since 2015, the milliseconds and n with four digits; of
/// anything else the first 14 hexadecimal digits of its BLAKE2b hash and its length with two digits.
pub fn group_to_visit(group: &str) -> Option<i64> {
    if let Ok(value) = group.trim().parse() {
        return Some(value);
    }
    let dated = Regex::new(r"^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.(\d{3})(?:[+#](\d+))?$").ok()?;
    if let Some(parts) = dated.captures(group) {
        // Without leap seconds: the difference of two calendar dates.
        let time = Time::parse(&parts[1], Scale::Tai)?;
        let seconds = Time::parse("2015-01-01", Scale::Tai)?.days_to(time) * 86_400.0;
        let counter: u32 = parts.get(3).map_or(Ok(0), |counter| counter.as_str().parse()).ok()?;
        return format!("{}{}{counter:04}", seconds.round() as i64, &parts[2]).parse().ok();
    }
    let digest = Blake2b512::digest(group.as_bytes());
    let number = digest[..7].iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    format!("{number}{:02}", group.len()).parse().ok()
}

/// Day of observation and counter within it: `YYYYMMDDnnnnn`, with the year raised by a thousand for every controller after the first, as long as they
/// counted apart.
fn exposure_of_day(day: &str, counter: &Value, controller: &Value) -> Told {
    let day = day.split('T').next().unwrap_or_default().replace('-', "");
    let fault = || format!("`{day}` and {} make no exposure", counter.display());
    let mut date: i64 = if day.len() == 8 { day.parse().map_err(|_| fault())? } else { return Err(fault()) };
    let counter: i64 = counter.display().trim().parse().map_err(|_| fault())?;
    if !(0..100_000).contains(&counter) {
        return Err(fault());
    }
    let controller = controller.text().unwrap_or("O");
    let is_unified = (date > 20_231_004 && controller == "C") || (date > 20_250_417 && ["P", "S", "Q"].contains(&controller));
    if !is_unified {
        let index = "OCHPQS".find(controller).ok_or_else(|| format!("controller `{controller}` is not known"))?;
        date += 10_000_000 * index as i64;
    }
    Ok(Value::Int(date * 100_000 + counter))
}

/// Version of the package `throughputs` among the cards `PKG...` and `VER...` of imSim.
fn throughputs_version(context: &Context<'_>) -> Told {
    let header = context.header;
    let package =
        |key: &&String| key.starts_with("PKG") && header.get(key).is_some_and(|value| Value::of(value).text() == Some("throughputs"));
    let Some(key) = header.keys().iter().find(package) else { return Ok(Value::Null) };
    let version = format!("VER{}", &key[3..]);
    let value = header.get(&version).map(Value::of).ok_or_else(|| format!("it has no `{version}`"))?;
    Ok(Value::Text(value.display().trim().to_owned()))
}
