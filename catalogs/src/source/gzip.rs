//! Gzip streams (RFC 1952) that are named like plain files.

use std::fs::File;
use std::io::{Read, Seek, Write};
use std::sync::Arc;

use bytes::Bytes;
use flate2::read::MultiGzDecoder;

use super::{Place, Source};
use crate::{Error, Result};

/// The first bytes of every gzip stream.
const MAGIC: [u8; 2] = [0x1f, 0x8b];

/// Unpacked streams up to this size stay in memory; larger ones go to an unlinked file.
const IN_MEMORY: usize = 64 << 20;
/// Bytes that are read and unpacked at a time.
const STEP: usize = 1 << 20;

/// Whether a file of `length` bytes that begins so is such a stream; the shortest has 18 bytes.
pub(super) fn begins(begin: &[u8], length: u64) -> bool {
    length >= 18 && begin.starts_with(&MAGIC)
}

/// What the stream `packed` holds; `bytes` are its bytes if it is not a local file.
pub(super) fn unpack(packed: &Source, bytes: Bytes) -> Result<Source> {
    let mut stream: MultiGzDecoder<Box<dyn Read>> = MultiGzDecoder::new(match &packed.place {
        Place::File(file) => {
            let mut file = file.try_clone().map_err(|source| failed(packed, "read", source))?;
            file.rewind().map_err(|source| failed(packed, "read", source))?;
            Box::new(std::io::BufReader::with_capacity(STEP, file))
        }
        Place::Memory(_) | Place::Object(..) => Box::new(std::io::Cursor::new(bytes)),
    });
    let mut memory = Vec::new();
    let mut spilled: Option<File> = None;
    let mut length = 0;
    let mut step = vec![0; STEP];
    loop {
        let count = stream.read(&mut step).map_err(|source| Error::Fits {
            file: packed.name.clone(),
            hdu: None,
            column: None,
            reason: format!("the gzip stream is damaged after {length} unpacked bytes: {source}"),
        })?;
        if count == 0 {
            break;
        }
        length += count as u64;
        match &mut spilled {
            Some(file) => file.write_all(&step[..count]).map_err(|source| failed(packed, "unpack", source))?,
            None => memory.extend_from_slice(&step[..count]),
        }
        if spilled.is_none() && memory.len() > IN_MEMORY {
            let mut file = tempfile::tempfile().map_err(|source| failed(packed, "unpack", source))?;
            file.write_all(&memory).map_err(|source| failed(packed, "unpack", source))?;
            memory = Vec::new();
            spilled = Some(file);
        }
    }
    let place = match spilled {
        Some(file) => Place::File(Arc::new(file)),
        None => Place::Memory(memory.into()),
    };
    Ok(Source { name: packed.name.clone(), length, stored: packed.stored, is_gzip: true, image: None, place })
}

fn failed(packed: &Source, doing: &'static str, source: std::io::Error) -> Error {
    Error::Io { doing, location: packed.name.clone(), source }
}
