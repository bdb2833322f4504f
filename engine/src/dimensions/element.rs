//! An element of the universe: a dimension, or a table that joins dimensions.

use arrow::datatypes::SchemaRef;

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FieldKind {
    /// A 64-bit integer.
    Int,
    /// A double.
    Float,
    /// A truth value.
    Bool,
    /// A text.
    Text,
    /// Bytes of a digest.
    Hash,
    /// A region on the sky in sphgeom's encoding.
    Region,
    /// A timespan.
    Timespan,
}

/// What a field is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// The value of another dimension that the element requires; part of the primary key.
    Required,
    /// The element's own value as a dimension; part of the primary key.
    Key,
    /// The value of a dimension that the element implies.
    Implied,
    /// Another name of the element's value, unique together with the required dimensions; may be null.
    Alternate,
    /// Anything else that is known about it.
    Metadata,
    /// Where on the sky it is.
    Region,
    /// When it was.
    Timespan,
}

/// A column of an element's table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: FieldKind,
    /// What it is for.
    pub role: Role,
    /// Greatest length, in characters of a text or bytes of a hash.
    pub length: Option<usize>,
    /// Whether it may be null.
    pub nullable: bool,
    /// What it means.
    pub doc: String,
}

/// The pixelization and level of a skypix dimension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkyPix {
    /// Name of the system, e.g. `htm`.
    pub system: String,
    /// Level of subdivision.
    pub level: u32,
}

/// A row that must exist before one of this element can.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parent {
    /// The element whose row it is.
    pub element: String,
    /// Columns here and the columns there that must be equal to them: the whole primary key there.
    pub columns: Vec<(String, String)>,
}

/// A dimension, or a table that joins dimensions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    /// Its name; also that of its table.
    pub name: String,
    /// What it is.
    pub doc: String,
    /// Whether it is a dimension: has a value of its own.
    pub is_dimension: bool,
    /// Whether it is a governor: a dimension that requires none, of few values, which decide what the others mean (instrument, sky map).
    pub is_governor: bool,
    /// Names of all dimensions that identify a row, itself included if it is one, in universe order.
    pub required: Vec<String>,
    /// Names of the dimensions whose values a row decides directly, in universe order.
    pub implied: Vec<String>,
    /// Columns of its table, in order: required dimensions, own key, implied, alternate keys, metadata, region, timespan.
    pub fields: Vec<Field>,
    /// The same as an Arrow schema.
    pub schema: SchemaRef,
    /// The governor among its required dimensions.
    pub governor: Option<String>,
    /// Which pixels it counts, if it is a skypix dimension.
    pub skypix: Option<SkyPix>,
    /// Its spatial family, if it has regions.
    pub spatial: Option<String>,
    /// Its temporal family, if it has timespans.
    pub temporal: Option<String>,
    /// The element in whose table its values are found, if it has no table of its own.
    pub view_of: Option<String>,
    /// The dimension with whose rows its own are made and exported.
    pub populated_by: Option<String>,
    /// Whether a query over its required dimensions must always join it.
    pub always_join: bool,
    /// Rows that must exist before one of this element, without those that they require themselves.
    pub parents: Vec<Parent>,
    /// Required elements as configured, without those that follow from them.
    pub(super) requires: Vec<String>,
    /// Implied elements as configured.
    pub(super) implies: Vec<String>,
}

impl Element {
    /// Whether rows of it are stored.
    pub fn is_stored(&self) -> bool {
        self.view_of.is_none() && self.skypix.is_none()
    }

    /// Whether its rows relate dimensions that its required ones do not relate by themselves.
    pub fn defines_relationships(&self) -> bool {
        self.always_join || !self.implied.is_empty()
    }

    /// The columns of the primary key.
    pub fn key_fields(&self) -> &[Field] {
        let count = self.fields.iter().take_while(|f| matches!(f.role, Role::Required | Role::Key)).count();
        &self.fields[..count]
    }

    /// The dimension's own column: `id` or `name`.
    pub fn own_key(&self) -> Option<&Field> {
        self.fields.iter().find(|f| f.role == Role::Key)
    }

    /// Its field of this name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|f| f.name == name)
    }

    /// The column that holds the value of `dimension`, one of its required or implied ones.
    pub fn column_of<'a>(&'a self, dimension: &'a str) -> Option<&'a str> {
        if self.is_dimension && self.name == dimension {
            return self.own_key().map(|f| f.name.as_str());
        }
        self.required.iter().chain(&self.implied).any(|n| n == dimension).then_some(dimension)
    }

    /// Sets of columns that no two rows share, unless one is null: each alternate key with the required dimensions other than itself.
    pub fn unique_keys(&self) -> Vec<Vec<&str>> {
        let required = || self.fields.iter().filter(|f| f.role == Role::Required).map(|f| f.name.as_str());
        let alternates = self.fields.iter().filter(|f| f.role == Role::Alternate);
        alternates.map(|alternate| required().chain([alternate.name.as_str()]).collect()).collect()
    }
}

impl Role {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Role::Required => "required",
            Role::Key => "key",
            Role::Implied => "implied",
            Role::Alternate => "alternate",
            Role::Metadata => "metadata",
            Role::Region => "region",
            Role::Timespan => "timespan",
        }
    }
}

impl FieldKind {
    /// As the configuration calls it.
    pub fn name(self) -> &'static str {
        match self {
            FieldKind::Int => "int",
            FieldKind::Float => "float",
            FieldKind::Bool => "bool",
            FieldKind::Text => "string",
            FieldKind::Hash => "hash",
            FieldKind::Region => "region",
            FieldKind::Timespan => "timespan",
        }
    }

    /// With its article, for messages.
    pub(super) fn in_words(self) -> &'static str {
        match self {
            FieldKind::Int => "an integer",
            FieldKind::Float => "a number",
            FieldKind::Bool => "true or false",
            FieldKind::Text => "a text",
            FieldKind::Hash => "the bytes of a hash",
            FieldKind::Region => "an encoded region",
            FieldKind::Timespan => "a timespan",
        }
    }
}
