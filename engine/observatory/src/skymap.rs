//! Skymaps: the sky in tracts, tracts in patches.
//!
//! A tract is a tangent plane about its centre, large enough for its circle and an overlap, and made of whole patches. What is computed here is what
//! `lsst.skymap` computes; its hash of a configuration is the identity of a skymap.

use butler_sphere::{ConvexPolygon, UnitVector3d};
use sha1::{Digest, Sha1};

use crate::yaml::Node;
use crate::{Error, Result};

mod config;
mod dodeca;
mod find;
mod healpix;
mod wcs;

use healpix::Pixels;

pub use config::read_settings;
pub use wcs::{Projection, Wcs};

/// How tracts are laid over the sky.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// Rings of equal width between two caps.
    Rings {
        /// Rings without the caps.
        rings: u32,
        /// Right ascension at which rings begin, in degrees.
        ra_start: f64,
        /// Whether tracts are counted as before 2018: the last one of a ring is the first once more, and the first one of the last ring is missing.
        is_old: bool,
    },
    /// Circles: right ascension, declination and radius of each, in degrees.
    Discrete(Vec<[f64; 3]>),
    /// A belt about the equator.
    Equat {
        /// Tracts.
        tracts: u32,
        /// Declinations of its edges, in degrees.
        dec_range: [f64; 2],
    },
    /// The faces of a dodecahedron.
    Dodeca {
        /// Whether a face is centred on each pole; a vertex otherwise.
        has_poles: bool,
    },
    /// HEALPix pixels.
    Healpix {
        /// The resolution is 2 to its power.
        log2_nside: u8,
        /// Whether pixels are counted in the nested scheme; by rings otherwise.
        is_nested: bool,
    },
}

/// How tracts are divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patches {
    /// Patches of a size with a border.
    Legacy {
        /// Pixels of a patch without its border.
        inner: [i64; 2],
        /// Pixels of the border.
        border: i64,
    },
    /// Patches of cells.
    Cells {
        /// Pixels of a cell without its border.
        cell: [i64; 2],
        /// Pixels of a cell's border.
        cell_border: i64,
        /// Cells of a patch without its border, on a side.
        cells: i64,
        /// Cells of the border.
        border_cells: i64,
    },
}

/// A skymap.
#[derive(Debug, Clone, PartialEq)]
pub struct SkyMap {
    /// How tracts are laid.
    pub kind: Kind,
    /// How they are divided.
    pub patches: Patches,
    /// Least overlap of neighbouring tracts, in degrees.
    pub tract_overlap: f64,
    /// In arcsec.
    pub pixel_scale: f64,
    /// The projection.
    pub projection: Projection,
    /// In degrees.
    pub rotation: f64,
}

/// A tract.
#[derive(Debug, Clone, PartialEq)]
pub struct Tract {
    /// Its number.
    pub id: i64,
    /// Right ascension and declination of its centre, in degrees.
    pub centre: [f64; 2],
    /// Pixels of its box, which begins at 0.
    pub size: [i64; 2],
    /// Patches in x and y.
    pub count: [i64; 2],
    /// Pixels to the sky.
    pub wcs: Wcs,
}

/// A box of pixels: first and one past the last, in x and y.
pub type PixelBox = [[i64; 2]; 2];

impl Patches {
    /// Pixels of a patch without its border.
    pub fn inner(self) -> [i64; 2] {
        match self {
            Patches::Legacy { inner, .. } => inner,
            Patches::Cells { cell, cells, .. } => cell.map(|size| size * cells),
        }
    }

    fn border(self) -> [i64; 2] {
        match self {
            Patches::Legacy { border, .. } => [border, border],
            Patches::Cells { cell, border_cells, .. } => cell.map(|size| size * border_cells),
        }
    }
}

