//! `butler plot --focal-plane`: the detectors of a visit or an exposure, where they stand on the focal plane.

use std::collections::HashMap;

use butler_catalogs::images::{Exposure, Role};
use butler_catalogs::pictures::{Figure, Panel, Thumbnail};
use butler_engine::Error;
use butler_engine::butler::{Butler, FoundDataset};
use butler_observatory::Observatory;
use butler_observatory::camera::Outline;
use futures::{StreamExt, TryStreamExt, stream};

use crate::Failure;
use crate::arguments::Global;
use crate::command::imagery::{Drawing, Place};
use crate::command::register_instrument::known;
use crate::runtime::surroundings;

/// Images that are read at a time; each takes some 70 MB while it is large.
const TOGETHER: usize = 4;

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
    let title = place.title();
    let ids: Vec<i64> = camera.outlines().map(|outline| outline.id).collect();
    let mut of_detector: HashMap<i64, FoundDataset> = HashMap::new();
    for one in place.of_detectors(&butler, &ids, global).await? {
        // One that is not stored is as good as none; a file that should be there is not.
        if let (Some(detector), false) = (one.data_id.get("detector").and_then(|key| key.as_int()), one.files.is_empty()) {
            of_detector.insert(detector, one);
        }
    }
    if of_detector.is_empty() {
        return Err(Error::missing("image of a detector", &title, []).with_hint("its datasets are registered, and not stored").into());
    }
    let count = of_detector.len();
    let panels = camera.outlines().map(|outline| {
        let (found, butler, outline) = (of_detector.remove(&outline.id), butler.clone(), outline.clone());
        // Pixels are decompressed and made small by threads of their own.
        let panel = tokio::spawn(async move {
            let mut panel = Panel { label: outline.id.to_string(), corners_mm: outline.corners_mm(), image: None };
            if let Some(found) = found {
                panel.image = Some(thumbnail(&butler, &found, role, &outline).await?);
            }
            Ok::<Panel, Error>(panel)
        });
        async move { panel.await.map_err(|error| Error::internal(format!("the reader of an image ended early: {error}")))? }
    });
    let panels: Vec<Panel> = stream::iter(panels).buffered(TOGETHER).try_collect().await?;
    Ok((drawing.focal_plane(&panels, &title)?, title, count))
}

/// The image of a detector, made small, where the detector stands.
async fn thumbnail(butler: &Butler, found: &FoundDataset, role: Role, outline: &Outline) -> Result<Thumbnail, Error> {
    let plane = Exposure::open(&butler.open_file(found).await?).await?.plane(role, None).await?;
    let bbox = *plane.bbox();
    let [x0, y0, x1, y1] = [bbox.x0, bbox.y0, bbox.x1(), bbox.y1()].map(|edge| edge as f64 - 0.5);
    let corners = [[x0, y0], [x1, y0], [x1, y1], [x0, y1]].map(|corner| outline.place_mm(corner));
    Ok(Thumbnail::new(&plane, corners))
}
