//! A figure as SVG 1.1.

use std::fmt::Write;

use super::colours::Colour;
use super::figure::{Align, Clip, Figure, Shape, encode};
use crate::Result;
use crate::tables::base64;

pub(super) fn write(figure: &Figure) -> Result<String> {
    let (width, height) = figure.size();
    let mut text = String::new();
    // Writing into a string never fails.
    let _ = writeln!(
        text,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\">\n<rect width=\"{width}\" height=\"{height}\" fill=\"{}\"/>",
        hex(figure.background)
    );
    for (x, y, raster) in &figure.rasters {
        let png = base64::encode(&encode(raster.width, raster.height, &raster.pixels)?);
        let _ = writeln!(
            text,
            "<image x=\"{x}\" y=\"{y}\" width=\"{}\" height=\"{}\" style=\"image-rendering:pixelated\" xlink:href=\"data:image/png;base64,{png}\"/>",
            raster.width, raster.height
        );
    }
    let mut clips: Vec<Clip> = Vec::new();
    let mut shapes = String::new();
    for shape in &figure.shapes {
        let _ = writeln!(shapes, "{}", self::shape(shape, &mut clips));
    }
    for (number, [left, top, right, bottom]) in clips.iter().enumerate() {
        let (width, height) = (right - left, bottom - top);
        let _ =
            writeln!(text, "<clipPath id=\"c{number}\"><rect x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{height}\"/></clipPath>");
    }
    text.push_str(&shapes);
    text.push_str("</svg>\n");
    Ok(text)
}

fn shape(shape: &Shape, clips: &mut Vec<Clip>) -> String {
    match shape {
        Shape::Line { from: [x1, y1], to: [x2, y2], width, colour, clip } => format!(
            "<line x1=\"{x1:.2}\" y1=\"{y1:.2}\" x2=\"{x2:.2}\" y2=\"{y2:.2}\" stroke=\"{}\" stroke-width=\"{width}\"{}/>",
            hex(*colour),
            clipped(*clip, clips)
        ),
        Shape::Ring { centre: [x, y], radius, width, colour, clip } => format!(
            "<circle cx=\"{x:.2}\" cy=\"{y:.2}\" r=\"{radius:.2}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{width}\"{}/>",
            hex(*colour),
            clipped(*clip, clips)
        ),
        Shape::Box { at: [left, top, right, bottom], colour } => format!(
            "<rect x=\"{left:.2}\" y=\"{top:.2}\" width=\"{:.2}\" height=\"{:.2}\" fill=\"{}\"/>",
            right - left,
            bottom - top,
            hex(*colour)
        ),
        Shape::Text { at: [x, y], size, align, is_upright, text, colour } => {
            let (anchor, down) = match align {
                Align::Left => ("start", 0.36),
                Align::Right => ("end", 0.36),
                Align::Top => ("middle", 0.8),
                Align::Middle => ("middle", 0.36),
            };
            let turn = if *is_upright { format!(" transform=\"rotate(-90 {x:.2} {y:.2})\"") } else { String::new() };
            let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            format!(
                "<text x=\"{x:.2}\" y=\"{y:.2}\" dy=\"{down}em\" font-family=\"DejaVu Sans, sans-serif\" font-size=\"{size}\" \
                 text-anchor=\"{anchor}\" fill=\"{}\"{turn}>{escaped}</text>",
                hex(*colour)
            )
        }
    }
}

fn clipped(clip: Option<Clip>, clips: &mut Vec<Clip>) -> String {
    let Some(clip) = clip else { return String::new() };
    let number = clips.iter().position(|known| *known == clip).unwrap_or_else(|| {
        clips.push(clip);
        clips.len() - 1
    });
    format!(" clip-path=\"url(#c{number})\"")
}

fn hex([red, green, blue]: Colour) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}
