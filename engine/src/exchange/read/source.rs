//! A byte stream as characters.
//!
//! The parser takes an iterator, which can't fail: a fault ends the iteration and is kept for whoever asks the parser for events. Dataset records in the
//! reference's layout do not come out as characters: they are taken out on the way (see [`canonical`](super::canonical)).

use std::cell::RefCell;
use std::io::Read;
use std::rc::Rc;

use super::canonical::{FIRST_LINE, Found, Layout, MAX_RECORD_BYTES, Taken, records};

const BLOCK_BYTES: usize = 1 << 16;

/// Why the characters ended too early.
#[derive(Debug)]
pub(super) enum Fault {
    /// The stream failed.
    Io(std::io::Error),
    /// The bytes are not UTF-8.
    Encoding,
}

/// Where a fault is kept.
pub(super) type FaultCell = Rc<RefCell<Option<Fault>>>;

/// Where records are kept that were taken out.
pub(super) type TakenCell = Rc<RefCell<Taken>>;

/// The characters of a byte stream.
pub(super) struct Chars {
    input: Box<dyn Read>,
    /// Characters read and not yet given out from `at` on.
    text: String,
    at: usize,
    /// The begin of a character that a block cut.
    cut: Vec<u8>,
    fault: FaultCell,
    taken: TakenCell,
    /// What stands for records that were taken out, still to be given out from the second on.
    instead: (String, usize),
    layout: Layout,
    is_line_begin: bool,
    /// Numbers of the line that `at` is in, of the file and as the parser counts them.
    line: u32,
    parser_line: u32,
}

impl Chars {
    pub(super) fn new(input: impl Read + 'static) -> Chars {
        Chars {
            input: Box::new(input),
            text: String::new(),
            at: 0,
            cut: Vec::new(),
            fault: FaultCell::default(),
            taken: TakenCell::default(),
            instead: (String::new(), 0),
            layout: Layout::default(),
            is_line_begin: true,
            line: 1,
            parser_line: 1,
        }
    }

    pub(super) fn fault(&self) -> FaultCell {
        Rc::clone(&self.fault)
    }

    pub(super) fn taken(&self) -> TakenCell {
        Rc::clone(&self.taken)
    }

    /// Reads the next block; `false` at the end.
    fn refill(&mut self) -> bool {
        if self.fault.borrow().is_some() {
            return false;
        }
        match self.block() {
            Ok(has_more) => has_more,
            Err(fault) => {
                *self.fault.borrow_mut() = Some(fault);
                false
            }
        }
    }

    fn block(&mut self) -> Result<bool, Fault> {
        let mut bytes = std::mem::take(&mut self.cut);
        let kept = bytes.len();
        bytes.resize(kept + BLOCK_BYTES, 0);
        let count = loop {
            match self.input.read(&mut bytes[kept..]) {
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                other => break other.map_err(Fault::Io)?,
            }
        };
        bytes.truncate(kept + count);
        if count == 0 {
            return if kept == 0 { Ok(false) } else { Err(Fault::Encoding) };
        }
        self.text.drain(..self.at);
        self.at = 0;
        match String::from_utf8(bytes) {
            Ok(text) => self.text.push_str(&text),
            Err(error) if error.utf8_error().error_len().is_none() => {
                let valid = error.utf8_error().valid_up_to();
                let mut bytes = error.into_bytes();
                self.cut = bytes.split_off(valid);
                self.text.push_str(std::str::from_utf8(&bytes).map_err(|_| Fault::Encoding)?);
            }
            Err(_) => return Err(Fault::Encoding),
        }
        Ok(true)
    }

    /// Looks at the line that begins: takes records out of the text, or notes where in the file we are.
    fn begin_line(&mut self) {
        loop {
            let rest = &self.text[self.at..];
            let line = rest.find('\n').map(|end| &rest[..end]);
            let found = match line {
                Some(line) if self.layout == Layout::Records && line == FIRST_LINE => records(rest, self.line),
                Some(line) => {
                    self.layout = self.layout.after(line);
                    return;
                }
                None => Found::More,
            };
            match found {
                Found::Records(block, bytes, lines) => {
                    self.instead = (self.taken.borrow_mut().keep(block, self.parser_line, lines), 0);
                    self.at += bytes;
                    self.line += lines;
                    return;
                }
                Found::More if rest.len() < MAX_RECORD_BYTES && self.refill() => {}
                Found::More | Found::Other => {
                    self.layout = Layout::Outside;
                    return;
                }
            }
        }
    }
}

impl Iterator for Chars {
    type Item = char;

    #[inline]
    fn next(&mut self) -> Option<char> {
        loop {
            if self.is_line_begin {
                self.is_line_begin = false;
                self.begin_line();
            }
            if let Some(next) = self.instead.0[self.instead.1..].chars().next() {
                self.instead.1 += next.len_utf8();
                if next == '\n' {
                    self.parser_line += 1;
                    self.is_line_begin = true;
                }
                return Some(next);
            }
            if let Some(&byte) = self.text.as_bytes().get(self.at) {
                if byte.is_ascii() {
                    self.at += 1;
                    if byte == b'\n' {
                        self.line += 1;
                        self.parser_line += 1;
                        self.is_line_begin = true;
                    }
                    return Some(char::from(byte));
                }
                let next = self.text[self.at..].chars().next()?;
                self.at += next.len_utf8();
                return Some(next);
            }
            if !self.refill() {
                return None;
            }
        }
    }
}
