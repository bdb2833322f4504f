//! NumPy's `.npy`, version 1.0 (numpy.lib.format): a magic text, the length of a header, the header as a Python literal, the array.

use super::Plane;
use crate::fits::PixelType;

/// The pixels as a file of two axes, rows first, in the byte order of FITS.
pub(super) fn write(plane: &Plane) -> Vec<u8> {
    let kind = match plane.pixel_type() {
        PixelType::UInt8 => "|u1",
        PixelType::Int8 => "|i1",
        PixelType::Int16 => ">i2",
        PixelType::UInt16 => ">u2",
        PixelType::Int32 => ">i4",
        PixelType::UInt32 => ">u4",
        PixelType::Int64 => ">i8",
        PixelType::UInt64 => ">u8",
        PixelType::Float32 => ">f4",
        PixelType::Float64 => ">f8",
    };
    let (height, width) = (plane.bbox().height, plane.bbox().width);
    let mut header = format!("{{'descr': '{kind}', 'fortran_order': False, 'shape': ({height}, {width}), }}");
    // Magic, version, length and header together are a multiple of 64 bytes; the header ends in a newline.
    let length = (10 + header.len() + 1).next_multiple_of(64) - 10;
    header.push_str(&" ".repeat(length - 1 - header.len()));
    header.push('\n');
    let mut file = Vec::with_capacity(10 + length + plane.bytes().len());
    file.extend_from_slice(b"\x93NUMPY\x01\x00");
    file.extend_from_slice(&(length as u16).to_le_bytes());
    file.extend_from_slice(header.as_bytes());
    file.extend_from_slice(plane.bytes());
    file
}
