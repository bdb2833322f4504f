//! Regions as bytes, in the encoding of `lsst.sphgeom`: what registries of the reference store in `region` columns.
//!
//! The first byte names the kind; all numbers are little-endian.
//!
//! | kind | code | then |
//! |---|---|---|
//! | circle | `c` | centre x, y, z; squared chord length; opening angle in radians (doubles) |
//! | box | `b` | longitude a, b; latitude a, b in radians (doubles) |
//! | convex polygon | `p` | x, y, z of each vertex (doubles), three vertices or more |
//! | ellipse | `e` | the rows of the basis; a, b, gamma in radians; tan a, tan b (doubles) |
//! | union, intersection | `u`, `i` | for each operand its length in bytes (unsigned, 64 bits) and its encoding |

use crate::circle::Circle;
use crate::ellipse::Ellipse;
use crate::error::{Error, Result};
use crate::interval::{Interval1d, NormalizedAngleInterval};
use crate::lonlat_box::LonLatBox;
use crate::polygon::ConvexPolygon;
use crate::region::Region;
use crate::vector::{UnitVector3d, Vector3d};

/// How deep unions and intersections may lie in each other. Bytes that go deeper are refused rather than followed.
pub const MAX_DEPTH: usize = 32;

impl Region {
    /// The region that these bytes encode. Bytes of any content and length are safe to try: the time is proportional to the length.
    pub fn decode(bytes: &[u8]) -> Result<Region> {
        decode_at(bytes, 0)
    }

    /// The bytes of this region.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.encoded_len());
        self.encode_into(&mut bytes);
        bytes
    }

    /// Appends the bytes of this region.
    pub fn encode_into(&self, bytes: &mut Vec<u8>) {
        match self {
            Region::Circle(c) => {
                bytes.push(b'c');
                push_vector(bytes, c.center().vector());
                push_all(bytes, &[c.squared_chord_length(), c.opening_angle_rad()]);
            }
            Region::Box(b) => {
                bytes.push(b'b');
                push_all(bytes, &[b.lon().a(), b.lon().b(), b.lat().a(), b.lat().b()]);
            }
            Region::ConvexPolygon(p) => {
                bytes.push(b'p');
                p.vertices().iter().for_each(|v| push_vector(bytes, v.vector()));
            }
            Region::Ellipse(e) => {
                bytes.push(b'e');
                e.basis.iter().for_each(|row| push_vector(bytes, *row));
                push_all(bytes, &[e.a_rad, e.b_rad, e.gamma_rad, e.tan_a, e.tan_b]);
            }
            Region::Union(operands) => push_operands(bytes, b'u', operands),
            Region::Intersection(operands) => push_operands(bytes, b'i', operands),
        }
    }

    /// The number of bytes of the encoding.
    pub fn encoded_len(&self) -> usize {
        match self {
            Region::Circle(_) => 1 + 5 * 8,
            Region::Box(_) => 1 + 4 * 8,
            Region::ConvexPolygon(p) => 1 + 24 * p.vertices().len(),
            Region::Ellipse(_) => 1 + 14 * 8,
            Region::Union(operands) | Region::Intersection(operands) => 1 + operands.iter().map(|r| 8 + r.encoded_len()).sum::<usize>(),
        }
    }
}

fn push_all(bytes: &mut Vec<u8>, values: &[f64]) {
    values.iter().for_each(|value| bytes.extend_from_slice(&value.to_le_bytes()));
}

fn push_vector(bytes: &mut Vec<u8>, v: Vector3d) {
    push_all(bytes, &[v.x, v.y, v.z]);
}

fn push_operands(bytes: &mut Vec<u8>, code: u8, operands: &[Region]) {
    bytes.push(code);
    for operand in operands {
        bytes.extend_from_slice(&(operand.encoded_len() as u64).to_le_bytes());
        operand.encode_into(bytes);
    }
}