impl SkyMap {
    /// The identity of the configuration.
    pub fn sha1(&self) -> [u8; 20] {
        let mut sha = Sha1::new();
        sha.update(self.class());
        let mut ints = |values: &[i64]| values.iter().for_each(|value| sha.update((*value as i32).to_le_bytes()));
        match self.patches {
            Patches::Legacy { inner, border } => ints(&[inner[0], inner[1], border]),
            Patches::Cells { cell, cell_border, cells, border_cells } => ints(&[cell[0], cell[1], cell_border, cells, border_cells]),
        }
        sha.update(self.tract_overlap.to_le_bytes());
        sha.update(self.pixel_scale.to_le_bytes());
        sha.update(self.projection.code());
        sha.update(self.rotation.to_le_bytes());
        match &self.kind {
            Kind::Rings { rings, ra_start, .. } => {
                sha.update((*rings as i32).to_le_bytes());
                sha.update(ra_start.to_le_bytes());
            }
            Kind::Discrete(circles) => (0..3).for_each(|part| circles.iter().for_each(|circle| sha.update(circle[part].to_le_bytes()))),
            Kind::Equat { tracts, dec_range } => {
                sha.update((*tracts as i32).to_le_bytes());
                dec_range.iter().for_each(|dec| sha.update(dec.to_le_bytes()));
            }
            Kind::Dodeca { has_poles } => sha.update([u8::from(*has_poles)]),
            Kind::Healpix { log2_nside, is_nested } => {
                sha.update(i32::from(*log2_nside).to_le_bytes());
                sha.update([u8::from(*is_nested)]);
            }
        }
        sha.finalize().into()
    }

