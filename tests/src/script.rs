//! Scripts of commands with what they print, kept as text.
//!
//! ```text
//! # A line of comment.
//!
//! $ butler sql repo "SELECT 1 AS one"
//! | one
//! | 1
//! ! a line on standard error
//! exit 1
//! ```
//!
//! A line with `$` is run by the shell; the lines after it say what it printed on standard output (`|`) and standard error (`!`) and its
//! exit code, if that is not 0. [`run`] gives the script as it should read, [`check`] compares, or writes it back where `BLESS` is set.

use std::path::Path;

use crate::sandbox::Sandbox;

/// Runs the script at `path` in `sandbox` and compares; with the environment variable `BLESS` set, writes what it should read instead.
pub fn check(path: &Path, sandbox: &Sandbox) {
    let expected = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("cannot read {}: {e}", path.display()));
    let actual = run(&expected, sandbox);
    if actual == expected {
        return;
    }
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(path, actual).unwrap_or_else(|e| panic!("cannot write {}: {e}", path.display()));
        return;
    }
    panic!("{} does not print what it should (BLESS=1 accepts it):\n{}", path.display(), difference(&expected, &actual));
}

/// The script with the output that its commands give.
pub fn run(script: &str, sandbox: &Sandbox) -> String {
    let mut result = String::new();
    for line in script.lines().filter(|line| !is_output(line)) {
        result.push_str(line);
        result.push('\n');
        if let Some(command) = line.strip_prefix("$ ") {
            let finished = sandbox.shell(command);
            result.push_str(&prefixed('|', &sandbox.normalised(&finished.stdout)));
            result.push_str(&prefixed('!', &sandbox.normalised(&finished.stderr)));
            if finished.code != 0 {
                result.push_str(&format!("exit {}\n", finished.code));
            }
        }
    }
    result
}

fn is_output(line: &str) -> bool {
    line.starts_with('|') || line.starts_with('!') || line.starts_with("exit ")
}

fn prefixed(mark: char, text: &str) -> String {
    text.lines().map(|line| format!("{}\n", format!("{mark} {line}").trim_end())).collect()
}

/// Replaces random UUIDs (versions 4 and 7), times of yesterday, today and tomorrow, durations, and sizes in bytes.
pub fn normalise(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let at_word = !result.ends_with(|c: char| c.is_alphanumeric());
        let (name, length) = if !at_word {
            ("", 0)
        } else if let Some(length) = random_uuid(rest) {
            ("[UUID]", length)
        } else if let Some(length) = recent_time(rest) {
            ("[TIME]", length)
        } else if let Some(length) = duration(rest) {
            ("[DURATION]", length)
        } else if let Some(length) = size(rest) {
            ("[SIZE]", length)
        } else {
            ("", 0)
        };
        if length > 0 {
            result.push_str(name);
            rest = &rest[length..];
        } else {
            result.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    result
}

fn random_uuid(text: &str) -> Option<usize> {
    let candidate = text.get(..36)?;
    let shape = candidate.bytes().enumerate().all(|(i, b)| match i {
        8 | 13 | 18 | 23 => b == b'-',
        14 => b == b'4' || b == b'7',
        _ => b.is_ascii_hexdigit(),
    });
    (shape && !text[36..].starts_with(|c: char| c.is_alphanumeric())).then_some(36)
}

fn recent_time(text: &str) -> Option<usize> {
    let date = text.get(..10)?;
    let today = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).ok()?.as_secs() / 86_400;
    if !(today - 1..=today + 1).any(|day| civil(day) == date) {
        return None;
    }
    let after = &text[10..];
    let length = after.find(|c: char| !(c.is_ascii_digit() || matches!(c, 'T' | ':' | '.' | ' '))).unwrap_or(after.len());
    let time = after[..length].trim_end_matches([' ', '.']);
    let zone = ["Z", " TAI", " UTC"].into_iter().find(|zone| after[time.len()..].starts_with(zone)).map_or(0, str::len);
    Some(10 + time.len() + zone)
}

/// The calendar date of a day since 1970-01-01, after Howard Hinnant's `civil_from_days`.
fn civil(days: u64) -> String {
    let z = days + 719_468;
    let (era, doe) = (z / 146_097, z % 146_097);
    let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let (day, month) = (doy - (153 * mp + 2) / 5 + 1, if mp < 10 { mp + 3 } else { mp - 9 });
    format!("{:04}-{month:02}-{day:02}", yoe + era * 400 + u64::from(month <= 2))
}

fn duration(text: &str) -> Option<usize> {
    let digits = text.find(|c: char| !(c.is_ascii_digit() || c == '.')).filter(|n| *n > 0)?;
    let unit = [" ms", "ms", " s", "s", " µs", "µs"].into_iter().find(|unit| text[digits..].starts_with(unit))?;
    let end = digits + unit.len();
    (!text[end..].starts_with(|c: char| c.is_alphanumeric() || c == '_')).then_some(end)
}

/// Sizes of files with random UUIDs in them differ by a few bytes.
fn size(text: &str) -> Option<usize> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).filter(|n| *n > 0)?;
    text[digits..].starts_with(" bytes").then_some(digits)
}

/// The lines in which two texts differ, with marks.
fn difference(expected: &str, actual: &str) -> String {
    let (expected, actual): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), actual.lines().collect());
    let same_start = expected.iter().zip(&actual).take_while(|(a, b)| a == b).count();
    let most = expected.len().min(actual.len()) - same_start;
    let same_end = expected.iter().rev().zip(actual.iter().rev()).take_while(|(a, b)| a == b).count().min(most);
    let shown = |mark: char, lines: &[&str]| -> String { lines.iter().map(|line| format!("{mark}{line}\n")).collect() };
    format!(
        "{}{}{}",
        shown(' ', &expected[same_start.saturating_sub(3)..same_start]),
        shown('-', &expected[same_start..expected.len() - same_end]),
        shown('+', &actual[same_start..actual.len() - same_end])
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_between_runs_is_replaced() {
        let today = civil(std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs() / 86_400);
        let text = format!("at {today}T10:11:12.5Z in 12.5 ms: 01890a5d-ac96-774b-bcce-b302099a8057, 3 sizes.");
        assert_eq!(normalise(&text), "at [TIME] in [DURATION]: [UUID], 3 sizes.");
    }

    #[test]
    fn what_is_the_same_in_every_run_stays() {
        let text = "2013-06-17T00:00:00 d3f841c4-c547-5a97-9045-3d767d874915 10 datasets";
        assert_eq!(normalise(text), text);
    }

    #[test]
    fn dates_follow_the_calendar() {
        assert_eq!((civil(0), civil(11_016), civil(20_148)), ("1970-01-01".into(), "2000-02-29".into(), "2025-03-01".into()));
    }
}
