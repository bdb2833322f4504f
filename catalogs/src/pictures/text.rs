//! Lines of text as pixels, in a part of DejaVu Sans that is in the program.

use ab_glyph::{Font, FontRef, PxScale, ScaleFont, point};

use super::figure::Align;

const FONT: &[u8] = include_bytes!("../../assets/DejaVuSans-subset.ttf");

/// Calls `take` with place and coverage of each pixel of `text`, relative to the point that `align` names.
pub(super) fn each_pixel(text: &str, size: f64, align: Align, is_upright: bool, mut take: impl FnMut(f64, f64, f64)) {
    let Ok(font) = FontRef::try_from_slice(FONT) else { return };
    let scaled = font.as_scaled(PxScale::from(size as f32 * 1.16));
    let (width, height) = (width(text, size), f64::from(scaled.ascent() * 0.76));
    let (left, baseline) = match align {
        Align::Left => (0.0, height / 2.0),
        Align::Right => (-width, height / 2.0),
        Align::Top => (-width / 2.0, height),
        Align::Middle => (-width / 2.0, height / 2.0),
    };
    let mut pen = left;
    for letter in text.chars() {
        let id = scaled.glyph_id(letter);
        let advance = f64::from(scaled.h_advance(id));
        let glyph = id.with_scale_and_position(scaled.scale(), point(pen as f32, baseline as f32));
        if let Some(outline) = font.outline_glyph(glyph) {
            let bounds = outline.px_bounds();
            outline.draw(|x, y, coverage| {
                let (x, y) = (f64::from(bounds.min.x) + f64::from(x), f64::from(bounds.min.y) + f64::from(y));
                // Upright text is turned by a quarter, its beginning down.
                if is_upright { take(y, -x - 1.0, coverage.into()) } else { take(x, y, coverage.into()) }
            });
        }
        pen += advance;
    }
}

/// Pixels that `text` is wide.
pub(super) fn width(text: &str, size: f64) -> f64 {
    let Ok(font) = FontRef::try_from_slice(FONT) else { return 0.0 };
    let scaled = font.as_scaled(PxScale::from(size as f32 * 1.16));
    text.chars().map(|letter| f64::from(scaled.h_advance(scaled.glyph_id(letter)))).sum()
}
