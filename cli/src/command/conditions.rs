//! Options that the queries share: where to search, which rows, in which order, how many.

use butler_engine::expression::{BindValue, Binds};
use butler_engine::query::{QueryOptions, Rows};
use clap::{ArgAction, Args};

use crate::Printer;

/// Rows that are shown if nobody says how many.
const DEFAULT_LIMIT: i64 = -20_000;

/// Which rows, in which order, how many.
#[derive(Debug, Clone, Args)]
pub struct Conditions {
    /// Show what meets a condition in the `where` language, e.g. "instrument='HSC' AND visit > 903334"
    #[arg(long = "where", value_name = "CONDITION", default_value = "", hide_default_value = true)]
    pub condition: String,
    /// Let NAME in the condition stand for VALUE: a number, a text, T'...', or several in parentheses (repeatable)
    #[arg(long, value_name = "NAME=VALUE", action = ArgAction::Append, value_parser = bind)]
    pub bind: Vec<(String, BindValue)>,
    /// Sort by these names, with `-` before those whose greatest comes first: dimensions, `visit.exposure_time`, `timespan.begin` (repeatable)
    #[arg(long, value_name = "NAMES", action = ArgAction::Append, allow_hyphen_values = true)]
    pub order_by: Vec<String>,
    /// Show N rows at most; a negative N warns if there are more; 0 shows all
    #[arg(long, value_name = "N", default_value_t = DEFAULT_LIMIT, allow_hyphen_values = true)]
    pub limit: i64,
}

fn bind(text: &str) -> Result<(String, BindValue), String> {
    let (name, value) = text.split_once('=').ok_or("it is not NAME=VALUE")?;
    let name = name.trim().trim_start_matches(':');
    if name.is_empty() {
        return Err("it has no name".to_owned());
    }
    Ok((name.to_owned(), BindValue::of_text(value).map_err(|error| error.to_string())?))
}

impl Conditions {
    /// The same for the engine. A limit that warns asks for one row more.
    pub fn options(&self) -> QueryOptions {
        let count = usize::try_from(self.limit.unsigned_abs()).unwrap_or(usize::MAX);
        QueryOptions {
            where_: self.condition.clone(),
            binds: Binds(self.bind.iter().cloned().collect()),
            order_by: split(&self.order_by),
            limit: match self.limit {
                0 => None,
                1.. => Some(count),
                _ => Some(count.saturating_add(1)),
            },
            ..QueryOptions::default()
        }
    }

    /// How many rows are left if there are more of them than a limit that warns lets through.
    pub fn cut(&self, rows: usize) -> Option<usize> {
        let most = usize::try_from(self.limit.unsigned_abs()).unwrap_or(usize::MAX);
        (self.limit < 0 && rows > most).then_some(most)
    }

    /// The rows that are shown, with a warning if there are more.
    pub fn shown(&self, rows: Rows, printer: &Printer) -> Rows {
        match self.cut(rows.len()) {
            Some(most) => {
                self.warn(printer);
                rows.head(most)
            }
            None => rows,
        }
    }

    /// Says that there is more than is shown.
    pub fn warn(&self, printer: &Printer) {
        printer.warn(format!("there are more than {} rows; --limit 0 shows all", self.limit.unsigned_abs()));
    }
}

/// The parts between commas, but for commas in brackets, which belong to a pattern. `COLLECTIONS` and all that repeats is split so.
pub fn split(values: &[String]) -> Vec<String> {
    let mut parts = Vec::new();
    for value in values {
        let (mut part, mut in_brackets) = (String::new(), false);
        for c in value.chars() {
            match c {
                ',' if !in_brackets => parts.push(std::mem::take(&mut part)),
                _ => {
                    in_brackets = c == '[' || (in_brackets && c != ']');
                    part.push(c);
                }
            }
        }
        parts.push(part);
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// Collections to search: those given, else all.
pub fn searched(given: &[String]) -> Vec<String> {
    let given = split(given);
    if given.is_empty() { vec!["*".to_owned()] } else { given }
}

/// Says why nothing was found, in words of the engine.
pub fn explain(reasons: &[String], printer: &Printer) {
    match reasons {
        [] => printer.say("nothing was found: each thing that is named exists, but nothing meets all of it"),
        _ => printer.say(format!("nothing was found: {}", reasons.join("; "))),
    }
}

/// What is printed, as in the reference, where there are no rows to print.
pub const NO_RESULTS: &str = "No results. Try --help for more information.\n";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_in_brackets_belong_to_a_pattern() {
        let split = |text: &str| split(&[text.to_owned()]);
        assert_eq!(split("a,b/[1,2]*,c"), ["a", "b/[1,2]*", "c"]);
        assert_eq!(split("a[b"), ["a[b"]);
        assert!(split("").is_empty());
    }
}
