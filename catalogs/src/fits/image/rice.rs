//! RICE_1 (section 10.4.1): differences of neighbours in blocks, each with a number of low bits of its own.
//!
//! A stream is decoded only as far as its pixels are needed, and never read beyond its end.

use crate::fits::Fault;

/// How the integers of an image are coded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Coding {
    /// Bytes of an integer: 1, 2 or 4.
    pub(super) bytes: usize,
    /// Pixels of a block.
    pub(super) block: usize,
}

impl Coding {
    /// Bits of the number that a block begins with.
    fn code_bits(self) -> u32 {
        match self.bytes {
            1 => 3,
            2 => 4,
            _ => 5,
        }
    }

    /// That number of a block whose differences are not coded.
    fn plain_code(self) -> u32 {
        match self.bytes {
            1 => 7,
            2 => 15,
            _ => 26,
        }
    }

    /// Pixels that a stream of so many bytes may hold.
    pub(super) fn most(self, bytes: usize) -> u64 {
        (bytes as u64 * 8 / u64::from(self.code_bits()) + 1) * self.block as u64
    }

    /// Decodes the first values of a stream; of integers of fewer than 32 bits the low ones are meant.
    pub(super) fn decode(self, stream: &[u8], values: &mut [i32]) -> Result<(), Fault> {
        let count = values.len();
        let (first, rest) = stream.split_at_checked(self.bytes).ok_or_else(|| short(count))?;
        let mut last = first.iter().fold(0_u32, |value, byte| value << 8 | u32::from(*byte));
        let mut bits = Bits { rest, buffer: 0, count: 0 };
        for block in values.chunks_mut(self.block.max(1)) {
            let code = bits.take(self.code_bits());
            match code {
                None => return Err(short(count)),
                Some(0) => block.fill(last.cast_signed()),
                Some(code) if code == self.plain_code() => {
                    for value in block {
                        last = next(last, bits.take(8 * self.bytes as u32).ok_or_else(|| short(count))?);
                        *value = last.cast_signed();
                    }
                }
                Some(code) => {
                    for value in block {
                        last = next(last, bits.coded(code - 1).ok_or_else(|| short(count))?);
                        *value = last.cast_signed();
                    }
                }
            }
        }
        Ok(())
    }
}

#[cold]
fn short(count: usize) -> Fault {
    Fault::new(format!("a tile of RICE_1 ends before {count} of its pixels are read"))
}

/// The value after `last`: even numbers stand for differences up, odd ones for those down.
fn next(last: u32, coded: u32) -> u32 {
    last.wrapping_add(coded >> 1 ^ (coded & 1).wrapping_neg())
}

/// The bits of a stream, the highest of a byte first.
struct Bits<'a> {
    rest: &'a [u8],
    /// The next bits, the first the highest; zeros behind them.
    buffer: u64,
    count: u32,
}

impl Bits<'_> {
    /// Has at least 56 bits at hand, or all that there are.
    #[inline]
    fn fill(&mut self) {
        if let Some(word) = self.rest.first_chunk::<8>() {
            let bytes = (63 - self.count) / 8;
            let word = u64::from_be_bytes(*word) >> self.count;
            self.count += bytes * 8;
            // Bits of a byte that is not counted come again.
            self.buffer |= word & !(u64::MAX >> 1 >> (self.count - 1));
            self.rest = self.rest.get(bytes as usize..).unwrap_or(&[]);
            return;
        }
        while self.count <= 56
            && let Some((byte, rest)) = self.rest.split_first()
        {
            self.buffer |= u64::from(*byte) << (56 - self.count);
            self.count += 8;
            self.rest = rest;
        }
    }

    /// A number of up to 32 bits.
    #[inline]
    fn take(&mut self, bits: u32) -> Option<u32> {
        if self.count < bits {
            self.fill();
            if self.count < bits {
                return None;
            }
        }
        let value = self.buffer >> 1 >> (63 - bits);
        self.buffer <<= bits;
        self.count -= bits;
        Some(value as u32)
    }

    /// A number whose high part is a count of zeros before a one, and whose `low` bits follow.
    #[inline]
    fn coded(&mut self, low: u32) -> Option<u32> {
        if self.count < 32 {
            self.fill();
        }
        let zeros = self.buffer.leading_zeros();
        // Mostly all of it is at hand.
        let bits = zeros + 1 + low;
        if bits <= self.count {
            let rest = self.buffer << zeros << 1;
            let value = zeros << low | (rest >> 1 >> (63 - low)) as u32;
            self.buffer = rest << low;
            self.count -= bits;
            return Some(value);
        }
        let mut zeros = 0_u32;
        loop {
            let found = self.buffer.leading_zeros();
            if found < self.count {
                self.buffer = self.buffer << found << 1;
                self.count -= found + 1;
                let high = zeros.checked_add(found)?.checked_shl(low)?;
                return Some(high | self.take(low)?);
            }
            zeros = zeros.checked_add(self.count)?;
            (self.buffer, self.count) = (0, 0);
            self.fill();
            if self.count == 0 {
                return None;
            }
        }
    }
}

#[cfg(test)]
mod tests;
