//! `TFORMn`, `TDIMn`: what stands in a column's bytes (section 7.3).

use super::Fault;

/// The type of one element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    /// `L`: `T`, `F` or 0 for null.
    Logical,
    /// `X`: one bit; eight to a byte, the highest first.
    Bit,
    /// `B`: unsigned byte.
    Byte,
    /// `I`: 16-bit integer.
    Short,
    /// `J`: 32-bit integer.
    Int,
    /// `K`: 64-bit integer.
    Long,
    /// `A`: a character.
    Character,
    /// `E`: float of 32 bits.
    Float,
    /// `D`: float of 64 bits.
    Double,
    /// `C`: complex of two floats of 32 bits.
    FloatComplex,
    /// `M`: complex of two floats of 64 bits.
    DoubleComplex,
}

impl Code {
    fn parse(letter: u8) -> Option<Code> {
        Some(match letter.to_ascii_uppercase() {
            b'L' => Code::Logical,
            b'X' => Code::Bit,
            b'B' => Code::Byte,
            b'I' => Code::Short,
            b'J' => Code::Int,
            b'K' => Code::Long,
            b'A' => Code::Character,
            b'E' => Code::Float,
            b'D' => Code::Double,
            b'C' => Code::FloatComplex,
            b'M' => Code::DoubleComplex,
            _ => return None,
        })
    }

    /// The letter of `TFORM`.
    pub fn letter(self) -> char {
        match self {
            Code::Logical => 'L',
            Code::Bit => 'X',
            Code::Byte => 'B',
            Code::Short => 'I',
            Code::Int => 'J',
            Code::Long => 'K',
            Code::Character => 'A',
            Code::Float => 'E',
            Code::Double => 'D',
            Code::FloatComplex => 'C',
            Code::DoubleComplex => 'M',
        }
    }

    /// Bytes of `count` elements.
    pub fn bytes(self, count: u64) -> Option<u64> {
        match self {
            Code::Bit => Some(count.div_ceil(8)),
            Code::Logical | Code::Byte | Code::Character => Some(count),
            Code::Short => count.checked_mul(2),
            Code::Int | Code::Float => count.checked_mul(4),
            Code::Long | Code::Double | Code::FloatComplex => count.checked_mul(8),
            Code::DoubleComplex => count.checked_mul(16),
        }
    }
}

/// How a descriptor of a variable-length array is stored: two integers, the number of elements and an offset in the heap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Descriptor {
    /// `P`: of 32 bits.
    Narrow,
    /// `Q`: of 64 bits.
    Wide,
}

/// A parsed `TFORM`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Form {
    /// Elements in a row; 0 or 1 descriptors if they are of variable length.
    pub repeat: u64,
    /// Type of an element.
    pub code: Code,
    /// Whether the elements are in the heap.
    pub descriptor: Option<Descriptor>,
    /// Characters of one text, if a field holds several (`20A5`: four of five).
    pub text_width: Option<u64>,
}

impl Form {
    /// Reads `rTa`: repeat count, letter, and what the letter wants to add.
    pub fn parse(text: &str) -> Result<Form, Fault> {
        let wrong = || Fault::new(format!("`TFORM` is `{text}`, which is no format of a binary table"));
        let trimmed = text.trim();
        let digits = trimmed.bytes().take_while(u8::is_ascii_digit).count();
        let repeat = if digits == 0 { 1 } else { trimmed[..digits].parse().map_err(|_| wrong())? };
        let rest = &trimmed.as_bytes()[digits..];
        let letter = rest.first().ok_or_else(wrong)?.to_ascii_uppercase();
        if matches!(letter, b'P' | b'Q') {
            let code = rest.get(1).and_then(|letter| Code::parse(*letter)).ok_or_else(wrong)?;
            if repeat > 1 {
                return Err(wrong());
            }
            let descriptor = Some(if letter == b'P' { Descriptor::Narrow } else { Descriptor::Wide });
            return Ok(Form { repeat, code, descriptor, text_width: None });
        }
        let code = Code::parse(letter).ok_or_else(wrong)?;
        let text_width = if code == Code::Character { width(&trimmed[digits + 1..]).filter(|width| *width <= repeat) } else { None };
        let form = Form { repeat, code, descriptor: None, text_width };
        form.bytes().map(|_| form).ok_or_else(wrong)
    }

    /// Bytes of the field in a row.
    pub fn bytes(&self) -> Option<u64> {
        match self.descriptor {
            Some(Descriptor::Narrow) => self.repeat.checked_mul(8),
            Some(Descriptor::Wide) => self.repeat.checked_mul(16),
            None => self.code.bytes(self.repeat),
        }
    }
}

/// The width of one text in `rAw` or, by an older convention, `rA:SSTRw`.
fn width(rest: &str) -> Option<u64> {
    let rest = rest.strip_prefix(":SSTR").unwrap_or(rest);
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    rest[..digits].parse().ok().filter(|width| *width > 0)
}

/// `TDIM`: `(a,b,c)`, the fastest axis first. None if it is not of that form, which the standard lets readers ignore.
pub(super) fn dimensions(text: &str) -> Option<Vec<u64>> {
    let inner = text.trim().strip_prefix('(')?.strip_suffix(')')?;
    let axes: Option<Vec<u64>> = inner.split(',').map(|axis| axis.trim().parse().ok()).collect();
    axes.filter(|axes| !axes.is_empty() && axes.len() <= 32)
}
