//! An exposure, or less: a file of images that is read part by part.

use futures::future::try_join_all;
use serde_json::{Map, Value as Json, json};

use super::{Archive, Bbox, Component, Layout, Object, Part, Plane, Role, Value, Wcs, metadata, records};
use crate::fits::{Fault, Fits, Hdu, Header, Selector};
use crate::{Error, Result, Source};

mod part;

/// An open file of images. Nothing but headers is read before it is asked for.
#[derive(Debug)]
pub struct Exposure {
    fits: Fits,
    layout: Layout,
    archive: Option<Archive>,
}

impl Exposure {
    /// Opens an exposure, a masked image, a raw, a plain FITS image, or a file that holds one archived object.
    pub async fn open(source: &Source) -> Result<Exposure> {
        let mut fits = Fits::open(source.clone()).await?;
        let layout = Layout::find(&mut fits).await?;
        if layout.main().is_none() && layout.archive.is_none() {
            return Err(fits.error(None, Fault::new("it has neither an image nor an archive of objects")));
        }
        Ok(Exposure { fits, layout, archive: None })
    }

    /// Which HDU holds what.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// What messages call the file.
    pub fn name(&self) -> &str {
        self.fits.source().name()
    }

    /// The primary header.
    pub async fn primary(&mut self) -> Result<&Header> {
        Ok(self.fits.hdu(&Selector::Index(0)).await?.header())
    }

    /// The components that the file has.
    pub async fn components(&mut self) -> Result<Vec<Component>> {
        let mut present = Vec::new();
        for component in Component::ALL {
            if self.has(component).await? {
                present.push(component);
            }
        }
        Ok(present)
    }

    async fn has(&mut self, component: Component) -> Result<bool> {
        let Some(main) = self.layout.main() else {
            return Ok(self.archived_id(component).await?.is_some() || records::is_in(component, self.primary().await?));
        };
        Ok(match component {
            Component::Image => self.layout.image.is_some(),
            Component::Bbox | Component::Dimensions | Component::Xy0 | Component::Metadata => true,
            Component::Mask => self.layout.mask.is_some(),
            Component::Variance => self.layout.variance.is_some(),
            Component::Wcs => self.archived_id(component).await?.is_some() || Wcs::is_in(self.plane_hdu(main).await?.header()),
            _ => self.archived_id(component).await?.is_some() || records::is_in(component, self.primary().await?),
        })
    }

    /// The component called `name`.
    pub async fn named(&mut self, name: &str) -> Result<Value> {
        match Component::named(name) {
            Some(component) => self.component(component).await,
            None => Err(Error::missing(self.name(), "component", name, Component::ALL.map(Component::name))),
        }
    }

    /// A component. It is an error if the file does not have it.
    pub async fn component(&mut self, component: Component) -> Result<Value> {
        if !self.has(component).await? {
            let present = self.components().await?;
            return Err(Error::Absent {
                file: self.name().to_owned(),
                component: component.name(),
                present: present.into_iter().map(Component::name).collect(),
            });
        }
        match component {
            Component::Image => Ok(Value::Plane(self.plane(Role::Image, None).await?)),
            Component::Mask => Ok(Value::Plane(self.plane(Role::Mask, None).await?)),
            Component::Variance => Ok(Value::Plane(self.plane(Role::Variance, None).await?)),
            Component::Bbox => Ok(Value::Data(self.bbox().await?.to_json())),
            Component::Dimensions => {
                let bbox = self.bbox().await?;
                Ok(Value::Data(json!({ "width": bbox.width, "height": bbox.height })))
            }
            Component::Xy0 => {
                let bbox = self.bbox().await?;
                Ok(Value::Data(json!({ "x": bbox.x0, "y": bbox.y0 })))
            }
            Component::Metadata => Ok(Value::Header(self.metadata().await?)),
            Component::Wcs => Ok(Value::Wcs(Box::new(self.wcs().await?))),
            _ => self.archived(component).await,
        }
    }

    /// The rectangle of the image's pixels.
    pub async fn bbox(&mut self) -> Result<Bbox> {
        if let Some(mosaic) = &self.layout.mosaic {
            return Ok(mosaic.bbox());
        }
        let hdu = self.plane_hdu(self.layout.main().unwrap_or(Role::Image)).await?;
        Plane::bbox_of(&hdu).map_err(|fault| self.fits.error(Some(hdu.index()), fault))
    }

    /// The pixels of a plane: all of them, or those in `part`, which must be within the image.
    ///
    /// The image of a raw whose amplifiers say where they lie is that of the detector, without overscan.
    pub async fn plane(&mut self, role: Role, part: Option<Bbox>) -> Result<Plane> {
        if let Some(mosaic) = self.layout.mosaic.clone().filter(|_| role == Role::Image) {
            let source = self.fits.source().clone();
            let hdus = self.fits.hdus().await?;
            let header = hdus.first().map(|hdu| hdu.header().clone()).unwrap_or_default();
            return Plane::of_mosaic(&source, hdus, &mosaic, &header, part).await;
        }
        let hdu = self.plane_hdu(role).await?;
        Plane::read(self.fits.source(), &hdu, role, part).await
    }

    /// The pixels of any HDU that holds an image, e.g. an amplifier of a raw.
    pub async fn hdu(&mut self, index: usize, part: Option<Bbox>) -> Result<Plane> {
        let hdu = self.fits.hdu(&Selector::Index(index)).await?.clone();
        let role = Role::of(hdu.header()).unwrap_or(Role::Image);
        Plane::read(self.fits.source(), &hdu, role, part).await
    }

