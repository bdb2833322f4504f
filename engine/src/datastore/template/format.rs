//! Formats of values: Python's format specification, `[[fill]align][sign][#][0][width][grouping][.precision][type]`, for texts, integers and doubles.
//! Source: the Python standard library's documentation, "Format Specification Mini-Language". Types `c`, `g` and `n` are not understood.

use crate::config::yaml::emit::push_float;
use crate::dimensions::Value;

/// A format; the default writes values as Python's `str` does.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Format {
    fill: Option<char>,
    align: Option<char>,
    sign: Option<char>,
    is_alternate: bool,
    is_zero_padded: bool,
    width: usize,
    grouping: Option<char>,
    precision: Option<usize>,
    kind: Option<char>,
}

/// Wider paths exist nowhere.
const MAX_WIDTH: usize = 1024;

impl Format {
    pub(super) fn parse(text: &str) -> Option<Format> {
        let mut format = Format::default();
        let mut rest: &[char] = &text.chars().collect::<Vec<_>>();
        let is_align = |c: &char| matches!(c, '<' | '>' | '^' | '=');
        match rest {
            [fill, align, tail @ ..] if is_align(align) => (format.fill, format.align, rest) = (Some(*fill), Some(*align), tail),
            [align, tail @ ..] if is_align(align) => (format.align, rest) = (Some(*align), tail),
            _ => {}
        }
        let mut take = |wanted: &[char]| -> Option<char> {
            let (first, tail) = rest.split_first()?;
            wanted.contains(first).then(|| {
                rest = tail;
                *first
            })
        };
        format.sign = take(&['+', '-', ' ']);
        format.is_alternate = take(&['#']).is_some();
        format.is_zero_padded = take(&['0']).is_some();
        let digits = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
        let number = |take: &mut dyn FnMut(&[char]) -> Option<char>| -> Option<Option<usize>> {
            let mut text = String::new();
            while let Some(digit) = take(&digits) {
                text.push(digit);
            }
            if text.is_empty() { Some(None) } else { text.parse().ok().filter(|n| *n <= MAX_WIDTH).map(Some) }
        };
        format.width = number(&mut take)?.unwrap_or(0);
        format.grouping = take(&[',', '_']);
        if take(&['.']).is_some() {
            format.precision = Some(number(&mut take)??);
        }
        format.kind = take(&['s', 'd', 'b', 'o', 'x', 'X', 'f', 'F', 'e', 'E', '%']);
        rest.is_empty().then_some(format)
    }

    /// Appends a value, or says why it can't be formatted so.
    pub(super) fn push(&self, value: &Value, out: &mut String) -> Result<(), String> {
        match value {
            Value::Text(text) => self.push_text(text, out),
            Value::Int(value) if matches!(self.kind, Some('f' | 'F' | 'e' | 'E' | '%')) => self.push_float(*value as f64, out),
            Value::Int(value) => self.push_int(*value, out),
            Value::Float(value) => self.push_float(*value, out),
            Value::Bool(value) if *self == Format::default() => {
                out.push_str(if *value { "True" } else { "False" });
                Ok(())
            }
            Value::Bool(value) => self.push(&Value::Int(i64::from(*value)), out),
            Value::Null if *self == Format::default() => {
                out.push_str("None");
                Ok(())
            }
            Value::Null => Err("a value is null, which has no format".to_owned()),
            Value::Bytes(_) | Value::Timespan(_) => Err("a region, hash or timespan can't stand in a path".to_owned()),
        }
    }

    fn push_text(&self, text: &str, out: &mut String) -> Result<(), String> {
        let is_number = self.sign.is_some() || self.is_alternate || self.grouping.is_some() || self.align == Some('=');
        if is_number || !matches!(self.kind, None | Some('s')) {
            return Err(format!("the text `{text}` can't have the format of a number"));
        }
        let shortened: String = text.chars().take(self.precision.unwrap_or(usize::MAX)).collect();
        // A zero before the width fills texts on the right.
        self.pad("", &shortened, self.align.unwrap_or('<'), out);
        Ok(())
    }

