//! Keys of what a table says beyond its values, in the metadata of Arrow fields and schemas.
//!
//! `unit` and `description` are the keys that the reference's Parquet files carry too. An absent key says that nothing is known.

/// Field: the unit, as the file spells it.
pub const UNIT: &str = "unit";
/// Field or schema: what it is, in words.
pub const DESCRIPTION: &str = "description";
/// Field: how a value is printed, in the notation of `printf` (`%.6f`).
pub const FORMAT: &str = "format";
/// Field: `TDISP` of a FITS column.
pub const DISPLAY: &str = "fits:display";
/// Field: empty if the unit is known, but not from `TUNIT` of the FITS column.
pub const CARD_UNIT: &str = "fits:unit";
/// Field: `TNULL` of a FITS column, the stored number that says null.
pub const NULL: &str = "fits:null";
/// Field: `TFORM` of a FITS column.
pub const FORM: &str = "fits:form";
/// Field: Unified Content Descriptor (IVOA).
pub const UCD: &str = "ucd";
/// Field: pointer into a data model (IVOA).
pub const UTYPE: &str = "utype";
/// Field: an external type (VOTable).
pub const XTYPE: &str = "xtype";
/// Field: what else is said of the column, a JSON object.
pub const EXTRA: &str = "meta";
/// Field: class of an afw field: `Scalar`, `Angle`, `Array`, `Flag`, `String` ...
pub const AFW_CLASS: &str = "afw:class";
/// Field: number of the bit of an afw flag, from 1.
pub const AFW_FLAG: &str = "afw:flag";

/// Schema: header cards or keywords, a JSON list of `[keyword, value, comment]` in the file's order; a keyword may repeat.
pub const HEADER: &str = "header";
/// Schema: the name of the table.
pub const NAME: &str = "name";
/// Schema: `AFW_TYPE`.
pub const AFW_TYPE: &str = "afw:type";
/// Schema: `AFW_TABLE_VERSION`, 0 if the file has none.
pub const AFW_VERSION: &str = "afw:version";
/// Schema: aliases of an afw table, a JSON object of `alias: target`; slots are the aliases that begin with `slot_`.
pub const AFW_ALIASES: &str = "afw:aliases";
/// Schema: the archive that goes with an afw table, a JSON object `{"hdu": index from 0, "count": HDUs}`.
pub const AFW_ARCHIVE: &str = "afw:archive";