    /// The pixels of several planes, which are fetched side by side.
    pub(super) async fn planes(&mut self, roles: &[Role], part: Bbox) -> Result<Vec<Plane>> {
        if self.layout.is_mosaic() {
            return Ok(vec![self.plane(Role::Image, Some(part)).await?]);
        }
        let mut hdus = Vec::with_capacity(roles.len());
        for role in roles {
            hdus.push((*role, self.plane_hdu(*role).await?));
        }
        let source = self.fits.source();
        try_join_all(hdus.iter().map(|(role, hdu)| Plane::read(source, hdu, *role, Some(part)))).await
    }

    async fn plane_hdu(&mut self, role: Role) -> Result<Hdu> {
        let Some(index) = self.layout.place(role) else {
            return Err(self.fits.error(None, Fault::new(format!("it has no {}", role.name()))));
        };
        Ok(self.fits.hdu(&Selector::Index(index)).await?.clone())
    }

    /// The metadata of the primary header and of the image's, without what describes bytes or stands in another component.
    pub async fn metadata(&mut self) -> Result<Header> {
        let primary = self.primary().await?.clone();
        match self.layout.main().filter(|_| !self.layout.is_mosaic()) {
            Some(main) if self.layout.place(main) != Some(0) => Ok(metadata::of(&[&primary, self.plane_hdu(main).await?.header()])),
            _ => Ok(metadata::of(&[&primary])),
        }
    }

    /// The WCS: the archived one, which is exact, if there is one that is understood; else that of the image's header.
    pub async fn wcs(&mut self) -> Result<Wcs> {
        let archived = match self.archived_id(Component::Wcs).await? {
            None => None,
            Some(id) => {
                let (object, parts) = self.object(id).await?;
                Some(Wcs::of_archive(&object.class, &parts))
            }
        };
        if let Some(Ok(wcs)) = archived {
            return Ok(wcs);
        }
        let reason = archived.and_then(Result::err);
        let Some(index) = self.layout.main().and_then(|main| self.layout.place(main)) else {
            return Err(self.fits.error(None, Fault::new(reason.unwrap_or_else(|| "it has no WCS".to_owned()))));
        };
        let hdu = self.fits.hdu(&Selector::Index(index)).await?.clone();
        let bbox = Plane::bbox_of(&hdu).map_err(|fault| self.fits.error(Some(index), fault))?;
        Wcs::of_header(hdu.header(), &bbox, reason).map_err(|reason| self.fits.error(Some(index), Fault::new(reason)))
    }

    /// The archive; empty if the file has none.
    pub async fn archive(&mut self) -> Result<&Archive> {
        if self.archive.is_none() {
            let archive = match self.layout.archive {
                None => Archive::default(),
                Some(index) => Archive::read(&mut self.fits, index).await?,
            };
            self.archive = Some(archive);
        }
        // It was set just before.
        self.archive.as_ref().ok_or_else(|| self.fits.error(None, Fault::new("its archive was lost")))
    }

    /// An archived object and its tables.
    pub async fn object(&mut self, id: i64) -> Result<(Object, Vec<Part>)> {
        let archive = self.archive().await?;
        let Some(object) = archive.object(id).cloned() else {
            let ids: Vec<String> = archive.objects().iter().map(|object| object.id.to_string()).collect();
            return Err(Error::missing(self.name(), "archived object", &id.to_string(), ids.iter().map(String::as_str)));
        };
        let parts = object.read(&mut self.fits, self.layout.archive.unwrap_or_default()).await?;
        Ok((object, parts))
    }

    /// The ID of the archived object that a component is.
    async fn archived_id(&mut self, component: Component) -> Result<Option<i64>> {
        if self.layout.archive.is_none() {
            return Ok(None);
        }
        if self.layout.main().is_none() && self.primary_id(component).await?.is_none() {
            let root = self.archive().await?.root();
            return Ok(root.filter(|object| Component::of_class(&object.class) == Some(component)).map(|object| object.id));
        }
        self.primary_id(component).await
    }

    async fn primary_id(&mut self, component: Component) -> Result<Option<i64>> {
        let primary = self.primary().await?;
        Ok(component.id_keywords().iter().find_map(|keyword| primary.integer(keyword)).filter(|id| *id != 0))
    }

    async fn archived(&mut self, component: Component) -> Result<Value> {
        let Some(id) = self.archived_id(component).await? else {
            return Ok(Value::Data(records::of_header(component, self.primary().await?)));
        };
        let (object, parts) = self.object(id).await?;
        match records::of_object(&object, &parts) {
            Some(data) => Ok(Value::Data(data)),
            None => self.tables(object, parts).await,
        }
    }

    /// An object as its tables; of a map of aperture corrections, the fields that it names.
    async fn tables(&mut self, object: Object, parts: Vec<Part>) -> Result<Value> {
        let rows = match parts.first() {
            Some(part) if object.class == "ApCorrMap" => part.rows(),
            _ => return Ok(Value::Object(object, parts)),
        };
        let mut fields = Map::new();
        for row in rows {
            if let (Some(name), Some(id)) = (row["name"].as_str(), row["field"].as_i64()) {
                let (field, parts) = self.object(id).await?;
                let mut told = Map::from_iter([("class".to_owned(), field.class.into())]);
                if let Some(Json::Object(row)) = parts.first().and_then(|part| part.rows().into_iter().next()) {
                    told.extend(row);
                }
                fields.insert(name.to_owned(), told.into());
            }
        }
        Ok(Value::Data(fields.into()))
    }
}
