//! The one door to cfitsio, the C library: tile-compressed images and tables.
//!
//! It is given memory that holds one HDU, never a name: a name would be parsed as its extended syntax, which can run programs. Sizes are
//! checked here before it sees them.
#![allow(unsafe_code)]

use std::ffi::{c_char, c_int, c_void};
use std::ptr;

use fitsio_sys as c;

use super::{BLOCK, Fault};

/// Compressed data can't hold more bytes for each of theirs than this: gzip's best is 1032.
const BEST_RATIO: u64 = 2048;
/// Axes of an image that cfitsio can decompress.
const MAX_AXES: usize = c::MAX_COMPRESS_DIM as usize;

unsafe extern "C" {
    fn realloc(memory: *mut c_void, size: usize) -> *mut c_void;
    fn free(memory: *mut c_void);
}

/// An open file of cfitsio's in memory, closed when it is dropped.
struct Opened<'a> {
    file: *mut c::fitsfile,
    // cfitsio keeps the addresses of these two for as long as the file is open.
    _place: Box<(*mut c_void, usize)>,
    _memory: std::marker::PhantomData<&'a [u8]>,
}

impl<'a> Opened<'a> {
    /// Opens `memory`, whose second HDU is the one of interest.
    fn new(memory: &'a [u8]) -> Result<Opened<'a>, Fault> {
        let mut place = Box::new((memory.as_ptr().cast_mut().cast::<c_void>(), memory.len()));
        let mut file = ptr::null_mut();
        let mut status = 0;
        // SAFETY: opened for reading only and without a function to grow, so that the memory is not written to; it outlives the file by 'a.
        // The name is a constant without extended syntax.
        unsafe {
            let (address, size) = (&raw mut place.0, &raw mut place.1);
            c::ffomem(&raw mut file, c"memory".as_ptr(), c::READONLY as c_int, address, size, 0, None, &raw mut status);
        }
        let opened = Opened { file, _place: place, _memory: std::marker::PhantomData };
        check(status, "cannot be opened")?;
        // SAFETY: the file is open.
        unsafe {
            c::ffmahd(opened.file, 2, ptr::null_mut(), &raw mut status);
        }
        check(status, "cannot be found")?;
        Ok(opened)
    }
}

impl Drop for Opened<'_> {
    fn drop(&mut self) {
        let mut status = 0;
        if !self.file.is_null() {
            // SAFETY: it was opened by cfitsio and is closed once.
            unsafe {
                c::ffclos(self.file, &raw mut status);
            }
        }
        // SAFETY: no arguments.
        unsafe { c::ffcmsg() };
    }
}

/// One HDU as a file of its own: an empty primary HDU before it.
pub(crate) fn alone(header: &[u8], data: &[u8]) -> Vec<u8> {
    let mut memory = Vec::with_capacity(header.len() + data.len() + 2 * BLOCK as usize);
    for card in ["SIMPLE  =                    T", "BITPIX  =                    8", "NAXIS   =                    0", "END"] {
        memory.extend_from_slice(format!("{card:80}").as_bytes());
    }
    memory.resize(BLOCK as usize, b' ');
    memory.extend_from_slice(header);
    memory.extend_from_slice(data);
    memory.resize(memory.len().next_multiple_of(BLOCK as usize), 0);
    memory
}

