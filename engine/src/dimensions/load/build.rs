//! Elements made from their configuration, in the universe's order.

use std::collections::HashMap;
use std::sync::Arc;

use super::raw::{RawElement, RawField};
use super::{Entry, Families};
use crate::Result;
use crate::dimensions::schema::schema_of;
use crate::dimensions::{Element, Field, FieldKind, Parent, Role, SkyPix};

/// Makes elements; all that one needs were added before it.
pub(super) struct Builder<'a> {
    spatial: &'a Families,
    temporal: &'a Families,
    elements: Vec<Arc<Element>>,
    index: HashMap<String, usize>,
}

impl<'a> Builder<'a> {
    pub fn new(spatial: &'a Families, temporal: &'a Families) -> Builder<'a> {
        Builder { spatial, temporal, elements: Vec::new(), index: HashMap::new() }
    }

    pub fn finish(self) -> (Vec<Arc<Element>>, HashMap<String, usize>) {
        (self.elements, self.index)
    }

    pub fn add(&mut self, entry: Entry) -> Result<()> {
        let element = match entry {
            Entry::Table(raw) => self.table(*raw)?,
            Entry::SkyPix { system, level } => skypix(system, level),
        };
        self.index.insert(element.name.clone(), self.elements.len());
        self.elements.push(Arc::new(element));
        Ok(())
    }

    fn table(&self, raw: RawElement) -> Result<Element> {
        let mut required: Vec<&str> = Vec::new();
        for element in raw.depends().filter_map(|name| self.get(name)) {
            let directly = raw.requires.contains(&element.name);
            // What an implied element requires is required, though the implied one itself is not.
            required.extend(element.required.iter().map(String::as_str).filter(|name| directly || *name != element.name));
        }
        required.retain(|name| !raw.implies.iter().any(|n| n == name));
        let mut implied: Vec<&str> = raw.implies.iter().map(String::as_str).collect();
        for names in [&mut required, &mut implied] {
            names.sort_by_key(|name| self.index.get(*name));
            names.dedup();
        }
        let governor = required.iter().find(|name| self.get(name).is_some_and(|e| e.is_governor)).map(|name| (*name).to_owned());
        let parents = self.parents(&required, &implied);
        let spatial = family_of(self.spatial, &raw.name);
        let temporal = family_of(self.temporal, &raw.name);
        let fields = self.fields(&raw, &required, &implied, spatial.is_some(), temporal.is_some())?;
        let is_dimension = !raw.keys.is_empty();
        let own = is_dimension.then(|| raw.name.clone());
        Ok(Element {
            required: required.into_iter().map(str::to_owned).chain(own).collect(),
            implied: implied.into_iter().map(str::to_owned).collect(),
            governor: governor.or_else(|| raw.is_governor.then(|| raw.name.clone())),
            schema: schema_of(&fields),
            name: raw.name,
            doc: raw.doc,
            is_dimension,
            is_governor: raw.is_governor,
            fields,
            skypix: None,
            spatial,
            temporal,
            view_of: raw.view_of,
            populated_by: raw.populated_by,
            always_join: raw.always_join,
            parents,
            requires: raw.requires,
            implies: raw.implies,
        })
    }

    fn get(&self, name: &str) -> Option<&Element> {
        self.index.get(name).and_then(|i| self.elements.get(*i)).map(Arc::as_ref)
    }

    /// Columns in the order of [`Element::fields`].
    fn fields(&self, raw: &RawElement, required: &[&str], implied: &[&str], has_region: bool, has_timespan: bool) -> Result<Vec<Field>> {
        let foreign = |names: &[&str], role: Role| {
            let own_key = |name: &str| self.get(name).and_then(Element::own_key);
            let field = |name: &&str| Some(Field { name: (*name).to_owned(), role, ..own_key(name)?.clone() });
            names.iter().filter_map(field).collect::<Vec<_>>()
        };
        let mut fields = foreign(required, Role::Required);
        fields.extend(raw.keys.first().map(|key| own_field(key, Role::Key, &raw.doc)));
        fields.extend(foreign(implied, Role::Implied));
        fields.extend(raw.keys.iter().skip(1).map(|key| own_field(key, Role::Alternate, &raw.doc)));
        fields.extend(raw.metadata.iter().map(|field| own_field(field, Role::Metadata, "")));
        if has_region {
            fields.push(derived_field("region", FieldKind::Region, Role::Region, "Where on the sky it is, in sphgeom's encoding."));
        }
        if has_timespan {
            fields.push(derived_field("timespan", FieldKind::Timespan, Role::Timespan, "When it was, TAI."));
        }
        match fields.iter().enumerate().find(|(i, f)| fields[..*i].iter().any(|g| g.name == f.name)) {
            Some((_, twice)) => Err(raw.mark.error(format!("`{}` has two fields `{}`", raw.name, twice.name))),
            None => Ok(fields),
        }
    }

    /// Stored elements among `required` and `implied`, without those that another of them requires.
    fn parents(&self, required: &[&str], implied: &[&str]) -> Vec<Parent> {
        let stored: Vec<&Element> = required.iter().chain(implied).filter_map(|name| self.get(name)).filter(|e| e.is_stored()).collect();
        let follows = |e: &Element| stored.iter().any(|other| other.name != e.name && other.required.contains(&e.name));
        let parent = |e: &&Element| Parent {
            element: e.name.clone(),
            columns: e.required.iter().filter_map(|name| Some((name.clone(), e.column_of(name)?.to_owned()))).collect(),
        };
        stored.iter().filter(|e| !follows(e)).map(parent).collect()
    }
}

fn own_field(raw: &RawField, role: Role, doc: &str) -> Field {
    Field {
        name: raw.name.clone(),
        kind: raw.kind,
        role,
        length: raw.length,
        nullable: role != Role::Key && raw.nullable,
        doc: raw.doc.clone().unwrap_or_else(|| doc.to_owned()),
    }
}

fn derived_field(name: &str, kind: FieldKind, role: Role, doc: &str) -> Field {
    Field { name: name.to_owned(), kind, role, length: None, nullable: true, doc: doc.to_owned() }
}

fn family_of(families: &Families, element: &str) -> Option<String> {
    families.iter().find(|(_, members)| members.iter().any(|m| m == element)).map(|(family, _)| family.clone())
}

/// A skypix dimension: a pixel's index and its region, both computed, never stored.
fn skypix(system: String, level: u32) -> Element {
    let name = format!("{system}{level}");
    let id = Field { nullable: false, ..derived_field("id", FieldKind::Int, Role::Key, "Index of the pixel.") };
    let fields = vec![id, derived_field("region", FieldKind::Region, Role::Region, "The pixel, in sphgeom's encoding.")];
    Element {
        doc: format!("A pixel of level {level} of {system}."),
        is_dimension: true,
        is_governor: false,
        required: vec![name.clone()],
        implied: Vec::new(),
        schema: schema_of(&fields),
        fields,
        governor: None,
        spatial: Some(system.clone()),
        skypix: Some(SkyPix { system, level }),
        temporal: None,
        view_of: None,
        populated_by: None,
        always_join: false,
        parents: Vec::new(),
        requires: Vec::new(),
        implies: Vec::new(),
        name,
    }
}
