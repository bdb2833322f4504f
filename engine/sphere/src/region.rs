//! Regions of every kind, and the questions that can be asked of any of them.

use crate::circle::Circle;
use crate::compound;
use crate::ellipse::Ellipse;
use crate::error::{Error, Result};
use crate::lonlat::LonLat;
use crate::lonlat_box::LonLatBox;
use crate::polygon::ConvexPolygon;
use crate::relationship::Relationship;
use crate::vector::UnitVector3d;

/// A part of the sphere, with its edge. ICRS.
#[derive(Debug, Clone, PartialEq)]
pub enum Region {
    /// All points within an angle of a centre.
    Circle(Circle),
    /// A box of longitudes and latitudes.
    Box(LonLatBox),
    /// A convex polygon.
    ConvexPolygon(ConvexPolygon),
    /// An ellipse.
    Ellipse(Ellipse),
    /// The points of any of its operands. None is a union itself; without operands it is empty.
    Union(Vec<Region>),
    /// The points of all of its operands. None is an intersection itself; without operands it is the sphere.
    Intersection(Vec<Region>),
}

impl Region {
    /// The union of some regions. Operands that are unions are replaced by their own operands.
    pub fn union(operands: impl IntoIterator<Item = Region>) -> Region {
        let mut flat = Vec::new();
        for operand in operands {
            match operand {
                Region::Union(inner) => flat.extend(inner),
                other => flat.push(other),
            }
        }
        Region::Union(flat)
    }

    /// The intersection of some regions. Operands that are intersections are replaced by their own operands.
    pub fn intersection(operands: impl IntoIterator<Item = Region>) -> Region {
        let mut flat = Vec::new();
        for operand in operands {
            match operand {
                Region::Intersection(inner) => flat.extend(inner),
                other => flat.push(other),
            }
        }
        Region::Intersection(flat)
    }