    /// The name of the reference's class.
    pub fn class(&self) -> &'static str {
        match self.kind {
            Kind::Rings { .. } => "RingsSkyMap",
            Kind::Discrete(_) => "DiscreteSkyMap",
            Kind::Equat { .. } => "EquatSkyMap",
            Kind::Dodeca { .. } => "DodecaSkyMap",
            Kind::Healpix { .. } => "HealpixSkyMap",
        }
    }

    /// How many tracts there are.
    pub fn len(&self) -> usize {
        match &self.kind {
            Kind::Rings { rings, .. } => 2 + (0..*rings).map(|ring| ring_tracts(*rings, ring)).sum::<usize>(),
            Kind::Discrete(circles) => circles.len(),
            Kind::Equat { tracts, .. } => *tracts as usize,
            Kind::Dodeca { .. } => 12,
            Kind::Healpix { log2_nside, is_nested } => Pixels { log2_nside: *log2_nside, is_nested: *is_nested }.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All tracts, in their order.
    pub fn tracts(&self) -> impl Iterator<Item = Tract> + '_ {
        (0..self.len()).filter_map(|id| self.tract(id as i64))
    }

    /// A tract.
    pub fn tract(&self, id: i64) -> Option<Tract> {
        let index = usize::try_from(id).ok().filter(|index| *index < self.len())?;
        let (centre, reference, points) = match &self.kind {
            Kind::Rings { rings, ra_start, is_old } => {
                let centre = ring_centre(*rings, *ra_start, index, *is_old);
                let radius = 180.0 / f64::from(*rings + 1) / 2.0;
                (centre, centre, circle(centre, radius + self.tract_overlap))
            }
            Kind::Discrete(circles) => {
                let [ra, dec, radius] = circles[index];
                ([ra, dec], [ra, dec], circle([ra, dec], radius + self.tract_overlap))
            }
            Kind::Equat { tracts, dec_range } => {
                let width = 360.0 / f64::from(*tracts);
                let (low, middle) = (width * index as f64, width * (index as f64 + 0.5));
                let centre = [middle, (dec_range[0] + dec_range[1]) / 2.0];
                let corners = [[low, dec_range[0]], [low + width, dec_range[0]], [low + width, dec_range[1]], [low, dec_range[1]]];
                let around = corners.iter().flat_map(|corner| around(*corner, self.tract_overlap / 2.0)).collect();
                (centre, [middle, 0.0], around)
            }
            Kind::Dodeca { has_poles } => {
                let centre = dodeca::centre(index, *has_poles);
                let corners = dodeca::corners(index, *has_poles);
                (centre, centre, corners.iter().flat_map(|corner| around(*corner, self.tract_overlap / 2.0)).collect())
            }
            Kind::Healpix { log2_nside, is_nested } => {
                let pixels = Pixels { log2_nside: *log2_nside, is_nested: *is_nested };
                let centre = pixels.centre(id);
                let around = pixels.corners(id).iter().flat_map(|corner| around(*corner, self.tract_overlap / 2.0)).collect();
                (centre, centre, around)
            }
        };
        let wcs = Wcs::new(self.projection, reference, self.pixel_scale / 3_600.0, self.rotation);
        let mut low = [f64::INFINITY; 2];
        let mut high = [f64::NEG_INFINITY; 2];
        for point in points {
            let pixel = wcs.to_pixel(point);
            for axis in 0..2 {
                low[axis] = low[axis].min(pixel[axis]);
                high[axis] = high[axis].max(pixel[axis]);
            }
        }
        let inner = self.patches.inner();
        let (mut size, mut count, mut begin) = ([0; 2], [0; 2], [0; 2]);
        for axis in 0..2 {
            let (first, last) = ((low[axis] + 0.5).floor() as i64, (high[axis] - 0.5).ceil() as i64);
            let extent = last - first + 1;
            count[axis] = (extent + inner[axis] - 1) / inner[axis];
            size[axis] = count[axis] * inner[axis];
            begin[axis] = first - (size[axis] - extent) / 2;
        }
        Some(Tract { id, centre, size, count, wcs: wcs.shifted([-begin[0] as f64, -begin[1] as f64]) })
    }

    /// The boxes of a patch without and with its border.
    pub fn patch(&self, tract: &Tract, x: i64, y: i64) -> (PixelBox, PixelBox) {
        let (inner, border) = (self.patches.inner(), self.patches.border());
        let low = [x * inner[0], y * inner[1]];
        let high = [low[0] + inner[0], low[1] + inner[1]];
        let is_clipped = matches!(self.patches, Patches::Legacy { .. });
        let outer = [0, 1].map(|axis| {
            let (begin, end) = (low[axis] - border[axis], high[axis] + border[axis]);
            if is_clipped { [begin.max(0), end.min(tract.size[axis])] } else { [begin, end] }
        });
        ([low, high], [[outer[0][0], outer[1][0]], [outer[0][1], outer[1][1]]])
    }

    /// Circles with one more.
    ///
    /// # Errors
    /// It is not made of circles, or `given` is, and differs in more than them.
    pub fn appended(&self, name: &str, given: &SkyMap) -> Result<SkyMap> {
        let fault = |reason: &str| Error::invalid("skymap", name, reason);
        let (Kind::Discrete(old), Kind::Discrete(new)) = (&self.kind, &given.kind) else {
            return Err(fault("only discrete skymaps are appended to"));
        };
        let circles = SkyMap { kind: Kind::Discrete([old.as_slice(), new.as_slice()].concat()), ..given.clone() };
        if (SkyMap { kind: circles.kind.clone(), ..self.clone() }) != circles {
            return Err(fault("other settings than its circles are not those that are given"));
        }
        Ok(circles)
    }

    /// As JSON: everything that it is made of.
    pub fn to_json(&self) -> serde_json::Value {
        use serde_json::json;
        let patches = match self.patches {
            Patches::Legacy { inner, border } => json!({"name": "legacy", "patchInnerDimensions": inner, "patchBorder": border}),
            Patches::Cells { cell, cell_border, cells, border_cells } => {
                json!({"name": "cells", "cellInnerDimensions": cell, "cellBorder": cell_border,
                "numCellsPerPatchInner": cells, "numCellsInPatchBorder": border_cells})
            }
        };
        let mut out = json!({"tractBuilder": patches, "tractOverlap": self.tract_overlap, "pixelScale": self.pixel_scale,
            "projection": self.projection.name(), "rotation": self.rotation});
        let own = match &self.kind {
            Kind::Rings { rings, ra_start, is_old: false } => json!({"class": "rings", "numRings": rings, "raStart": ra_start}),
            Kind::Rings { rings, ra_start, is_old: true } => {
                json!({"class": "rings", "numRings": rings, "raStart": ra_start, "version": 0})
            }
            Kind::Discrete(circles) => {
                let part = |part: usize| circles.iter().map(|circle| circle[part]).collect::<Vec<_>>();
                json!({"class": "discrete", "raList": part(0), "decList": part(1), "radiusList": part(2)})
            }
            Kind::Equat { tracts, dec_range } => json!({"class": "equat", "numTracts": tracts, "decRange": dec_range}),
            Kind::Dodeca { has_poles } => json!({"class": "dodeca", "withTractsOnPoles": has_poles}),
            Kind::Healpix { log2_nside, is_nested } => json!({"class": "healpix", "log2NSide": log2_nside, "nest": is_nested}),
        };
        if let (Some(out), serde_json::Value::Object(own)) = (out.as_object_mut(), own) {
            out.extend(own);
        }
        out
    }
}

