//! `butler plot --focal-plane`: the detectors of a visit or an exposure, where they stand on the focal plane.

use butler_catalogs::images::{Exposure, Role};
use butler_catalogs::pictures::{Figure, Panel, Thumbnail};
use butler_engine::ErrorKind;
use butler_engine::butler::Butler;
use butler_observatory::Observatory;

use crate::Failure;
use crate::arguments::Global;
use crate::command::imagery::{Drawing, Place};
use crate::command::register_instrument::known;
use crate::runtime::surroundings;

/// The picture, what it is of, and how many detectors have an image.
pub async fn draw(place: &Place, role: Role, drawing: &Drawing, global: &Global) -> Result<(Figure, String, usize), Failure> {
    let butler = Butler::open(place.repository(), &surroundings()).await?;
    if place.value("detector").is_some() {
        return Err(Failure::usage("--focal-plane draws all detectors", "leave `detector` out of the data ID"));
    }
    let name = place.value("instrument");
    let name = name.ok_or_else(|| Failure::usage("--focal-plane needs an instrument", "type REPO TYPE instrument=NAME visit=NUMBER"))?;
    let instrument = known(&mut Observatory::new(), name)?;
    let camera = butler.camera(&instrument, place.collections()).await?;
    let mut panels = Vec::new();
    let mut absent = None;
    for outline in camera.outlines() {
        let mut panel = Panel { label: outline.id.to_string(), corners_mm: outline.corners_mm(), image: None };
        match place.of_detector(&butler, outline.id, global).await? {
            Ok(source) => {
                let plane = Exposure::open(&source).await?.plane(role, None).await?;
                let bbox = *plane.bbox();
                let [x0, y0, x1, y1] = [bbox.x0, bbox.y0, bbox.x1(), bbox.y1()].map(|edge| edge as f64 - 0.5);
                let corners = [[x0, y0], [x1, y0], [x1, y1], [x0, y1]].map(|corner| outline.place_mm(corner));
                panel.image = Some(Thumbnail::new(&plane, corners));
            }
            Err(error) if error.kind() == ErrorKind::NotFound => absent = Some(error),
            Err(error) => return Err(error.into()),
        }
        panels.push(panel);
    }
    let count = panels.iter().filter(|panel| panel.image.is_some()).count();
    let title = place.title();
    if let (0, Some(error)) = (count, absent) {
        return Err(error.doing(format!("no detector of `{title}` has an image")).into());
    }
    Ok((drawing.focal_plane(&panels, &title)?, title, count))
}