fn decode_at(bytes: &[u8], depth: usize) -> Result<Region> {
    let Some((code, rest)) = bytes.split_first() else {
        return Err(Error::encoding("Region", "there are none"));
    };
    match code {
        b'c' => decode_circle(rest).map(Region::Circle),
        b'b' => decode_box(rest).map(Region::Box),
        b'p' => decode_polygon(rest).map(Region::ConvexPolygon),
        b'e' => decode_ellipse(rest).map(Region::Ellipse),
        b'u' => Ok(Region::union(decode_operands("UnionRegion", rest, depth)?)),
        b'i' => Ok(Region::intersection(decode_operands("IntersectionRegion", rest, depth)?)),
        other => Err(Error::encoding("Region", format!("the first is {other:#04x}, which names no kind of region"))),
    }
}

/// The doubles of an encoding that has exactly `N` of them.
fn doubles<const N: usize>(what: &'static str, rest: &[u8]) -> Result<[f64; N]> {
    let (chunks, []) = rest.as_chunks::<8>() else {
        return Err(wrong_length(what, rest.len()));
    };
    let chunks: &[[u8; 8]; N] = chunks.try_into().map_err(|_| wrong_length(what, rest.len()))?;
    Ok(chunks.map(f64::from_le_bytes))
}

fn wrong_length(what: &'static str, after_code: usize) -> Error {
    Error::encoding(what, format!("{} bytes is not a length that it can have", after_code + 1))
}

fn decode_circle(rest: &[u8]) -> Result<Circle> {
    let [x, y, z, squared_chord_length, opening_angle] = doubles("Circle", rest)?;
    Ok(Circle::from_parts(UnitVector3d::from_normalized(x, y, z), squared_chord_length, opening_angle))
}

fn decode_box(rest: &[u8]) -> Result<LonLatBox> {
    let [lon_a, lon_b, lat_a, lat_b] = doubles("Box", rest)?;
    let lon = NormalizedAngleInterval::from_radians(lon_a, lon_b).map_err(|error| Error::encoding("Box", error.to_string()))?;
    Ok(LonLatBox::new(lon, Interval1d::new(lat_a, lat_b)))
}

fn decode_polygon(rest: &[u8]) -> Result<ConvexPolygon> {
    let (vertices, []) = rest.as_chunks::<24>() else {
        return Err(wrong_length("ConvexPolygon", rest.len()));
    };
    if vertices.len() < 3 {
        return Err(wrong_length("ConvexPolygon", rest.len()));
    }
    let vertex = |bytes: &[u8; 24]| {
        let component = |i: usize| {
            let mut double = [0; 8];
            double.copy_from_slice(&bytes[8 * i..8 * i + 8]);
            f64::from_le_bytes(double)
        };
        UnitVector3d::from_normalized(component(0), component(1), component(2))
    };
    Ok(ConvexPolygon::from_vertices(vertices.iter().map(vertex).collect()))
}

fn decode_ellipse(rest: &[u8]) -> Result<Ellipse> {
    let [m00, m01, m02, m10, m11, m12, m20, m21, m22, a_rad, b_rad, gamma_rad, tan_a, tan_b] = doubles("Ellipse", rest)?;
    let basis = [Vector3d::new(m00, m01, m02), Vector3d::new(m10, m11, m12), Vector3d::new(m20, m21, m22)];
    Ok(Ellipse { basis, a_rad, b_rad, gamma_rad, tan_a, tan_b })
}

fn decode_operands(what: &'static str, mut rest: &[u8], depth: usize) -> Result<Vec<Region>> {
    if depth >= MAX_DEPTH {
        return Err(Error::encoding(what, format!("regions lie in each other more than {MAX_DEPTH} deep")));
    }
    let mut operands = Vec::new();
    while !rest.is_empty() {
        let truncated = || Error::encoding(what, "they end within an operand");
        let (length, after) = rest.split_first_chunk::<8>().ok_or_else(truncated)?;
        let length = usize::try_from(u64::from_le_bytes(*length)).map_err(|_| truncated())?;
        let (operand, after) = after.split_at_checked(length).ok_or_else(truncated)?;
        operands.push(decode_at(operand, depth + 1)?);
        rest = after;
    }
    Ok(operands)
}
