//! The functions that rules may call. Each is a fact of headers or of the sky; what belongs to one instrument is said in its YAML.

use std::cell::RefCell;
use std::collections::HashMap;

use regex::Regex;

use crate::header;
use crate::rules::eval::{Context, Told};
use crate::rules::expr::Expr;
use crate::rules::value::{Unit, Value};
use crate::sky;
use crate::time::{Scale, Time};

mod rubin;

pub use rubin::group_to_visit;

/// Names with the numbers of arguments that they take.
pub(super) const FUNCTIONS: &[(&str, usize, usize)] = &[
    ("ok", 1, 8),
    ("has", 1, 8),
    ("fail", 1, 1),
    ("any_true", 1, 1),
    ("is_number", 1, 1),
    ("try", 1, 1),
    ("key", 1, 6),
    ("lower", 1, 1),
    ("upper", 1, 1),
    ("strip", 1, 1),
    ("starts", 2, 2),
    ("ends", 2, 2),
    ("contains", 2, 2),
    ("matches", 2, 2),
    ("capture", 2, 3),
    ("replace", 3, 3),
    ("split", 3, 3),
    ("slice", 3, 3),
    ("pad", 2, 2),
    ("join", 2, 9),
    ("len", 1, 1),
    ("ordinal", 1, 1),
    ("text", 1, 1),
    ("int", 1, 1),
    ("float", 1, 1),
    ("value", 1, 1),
    ("quantity", 2, 2),
    ("angle", 1, 1),
    ("lookup", 2, 2),
    ("range_holds", 3, 3),
    ("wrap", 2, 2),
    ("clip", 3, 3),
    ("utc", 1, 2),
    ("tai", 1, 2),
    ("mjd_utc", 1, 1),
    ("mjd_tai", 1, 1),
    ("fits_date", 1, 3),
    ("date", 1, 1),
    ("iso", 1, 1),
    ("mjd", 1, 1),
    ("as_tai", 1, 1),
    ("as_utc", 1, 1),
    ("pacific_offset", 1, 1),
    ("geocentric", 3, 3),
    ("geodetic", 3, 3),
    ("radec", 3, 3),
    ("sexagesimal", 2, 2),
    ("altaz", 2, 2),
    ("altaz_of", 1, 1),
    ("radec_of", 1, 1),
    ("altaz_of_hour_angle", 2, 2),
    ("airmass_of", 1, 1),
    ("altitude_of_airmass", 1, 1),
    ("altaz_headers", 2, 8),
    ("tracking", 3, 8),
    ("detector_number", 1, 1),
    ("detector_group_of_serial", 1, 1),
    ("detector_name_of_serial", 1, 1),
    ("detector_name_of_number", 1, 1),
    ("group_to_visit", 1, 1),
    ("exposure_of_day", 3, 3),
    ("throughputs_version", 0, 0),
];

/// Calls `name`.
pub(super) fn call(context: &Context<'_>, name: &str, arguments: &[Expr]) -> Told {
    // Those that look at cards or try what may fail take their arguments as they are written.
    match name {
        "ok" => return Ok(Value::Bool(keys(context, arguments)?.iter().all(|key| context.header.is_ok(key)))),
        "has" => return Ok(Value::Bool(keys(context, arguments)?.iter().all(|key| context.header.get(key).is_some()))),
        "try" => return Ok(context.eval(&arguments[0]).unwrap_or(Value::Null)),
        "key" => return first_key(context, arguments),
        "altaz_headers" => return altaz_headers(context, arguments),
        "tracking" => return tracking(context, arguments),
        "fits_date" => return fits_date(context, arguments),
        _ => {}
    }
    let values: Vec<Value> = arguments.iter().map(|argument| context.eval(argument)).collect::<Result<_, _>>()?;
    let told = texts(name, &values).or_else(|| numbers(context, name, &values)).or_else(|| times(name, &values));
    let told = told.or_else(|| places(context, name, &values)).or_else(|| rubin::call(context, name, &values));
    told.unwrap_or_else(|| Err(format!("there is no function `{name}`")))
}

