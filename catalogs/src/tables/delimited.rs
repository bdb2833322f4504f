//! Records of fields apart by a delimiter (RFC 4180): quotes around fields that need them, two quotes for one.

/// A field as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Written {
    pub text: String,
    pub is_quoted: bool,
}

/// Reads records one after the other.
pub(super) struct Records<'a> {
    rest: &'a str,
    delimiter: char,
    /// Number of the line at which the next record begins, from 1.
    pub line: usize,
}

impl<'a> Records<'a> {
    pub(super) fn new(text: &'a str, delimiter: char, line: usize) -> Records<'a> {
        Records { rest: text, delimiter, line }
    }

    /// The next record; none at the end. Empty lines are left out.
    pub(super) fn next(&mut self) -> Option<Result<Vec<Written>, String>> {
        while let Some(rest) = self.rest.strip_prefix('\n').or_else(|| self.rest.strip_prefix("\r\n")) {
            self.rest = rest;
            self.line += 1;
        }
        if self.rest.is_empty() {
            return None;
        }
        let begin = self.line;
        let mut fields = Vec::new();
        loop {
            let Some(field) = self.field() else { return Some(Err(format!("line {begin}: a quote is not closed"))) };
            fields.push(field);
            match self.rest.chars().next() {
                Some(letter) if letter == self.delimiter => self.rest = &self.rest[letter.len_utf8()..],
                Some('\r') if !self.rest.starts_with("\r\n") => self.rest = &self.rest[1..],
                None => return Some(Ok(fields)),
                _ => {
                    self.rest = self.rest.strip_prefix("\r\n").or_else(|| self.rest.strip_prefix('\n')).unwrap_or(self.rest);
                    self.line += 1;
                    return Some(Ok(fields));
                }
            }
        }
    }

    fn field(&mut self) -> Option<Written> {
        // Blanks between fields that are apart by blanks count once.
        if self.delimiter == ' ' {
            self.rest = self.rest.trim_start_matches(' ');
        }
        let Some(quoted) = self.rest.strip_prefix('"') else {
            let end = self.rest.find([self.delimiter, '\n', '\r']).unwrap_or(self.rest.len());
            let (text, rest) = self.rest.split_at(end);
            self.rest = rest;
            return Some(Written { text: text.to_owned(), is_quoted: false });
        };
        let mut text = String::new();
        let mut rest = quoted;
        loop {
            let end = rest.find('"')?;
            text.push_str(&rest[..end]);
            rest = &rest[end + 1..];
            match rest.strip_prefix('"') {
                Some(after) => {
                    text.push('"');
                    rest = after;
                }
                None => break,
            }
        }
        self.line += text.matches('\n').count();
        // What follows a closing quote belongs to the field.
        let end = rest.find([self.delimiter, '\n', '\r']).unwrap_or(rest.len());
        text.push_str(&rest[..end]);
        self.rest = &rest[end..];
        Some(Written { text, is_quoted: true })
    }
}

/// A field as it is written; none, and an empty text, are two quotes where `delimiter` is a blank.
pub(super) fn field(text: Option<&str>, delimiter: char) -> String {
    let Some(text) = text else { return if delimiter == ' ' { "\"\"" } else { "" }.to_owned() };
    let needs = text.is_empty() || text.contains([delimiter, '"', '\n', '\r']) || text.starts_with('#') || text.trim() != text;
    if needs { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}
