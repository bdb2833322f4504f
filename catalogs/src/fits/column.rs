//! The columns of a table as its header describes them (sections 7.2 and 7.3).

use arrow::datatypes::DataType;

use super::form::{self, Code, Form};
use super::table::{ascii_type, element_type};
use super::{Fault, Hdu, Header, Kind};

/// How a stored number becomes the one that is meant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Scaling {
    /// It is that number.
    None,
    /// The highest bit is flipped: unsigned 16, 32, 64 bits, signed bytes (section 5.2.5).
    Flipped,
    /// `TZERO + TSCAL * stored`, in floats of 64 bits.
    Linear { scale: f64, zero: f64 },
}

/// What a field's bytes are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Layout {
    /// Binary, by its `TFORM`.
    Binary(Form),
    /// Text of so many characters (section 7.2).
    Ascii { kind: AsciiKind, width: u64, decimals: u32 },
}

/// What the text of an ASCII table's field says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AsciiKind {
    Text,
    Integer,
    Real,
}

/// A column.
#[derive(Debug, Clone)]
pub struct Column {
    /// `TTYPE`; a column without one is called by its number, one whose name is taken gets the number of times behind it.
    pub name: String,
    /// Number, from 1, as in `TTYPEn`.
    pub number: usize,
    /// `TFORM` as it is written.
    pub form: String,
    /// `TUNIT`.
    pub unit: Option<String>,
    /// What it is, in words: `TDOC` of afw, `TCOMM` of others.
    pub description: Option<String>,
    /// `TDISP`.
    pub display: Option<String>,
    /// `TUCD`.
    pub ucd: Option<String>,
    /// `TCCLS` of afw.
    pub class: Option<String>,
    /// `TNULL`.
    pub null: Option<i64>,
    /// Lengths of the axes of the array in a row, the slowest first; empty if it is a single value.
    pub shape: Vec<u64>,
    pub(crate) layout: Layout,
    pub(crate) scaling: Scaling,
    /// Where it begins in a row, in bytes.
    pub(crate) offset: usize,
    /// `TNULL` of an ASCII table.
    pub(crate) null_text: Option<String>,
    /// Whether texts keep the spaces that fill their field.
    pub(crate) as_stored: bool,
}

impl Column {
    /// The format of a binary table's column.
    pub fn binary(&self) -> Option<Form> {
        if let Layout::Binary(form) = self.layout { Some(form) } else { None }
    }

    /// Whether its elements are in the heap.
    pub(crate) fn has_heap(&self) -> bool {
        self.binary().is_some_and(|form| form.descriptor.is_some())
    }

    /// Characters of one text.
    pub(crate) fn text_width(&self, form: &Form) -> u64 {
        let texts: u64 = self.shape.iter().product();
        form.repeat / texts.max(1)
    }

    /// Bytes of one text.
    pub(crate) fn text_bytes(&self) -> u64 {
        match &self.layout {
            Layout::Binary(form) => self.text_width(form),
            Layout::Ascii { width, .. } => *width,
        }
    }

    /// The Arrow type of one element.
    pub(crate) fn leaf_type(&self) -> DataType {
        match &self.layout {
            Layout::Binary(form) => element_type(form.code, self.scaling),
            Layout::Ascii { kind, .. } => ascii_type(*kind, self.scaling),
        }
    }

    /// Bytes in a row.
    pub(crate) fn bytes(&self) -> Option<u64> {
        match &self.layout {
            Layout::Binary(form) => form.bytes(),
            Layout::Ascii { width, .. } => Some(*width),
        }
    }
}

/// The columns of the table in `hdu`, each within the `NAXIS1` bytes of a row.
pub(super) fn columns(hdu: &Hdu) -> Result<Vec<Column>, Fault> {
    let header = hdu.header();
    let row_bytes = header.count("NAXIS1")?;
    let count = header.count("TFIELDS")?;
    if count > 999_999 || count > header.cards().len() as u64 {
        return Err(Fault::new(format!("`TFIELDS` is {count}, more than its header describes")));
    }
    let mut columns: Vec<Column> = Vec::new();
    let mut names = std::collections::HashSet::new();
    let mut end = 0;
    for number in 1..=count as usize {
        let name = text(header, "TTYPE", number).unwrap_or_else(|| format!("col{number}"));
        let name = unique(name, &mut names);
        let mut column = column(hdu, number, &name).map_err(|fault| fault.of(&name))?;
        let start = match column.layout {
            Layout::Binary(_) => end,
            Layout::Ascii { .. } => column.offset as u64,
        };
        end = column.bytes().and_then(|bytes| bytes.checked_add(start)).filter(|end| *end <= row_bytes).ok_or_else(|| {
            Fault::new(format!("`{}` at byte {start} goes beyond the row, which has {row_bytes} bytes", column.form.trim_end())).of(&name)
        })?;
        column.offset = usize::try_from(start).map_err(|_| Fault::new("its row is too long").of(&name))?;
        columns.push(column);
    }
    Ok(columns)
}