fn keys(context: &Context<'_>, arguments: &[Expr]) -> Result<Vec<String>, String> {
    let mut out = Vec::new();
    for argument in arguments {
        match argument {
            Expr::Key(key) => out.push(key.clone()),
            other => out.push(context.eval(other)?.display()),
        }
    }
    Ok(out)
}

/// `key($A, $B ...)`: the first card that has a value.
fn first_key(context: &Context<'_>, arguments: &[Expr]) -> Told {
    let keys = keys(context, arguments)?;
    for key in &keys {
        if let Some(value) = context.header.get(key).filter(|value| **value != header::Value::Null) {
            return Ok(Value::of(value));
        }
    }
    Err(format!("it has no {}", keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(" or ")))
}

/// `fits_date($DATE-BEG[, $MJD-BEG[, 'tai']])`: by the card `TIMESYS`, else UTC; null if neither card has a value.
fn fits_date(context: &Context<'_>, arguments: &[Expr]) -> Told {
    let names = keys(context, &arguments[..arguments.len().min(2)])?;
    let scale = match arguments.get(2) {
        Some(scale) => context.eval(scale)?.display(),
        None => context.header.get("TIMESYS").map_or_else(|| "utc".to_owned(), |value| Value::of(value).display().to_lowercase()),
    };
    let scale = match scale.trim() {
        "tai" => Scale::Tai,
        "utc" | "None" => Scale::Utc,
        other => return Err(format!("`TIMESYS` is `{other}`")),
    };
    let value = |key: &str| context.header.get(key).map(Value::of);
    match value(&names[0]) {
        None | Some(Value::Null) => {}
        Some(date) => return parsed(&date, scale),
    }
    match names.get(1).and_then(|key| value(key)).and_then(|value| value.real()) {
        Some(mjd) => Time::from_mjd(mjd, scale).map(Value::Time).ok_or_else(|| format!("{mjd} is no date")),
        None => Ok(Value::Null),
    }
}

fn parsed(date: &Value, scale: Scale) -> Told {
    let text = date.text().ok_or_else(|| format!("{} is no date", date.display()))?;
    Time::parse(text, scale).map(Value::Time).ok_or_else(|| format!("`{text}` is no date"))
}

/// `altaz_headers(lowest, highest, [$ALT, $AZ] ...)`: the first pair of cards that both have values, in degrees, held within the limits. Values that are
/// out of the world count as none. None is an error for a science observation.
fn altaz_headers(context: &Context<'_>, arguments: &[Expr]) -> Told {
    let lowest = context.eval(&arguments[0])?.real().ok_or("a limit is no number")?;
    let highest = context.eval(&arguments[1])?.real().ok_or("a limit is no number")?.min(90.0);
    for pair in &arguments[2..] {
        let Expr::List(pair) = pair else { return Err("a pair of cards is needed".to_owned()) };
        let told = |index: usize| pair.get(index).and_then(|expr| context.eval(expr).ok()).filter(|value| *value != Value::Null);
        let (Some(alt), Some(az)) = (told(0), told(1)) else { continue };
        let (alt, az) = alt.real().zip(az.real()).ok_or_else(|| format!("{} and {} are no numbers", alt.display(), az.display()))?;
        if az < -360.0 || alt < -90.0 {
            break;
        }
        return Ok(Value::AltAz { az: sky::wrap_360(az), alt: alt.clamp(lowest, highest) });
    }
    match context.property("observation_type")?.text() {
        Some("science") => Err("it has no altitude and azimuth of a science observation".to_owned()),
        _ => Ok(Value::Null),
    }
}