impl Tract {
    /// The region of a box of its pixels, half a pixel outwards.
    pub fn region(&self, pixels: PixelBox) -> Result<ConvexPolygon> {
        let [low, high] = pixels.map(|corner| corner.map(|pixel| pixel as f64 - 0.5));
        let corners = [[low[0], low[1]], [high[0], low[1]], [high[0], high[1]], [low[0], high[1]]];
        let fault = |error: butler_sphere::Error| Error::invalid("tract", self.id.to_string(), error.to_string());
        let corners: Vec<UnitVector3d> = corners.iter().map(|corner| self.wcs.to_sky(*corner)).collect::<Result<_, _>>().map_err(fault)?;
        ConvexPolygon::convex_hull(&corners).map_err(fault)
    }

    /// Its whole box.
    pub fn whole(&self) -> PixelBox {
        [[0, 0], self.size]
    }
}

/// Tracts of a ring, counted from the south: as many as fit around its wider edge.
fn ring_tracts(rings: u32, ring: u32) -> usize {
    use std::f64::consts::PI;
    let size = PI / f64::from(rings + 1);
    let begin = size * (f64::from(ring) + 0.5) - PI / 2.0;
    let end = begin + size;
    let widest = begin.abs().min(end.abs());
    (2.0 * PI * widest.cos() / size) as usize + 1
}

fn ring_centre(rings: u32, ra_start: f64, index: usize, is_old: bool) -> [f64; 2] {
    if index == 0 {
        return [0.0, -90.0];
    }
    let all: usize = (0..rings).map(|ring| ring_tracts(rings, ring)).sum();
    if index > all {
        return [0.0, 90.0];
    }
    let mut left = index - 1;
    for ring in 0..rings {
        let count = ring_tracts(rings, ring);
        if left < count || (is_old && left == count) {
            let size = 180.0 / f64::from(rings + 1);
            return [crate::sky::wrap_360(360.0 * left as f64 / count as f64 + ra_start), size * f64::from(ring + 1) - 90.0];
        }
        left -= count;
    }
    [0.0, 90.0]
}

fn circle(centre: [f64; 2], radius: f64) -> Vec<[f64; 3]> {
    let frame = wcs::Frame::new(centre);
    [0.0, 90.0, 180.0, 270.0].map(|bearing| frame.offset(radius, bearing)).to_vec()
}

fn around(vertex: [f64; 2], distance: f64) -> Vec<[f64; 3]> {
    wcs::Frame::new(vertex).around(distance)
}

/// A skymap from settings by the reference's names.
pub fn from_settings(name: &str, settings: &Node) -> Result<SkyMap> {
    config::skymap(name, settings)
}
