//! A byte stream as characters.
//!
//! The parser takes an iterator, which can't fail: a fault ends the iteration and is kept for whoever asks the parser for events.

use std::cell::RefCell;
use std::io::Read;
use std::rc::Rc;

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

/// The characters of a byte stream.
pub(super) struct Chars {
    input: Box<dyn Read>,
    /// Characters read and not yet given out from `at` on.
    text: String,
    at: usize,
    /// The begin of a character that a block cut.
    cut: Vec<u8>,
    fault: FaultCell,
}

impl Chars {
    pub(super) fn new(input: impl Read + 'static) -> Chars {
        Chars { input: Box::new(input), text: String::new(), at: 0, cut: Vec::new(), fault: FaultCell::default() }
    }

    pub(super) fn fault(&self) -> FaultCell {
        Rc::clone(&self.fault)
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
        self.at = 0;
        match String::from_utf8(bytes) {
            Ok(text) => self.text = text,
            Err(error) if error.utf8_error().error_len().is_none() => {
                let valid = error.utf8_error().valid_up_to();
                let mut bytes = error.into_bytes();
                self.cut = bytes.split_off(valid);
                self.text = String::from_utf8(bytes).map_err(|_| Fault::Encoding)?;
            }
            Err(_) => return Err(Fault::Encoding),
        }
        Ok(true)
    }
}

impl Iterator for Chars {
    type Item = char;

    #[inline]
    fn next(&mut self) -> Option<char> {
        loop {
            if let Some(&byte) = self.text.as_bytes().get(self.at) {
                if byte.is_ascii() {
                    self.at += 1;
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