/// `tracking('deg', [$RADESYS ...], [$RA, $DEC] ...)`: the first pair of cards that both have values, in degrees or (`'hours'`) hours and degrees, in the
/// frame that the first of the named cards tells, else ICRS. A moving target (`gappt`) has none; a science observation without one is an error.
fn tracking(context: &Context<'_>, arguments: &[Expr]) -> Told {
    let hours = match context.eval(&arguments[0])?.text() {
        // Degrees of an hour as astropy has them, by way of radians; so positions are its own to the last bit.
        Some("hours") => 14.999_999_999_999_998,
        _ => 1.0,
    };
    let told = |expr: &Expr| context.eval(expr).ok().filter(|value| *value != Value::Null);
    let Expr::List(frames) = &arguments[1] else { return Err("the cards of frames are needed".to_owned()) };
    let frame = frames.iter().find_map(told).map_or_else(|| "icrs".to_owned(), |frame| frame.display().trim().to_lowercase());
    if frame == "gappt" {
        return Ok(Value::Null);
    }
    for pair in &arguments[2..] {
        let Expr::List(pair) = pair else { return Err("a pair of cards is needed".to_owned()) };
        let (Some(ra), Some(dec)) = (pair.first().and_then(told), pair.get(1).and_then(told)) else { continue };
        let fault = || format!("{} and {} are no position", ra.display(), dec.display());
        let (ra, dec) = sexagesimal(&ra).zip(sexagesimal(&dec)).ok_or_else(fault)?;
        return position(&frame, ra * hours, dec).ok_or_else(|| format!("frame `{frame}` is not known"));
    }
    match context.property("observation_type")?.text() {
        Some("science") => Err("it has no position of a science observation".to_owned()),
        _ => Ok(Value::Null),
    }
}

/// A position of a frame as ICRS.
fn position(frame: &str, ra: f64, dec: f64) -> Option<Value> {
    match frame {
        "icrs" => Some(Value::RaDec { ra: sky::wrap_360(ra), dec }),
        "fk5" => Some(sky::icrs_of_fk5(ra, dec)).map(|(ra, dec)| Value::RaDec { ra, dec }),
        _ => None,
    }
}

fn wrong(name: &str, values: &[Value]) -> String {
    format!("{name}({}) cannot be told", values.iter().map(Value::display).collect::<Vec<_>>().join(", "))
}

/// A pattern, made once in a thread: rules have few of them, and making one takes longer than all else of a header.
fn pattern(text: &str) -> Option<Regex> {
    thread_local! {
        static MADE: RefCell<HashMap<String, Regex>> = RefCell::default();
    }
    MADE.with_borrow_mut(|made| {
        if let Some(known) = made.get(text) {
            return Some(known.clone());
        }
        let regex = Regex::new(text).ok()?;
        made.insert(text.to_owned(), regex.clone());
        Some(regex)
    })
}

fn texts(name: &str, values: &[Value]) -> Option<Told> {
    let text = |index: usize| values.get(index).and_then(Value::text);
    let regex = |index: usize| text(index).and_then(pattern);
    let told = match name {
        "fail" => return Some(Err(values[0].display())),
        "lower" => text(0).map(|text| Value::Text(text.to_lowercase())),
        "upper" => text(0).map(|text| Value::Text(text.to_uppercase())),
        "strip" => text(0).map(|text| Value::Text(text.trim().to_owned())),
        "starts" => text(0).zip(text(1)).map(|(text, part)| Value::Bool(text.starts_with(part))),
        "ends" => text(0).zip(text(1)).map(|(text, part)| Value::Bool(text.ends_with(part))),
        "contains" => text(0).zip(text(1)).map(|(text, part)| Value::Bool(text.contains(part))),
        "matches" => text(0).zip(regex(1)).map(|(text, regex)| Value::Bool(regex.is_match(text))),
        "capture" => text(0).zip(regex(1)).and_then(|(text, regex)| {
            let group = values.get(2).and_then(Value::integer).unwrap_or(1);
            regex.captures(text)?.get(usize::try_from(group).ok()?).map(|found| Value::Text(found.as_str().to_owned()))
        }),
        "replace" => {
            text(0).zip(regex(1)).zip(text(2)).map(|((text, regex), with)| Value::Text(regex.replace_all(text, with).into_owned()))
        }
        "split" => text(0)
            .zip(text(1))
            .zip(values[2].integer())
            .and_then(|((text, by), index)| text.split(by).nth(usize::try_from(index).ok()?).map(|part| Value::Text(part.to_owned()))),
        "slice" => text(0).zip(values[1].integer().zip(values[2].integer())).map(|(text, (begin, end))| {
            let (begin, end) = (usize::try_from(begin).unwrap_or(0), usize::try_from(end).unwrap_or(0));
            Value::Text(text.chars().take(end).skip(begin).collect())
        }),
        "pad" => values[0]
            .integer()
            .zip(values[1].integer())
            .map(|(value, width)| Value::Text(format!("{value:0width$}", width = usize::try_from(width.clamp(0, 32)).unwrap_or(0)))),
        "join" => text(0).map(|by| {
            let parts: Vec<String> = values[1..].iter().filter(|value| **value != Value::Null).map(Value::display).collect();
            Value::Text(parts.join(by))
        }),
        "len" => text(0).map(|text| Value::Int(text.chars().count() as i64)),
        // The place of a capital letter in the alphabet, from 0.
        "ordinal" => text(0).and_then(|text| text.bytes().next()).map(|byte| Value::Int(i64::from(byte) - i64::from(b'A'))),
        "text" => Some(Value::Text(values[0].display())),
        _ => return None,
    };
    Some(told.ok_or_else(|| wrong(name, values)))
}

