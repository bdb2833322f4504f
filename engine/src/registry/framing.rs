//! The envelope of every object that the log and the checkpoints are made of, so that a flipped bit or a missing end is always seen.
//!
//! ```text
//! magic           8 bytes: "BUTLER", the kind (`R` record, `S` stub, `C` checkpoint), `\n`
//! header length   u32, little-endian like all integers here
//! header          JSON
//! segments        each: length u32, CRC32C u32, that many bytes
//! total length    u64, of the whole object
//! hash            32 bytes: BLAKE3 of everything before it; this is the object's hash
//! end             8 bytes: "\nRELTUB\n"
//! ```
//!
//! There is exactly one encoding of a header and its segments: nothing follows, precedes or pads.

use bytes::{BufMut, Bytes, BytesMut};

use super::file::Hash;

const END: &[u8; 8] = b"\nRELTUB\n";
const FOOTER_BYTES: usize = 8 + 32 + 8;
const LENGTH_BYTES: usize = 4;
const SEGMENT_HEAD_BYTES: usize = 8;
const MAGIC_BYTES: usize = 8;

/// What an object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A commit record.
    Record,
    /// What is left of a commit record past the horizon.
    Stub,
    /// The state at a version.
    Checkpoint,
}

/// An object taken apart, checked whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
    /// What it is.
    pub kind: Kind,
    /// The header, JSON.
    pub header: Bytes,
    /// The segments in their order.
    pub segments: Vec<Bytes>,
    /// The object's hash.
    pub hash: Hash,
}

impl Kind {
    const ALL: [Kind; 3] = [Kind::Record, Kind::Stub, Kind::Checkpoint];

    fn magic(self) -> &'static [u8; MAGIC_BYTES] {
        match self {
            Kind::Record => b"BUTLERR\n",
            Kind::Stub => b"BUTLERS\n",
            Kind::Checkpoint => b"BUTLERC\n",
        }
    }
}

/// Puts an object together; `None` where a part is too long for its length field.
pub fn encode(kind: Kind, header: &[u8], segments: &[Bytes]) -> Option<(Bytes, Hash)> {
    let total = MAGIC_BYTES
        + LENGTH_BYTES
        + header.len()
        + segments.iter().map(|segment| SEGMENT_HEAD_BYTES + segment.len()).sum::<usize>()
        + FOOTER_BYTES;
    let mut out = BytesMut::with_capacity(total);
    out.put_slice(kind.magic());
    out.put_u32_le(u32::try_from(header.len()).ok()?);
    out.put_slice(header);
    for segment in segments {
        out.put_u32_le(u32::try_from(segment.len()).ok()?);
        out.put_u32_le(crc32c::crc32c(segment));
        out.put_slice(segment);
    }
    out.put_u64_le(total as u64);
    let hash = Hash::of(&out);
    out.put_slice(&hash.0);
    out.put_slice(END);
    Some((out.freeze(), hash))
}

/// Takes an object apart; the error says in words what does not fit.
pub fn decode(bytes: &Bytes) -> Result<Frame, String> {
    let length = bytes.len();
    if length < MAGIC_BYTES + LENGTH_BYTES + FOOTER_BYTES {
        return Err(format!("it has {length} bytes, too few for any"));
    }
    let kind = Kind::ALL.into_iter().find(|kind| bytes.starts_with(kind.magic())).ok_or("it does not begin with the bytes `BUTLER`")?;
    if !bytes.ends_with(END) {
        return Err("its end is missing".to_owned());
    }
    let body_end = length - FOOTER_BYTES;
    let hash_start = body_end + 8;
    let total = u64::from_le_bytes(array(&bytes[body_end..hash_start])?);
    if total != length as u64 {
        return Err(format!("it has {length} bytes, and was written with {total}"));
    }
    let hash = Hash(array(&bytes[hash_start..hash_start + 32])?);
    if hash != Hash::of(&bytes[..hash_start]) {
        return Err("its hash does not fit its content".to_owned());
    }
    let mut rest = bytes.slice(MAGIC_BYTES..body_end);
    let header_length = take_u32(&mut rest)?;
    let header = take(&mut rest, header_length)?;
    let mut segments = Vec::new();
    while !rest.is_empty() {
        let segment_length = take_u32(&mut rest)?;
        let checksum = take_u32(&mut rest)?;
        let segment = take(&mut rest, segment_length)?;
        if crc32c::crc32c(&segment) != checksum {
            return Err(format!("the checksum of segment {} does not fit", segments.len()));
        }
        segments.push(segment);
    }
    Ok(Frame { kind, header, segments, hash })
}

fn array<const N: usize>(bytes: &[u8]) -> Result<[u8; N], String> {
    bytes.try_into().map_err(|_| "a field is cut off".to_owned())
}

fn take_u32(rest: &mut Bytes) -> Result<u32, String> {
    let field = take(rest, 4)?;
    Ok(u32::from_le_bytes(array(&field)?))
}

fn take(rest: &mut Bytes, length: u32) -> Result<Bytes, String> {
    let length = length as usize;
    if rest.len() < length {
        return Err("a part is longer than the whole".to_owned());
    }
    Ok(rest.split_to(length))
}