    fn push_int(&self, value: i64, out: &mut String) -> Result<(), String> {
        let magnitude = value.unsigned_abs();
        let (digits, prefix) = match self.kind {
            None | Some('d') => (magnitude.to_string(), ""),
            Some('b') => (format!("{magnitude:b}"), "0b"),
            Some('o') => (format!("{magnitude:o}"), "0o"),
            Some('x') => (format!("{magnitude:x}"), "0x"),
            Some('X') => (format!("{magnitude:X}"), "0X"),
            _ => return Err(format!("the integer {value} can't have the format of a text")),
        };
        if self.precision.is_some() {
            return Err(format!("the integer {value} has no precision"));
        }
        let sign = format!("{}{}", self.sign_of(value < 0), if self.is_alternate { prefix } else { "" });
        let every = if prefix.is_empty() { 3 } else { 4 };
        self.push_number(&sign, &digits, "", every, out);
        Ok(())
    }

    fn push_float(&self, value: f64, out: &mut String) -> Result<(), String> {
        let magnitude = value.abs();
        let precision = self.precision.unwrap_or(6);
        let text = match self.kind {
            Some('f' | 'F') => format!("{magnitude:.precision$}"),
            Some('e') => exponent(&format!("{magnitude:.precision$e}"), 'e'),
            Some('E') => exponent(&format!("{magnitude:.precision$e}"), 'E'),
            Some('%') => format!("{:.precision$}%", magnitude * 100.0),
            None if self.precision.is_none() => {
                let mut text = String::new();
                push_float(&mut text, magnitude);
                text
            }
            _ => return Err(format!("the number {value} can't have this format")),
        };
        let (digits, rest) = text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()));
        self.push_number(self.sign_of(value.is_sign_negative()), digits, rest, 3, out);
        Ok(())
    }

    fn sign_of(&self, is_negative: bool) -> &'static str {
        match (is_negative, self.sign) {
            (true, _) => "-",
            (false, Some('+')) => "+",
            (false, Some(' ')) => " ",
            _ => "",
        }
    }

    fn push_number(&self, sign: &str, digits: &str, rest: &str, every: usize, out: &mut String) {
        let is_padded_inside = self.is_zero_padded && self.align.is_none();
        let mut digits = digits.to_owned();
        if is_padded_inside {
            let room = self.width.saturating_sub(sign.len() + rest.len());
            while grouped(&digits, self.grouping, every).len() < room {
                digits.insert(0, '0');
            }
        }
        let body = format!("{}{rest}", grouped(&digits, self.grouping, every));
        self.pad(sign, &body, self.align.unwrap_or('>'), out);
    }

    fn pad(&self, sign: &str, body: &str, align: char, out: &mut String) {
        let fill = self.fill.unwrap_or(if self.is_zero_padded { '0' } else { ' ' });
        let missing = self.width.saturating_sub(sign.chars().count() + body.chars().count());
        let (left, inside, right) = match align {
            '<' => (0, 0, missing),
            '^' => (missing / 2, 0, missing - missing / 2),
            '=' => (0, missing, 0),
            _ => (missing, 0, 0),
        };
        let fill_up = |out: &mut String, count: usize| out.extend(std::iter::repeat_n(fill, count));
        fill_up(out, left);
        out.push_str(sign);
        fill_up(out, inside);
        out.push_str(body);
        fill_up(out, right);
    }
}

fn grouped(digits: &str, mark: Option<char>, every: usize) -> String {
    let Some(mark) = mark else { return digits.to_owned() };
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(every) {
            text.push(mark);
        }
        text.push(digit);
    }
    text
}

/// `1.5e3` as `1.5e+03`.
fn exponent(text: &str, mark: char) -> String {
    let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let (sign, digits) = exponent.strip_prefix('-').map_or(('+', exponent), |digits| ('-', digits));
    format!("{mantissa}{mark}{sign}{digits:0>2}")
}
