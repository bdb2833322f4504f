//! The reference's export format: repositories as YAML, read into the registry and written from it.
//!
//! A file is a mapping with `version`, `universe_version`, `universe_namespace` and `data`, a list of sections: dimension records, collections,
//! dataset types, datasets of one type and run, and associations (tags and validity ranges). Versions 0 (which means 1.0.0) to 1.0.x are read,
//! 1.0.2 is written. Files are as large as repositories, so nothing here holds a whole one.

mod columns;
mod convert;
mod database;
pub mod export;
pub mod gen2;
pub mod hats;
pub mod import;
pub mod placing;
pub mod read;
pub mod reference;
pub mod zip;

/// First bytes of encoded regions, and the classes whose tags they have in files.
const REGION_CLASSES: [(u8, &str); 6] = [
    (b'p', "lsst.sphgeom.ConvexPolygon"),
    (b'c', "lsst.sphgeom.Circle"),
    (b'b', "lsst.sphgeom.Box"),
    (b'e', "lsst.sphgeom.Ellipse"),
    (b'u', "lsst.sphgeom.UnionRegion"),
    (b'i', "lsst.sphgeom.IntersectionRegion"),
];