/// The stored pixels of a compressed image, big-endian, of `bitpix` and `axes`; what is undefined among floats is NaN.
///
/// `memory` is of [`alone`].
pub(crate) fn pixels(memory: &[u8], bitpix: i64, axes: &[u64]) -> Result<Vec<u8>, Fault> {
    let count = axes.iter().try_fold(1u64, |product, axis| product.checked_mul(*axis));
    let bytes = count.and_then(|count| count.checked_mul(bitpix.unsigned_abs() / 8));
    let limit = (memory.len() as u64).saturating_mul(BEST_RATIO);
    let Some((count, bytes)) = count.zip(bytes).filter(|(_, bytes)| *bytes <= limit) else {
        return Err(Fault::new(format!("its header claims an image of {axes:?} pixels, more than its data can hold")));
    };
    if axes.len() > MAX_AXES {
        return Err(Fault::new(format!("a compressed image of {} axes is beyond cfitsio", axes.len())));
    }
    let opened = Opened::new(memory)?;
    let bytes = usize::try_from(bytes).map_err(|_| Fault::new("its image is too large"))?;
    match bitpix {
        8 => read(&opened, c::TBYTE, count, bytes, None::<u8>, |value: u8| [value]),
        16 => read(&opened, c::TSHORT, count, bytes, None::<i16>, i16::to_be_bytes),
        32 => read(&opened, c::TINT, count, bytes, None::<i32>, i32::to_be_bytes),
        64 => read(&opened, c::TLONGLONG, count, bytes, None::<i64>, i64::to_be_bytes),
        -32 => read(&opened, c::TFLOAT, count, bytes, Some(f32::NAN), f32::to_be_bytes),
        -64 => read(&opened, c::TDOUBLE, count, bytes, Some(f64::NAN), f64::to_be_bytes),
        other => Err(Fault::new(format!("`ZBITPIX` is {other}"))),
    }
}

fn read<T: Copy + Default, const N: usize>(
    opened: &Opened<'_>,
    kind: u32,
    count: u64,
    bytes: usize,
    null: Option<T>,
    stored: impl Fn(T) -> [u8; N],
) -> Result<Vec<u8>, Fault> {
    let mut values = vec![T::default(); count as usize];
    let mut null = null;
    let null = null.as_mut().map_or(ptr::null_mut(), |null| ptr::from_mut(null).cast::<c_void>());
    let (mut any_null, mut status) = (0, 0);
    // SAFETY: `values` has `count` elements of the type that `kind` names; `null` is one of them or absent.
    unsafe {
        c::ffpscl(opened.file, 1.0, 0.0, &raw mut status);
        let target = values.as_mut_ptr().cast::<c_void>();
        c::ffgpv(opened.file, kind as c_int, 1, count as i64, null, target, &raw mut any_null, &raw mut status);
    }
    check(status, "cannot be decompressed")?;
    let mut out = Vec::with_capacity(bytes);
    values.into_iter().for_each(|value| out.extend_from_slice(&stored(value)));
    Ok(out)
}

/// A compressed table as an uncompressed one: a FITS file whose second HDU it is. `memory` is of [`alone`].
pub(crate) fn table(memory: &[u8]) -> Result<Vec<u8>, Fault> {
    let opened = Opened::new(memory)?;
    // The file grows by `realloc`; both addresses are cfitsio's until it is closed.
    let mut place: Box<(*mut c_void, usize)> = Box::new((ptr::null_mut(), 0));
    let mut target = ptr::null_mut();
    let mut status = 0;
    // SAFETY: cfitsio owns the memory at `place` until the file is closed; then it is copied and freed here, once.
    let bytes = unsafe {
        let (address, size) = (&raw mut place.0, &raw mut place.1);
        c::ffimem(&raw mut target, address, size, BLOCK as usize * 64, Some(realloc), &raw mut status);
        c::fits_uncompress_table(opened.file, target, &raw mut status);
        let mut closing = 0;
        if !target.is_null() {
            c::ffclos(target, &raw mut closing);
        }
        let bytes =
            if place.0.is_null() || status != 0 { Vec::new() } else { std::slice::from_raw_parts(place.0.cast::<u8>(), place.1).to_vec() };
        free(place.0);
        bytes
    };
    check(status, "cannot be decompressed")?;
    Ok(bytes)
}

fn check(status: c_int, what: &str) -> Result<(), Fault> {
    if status == 0 {
        return Ok(());
    }
    let mut text = [0 as c_char; 64];
    // SAFETY: cfitsio writes at most 31 characters.
    unsafe { c::ffgerr(status, text.as_mut_ptr()) };
    let text: String = text.iter().take_while(|letter| **letter != 0).map(|letter| char::from(*letter as u8)).collect();
    Err(Fault::new(format!("its compressed data {what}: {text} (cfitsio {status})")))
}
