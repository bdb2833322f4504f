//! How a column wants its values spelled: `%.6f`, `{:8.3f}`, `.3f`, or `TDISP` of a FITS column (`F8.3`).

use arrow::datatypes::Field;

use super::cell::Scalar;
use crate::meta;

/// A parsed format.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Spec {
    fill: char,
    align: Option<char>,
    /// Whether the whole text is the specification, which then aligns the column too.
    is_bare: bool,
    sign: Option<char>,
    width: usize,
    precision: Option<usize>,
    kind: char,
}

/// What the metadata of a field ask for; none if there is nothing, or nothing that is understood.
pub(super) fn of(field: &Field) -> Option<Spec> {
    let metadata = field.metadata();
    match metadata.get(meta::FORMAT) {
        Some(format) => Spec::parse(format),
        None => Spec::fortran(metadata.get(meta::DISPLAY)?),
    }
}

/// `F8.3` of FITS as `{:8.3f}`.
pub(crate) fn python_format(display: &str) -> Option<String> {
    let spec = Spec::fortran(display)?;
    let precision = spec.precision.map_or(String::new(), |precision| format!(".{precision}"));
    let side = spec.align.map_or(String::new(), String::from);
    Some(format!("{{:{side}{}{precision}{}}}", spec.width, spec.kind))
}

/// `%.6f` and its like as `F15.6` of FITS, wide enough for any number of that precision; none if FITS has no such format.
pub(crate) fn fortran_format(format: &str) -> Option<String> {
    let spec = Spec::parse(format)?;
    let letter = match spec.kind {
        'f' | 'F' => 'F',
        'e' | 'E' => 'E',
        'g' | 'G' => 'G',
        'd' | 'i' => return (spec.width > 0).then(|| format!("I{}", spec.width)),
        _ => return None,
    };
    let precision = spec.precision.unwrap_or(6);
    Some(format!("{letter}{}.{precision}", if spec.width > 0 { spec.width } else { precision + 9 }))
}

impl Spec {
    fn parse(text: &str) -> Option<Spec> {
        if let Some(inner) = text.strip_prefix("{:").and_then(|rest| rest.strip_suffix('}')) {
            return Spec::inner(inner, false);
        }
        match text.strip_prefix('%') {
            Some(inner) => {
                // In this notation `-` is to the left.
                let left = inner.strip_prefix('-');
                let spec = Spec::inner(left.unwrap_or(inner), false)?;
                Some(if left.is_some() { Spec { align: Some('<'), ..spec } } else { spec })
            }
            None => Spec::inner(text, true),
        }
    }

    /// `[[fill]align][sign][0][width][.precision][type]`
    fn inner(text: &str, is_bare: bool) -> Option<Spec> {
        let letters: Vec<char> = text.chars().collect();
        let is_align = |letter: Option<&char>| letter.is_some_and(|letter| matches!(letter, '<' | '>' | '^' | '='));
        let (fill, align, mut at) = if is_align(letters.get(1)) {
            (letters[0], Some(letters[1]), 2)
        } else if is_align(letters.first()) {
            (' ', Some(letters[0]), 1)
        } else {
            (' ', None, 0)
        };
        let mut spec = Spec { fill, align, is_bare, sign: None, width: 0, precision: None, kind: ' ' };
        if let Some(sign @ ('+' | ' ' | '-')) = letters.get(at) {
            spec.sign = Some(*sign);
            at += 1;
        }
        if letters.get(at) == Some(&'0') && spec.align.is_none() {
            (spec.fill, spec.align) = ('0', Some('='));
            at += 1;
        }
        let number = |at: &mut usize| {
            let digits: String = letters[*at..].iter().take_while(|letter| letter.is_ascii_digit()).collect();
            *at += digits.len();
            digits.parse::<usize>().ok().filter(|number| *number < 1000)
        };
        spec.width = number(&mut at).unwrap_or(0);
        if letters.get(at) == Some(&'.') {
            at += 1;
            spec.precision = Some(number(&mut at)?);
        }
        if let Some(kind) = letters.get(at) {
            if !"dboxXfFeEgGsi".contains(*kind) {
                return None;
            }
            spec.kind = *kind;
            at += 1;
        }
        (at == letters.len() && at > 0).then_some(spec)
    }