    /// The name of the kind, as the reference's class is called.
    pub fn kind(&self) -> &'static str {
        match self {
            Region::Circle(_) => "Circle",
            Region::Box(_) => "Box",
            Region::ConvexPolygon(_) => "ConvexPolygon",
            Region::Ellipse(_) => "Ellipse",
            Region::Union(_) => "UnionRegion",
            Region::Intersection(_) => "IntersectionRegion",
        }
    }

    /// Whether no point is in it. An intersection is called empty only if that is plain: all operands are empty, or two are known to be apart.
    pub fn is_empty(&self) -> bool {
        match self {
            Region::Circle(c) => c.is_empty(),
            Region::Box(b) => b.is_empty(),
            Region::ConvexPolygon(_) => false,
            Region::Ellipse(e) => e.is_empty(),
            Region::Union(operands) => operands.iter().all(Region::is_empty),
            Region::Intersection(operands) => compound::intersection_is_empty(operands),
        }
    }

    /// Whether the point is in it.
    pub fn contains(&self, v: UnitVector3d) -> bool {
        match self {
            Region::Circle(c) => c.contains(v),
            Region::Box(b) => b.contains(LonLat::from(v)),
            Region::ConvexPolygon(p) => p.contains(v),
            Region::Ellipse(e) => e.contains(v),
            Region::Union(operands) => operands.iter().any(|r| r.contains(v)),
            Region::Intersection(operands) => operands.iter().all(|r| r.contains(v)),
        }
    }

    /// How the two are related. A bit that is set holds. One that is not set says nothing where bounds stand in for the region itself: for
    /// ellipses, for polygons against boxes, and for unions and intersections.
    pub fn relate(&self, other: &Region) -> Relationship {
        use Region::{Box, Circle, ConvexPolygon, Ellipse, Intersection, Union};
        match (self, other) {
            (Union(operands), _) => compound::union_relate(operands, other),
            (Intersection(operands), _) => compound::intersection_relate(operands, other),
            (_, Union(_) | Intersection(_)) => other.relate(self).inverted(),
            (Circle(a), Circle(b)) => a.relate(b),
            (Circle(c), Box(b)) => b.relate_circle(c).inverted(),
            (Circle(c), ConvexPolygon(p)) => p.relate_circle(c).inverted(),
            (Circle(c), Ellipse(e)) => e.relate_circle(c).inverted(),
            (Box(b), Circle(c)) => b.relate_circle(c),
            (Box(a), Box(b)) => a.relate(b),
            (Box(b), ConvexPolygon(p)) => p.relate_box(b).inverted(),
            (Box(b), Ellipse(e)) => e.relate_box(b).inverted(),
            (ConvexPolygon(p), Circle(c)) => p.relate_circle(c),
            (ConvexPolygon(p), Box(b)) => p.relate_box(b),
            (ConvexPolygon(a), ConvexPolygon(b)) => a.relate(b),
            (ConvexPolygon(p), Ellipse(e)) => e.relate_polygon(p).inverted(),
            (Ellipse(e), Circle(c)) => e.relate_circle(c),
            (Ellipse(e), Box(b)) => e.relate_box(b),
            (Ellipse(e), ConvexPolygon(p)) => e.relate_polygon(p),
            (Ellipse(a), Ellipse(b)) => a.relate(b),
        }
    }

    /// Whether the two have a point in common, or `None` where bounds alone can't tell. The answers are those of `lsst.sphgeom`.
    pub fn overlaps(&self, other: &Region) -> Option<bool> {
        use Region::{Box, Circle, ConvexPolygon, Ellipse, Intersection, Union};
        match (self, other) {
            (Union(operands), _) => compound::union_overlaps(operands, other),
            (Intersection(operands), _) => compound::intersection_overlaps(operands, other),
            (_, Union(_) | Intersection(_)) => other.overlaps(self),
            (Circle(_) | Box(_), Circle(_) | Box(_)) => Some(!self.relate(other).is_disjoint()),
            (ConvexPolygon(_), ConvexPolygon(_) | Circle(_)) | (Circle(_), ConvexPolygon(_)) => Some(!self.relate(other).is_disjoint()),
            (Box(_), ConvexPolygon(_)) | (ConvexPolygon(_), Box(_)) | (Ellipse(_), _) | (_, Ellipse(_)) => self.relate(other).to_overlap(),
        }
    }

    /// Whether the two may have a point in common, for joins: no pair is lost, and where bounds alone can't tell the answer is yes.
    pub fn may_overlap(&self, other: &Region) -> bool {
        self.overlaps(other) != Some(false)
    }

    /// A circle around it.
    pub fn bounding_circle(&self) -> Circle {
        match self {
            Region::Circle(c) => *c,
            Region::Box(b) => b.bounding_circle(),
            Region::ConvexPolygon(p) => p.bounding_circle(),
            Region::Ellipse(e) => e.bounding_circle(),
            Region::Union(operands) => compound::bounds(operands, Circle::EMPTY, Region::bounding_circle, Circle::expanded_to),
            Region::Intersection(operands) => compound::bounds(operands, Circle::FULL, Region::bounding_circle, Circle::clipped_to),
        }
    }

    /// A box of longitudes and latitudes around it.
    pub fn bounding_box(&self) -> LonLatBox {
        match self {
            Region::Circle(c) => c.bounding_box(),
            Region::Box(b) => *b,
            Region::ConvexPolygon(p) => p.bounding_box(),
            Region::Ellipse(e) => e.bounding_circle().bounding_box(),
            Region::Union(operands) => compound::bounds(operands, LonLatBox::EMPTY, Region::bounding_box, LonLatBox::expanded_to),
            Region::Intersection(operands) => compound::bounds(operands, LonLatBox::FULL, Region::bounding_box, LonLatBox::clipped_to),
        }
    }

    /// The area in steradians. Unions and intersections of several operands have none that is known.
    pub fn area_sr(&self) -> Result<f64> {
        match self {
            Region::Circle(c) => Ok(c.area_sr()),
            Region::Box(b) => Ok(b.area_sr()),
            Region::ConvexPolygon(p) => Ok(p.area_sr()),
            Region::Ellipse(e) => Ok(e.area_sr()),
            Region::Union(operands) | Region::Intersection(operands) => match operands.as_slice() {
                [only] => only.area_sr(),
                _ => Err(Error::Inexpressible { region: self.kind(), form: "an area" }),
            },
        }
    }

    /// The middle: the centre of circles, boxes and ellipses, the centre of mass of polygons, and the centre of the bounding circle of unions
    /// and intersections. `None` if it is empty.
    pub fn centroid(&self) -> Option<UnitVector3d> {
        if self.is_empty() {
            return None;
        }
        Some(match self {
            Region::Circle(c) => c.center(),
            Region::Box(b) => UnitVector3d::from(b.center()),
            Region::ConvexPolygon(p) => p.centroid(),
            Region::Ellipse(e) => e.center(),
            Region::Union(_) | Region::Intersection(_) => self.bounding_circle().center(),
        })
    }
}

impl From<Circle> for Region {
    fn from(c: Circle) -> Self {
        Region::Circle(c)
    }
}

impl From<LonLatBox> for Region {
    fn from(b: LonLatBox) -> Self {
        Region::Box(b)
    }
}

impl From<ConvexPolygon> for Region {
    fn from(p: ConvexPolygon) -> Self {
        Region::ConvexPolygon(p)
    }
}

impl From<Ellipse> for Region {
    fn from(e: Ellipse) -> Self {
        Region::Ellipse(e)
    }
}
