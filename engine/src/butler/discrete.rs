//! A tract about the images that there are: the circle about all their corners, as `makeDiscreteSkyMap` of the Science Pipelines lays it.

use butler_catalogs::images::Value;
use butler_sphere::{ConvexPolygon, LonLat, UnitVector3d};
use futures::{StreamExt, TryStreamExt};

use super::find::implied_at;
use super::{Butler, FoundDataset, Parameters, Read, Select, Selected};
use crate::datastore::PARALLEL;
use crate::dimensions::{DataId, Key};
use crate::{Error, Result};

/// A circle about images.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ImagedCircle {
    /// Right ascension and declination of its centre, in degrees.
    pub center_deg: [f64; 2],
    /// In degrees.
    pub radius_deg: f64,
    /// Number of images.
    pub images: usize,
}

impl Butler {
    /// The circle about the convex hull of the corners of all exposures that a question finds: of each its `wcs` and `bbox` are read.
    ///
    /// # Errors
    /// There is none; one is not stored, or has no place on the sky.
    pub async fn imaged_circle(&self, select: &Select) -> Result<ImagedCircle> {
        let mut found = Vec::new();
        for one in self.select(select).await? {
            found.extend(exposures(&one)?);
        }
        let images = found.len();
        let corners: Vec<Vec<UnitVector3d>> = futures::stream::iter(found)
            .map(|exposure| async move { self.corners(&exposure).await })
            .buffered(PARALLEL)
            .try_collect()
            .await?;
        if corners.is_empty() {
            let types = select.dataset_types.join("`, `");
            return Err(Error::missing("dataset of type", &types, []).with_hint("say with `--collections` where they are"));
        }
        let hull = ConvexPolygon::convex_hull(&corners.concat())
            .map_err(|error| Error::invalid("images", images.to_string(), error.to_string()))?;
        let circle = hull.bounding_circle();
        let vector = circle.center().vector();
        Ok(ImagedCircle {
            center_deg: [LonLat::longitude_of_rad(vector).to_degrees().rem_euclid(360.0), LonLat::latitude_of_rad(vector).to_degrees()],
            radius_deg: circle.opening_angle_rad().to_degrees(),
            images,
        })
    }

    /// The corners of an exposure on the sky, half a pixel beyond the centres of the outermost pixels.
    async fn corners(&self, exposure: &FoundDataset) -> Result<Vec<UnitVector3d>> {
        let fault = |reason: &str| Error::invalid("exposure", exposure.to_string(), reason);
        let read = async |name: &str| match self.read(&exposure.component(name)?, &Parameters::default()).await? {
            Read::Component(value) => Ok(value),
            _ => Err(fault("it is not read as an image")),
        };
        let Value::Wcs(wcs) = read("wcs").await? else { return Err(fault("its WCS is not understood")) };
        let bbox = read("bbox").await?.to_json();
        let number = |name: &str| bbox[name].as_f64().ok_or_else(|| fault("its bounding box is not understood"));
        let (x0, y0) = (number("x0")? - 0.5, number("y0")? - 0.5);
        let (x1, y1) = (x0 + number("width")?, y0 + number("height")?);
        [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
            .into_iter()
            .map(|(x, y)| {
                let [ra, dec] = wcs.pixel_to_icrs(x, y).ok_or_else(|| fault("a corner of it has no place on the sky"))?;
                Ok(UnitVector3d::from_lon_lat_rad(ra.to_radians(), dec.to_radians()))
            })
            .collect()
    }
}

/// The datasets that were found, each with its files.
fn exposures(selected: &Selected) -> Result<Vec<FoundDataset>> {
    let group = &selected.dataset_type.dimensions;
    let found = selected.datasets()?.into_iter().enumerate().map(|(row, (id, run))| {
        let keys = group.required().map(|name| Ok((name.to_owned(), selected.rows.key(name, row)?)));
        let keys: Vec<(String, Option<Key>)> = keys.collect::<Result<_>>()?;
        let given = keys.into_iter().filter_map(|(name, key)| Some((name, key?)));
        Ok(FoundDataset {
            id,
            dataset_type: selected.dataset_type.clone(),
            component: None,
            run,
            data_id: DataId::standardize(group.universe(), given, Some(group))?,
            implied: implied_at(group, &selected.rows, row)?,
            files: selected.files.get(&id).cloned().unwrap_or_default(),
        })
    });
    found.collect()
}