fn numbers(context: &Context<'_>, name: &str, values: &[Value]) -> Option<Told> {
    let real = |index: usize| values.get(index).and_then(Value::real);
    let told = match name {
        // Whether a key with this part has a value that is neither zero nor false nor empty.
        "any_true" => values[0].text().map(|part| {
            let keys = context.header.keys().iter().filter(|key| key.contains(part));
            Value::Bool(keys.filter_map(|key| context.header.get(key)).any(|value| Value::of(value).is_true()))
        }),
        "is_number" => Some(Value::Bool(matches!(values[0], Value::Int(_) | Value::Float(_)))),
        "int" => match &values[0] {
            Value::Text(text) => text.trim().parse().ok().map(Value::Int),
            other => other.real().filter(|value| value.is_finite()).map(|value| Value::Int(value as i64)),
        },
        "float" => match &values[0] {
            Value::Text(text) => text.trim().parse().ok().map(Value::Float),
            other => other.real().map(Value::Float),
        },
        "value" => real(0).map(Value::Float),
        "quantity" => values[1].text().and_then(Unit::parse).and_then(|unit| {
            let value = match &values[0] {
                Value::Null => return Some(Value::Null),
                Value::Text(text) => text.trim().parse().ok()?,
                other => other.real()?,
            };
            Some(Value::Quantity(value, unit))
        }),
        "angle" => real(0).map(|value| Value::Quantity(value, Unit::Degree)),
        "lookup" => return Some(lookup(context, values)),
        "range_holds" => real(0).zip(real(1).zip(real(2))).map(|(value, (low, high))| Value::Bool((low..=high).contains(&value))),
        "wrap" => real(0).zip(real(1)).map(|(value, limit)| like(&values[0], sky::wrap(value, limit))),
        "clip" => real(0).zip(real(1).zip(real(2))).map(|(value, (low, high))| like(&values[0], value.clamp(low.min(high), high))),
        _ => return None,
    };
    Some(told.ok_or_else(|| wrong(name, values)))
}

fn like(kind: &Value, value: f64) -> Value {
    if let Value::Quantity(_, unit) = kind { Value::Quantity(value, *unit) } else { Value::Float(value) }
}

/// `lookup('table', key)`: an entry of a table of the rules; an error if there is none.
fn lookup(context: &Context<'_>, values: &[Value]) -> Told {
    let (table, key) = (values[0].display(), values[1].display());
    context.rules.lookup(&table, &key).ok_or_else(|| format!("table `{table}` has no `{key}`"))
}

fn times(name: &str, values: &[Value]) -> Option<Told> {
    let time = || if let Some(Value::Time(time)) = values.first() { Some(*time) } else { None };
    let told = match name {
        "utc" | "tai" => {
            let scale = if name == "utc" { Scale::Utc } else { Scale::Tai };
            values[0].text().and_then(|date| match values.get(1) {
                // A date, and the time of day in another card.
                Some(clock) => Time::parse(&format!("{}T{}", date.get(..10)?, clock.text()?.trim()), scale),
                None => Time::parse(date, scale),
            })
        }
        "mjd_utc" => values[0].real().and_then(|mjd| Time::from_mjd(mjd, Scale::Utc)),
        "mjd_tai" => values[0].real().and_then(|mjd| Time::from_mjd(mjd, Scale::Tai)),
        "as_tai" => time().map(Time::tai),
        "as_utc" => time().map(Time::utc),
        "date" => return Some(time().and_then(Time::date).map(Value::Int).ok_or_else(|| wrong(name, values))),
        "iso" => return Some(time().and_then(Time::iso).map(Value::Text).ok_or_else(|| wrong(name, values))),
        "mjd" => return Some(time().map(|time| Value::Float(time.mjd())).ok_or_else(|| wrong(name, values))),
        "pacific_offset" => {
            let offset = time().map(|time| Value::Quantity(-time.pacific_offset_s() as f64, Unit::Second));
            return Some(offset.ok_or_else(|| wrong(name, values)));
        }
        _ => return None,
    };
    Some(told.map(Value::Time).ok_or_else(|| wrong(name, values)))
}

