//! YAML text as PyYAML's emitter writes it: block style, 80 columns, ASCII.
//!
//! The functions append one scalar to a text whose structure the caller writes. `indent` is the column (from 0) of the key, or of the dash, to which
//! the scalar belongs; lines that a long scalar is folded into stand two columns further right. The choice of quotes and the folding follow PyYAML's
//! rules, so that a file reads and compares like one of the reference's.

use super::{Scalar, resolve};

const WIDTH: usize = 80;

/// Appends a string.
pub fn push_str(out: &mut String, text: &str, indent: usize) {
    if is_simple_word(text) {
        out.push_str(text);
        return;
    }
    let analysis = Analysis::of(text);
    let is_string = matches!(resolve(text), Scalar::Text(_)) && !matches!(text, "" | "=" | "<<");
    if is_string && analysis.allows_plain {
        Folder::new(out, indent).plain(text);
    } else if analysis.allows_single {
        Folder::new(out, indent).single_quoted(text);
    } else {
        Folder::new(out, indent).double_quoted(text);
    }
}

/// Appends a string with a tag, e.g. `!uuid`.
pub fn push_tagged(out: &mut String, tag: &str, text: &str, indent: usize) {
    out.push_str(tag);
    out.push(' ');
    if Analysis::of(text).allows_single {
        Folder::new(out, indent).single_quoted(text);
    } else {
        Folder::new(out, indent).double_quoted(text);
    }
}

/// Appends an integer.
pub fn push_int(out: &mut String, value: i64) {
    out.push_str(&value.to_string());
}

/// Appends a truth value.
pub fn push_bool(out: &mut String, value: bool) {
    out.push_str(if value { "true" } else { "false" });
}

/// Appends a number with the fewest digits that read back as the same; laid out as Python's `repr` does it.
pub fn push_float(out: &mut String, value: f64) {
    if value.is_nan() {
        out.push_str(".nan");
        return;
    }
    if value.is_infinite() {
        out.push_str(if value > 0.0 { ".inf" } else { "-.inf" });
        return;
    }
    let shortest = format!("{value:e}");
    let (mantissa, exponent) = shortest.split_once('e').unwrap_or((&shortest, "0"));
    let power: i32 = exponent.parse().unwrap_or(0);
    if (-4..16).contains(&power) {
        let fixed = format!("{value}");
        out.push_str(&fixed);
        if !fixed.contains('.') {
            out.push_str(".0");
        }
        return;
    }
    out.push_str(mantissa);
    if !mantissa.contains('.') {
        out.push_str(".0");
    }
    out.push_str(&format!("e{}{:02}", if power < 0 { '-' } else { '+' }, power.abs()));
}

/// Appends bytes: `!!binary |` and lines of base64.
pub fn push_binary(out: &mut String, bytes: &[u8], indent: usize) {
    if bytes.is_empty() {
        out.push_str("!!binary \"\"");
        return;
    }
    out.push_str("!!binary |");
    // 57 bytes make a line of 76 characters.
    for line in bytes.chunks(57) {
        out.push('\n');
        out.extend(std::iter::repeat_n(' ', indent + 2));
        push_base64(out, line);
    }
}

fn push_base64(out: &mut String, bytes: &[u8]) {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for group in bytes.chunks(3) {
        let bits = group.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - group.len()));
        for place in 0..4 {
            let digit = (bits >> (18 - 6 * place)) & 0x3f;
            out.push(if place <= group.len() { char::from(DIGITS[digit as usize]) } else { '=' });
        }
    }
}

/// Appends bytes in lowercase hexadecimal.
pub fn push_hex(out: &mut String, bytes: &[u8]) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for byte in bytes {
        out.push(char::from(DIGITS[usize::from(byte >> 4)]));
        out.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
}

/// The common case: a path or name that is surely a string and needs no quotes.
fn is_simple_word(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_word = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'/' | b'.' | b'-' | b'+');
    bytes.first().is_some_and(u8::is_ascii_alphabetic)
        && bytes.iter().all(is_word)
        && (bytes.len() > 5 || matches!(resolve(text), Scalar::Text(_)))
}

/// Which styles can hold a text in block context.
struct Analysis {
    allows_plain: bool,
    allows_single: bool,
}

