//! What a plain scalar is in YAML 1.1, by the rules of PyYAML (the patterns of its resolver, the arithmetic of its constructor).

/// A scalar's meaning.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Scalar<'a> {
    /// `null`, `~` or nothing.
    Null,
    /// `true`, `yes`, `on` and their opposites.
    Bool(bool),
    /// An integer in base 10, 2 (`0b`), 8 (`0`), 16 (`0x`) or 60 (`1:30`).
    Int(i64),
    /// An integer that does not fit in 64 bits.
    Huge(&'a str),
    /// A number with a dot, `.inf` or `.nan`.
    Float(f64),
    /// A date, or a date and time; see [`crate::time`] for its value.
    Timestamp(&'a str),
    /// Anything else.
    Text(&'a str),
}

impl Scalar<'_> {
    /// The name of the sort of value, with its article, for messages.
    pub fn kind(&self) -> &'static str {
        match self {
            Scalar::Null => "nothing",
            Scalar::Bool(_) => "the truth value",
            Scalar::Int(_) => "the integer",
            Scalar::Huge(_) => "the integer beyond 64 bits",
            Scalar::Float(_) => "the number",
            Scalar::Timestamp(_) => "the time",
            Scalar::Text(_) => "the string",
        }
    }
}

/// What the plain scalar `text` is.
pub fn resolve(text: &str) -> Scalar<'_> {
    let Some(&first) = text.as_bytes().first() else { return Scalar::Null };
    match first {
        b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O' | b'~' => word(text),
        b'0'..=b'9' | b'-' | b'+' | b'.' => number(text).unwrap_or(Scalar::Text(text)),
        _ => Scalar::Text(text),
    }
}

fn word(text: &str) -> Scalar<'_> {
    match text {
        "~" | "null" | "Null" | "NULL" => Scalar::Null,
        "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => Scalar::Bool(true),
        "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => Scalar::Bool(false),
        _ => Scalar::Text(text),
    }
}

fn number(text: &str) -> Option<Scalar<'_>> {
    let (negative, body) = match text.as_bytes()[0] {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    // The common case: a few decimal digits without a leading zero.
    let bytes = body.as_bytes();
    if !bytes.is_empty() && bytes.len() < 19 && bytes.iter().all(u8::is_ascii_digit) && (bytes[0] != b'0' || bytes.len() == 1) {
        let value = bytes.iter().fold(0_i64, |sum, digit| sum * 10 + i64::from(digit - b'0'));
        return Some(Scalar::Int(if negative { -value } else { value }));
    }
    let is_signed = body.len() != text.len();
    integer(body, negative)
        .map(|value| value.map_or(Scalar::Huge(text), Scalar::Int))
        .or_else(|| float(body, negative, is_signed).map(Scalar::Float))
        .or_else(|| (!is_signed && is_timestamp(body)).then_some(Scalar::Timestamp(text)))
}

/// `None`: not an integer; `Some(None)`: one that does not fit.
fn integer(body: &str, negative: bool) -> Option<Option<i64>> {
    let all = |text: &str, allowed: fn(u8) -> bool| !text.is_empty() && text.bytes().all(|b| b == b'_' || allowed(b));
    let parsed = |digits: &str, radix: u32| {
        let digits = digits.replace('_', "");
        if digits.is_empty() {
            return None;
        }
        Some(i128::from_str_radix(&digits, radix).ok().map(|v| if negative { -v } else { v }).and_then(|v| i64::try_from(v).ok()))
    };
    if let Some(digits) = body.strip_prefix("0b") {
        return if all(digits, |b| matches!(b, b'0' | b'1')) { parsed(digits, 2) } else { None };
    }
    if let Some(digits) = body.strip_prefix("0x") {
        return if all(digits, |b| b.is_ascii_hexdigit()) { parsed(digits, 16) } else { None };
    }
    if body == "0" {
        return Some(Some(0));
    }
    if let Some(digits) = body.strip_prefix('0') {
        return if all(digits, |b| matches!(b, b'0'..=b'7')) { parsed(digits, 8) } else { None };
    }
    if !body.as_bytes().first()?.is_ascii_digit() {
        return None;
    }
    if all(body, |b| b.is_ascii_digit()) {
        return parsed(body, 10);
    }
    let (head, tail) = body.split_once(':')?;
    if !all(head, |b| b.is_ascii_digit()) || !tail.split(':').all(is_sexagesimal_digit) {
        return None;
    }
    let mut value = head.replace('_', "").parse::<i128>().ok();
    for part in tail.split(':') {
        value = value.and_then(|v| v.checked_mul(60)?.checked_add(part.parse().ok()?));
    }
    Some(value.map(|v| if negative { -v } else { v }).and_then(|v| i64::try_from(v).ok()))
}

/// One or two digits, 0 to 59.
fn is_sexagesimal_digit(part: &str) -> bool {
    match part.as_bytes() {
        [ones] => ones.is_ascii_digit(),
        [tens, ones] => matches!(tens, b'0'..=b'5') && ones.is_ascii_digit(),
        _ => false,
    }
}