fn places(context: &Context<'_>, name: &str, values: &[Value]) -> Option<Told> {
    let real = |index: usize| values.get(index).and_then(Value::real);
    let here = || match (context.property("datetime_begin").ok()?, context.property("location").ok()?) {
        (Value::Time(time), Value::Location(place)) => Some((time, place)),
        _ => None,
    };
    let told = match name {
        "geocentric" => real(0).zip(real(1).zip(real(2))).map(|(x, (y, z))| Value::Location([x, y, z])),
        "geodetic" => {
            real(0).zip(real(1).zip(real(2))).and_then(|(lon, (lat, height))| sky::geodetic(lon, lat, height)).map(Value::Location)
        }
        // `radec(system, ra, dec)` in degrees.
        "radec" => real(1).zip(real(2)).and_then(|(ra, dec)| position(values[0].display().trim().to_lowercase().as_str(), ra, dec)),
        // `sexagesimal(text, 15)`: hours (or degrees) as `hh:mm:ss.s`, or a number of them, in degrees.
        "sexagesimal" => sexagesimal(&values[0]).zip(real(1)).map(|(value, scale)| Value::Float(value * scale)),
        "altaz" => real(0).zip(real(1)).map(|(alt, az)| Value::AltAz { az: sky::wrap_360(az), alt }),
        "altaz_of" => match &values[0] {
            Value::Null => Some(Value::Null),
            Value::RaDec { ra, dec } => {
                here().and_then(|(time, place)| sky::altaz_of_icrs(*ra, *dec, time, place)).map(|(az, alt)| Value::AltAz { az, alt })
            }
            _ => None,
        },
        "radec_of" => match &values[0] {
            Value::AltAz { az, alt } => {
                here().and_then(|(time, place)| sky::icrs_of_altaz(*az, *alt, time, place)).map(|(ra, dec)| Value::RaDec { ra, dec })
            }
            _ => None,
        },
        "altaz_of_hour_angle" => here().zip(real(0).zip(real(1))).and_then(|((_, place), (angle, dec))| {
            let (_, latitude, _) = sky::to_geodetic(place)?;
            let (az, alt) = sky::altaz_of_hour_angle(angle, dec, latitude);
            Some(Value::AltAz { az, alt })
        }),
        "altitude_of_airmass" => real(0).filter(|airmass| *airmass >= 1.0).map(|airmass| Value::Float((1.0 / airmass).asin().to_degrees())),
        "airmass_of" => match &values[0] {
            Value::Null => Some(Value::Null),
            Value::AltAz { alt, .. } => Some(Value::Float(sky::secz(*alt))),
            _ => None,
        },
        _ => return None,
    };
    Some(told.ok_or_else(|| wrong(name, values)))
}

/// `[+-]d:m:s`, parted by colons or blanks, or a number.
fn sexagesimal(value: &Value) -> Option<f64> {
    let text = match value {
        Value::Text(text) => text.trim(),
        other => return other.real(),
    };
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1.0, digits),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    let mut parts = digits.split([':', ' ']).filter(|part| !part.is_empty()).map(|part| part.parse::<f64>().ok());
    let whole = parts.next()??;
    let minutes = parts.next().unwrap_or(Some(0.0))?;
    let seconds = parts.next().unwrap_or(Some(0.0))?;
    Some(sign * (whole + minutes / 60.0 + seconds / 3_600.0))
}