impl Analysis {
    fn of(text: &str) -> Analysis {
        let is_break = |c: char| matches!(c, '\n' | '\u{85}' | '\u{2028}' | '\u{2029}');
        let is_white = |c: char| matches!(c, '\0' | ' ' | '\t' | '\r') || is_break(c);
        let (mut has_indicators, mut has_special, mut has_breaks) = (text.starts_with("---") || text.starts_with("..."), false, false);
        let (mut has_space_break, mut has_break_space) = (false, false);
        let mut previous: Option<char> = None;
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            let is_before_white = chars.peek().is_none_or(|next| is_white(*next));
            has_indicators |= match previous {
                None => {
                    matches!(c, '#' | ',' | '[' | ']' | '{' | '}' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%' | '@' | '`')
                        || (matches!(c, '?' | ':' | '-') && is_before_white)
                }
                Some(before) => (c == ':' && is_before_white) || (c == '#' && is_white(before)),
            };
            has_breaks |= is_break(c);
            has_special |= c != '\n' && !(' '..='~').contains(&c);
            has_break_space |= c == ' ' && previous.is_some_and(is_break);
            has_space_break |= is_break(c) && previous == Some(' ');
            previous = Some(c);
        }
        let is_edge = |c: char| c == ' ' || is_break(c);
        let has_white_edge = text.starts_with(is_edge) || text.ends_with(is_edge);
        let allows_single = !has_break_space && !has_space_break && !has_special;
        Analysis { allows_plain: allows_single && !has_white_edge && !has_breaks && !has_indicators, allows_single }
    }
}

/// Writes one scalar and breaks its lines.
struct Folder<'a> {
    out: &'a mut String,
    column: usize,
    indent: usize,
}

impl<'a> Folder<'a> {
    fn new(out: &'a mut String, indent: usize) -> Folder<'a> {
        let column = out.len() - out.rfind('\n').map_or(0, |at| at + 1);
        Folder { out, column, indent: indent + 2 }
    }

    fn write(&mut self, text: &str) {
        self.out.push_str(text);
        self.column += text.chars().count();
    }

    fn new_line(&mut self) {
        self.out.push('\n');
        self.out.extend(std::iter::repeat_n(' ', self.indent));
        self.column = self.indent;
    }

    /// Words are kept, a single blank past the width becomes a line break.
    fn plain(&mut self, text: &str) {
        for (at, run) in runs(text) {
            if run == " " && at > 0 && self.column > WIDTH {
                self.new_line();
            } else {
                self.write(run);
            }
        }
    }

    fn single_quoted(&mut self, text: &str) {
        self.write("'");
        for (at, run) in runs(text) {
            if run.starts_with('\n') {
                // One line break more than the text has, as a single one would be folded into a blank.
                self.out.extend(std::iter::repeat_n('\n', run.len()));
                self.new_line();
            } else if run == " " && self.column > WIDTH && at > 0 && at + 1 < text.len() {
                self.new_line();
            } else {
                for (n, part) in run.split('\'').enumerate() {
                    if n > 0 {
                        self.write("''");
                    }
                    self.write(part);
                }
            }
        }
        self.write("'");
    }

    fn double_quoted(&mut self, text: &str) {
        let chars: Vec<char> = text.chars().collect();
        self.write("\"");
        let mut pending = String::new();
        for (at, &c) in chars.iter().enumerate() {
            let is_plain = (' '..='~').contains(&c) && c != '"' && c != '\\';
            if !is_plain {
                let done = std::mem::take(&mut pending);
                self.write(&done);
                self.write(&escaped(c));
            }
            if 0 < at && at + 1 < chars.len() && (c == ' ' || !is_plain) && self.column + pending.len() > WIDTH {
                let done = std::mem::take(&mut pending);
                self.write(&done);
                self.write("\\");
                self.new_line();
                let next = if is_plain { c } else { chars[at + 1] };
                if next == ' ' {
                    self.write("\\");
                }
            }
            if is_plain {
                pending.push(c);
            }
        }
        self.write(&pending);
        self.write("\"");
    }
}

/// The text cut into runs of blanks, of line breaks and of other characters, each with its byte offset.
fn runs(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let kind = |b: u8| match b {
        b' ' => 0,
        b'\n' => 1,
        _ => 2,
    };
    let mut at = 0;
    std::iter::from_fn(move || {
        let first = kind(*text.as_bytes().get(at)?);
        let length = text.as_bytes()[at..].iter().take_while(|b| kind(**b) == first).count();
        let run = (at, &text[at..at + length]);
        at += length;
        Some(run)
    })
}

fn escaped(c: char) -> String {
    let letter = match c {
        '\0' => '0',
        '\u{7}' => 'a',
        '\u{8}' => 'b',
        '\t' => 't',
        '\n' => 'n',
        '\u{b}' => 'v',
        '\u{c}' => 'f',
        '\r' => 'r',
        '\u{1b}' => 'e',
        '"' => '"',
        '\\' => '\\',
        '\u{85}' => 'N',
        '\u{a0}' => '_',
        '\u{2028}' => 'L',
        '\u{2029}' => 'P',
        _ => {
            return match u32::from(c) {
                code @ ..=0xff => format!("\\x{code:02X}"),
                code @ ..=0xffff => format!("\\u{code:04X}"),
                code => format!("\\U{code:08X}"),
            };
        }
    };
    format!("\\{letter}")
}

#[cfg(test)]
mod tests;
