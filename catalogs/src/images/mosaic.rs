//! The amplifiers of a raw put together to the image of their detector.
//!
//! Each amplifier is an HDU: `DATASEC` is the part of it that has seen light, `DETSEC` where that lies in the detector, both as
//! `[x1:x2,y1:y2]` from 1; a second number below the first says that the axis runs backwards (IRAF's notation, used by most mosaic
//! cameras). Overscan is left out, and nothing is subtracted.

use std::ops::Range;

use futures::future::try_join_all;

use super::Bbox;
use crate::fits::{Fault, Hdu, Header, Image, PixelType};
use crate::{Error, Result, Source};

/// Pixels of a detector at most.
const MOST: u64 = 1 << 32;

/// How the amplifiers of a detector lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mosaic {
    amplifiers: Vec<Amplifier>,
    bbox: Bbox,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Amplifier {
    hdu: usize,
    /// First column and row of the data in the amplifier's image, from 0.
    data: [u64; 2],
    detector: Bbox,
    is_flipped: [bool; 2],
}

impl Mosaic {
    /// None unless there are several, each says where it lies, and no two have the same place.
    pub(super) fn of(hdus: &[Hdu]) -> Option<Mosaic> {
        let amplifiers: Vec<Amplifier> = hdus.iter().map(Amplifier::of).collect::<Option<_>>()?;
        let apart = |index: usize| {
            let place = &amplifiers[index].detector;
            amplifiers[..index].iter().all(|other| other.detector.intersection(place).is_none())
        };
        let x1 = amplifiers.iter().map(|amplifier| amplifier.detector.x1()).max()?;
        let y1 = amplifiers.iter().map(|amplifier| amplifier.detector.y1()).max()?;
        let bbox = Bbox { x0: 0, y0: 0, width: u64::try_from(x1).ok()?, height: u64::try_from(y1).ok()? };
        let covered: u64 = amplifiers.iter().map(|amplifier| amplifier.detector.count()).sum();
        // Sections that leave most of the detector open count from somewhere else.
        let is_whole = bbox.count() <= MOST && covered >= bbox.count() / 2;
        (amplifiers.len() > 1 && is_whole && (0..amplifiers.len()).all(apart)).then_some(Mosaic { amplifiers, bbox })
    }

    /// The pixels of the detector.
    pub(super) fn bbox(&self) -> Bbox {
        self.bbox
    }

    /// The pixels in `part` of the detector, big-endian, row by row; 0 where no amplifier lies. `hdus` are all of the file.
    pub(super) async fn read(&self, source: &Source, hdus: &[Hdu], part: Bbox) -> Result<(PixelType, Vec<u8>)> {
        let met: Vec<(&Amplifier, Bbox)> =
            self.amplifiers.iter().filter_map(|amplifier| Some((amplifier, amplifier.detector.intersection(&part)?))).collect();
        let images = try_join_all(met.iter().map(async |(amplifier, common)| {
            let fail = |reason: &str| Error::fits(source.name(), Some(amplifier.hdu), Fault::new(reason));
            let hdu = hdus.get(amplifier.hdu).ok_or_else(|| fail("it is not there"))?;
            let image = Image::part(source, hdu, amplifier.span(common, 0), amplifier.span(common, 1)).await?;
            let image = image.ok_or_else(|| fail("it has no pixels"))?;
            Ok::<_, Error>((image.pixel_type(), image.into_values().await?))
        }))
        .await?;
        let Some(kind) = images.first().map(|image| image.0) else {
            return Err(Error::Outside { file: source.name().to_owned(), reason: format!("no amplifier lies in {part}") });
        };
        if images.iter().any(|image| image.0 != kind) {
            return Err(Error::fits(source.name(), None, Fault::new("its amplifiers have pixels of several types")));
        }
        let bytes = kind.bytes();
        let mut whole = vec![0; part.count() as usize * bytes];
        for ((amplifier, common), (_, pixels)) in met.iter().zip(&images) {
            amplifier.paste(common, pixels, &part, bytes, &mut whole);
        }
        Ok((kind, whole))
    }
}

impl Amplifier {
    fn of(hdu: &Hdu) -> Option<Amplifier> {
        let [data_x, data_y] = section(hdu.header(), "DATASEC")?;
        let [detector_x, detector_y] = section(hdu.header(), "DETSEC")?;
        let axes = hdu.axes().ok()?;
        let length = |(first, last): (u64, u64)| first.abs_diff(last) + 1;
        let is_fit = data_x.0 <= data_x.1
            && data_y.0 <= data_y.1
            && data_x.1 <= *axes.first()?
            && data_y.1 <= *axes.get(1)?
            && length(data_x) == length(detector_x)
            && length(data_y) == length(detector_y);
        let begin = |(first, last): (u64, u64)| i64::try_from(first.min(last) - 1).ok();
        let detector = Bbox { x0: begin(detector_x)?, y0: begin(detector_y)?, width: length(detector_x), height: length(detector_y) };
        is_fit.then(|| Amplifier {
            hdu: hdu.index(),
            data: [data_x.0 - 1, data_y.0 - 1],
            detector,
            is_flipped: [detector_x.0 > detector_x.1, detector_y.0 > detector_y.1],
        })
    }

    /// Columns or rows of the amplifier's image that lie in `common`, a part of its place in the detector.
    fn span(&self, common: &Bbox, axis: usize) -> Range<u64> {
        let (first, length, whole) = match axis {
            0 => ((common.x0 - self.detector.x0) as u64, common.width, self.detector.width),
            _ => ((common.y0 - self.detector.y0) as u64, common.height, self.detector.height),
        };
        let first = if self.is_flipped[axis] { whole - first - length } else { first };
        self.data[axis] + first..self.data[axis] + first + length
    }

    /// Puts `pixels`, those of `common` as they lie in the amplifier, into the pixels of `part`.
    fn paste(&self, common: &Bbox, pixels: &[u8], part: &Bbox, bytes: usize, whole: &mut [u8]) {
        let (width, height) = (common.width as usize, common.height as usize);
        for (row, line) in pixels.chunks_exact((width * bytes).max(1)).enumerate() {
            let row = if self.is_flipped[1] { height - 1 - row } else { row };
            let begin = ((common.y0 - part.y0) as usize + row) * part.width as usize + (common.x0 - part.x0) as usize;
            let Some(target) = whole.get_mut(begin * bytes..(begin + width) * bytes) else { continue };
            if self.is_flipped[0] {
                let backwards = line.chunks_exact(bytes).rev();
                target.chunks_exact_mut(bytes).zip(backwards).for_each(|(target, pixel)| target.copy_from_slice(pixel));
            } else {
                target.copy_from_slice(line);
            }
        }
    }
}

/// `[x1:x2,y1:y2]`, numbers from 1 on.
fn section(header: &Header, keyword: &str) -> Option<[(u64, u64); 2]> {
    let text = header.text(keyword)?.trim().strip_prefix('[')?.strip_suffix(']')?;
    let (x, y) = text.split_once(',')?;
    let pair = |text: &str| {
        let (first, last) = text.split_once(':')?;
        let number = |text: &str| text.trim().parse().ok().filter(|number| (1..=1 << 31).contains(number));
        Some((number(first)?, number(last)?))
    };
    Some([pair(x)?, pair(y)?])
}
