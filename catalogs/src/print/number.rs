//! Numbers as numpy spells them: the shortest text that gives the same number back.

use std::fmt::LowerExp;

/// Where the exponent is written: from 1e16 up for floats of 64 bits, from 1e6 for those of 32; below 1e-4 for both.
const LIMIT_64: f64 = 1e16;
const LIMIT_32: f64 = 1e6;
const LIMIT_SMALL: f64 = 1e-4;

/// A float of 64 bits: `1.5`, `1e+16`, `nan`.
pub(crate) fn float64(value: f64) -> String {
    spelled(value, value, LIMIT_64)
}

/// A float of 32 bits.
pub(crate) fn float32(value: f32) -> String {
    spelled(value, value.into(), LIMIT_32)
}

/// A float of 64 bits so that any reader gets it back.
pub(crate) fn shortest(value: f64) -> String {
    spelled(value, value, LIMIT_64)
}

/// The same of 32 bits.
pub(crate) fn shortest_single(value: f32) -> String {
    spelled(value, value.into(), LIMIT_64)
}

fn spelled(value: impl LowerExp, wide: f64, limit: f64) -> String {
    if wide.is_nan() {
        return "nan".to_owned();
    }
    if wide.is_infinite() {
        return if wide > 0.0 { "inf" } else { "-inf" }.to_owned();
    }
    let text = format!("{value:e}");
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let size = wide.abs();
    if size == 0.0 || (LIMIT_SMALL <= size && size < limit) { positional(digits, exponent) } else { scientific(digits, exponent) }
}

/// `1.5e3` as `1500.0`.
fn positional(digits: &str, exponent: i32) -> String {
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |digits| ("-", digits));
    let mut all = digits.replace('.', "");
    if exponent < 0 {
        return format!("{sign}0.{}{all}", "0".repeat(-exponent as usize - 1));
    }
    let whole = exponent as usize + 1;
    while all.len() < whole + 1 {
        all.push('0');
    }
    format!("{sign}{}.{}", &all[..whole], &all[whole..])
}

fn scientific(digits: &str, exponent: i32) -> String {
    format!("{digits}e{}{:02}", if exponent < 0 { '-' } else { '+' }, exponent.abs())
}

/// A complex number: `(1+2j)`; `2j` if the real part is zero.
pub(super) fn complex(re: f64, im: f64, is_single: bool) -> String {
    let part = |value: f64| {
        let text = if is_single { float32(value as f32) } else { float64(value) };
        text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
    };
    let im_text = part(im);
    if re == 0.0 && re.is_sign_positive() {
        return format!("{im_text}j");
    }
    let plus = if im_text.starts_with('-') { "" } else { "+" };
    format!("({}{plus}{im_text}j)", part(re))
}

/// An array in a cell, as numpy prints a short one: all numbers in one width.
pub(super) fn floats(values: &[f64], is_single: bool) -> String {
    let sizes = values.iter().map(|value| value.abs()).filter(|size| size.is_finite() && *size > 0.0);
    let (min, max) = sizes.fold((f64::INFINITY, 0f64), |(min, max), size| (min.min(size), max.max(size)));
    let is_scientific = max >= 1e8 || min < 1e-4 || (max > 0.0 && max / min > 1e3);
    let texts: Vec<String> = values
        .iter()
        .map(|value| if is_scientific { in_array_scientific(*value, is_single) } else { in_array(*value, is_single) })
        .collect();
    bracketed(&even(texts))
}

fn digits_of(value: f64, is_single: bool) -> (String, i32) {
    // At most eight digits behind the point.
    let text = if is_single { format!("{:e}", value as f32) } else { format!("{value:e}") };
    let text = if text.split_once('e').is_some_and(|(digits, _)| digits.trim_start_matches('-').len() > 10) {
        format!("{value:.8e}")
    } else {
        text
    };
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    (digits.to_owned(), exponent.parse().unwrap_or(0))
}

fn in_array(value: f64, is_single: bool) -> String {
    if !value.is_finite() {
        return float64(value);
    }
    let text = if is_single { float32(value as f32) } else { float64(value) };
    let text = if text.split_once('.').is_some_and(|(_, digits)| digits.len() > 8) { format!("{value:.8}") } else { text };
    let text = if text.contains('.') { text.trim_end_matches('0').to_owned() } else { text };
    if text == "-0." { "-0.".to_owned() } else { text }
}

fn in_array_scientific(value: f64, is_single: bool) -> String {
    if !value.is_finite() {
        return float64(value);
    }
    let (digits, exponent) = digits_of(value, is_single);
    let digits = if digits.contains('.') { digits } else { format!("{digits}.") };
    scientific(&digits, exponent)
}

/// The same number of characters before and behind the point.
fn even(texts: Vec<String>) -> Vec<String> {
    let halves = |text: &str| text.split_once('.').map_or((text.len(), 0), |(left, right)| (left.len(), right.len()));
    let left = texts.iter().map(|text| halves(text).0).max().unwrap_or(0);
    let right = texts.iter().map(|text| halves(text).1).max().unwrap_or(0);
    let has_point = texts.iter().any(|text| text.contains('.'));
    let width = left + right + usize::from(has_point);
    let padded = |text: String| {
        if text.contains('.') {
            let (before, behind) = halves(&text);
            format!("{}{text}{}", " ".repeat(left - before), " ".repeat(right - behind))
        } else {
            format!("{text:>width$}")
        }
    };
    texts.into_iter().map(padded).collect()
}

/// Integers and others in an array.
pub(super) fn others(texts: Vec<String>) -> String {
    let width = texts.iter().map(String::len).max().unwrap_or(0);
    bracketed(&texts.into_iter().map(|text| format!("{text:>width$}")).collect::<Vec<_>>())
}

fn bracketed(texts: &[String]) -> String {
    format!("[{}]", texts.join(" "))
}