    /// `Fw.d`, `Ew.d`, `Gw.d`, `Iw`, `Aw` ... of FITS.
    fn fortran(text: &str) -> Option<Spec> {
        let text = text.trim();
        let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
        let kind = match &text[..letters] {
            "F" => 'f',
            "E" | "D" | "EN" | "ES" => 'e',
            "G" => 'g',
            "I" => 'd',
            "B" => 'b',
            "O" => 'o',
            "Z" => 'x',
            "A" | "L" => 's',
            _ => return None,
        };
        let number = text[letters..].split(['E', 'e']).next()?;
        let (width, precision) = number.split_once('.').map_or((number, None), |(width, precision)| (width, Some(precision)));
        let precision = precision.map(|precision| precision.parse().ok().filter(|precision: &usize| *precision < 1000));
        let needs_precision = matches!(kind, 'f' | 'e' | 'g');
        if precision == Some(None) || (needs_precision && precision.is_none()) {
            return None;
        }
        let width = width.parse().ok().filter(|width: &usize| *width < 1000)?;
        let precision = precision.flatten().filter(|_| needs_precision);
        Some(Spec { fill: ' ', align: if kind == 's' { Some('>') } else { None }, is_bare: false, sign: None, width, precision, kind })
    }

    /// Fill and side to which the format brings the whole column.
    pub(super) fn column_alignment(&self) -> Option<(char, char)> {
        if self.is_bare { self.align.filter(|side| *side != '=').map(|side| (self.fill, side)) } else { None }
    }

    /// The value in this format; none if the format is not for such a value.
    pub(super) fn format(&self, value: &Scalar) -> Option<String> {
        let (text, is_number) = match (value, self.kind) {
            (Scalar::Integer(value), 'd' | 'i' | ' ') => (value.to_string(), true),
            (Scalar::Integer(value), 'b' | 'o' | 'x' | 'X') => {
                let size = value.unsigned_abs();
                let digits = match self.kind {
                    'b' => format!("{size:b}"),
                    'o' => format!("{size:o}"),
                    'x' => format!("{size:x}"),
                    _ => format!("{size:X}"),
                };
                (format!("{}{digits}", if *value < 0 { "-" } else { "" }), true)
            }
            (Scalar::Integer(value), 'f' | 'F' | 'e' | 'E' | 'g' | 'G') => (self.float(*value as f64), true),
            (Scalar::Float(value), 'f' | 'F' | 'e' | 'E' | 'g' | 'G') => (self.float(*value), true),
            (Scalar::Float(value), ' ') if self.precision.is_none() => (super::number::float64(*value), true),
            (Scalar::Float(value), ' ') => (Spec { kind: 'g', ..self.clone() }.float(*value), true),
            (Scalar::Text(text), 's' | ' ') => {
                (self.precision.map_or_else(|| text.clone(), |limit| text.chars().take(limit).collect()), false)
            }
            _ => return None,
        };
        let text = match self.sign {
            Some(sign @ ('+' | ' ')) if is_number && !text.starts_with('-') => format!("{sign}{text}"),
            _ => text,
        };
        Some(self.padded(text, is_number))
    }

    fn padded(&self, text: String, is_number: bool) -> String {
        let pad = self.width.saturating_sub(text.chars().count());
        let fill = |count: usize| self.fill.to_string().repeat(count);
        match self.align.unwrap_or(if is_number { '>' } else { '<' }) {
            '<' => text + &fill(pad),
            '^' => format!("{}{text}{}", fill(pad / 2), fill(pad - pad / 2)),
            '=' if text.starts_with(['-', '+']) => format!("{}{}{}", &text[..1], fill(pad), &text[1..]),
            _ => fill(pad) + &text,
        }
    }

    fn float(&self, value: f64) -> String {
        let precision = self.precision.unwrap_or(6);
        if !value.is_finite() {
            let text = if value.is_nan() {
                "nan"
            } else if value > 0.0 {
                "inf"
            } else {
                "-inf"
            };
            return if self.kind.is_uppercase() { text.to_uppercase() } else { text.to_owned() };
        }
        let text = match self.kind.to_ascii_lowercase() {
            'f' => format!("{value:.precision$}"),
            'e' => exponential(value, precision),
            _ => general(value, precision.max(1)),
        };
        if self.kind.is_uppercase() { text.to_uppercase() } else { text }
    }
}

fn exponential(value: f64, precision: usize) -> String {
    let text = format!("{value:.precision$e}");
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    format!("{digits}e{}{:02}", if exponent < 0 { '-' } else { '+' }, exponent.abs())
}

/// `%g`: the shorter of the two, without zeros at the end.
fn general(value: f64, precision: usize) -> String {
    if value == 0.0 {
        return if value.is_sign_negative() { "-0" } else { "0" }.to_owned();
    }
    let rounded = format!("{value:.*e}", precision - 1);
    let exponent: i32 = rounded.split_once('e').and_then(|(_, exponent)| exponent.parse().ok()).unwrap_or(0);
    let trimmed =
        |text: &str| if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text.to_owned() };
    if exponent < -4 || exponent >= precision as i32 {
        let text = exponential(value, precision - 1);
        let (digits, exponent) = text.split_once('e').unwrap_or((&text, "+00"));
        return format!("{}e{exponent}", trimmed(digits));
    }
    trimmed(&format!("{value:.*}", (precision as i32 - 1 - exponent).max(0) as usize))
}
