//! Where one statement of a text ends and the next begins: at a semicolon that is in no quotes and no comment.

/// The statements of `text` without their semicolons, and what follows the last semicolon.
pub fn split(text: &str) -> (Vec<&str>, &str) {
    let mut statements = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        if c == ';' {
            statements.push(text[start..at].trim());
            start = at + 1;
        }
        at += skipped(&text[at..]).unwrap_or(c.len_utf8());
    }
    statements.retain(|statement| !is_blank(statement));
    (statements, text[start..].trim())
}

/// Whether there is nothing but space and comments.
pub fn is_blank(text: &str) -> bool {
    let mut rest = text.trim_start();
    while rest.starts_with("--") || rest.starts_with("/*") {
        rest = rest[skipped(rest).unwrap_or(rest.len())..].trim_start();
    }
    rest.is_empty()
}

/// The length of the quoted text or comment that `text` begins with; an unclosed one reaches to the end.
fn skipped(text: &str) -> Option<usize> {
    let closed_by = |open: usize, close: &str| text[open..].find(close).map_or(text.len(), |at| open + at + close.len());
    if text.starts_with("--") {
        return Some(closed_by(2, "\n"));
    }
    if text.starts_with("/*") {
        return Some(closed_by(2, "*/"));
    }
    // A doubled quote closes one text and opens the next, which comes to the same.
    ["'", "\"", "`"].into_iter().find(|quote| text.starts_with(quote)).map(|quote| closed_by(1, quote))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_semicolon_in_quotes_or_a_comment_ends_nothing() {
        let text = "SELECT 'a;''b' ; -- no; \n SELECT \";\" /* ; */;\n;SELECT 3";
        assert_eq!(split(text), (vec!["SELECT 'a;''b'", "-- no; \n SELECT \";\" /* ; */"], "SELECT 3"));
        assert_eq!(split("SELECT 'open ; "), (vec![], "SELECT 'open ;"));
        assert_eq!(split("größe; "), (vec!["größe"], ""));
    }

    #[test]
    fn comments_alone_are_no_statement() {
        assert!(is_blank(" -- x\n /* y */ ") && is_blank("--") && !is_blank("/* y */ SELECT 1"));
    }
}
