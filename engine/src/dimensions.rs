//! Dimensions: the axes along which datasets are told apart, and the tables that describe their values.
//!
//! A [`Universe`] is data: it is loaded from YAML, so that an observatory's own dimensions need no program. Its [`Element`]s are dimensions
//! and the tables that join them; a [`Group`] is a set of dimensions that is complete (with everything that its members require and imply);
//! a [`DataId`] gives each of them a value; a [`Record`] is a row of an element's table. Elements and names are always in the universe's order.

mod check;
mod data_id;
mod element;
mod group;
mod load;
mod record;
mod rows;
mod schema;
mod shipped;
mod universe;
mod value;

pub use self::check::{Limit, check_limit, conform};
pub use self::data_id::DataId;
pub use self::element::{Element, Field, FieldKind, Parent, Role, SkyPix};
pub use self::group::Group;
pub use self::record::Record;
pub use self::rows::{RowBuilder, batch_to_records, records_to_batch};
pub use self::shipped::{LATEST, shipped_text};
pub use self::universe::{Packer, Universe};
pub use self::value::{Key, Value};
