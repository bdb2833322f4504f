//! Errors in a text that the user wrote: the line, and a caret under the place.

/// Most characters of the line that are shown before and after the begin of the place.
const BEFORE: usize = 60;
const AFTER: usize = 80;

/// `reason`, then the line of `text` in which the byte `begin` lies, then `^^^` under `begin..end` as far as it is on that line.
pub(super) fn pointed(text: &str, begin: usize, end: usize, reason: &str) -> String {
    let begin = floor(text, begin);
    let end = floor(text, end).max(begin);
    let line_begin = text[..begin].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[begin..].find('\n').map_or(text.len(), |at| begin + at);
    let before: Vec<char> = text[line_begin..begin].chars().collect();
    let after: Vec<char> = text[begin..line_end].chars().collect();
    let marked = text[begin..end.min(line_end)].chars().count().max(1);

    let mut line = String::new();
    let mut under = String::new();
    if before.len() > BEFORE {
        line.push_str("...");
        under.push_str("   ");
    }
    for c in &before[before.len().saturating_sub(BEFORE)..] {
        line.push(shown(*c));
        under.push(if *c == '\t' { '\t' } else { ' ' });
    }
    line.extend(after.iter().take(AFTER).map(|c| shown(*c)));
    if after.len() > AFTER {
        line.push_str("...");
    }
    under.push_str(&"^".repeat(marked.min(AFTER)));
    let number = text[..begin].matches('\n').count() + 1;
    let place = if text.trim_end().contains('\n') { format!(" in line {number}") } else { String::new() };
    format!("{reason}{place}\n    {}\n    {under}", line.trim_end())
}

/// The begin of the character that has the byte `at`; the length of the text at most.
fn floor(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// Control characters would move the caret.
fn shown(c: char) -> char {
    if c.is_control() && c != '\t' { '\u{FFFD}' } else { c }
}
