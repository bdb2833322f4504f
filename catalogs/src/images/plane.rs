//! The pixels of a plane, or of a part of it.

use std::fmt;

use serde_json::{Map, Value as Json, json};

use super::Bbox;
use super::mosaic::Mosaic;
use crate::fits::{Fault, Hdu, Header, Image, PixelType};
use crate::{Error, Result, Source, inspect};

/// What the pixels of a plane are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Role {
    Image,
    Mask,
    Variance,
}

impl Role {
    /// All of them, in the order of files.
    pub const ALL: [Role; 3] = [Role::Image, Role::Mask, Role::Variance];

    /// Its name as a component.
    pub fn name(self) -> &'static str {
        match self {
            Role::Image => "image",
            Role::Mask => "mask",
            Role::Variance => "variance",
        }
    }

    /// `EXTTYPE` of its HDU.
    pub(super) fn exttype(self) -> &'static str {
        match self {
            Role::Image => "IMAGE",
            Role::Mask => "MASK",
            Role::Variance => "VARIANCE",
        }
    }

    /// What `EXTTYPE` says, or `EXTNAME` of files that have none; a mask alone has neither, but names its planes.
    pub(super) fn of(header: &Header) -> Option<Role> {
        match header.text("EXTTYPE").or_else(|| header.text("EXTNAME")).map(str::trim_end) {
            Some(said) => Role::ALL.into_iter().find(|role| role.exttype() == said),
            None => header.cards().iter().any(|card| card.keyword.starts_with("MP_")).then_some(Role::Mask),
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Pixels and what is known of them.
#[derive(Debug, Clone)]
pub struct Plane {
    role: Role,
    header: Header,
    /// Of the whole plane in the file.
    parent: Bbox,
    bbox: Bbox,
    pixel_type: PixelType,
    pixels: Vec<u8>,
}

impl Plane {
    /// The rectangle of the pixels in `hdu`, which must have two axes; more of length 1 do no harm.
    pub(super) fn bbox_of(hdu: &Hdu) -> Result<Bbox, Fault> {
        match hdu.axes()?.as_slice() {
            &[width, height, ref more @ ..] if more.iter().all(|length| *length == 1) => Ok(Bbox::of_header(hdu.header(), width, height)),
            axes => Err(Fault::new(format!("it has {} axes, an image has 2", axes.len()))),
        }
    }

    /// Reads the pixels in `part` of the image in `hdu`, whose rectangle is `parent`.
    pub(super) async fn read(source: &Source, hdu: &Hdu, role: Role, part: Option<Bbox>) -> Result<Plane> {
        let fail = |fault| Error::fits(source.name(), Some(hdu.index()), fault);
        let parent = Plane::bbox_of(hdu).map_err(fail)?;
        let bbox = part.unwrap_or(parent);
        if !parent.contains(&bbox) {
            let reason = format!("the pixels {bbox} are not all within {parent}");
            return Err(Error::Outside { file: source.name().to_owned(), reason });
        }
        let (x, y) = ((bbox.x0 - parent.x0) as u64, (bbox.y0 - parent.y0) as u64);
        let Some(image) = Image::part(source, hdu, x..x + bbox.width, y..y + bbox.height).await? else {
            return Err(fail(Fault::new("it has no pixels")));
        };
        let (pixel_type, pixels) = (image.pixel_type(), image.into_values().await?);
        Ok(Plane { role, header: hdu.header().clone(), parent, bbox, pixel_type, pixels })
    }

    /// Reads the pixels in `part` of a detector that is put together from amplifiers; `header` is that of the file.
    pub(super) async fn of_mosaic(source: &Source, hdus: &[Hdu], mosaic: &Mosaic, header: &Header, part: Option<Bbox>) -> Result<Plane> {
        let parent = mosaic.bbox();
        let bbox = part.unwrap_or(parent);
        if !parent.contains(&bbox) {
            let reason = format!("the pixels {bbox} are not all within {parent}");
            return Err(Error::Outside { file: source.name().to_owned(), reason });
        }
        let (pixel_type, pixels) = mosaic.read(source, hdus, bbox).await?;
        Ok(Plane { role: Role::Image, header: header.clone(), parent, bbox, pixel_type, pixels })
    }

    /// What the pixels are.
    pub fn role(&self) -> Role {
        self.role
    }

    /// The header of its HDU.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The rectangle of the pixels that are here.
    pub fn bbox(&self) -> &Bbox {
        &self.bbox
    }

    /// The rectangle of the pixels in the file.
    pub fn parent(&self) -> &Bbox {
        &self.parent
    }

    /// The type of a pixel.
    pub fn pixel_type(&self) -> PixelType {
        self.pixel_type
    }

    /// The pixels row by row, from the lowest, big-endian.
    pub fn bytes(&self) -> &[u8] {
        &self.pixels
    }

    /// The pixels as floats of 64 bits, row by row from the lowest; integers beyond 2^53 are rounded.
    pub fn values(&self) -> Vec<f64> {
        fn chunks<const N: usize>(bytes: &[u8], of: impl Fn([u8; N]) -> f64) -> Vec<f64> {
            bytes.as_chunks::<N>().0.iter().map(|chunk| of(*chunk)).collect()
        }
        let bytes = self.pixels.as_slice();
        match self.pixel_type {
            PixelType::UInt8 => chunks(bytes, |[byte]: [u8; 1]| byte.into()),
            PixelType::Int8 => chunks(bytes, |[byte]: [u8; 1]| (byte as i8).into()),
            PixelType::Int16 => chunks(bytes, |chunk| i16::from_be_bytes(chunk).into()),
            PixelType::UInt16 => chunks(bytes, |chunk| u16::from_be_bytes(chunk).into()),
            PixelType::Int32 => chunks(bytes, |chunk| i32::from_be_bytes(chunk).into()),
            PixelType::UInt32 => chunks(bytes, |chunk| u32::from_be_bytes(chunk).into()),
            PixelType::Int64 => chunks(bytes, |chunk| i64::from_be_bytes(chunk) as f64),
            PixelType::UInt64 => chunks(bytes, |chunk| u64::from_be_bytes(chunk) as f64),
            PixelType::Float32 => chunks(bytes, |chunk| f32::from_be_bytes(chunk).into()),
            PixelType::Float64 => chunks(bytes, f64::from_be_bytes),
        }
    }

    /// The planes of a mask by name, with the number of their bit: `MP_NAME = bit`.
    pub fn mask_planes(&self) -> Vec<(String, u64)> {
        inspect::planes(&self.header)
    }

    /// What there is to say of the pixels: their type, rectangle, range and sum; of a mask how many pixels each plane has.
    pub fn to_json(&self) -> Json {
        let mut told = Map::new();
        told.insert("role".into(), self.role.name().into());
        told.insert("dtype".into(), self.pixel_type.name().into());
        told.insert("shape".into(), json!([self.bbox.height, self.bbox.width]));
        told.insert("bbox".into(), self.bbox.to_json());
        if let Some(unit) = self.header.text("BUNIT").map(str::trim_end).filter(|unit| !unit.is_empty()) {
            told.insert("unit".into(), unit.into());
        }
        let planes = if self.role == Role::Mask { self.mask_planes() } else { Vec::new() };
        let (stats, planes) = inspect::statistics(&self.pixels, self.pixel_type, &planes);
        told.insert("stats".into(), stats.into());
        if self.role == Role::Mask {
            told.insert("planes".into(), planes.into());
        }
        told.into()
    }
}
