//! Regions in words: `POLYGON ra dec ra dec ...`, `CIRCLE ra dec radius`, `RANGE ra1 ra2 dec1 dec2`, degrees, as the virtual observatory writes them.
//!
//! Reads sphgeom's encoding (all numbers little endian, 64 bits): `p` and three coordinates for each vertex; `c`, the centre, squared chord length and
//! opening half-angle; `b`, longitudes a and b, latitudes a and b in radians; `u` or `i` and operands, each after its length.

use std::f64::consts::PI;
use std::fmt::Write;

/// Writes the region in words; what can't be read is written in hexadecimal.
pub fn push_region(bytes: &[u8], out: &mut String) {
    let mut words = String::new();
    match describe(bytes, &mut words) {
        Some(()) => out.push_str(&words),
        None => super::push_hex(bytes, out),
    }
}

fn describe(bytes: &[u8], out: &mut String) -> Option<()> {
    let (code, rest) = bytes.split_first()?;
    match code {
        b'p' => {
            let numbers = numbers(rest)?;
            out.push_str("POLYGON");
            for vertex in numbers.chunks_exact(3) {
                push_position(vertex, out)?;
            }
            numbers.len().is_multiple_of(3).then_some(())
        }
        b'c' => {
            let numbers = numbers(rest).filter(|n| n.len() == 5)?;
            out.push_str("CIRCLE");
            push_position(&numbers[..3], out)?;
            push_degrees(numbers[4], out)
        }
        b'b' => {
            let numbers = numbers(rest).filter(|n| n.len() == 4)?;
            out.push_str("RANGE");
            numbers.iter().try_for_each(|angle| push_degrees(*angle, out))
        }
        b'u' | b'i' => {
            out.push_str(if *code == b'u' { "UNION(" } else { "INTERSECTION(" });
            let mut rest = rest;
            let mut first = true;
            while let Some((length, tail)) = rest.split_first_chunk::<8>() {
                let (operand, tail) = tail.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
                if !std::mem::take(&mut first) {
                    out.push_str(", ");
                }
                describe(operand, out)?;
                rest = tail;
            }
            out.push(')');
            rest.is_empty().then_some(())
        }
        _ => None,
    }
}

fn numbers(bytes: &[u8]) -> Option<Vec<f64>> {
    let (chunks, rest) = bytes.as_chunks::<8>();
    rest.is_empty().then(|| chunks.iter().map(|c| f64::from_le_bytes(*c)).collect())
}

/// Right ascension in `[0, 360)` and declination of a vector.
fn push_position(vector: &[f64], out: &mut String) -> Option<()> {
    let [x, y, z] = vector else { return None };
    let longitude = y.atan2(*x);
    push_degrees(if longitude < 0.0 { longitude + 2.0 * PI } else { longitude }, out)?;
    push_degrees(z.atan2(x.hypot(*y)), out)
}

/// An angle in degrees, cut to 0.04 arc seconds.
fn push_degrees(radians: f64, out: &mut String) -> Option<()> {
    write!(out, " {:.5}", radians.to_degrees()).ok()
}