fn float(body: &str, negative: bool, is_signed: bool) -> Option<f64> {
    let sign = if negative { -1.0 } else { 1.0 };
    match body {
        ".inf" | ".Inf" | ".INF" => return Some(sign * f64::INFINITY),
        ".nan" | ".NaN" | ".NAN" if !is_signed => return Some(f64::NAN),
        _ => {}
    }
    let (whole, fraction) = body.split_once('.')?;
    let digits = |text: &str| text.bytes().all(|b| b == b'_' || b.is_ascii_digit());
    if let Some((head, rest)) = whole.split_once(':') {
        if !head.starts_with(|c: char| c.is_ascii_digit()) || !digits(head) || !digits(fraction) {
            return None;
        }
        let (middle, last) = rest.rsplit_once(':').map_or((None, rest), |(m, l)| (Some(m), l));
        if !is_sexagesimal_digit(last) || !middle.is_none_or(|m| m.split(':').all(is_sexagesimal_digit)) {
            return None;
        }
        let mut value: f64 = head.replace('_', "").parse().ok()?;
        for part in middle.into_iter().flat_map(|m| m.split(':')) {
            value = value * 60.0 + part.parse::<f64>().ok()?;
        }
        return Some(sign * (value * 60.0 + format!("{last}.{}", fraction.replace('_', "")).parse::<f64>().ok()?));
    }
    let (mantissa, exponent) = match fraction.find(['e', 'E']) {
        Some(at) => (&fraction[..at], Some(&fraction[at + 1..])),
        None => (fraction, None),
    };
    if !digits(whole) || !digits(mantissa) {
        return None;
    }
    if whole.is_empty() {
        // A number that begins with its dot has no sign and at least one digit.
        if is_signed || !mantissa.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
    } else if whole.starts_with('_') {
        return None;
    }
    if let Some(exponent) = exponent {
        let power = exponent.strip_prefix(['-', '+'])?;
        if power.is_empty() || !power.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
    }
    body.replace('_', "").parse::<f64>().ok().map(|value| sign * value)
}

/// `2021-09-09`, or `2021-9-9` with a time `T` or blanks `3:01:30.5`, and a zone.
fn is_timestamp(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes.len() < 8 || !bytes[..4].iter().all(u8::is_ascii_digit) || bytes[4] != b'-' {
        return false;
    }
    let mut rest = Cursor(&bytes[5..]);
    let Some(month) = rest.digits(1, 2) else { return false };
    if !rest.eat(b'-') {
        return false;
    }
    let Some(day) = rest.digits(1, 2) else { return false };
    if rest.0.is_empty() {
        return month == 2 && day == 2;
    }
    if !(rest.eat(b'T') || rest.eat(b't') || rest.blanks() > 0) {
        return false;
    }
    let clock =
        rest.digits(1, 2).is_some() && rest.eat(b':') && rest.digits(2, 2).is_some() && rest.eat(b':') && rest.digits(2, 2).is_some();
    if !clock {
        return false;
    }
    if rest.eat(b'.') {
        while rest.digits(1, 1).is_some() {}
    }
    if rest.0.is_empty() {
        return true;
    }
    rest.blanks();
    if rest.eat(b'Z') {
        return rest.0.is_empty();
    }
    if !(rest.eat(b'+') || rest.eat(b'-')) || rest.digits(1, 2).is_none() {
        return false;
    }
    if rest.eat(b':') && rest.digits(2, 2).is_none() {
        return false;
    }
    rest.0.is_empty()
}

struct Cursor<'a>(&'a [u8]);

impl Cursor<'_> {
    fn eat(&mut self, byte: u8) -> bool {
        let is_next = self.0.first() == Some(&byte);
        if is_next {
            self.0 = &self.0[1..];
        }
        is_next
    }

    fn blanks(&mut self) -> usize {
        let count = self.0.iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
        self.0 = &self.0[count..];
        count
    }

    /// How many digits were taken, if there are at least `min`.
    fn digits(&mut self, min: usize, max: usize) -> Option<usize> {
        let count = self.0.iter().take(max).take_while(|b| b.is_ascii_digit()).count();
        self.0 = &self.0[count..];
        (count >= min).then_some(count)
    }
}

/// The bytes of a base64 text (RFC 4648, section 4); white space is skipped; `None` if it is not base64.
pub fn decode_base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    let (mut bits, mut count, mut padding) = (0_u32, 0_u32, 0);
    for byte in text.bytes().filter(|b| !b.is_ascii_whitespace()) {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => {
                padding += 1;
                continue;
            }
            _ => return None,
        };
        if padding > 0 {
            return None;
        }
        bits = bits << 6 | u32::from(value);
        count += 1;
        if count == 4 {
            bytes.extend_from_slice(&bits.to_be_bytes()[1..]);
            (bits, count) = (0, 0);
        }
    }
    match (count, padding) {
        (0, 0) => {}
        (2, 2) => bytes.push((bits >> 4) as u8),
        (3, 1) => bytes.extend_from_slice(&((bits >> 2) as u16).to_be_bytes()),
        _ => return None,
    }
    Some(bytes)
}