fn column(hdu: &Hdu, number: usize, name: &str) -> Result<Column, Fault> {
    let header = hdu.header();
    let form = text(header, "TFORM", number).ok_or_else(|| Fault::new(format!("its header has no `TFORM{number}`")))?;
    let is_ascii = hdu.kind() == Kind::AsciiTable;
    let layout = if is_ascii { ascii(&form)? } else { Layout::Binary(Form::parse(&form)?) };
    let offset = if is_ascii {
        let begin = header.count(&format!("TBCOL{number}"))?;
        begin.checked_sub(1).and_then(|begin| usize::try_from(begin).ok()).ok_or_else(|| Fault::new("`TBCOL` is 0"))?
    } else {
        0
    };
    Ok(Column {
        name: name.to_owned(),
        number,
        unit: text(header, "TUNIT", number),
        description: text(header, "TDOC", number).or_else(|| text(header, "TCOMM", number)),
        display: text(header, "TDISP", number),
        ucd: text(header, "TUCD", number),
        class: text(header, "TCCLS", number),
        null: header.integer(&format!("TNULL{number}")),
        as_stored: false,
        null_text: header.text(&format!("TNULL{number}")).map(str::to_owned),
        shape: shape(&layout, text(header, "TDIM", number).as_deref()),
        scaling: scaling(&layout, header, number),
        layout,
        offset,
        form,
    })
}

/// The text of `keyword` with a column's number; none if it is empty.
fn text(header: &Header, keyword: &str, number: usize) -> Option<String> {
    let text = header.text(&format!("{keyword}{number}"))?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn unique(name: String, names: &mut std::collections::HashSet<String>) -> String {
    let mut candidate = name.clone();
    let mut times = 1;
    while !names.insert(candidate.clone()) {
        times += 1;
        candidate = format!("{name}_{times}");
    }
    candidate
}

fn shape(layout: &Layout, dimensions: Option<&str>) -> Vec<u64> {
    let Layout::Binary(form) = layout else { return Vec::new() };
    if form.descriptor.is_some() {
        return Vec::new();
    }
    let axes = dimensions.and_then(form::dimensions).filter(|axes| {
        let product = axes.iter().try_fold(1u64, |product, axis| product.checked_mul(*axis));
        // A dimension may be smaller than the field (section 7.3.2); only one that fills it says where its elements are.
        product == Some(form.repeat) && form.repeat > 0
    });
    match (axes, form.code) {
        (Some(axes), Code::Character) => axes[1..].iter().rev().copied().collect(),
        (Some(axes), _) => axes.iter().rev().copied().collect(),
        (None, Code::Character) => match form.text_width {
            Some(width) if form.repeat / width > 1 && form.repeat.is_multiple_of(width) => vec![form.repeat / width],
            _ => Vec::new(),
        },
        (None, _) if form.repeat == 1 => Vec::new(),
        (None, _) => vec![form.repeat],
    }
}

fn scaling(layout: &Layout, header: &Header, number: usize) -> Scaling {
    let scale = header.real(&format!("TSCAL{number}")).unwrap_or(1.0);
    let zero = header.real(&format!("TZERO{number}")).unwrap_or(0.0);
    let code = match layout {
        Layout::Binary(form) => form.code,
        Layout::Ascii { kind: AsciiKind::Text, .. } => return Scaling::None,
        Layout::Ascii { .. } => Code::Double,
    };
    let flip = match code {
        Code::Byte => -128.0,
        Code::Short => 32_768.0,
        Code::Int => 2_147_483_648.0,
        Code::Long => 9_223_372_036_854_775_808.0,
        Code::Float | Code::Double | Code::FloatComplex | Code::DoubleComplex => f64::NAN,
        Code::Logical | Code::Bit | Code::Character => return Scaling::None,
    };
    match (scale, zero) {
        (1.0, 0.0) => Scaling::None,
        (1.0, zero) if zero == flip => Scaling::Flipped,
        _ => Scaling::Linear { scale, zero },
    }
}

/// `Aw`, `Iw`, `Fw.d`, `Ew.d`, `Dw.d`.
fn ascii(form: &str) -> Result<Layout, Fault> {
    let wrong = || Fault::new(format!("`TFORM` is `{form}`, which is no format of an ASCII table"));
    let text = form.trim();
    let kind = match text.bytes().next().map(|letter| letter.to_ascii_uppercase()) {
        Some(b'A') => AsciiKind::Text,
        Some(b'I') => AsciiKind::Integer,
        Some(b'F' | b'E' | b'D') => AsciiKind::Real,
        _ => return Err(wrong()),
    };
    let (width, decimals) = text[1..].split_once('.').unwrap_or((&text[1..], "0"));
    let width = if width.is_empty() && kind == AsciiKind::Text { 1 } else { width.parse().map_err(|_| wrong())? };
    Ok(Layout::Ascii { kind, width, decimals: decimals.parse().map_err(|_| wrong())? })
}
