//! `pixel_to_sky`, `sky_to_pixel`, the same with ICRS, `contains_point`: the WCS of a dataset as functions of its UUID.
//!
//! A WCS is read once for a session, a part of its file: headers and the archived object. The functions wait for files, so that they are asynchronous; and
//! volatile, so that no rule moves them into a scan or a join, where nothing waits.

use std::collections::{BTreeSet, HashMap};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, FixedSizeBinaryArray, Float64Array, StructArray};
use arrow::buffer::NullBuffer;
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, Fields, Float64Type};
use async_trait::async_trait;
use butler_catalogs::images::{Bbox, Component, Exposure, Value, Wcs};
use datafusion::common::{Result as DataFusionResult, ScalarValue};
use datafusion::logical_expr::async_udf::{AsyncScalarUDF, AsyncScalarUDFImpl};
use datafusion::logical_expr::{ColumnarValue, Documentation, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility, lit};
use futures::{StreamExt, TryStreamExt, stream};
use tokio::sync::Mutex;
use uuid::Uuid;

use crate::sql::catalogs::{Catalogs, DatasetFile, stored};
use crate::sql::functions::{self, Description, Family, documentation, number_type, text_type};
use crate::sql::table_functions::builder::of;
use crate::{Error, Result};

/// WCS that are read side by side.
const PARALLEL: usize = 8;

const ARGUMENT: (&str, &str) = ("dataset", "the UUID of a dataset that has a WCS: `id` of `datasets`, `dataset_id` of a table, or a text");

/// What they are.
pub const DESCRIPTIONS: [Description; 5] = [
    Description {
        name: "pixel_to_sky",
        aliases: &[],
        family: Family::Sky,
        syntax: "pixel_to_sky(dataset, x, y)",
        text: "The position of a pixel on the sky by the WCS of an image, `ra` and `dec` in degrees of the WCS's own frame; pixels are counted from 0 in the parent image. NULL where the \
               WCS has none, and of a dataset that is not stored.",
        arguments: &[ARGUMENT, ("x", "the column of the pixel"), ("y", "its row")],
        example: "SELECT visit, detector, pixel_to_sky(id, 0, 0) AS corner FROM datasets WHERE type = 'calexp'",
    },
    Description {
        name: "sky_to_pixel",
        aliases: &[],
        family: Family::Sky,
        syntax: "sky_to_pixel(dataset, ra, dec)",
        text: "The pixel of an image at a position on the sky, of the WCS's own frame, by its WCS, `x` and `y` counted from 0 in the parent image; it may lie outside of the image.",
        arguments: &[ARGUMENT, ("ra", "right ascension in degrees"), ("dec", "declination in degrees")],
        example: "SELECT visit, detector, sky_to_pixel(id, 150.2, 2.1)['x'] AS x FROM datasets WHERE type = 'calexp'",
    },
    Description {
        name: "pixel_to_icrs",
        aliases: &[],
        family: Family::Sky,
        syntax: "pixel_to_icrs(dataset, x, y)",
        text: "As `pixel_to_sky`, in ICRS where the WCS's own frame is FK5 or FK4.",
        arguments: &[ARGUMENT, ("x", "the column of the pixel"), ("y", "its row")],
        example: "SELECT visit, detector, pixel_to_icrs(id, 0, 0) AS corner FROM datasets WHERE type = 'calexp'",
    },
    Description {
        name: "icrs_to_pixel",
        aliases: &[],
        family: Family::Sky,
        syntax: "icrs_to_pixel(dataset, ra, dec)",
        text: "As `sky_to_pixel`, of a position in ICRS where the WCS's own frame is FK5 or FK4.",
        arguments: &[ARGUMENT, ("ra", "right ascension in degrees"), ("dec", "declination in degrees")],
        example: "SELECT visit, detector, icrs_to_pixel(id, 150.2, 2.1)['x'] AS x FROM datasets WHERE type = 'calexp'",
    },
    Description {
        name: "contains_point",
        aliases: &[],
        family: Family::Sky,
        syntax: "contains_point(dataset, ra, dec)",
        text: "Whether a position on the sky, in ICRS, is on the pixels of an image, by its WCS and its rectangle: exact, where regions of dimensions are padded.",
        arguments: &[ARGUMENT, ("ra", "right ascension in degrees"), ("dec", "declination in degrees")],
        example: "SELECT visit, detector FROM datasets WHERE type = 'calexp' AND contains_point(id, 150.2, 2.1)",
    },
];

/// What is known of an image; none if it is not stored.
type Known = Option<Arc<(Wcs, Bbox)>>;

/// The images that a session has looked at.
#[derive(Debug)]
pub struct Mapped {
    catalogs: Arc<Catalogs>,
    known: Mutex<HashMap<Uuid, Known>>,
}

impl Mapped {
    /// Of a session.
    pub fn new(catalogs: &Arc<Catalogs>) -> Mapped {
        Mapped { catalogs: catalogs.clone(), known: Mutex::default() }
    }

    /// What is known of `wanted`; reads what is not known yet.
    async fn of(&self, wanted: BTreeSet<Uuid>) -> Result<HashMap<Uuid, Known>> {
        let mut known = self.known.lock().await;
        let missing: Vec<Uuid> = wanted.iter().filter(|id| !known.contains_key(id)).copied().collect();
        if !missing.is_empty() {
            let (registered, files) = self.catalogs.stored(&missing).await?;
            known.extend(registered.into_iter().map(|id| (id, None)));
            let read = files.chunk_by(|a, b| a.0 == b.0).map(|files| async move {
                let id = files.first().map(|file| file.0).unwrap_or_default();
                Ok::<_, Error>((id, Some(Arc::new(self.read(files).await?))))
            });
            let read: Vec<_> = read.collect();
            let read: Vec<(Uuid, Known)> = stream::iter(read).buffer_unordered(PARALLEL).try_collect().await?;
            known.extend(read);
        }
        let of = |id: Uuid| match known.get(&id) {
            Some(mapped) => Ok((id, mapped.clone())),
            None => Err(Error::Missing { what: "dataset", name: id.to_string(), near: Vec::new() }),
        };
        wanted.into_iter().map(of).collect()
    }

    async fn read(&self, files: &[(Uuid, Option<String>, DatasetFile)]) -> Result<(Wcs, Bbox)> {
        let of = |name: Option<&str>| files.iter().find(|(_, component, _)| component.as_deref() == name).map(|(.., file)| file);
        let datastore = self.catalogs.datastore().ok_or_else(|| Error::internal("a file without a datastore"))?;
        if let Some(file) = of(None) {
            let mut exposure = Exposure::open(&file.open(datastore).await?).await?;
            return Ok((exposure.wcs().await?, exposure.bbox().await?));
        }
        let parts = of(Some("wcs")).zip(of(Some("image")).or(of(Some("mask"))).or(of(Some("variance"))));
        let Some((wcs, image)) = parts else {
            let id = files.first().map(|file| file.0.to_string()).unwrap_or_default();
            return Err(Error::invalid("dataset", id, "it is stored in parts, of which none has a WCS and pixels"));
        };
        let bbox = Exposure::open(&image.open(datastore).await?).await?.bbox().await?;
        match Exposure::of_part(&wcs.open(datastore).await?, Component::Wcs).await? {
            Value::Wcs(wcs) => Ok((*wcs, bbox)),
            _ => Err(Error::internal("a WCS that is none")),
        }
    }
}

/// The functions over the images of a session.
pub fn functions(mapped: &Arc<Mapped>) -> Vec<Arc<ScalarUDF>> {
    let function = |description: &'static Description| {
        let function = Function {
            description,
            mapped: mapped.clone(),
            // The types are looked at by `return_type`: an asynchronous function is not asked for its own rules of coercion.
            signature: Signature::any(3, Volatility::Volatile),
            documentation: documentation(description),
        };
        Arc::new(AsyncScalarUDF::new(Arc::new(function)).into_scalar_udf())
    };
    DESCRIPTIONS.iter().map(function).collect()
}

#[derive(Debug)]
struct Function {
    description: &'static Description,
    mapped: Arc<Mapped>,
    signature: Signature,
    documentation: Documentation,
}

impl PartialEq for Function {
    fn eq(&self, other: &Function) -> bool {
        self.description.name == other.description.name && Arc::ptr_eq(&self.mapped, &other.mapped)
    }
}

impl Eq for Function {}

impl Hash for Function {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.description.name.hash(state);
    }
}

/// The members of a position, of the sky or of an image.
fn members(names: [&str; 2]) -> Fields {
    names.map(|name| Field::new(name, DataType::Float64, true)).to_vec().into()
}

impl Function {
    fn returns(&self) -> DataType {
        match self.description.name {
            "pixel_to_sky" | "pixel_to_icrs" => DataType::Struct(members(["ra", "dec"])),
            "sky_to_pixel" | "icrs_to_pixel" => DataType::Struct(members(["x", "y"])),
            _ => DataType::Boolean,
        }
    }

    /// The result of a row, as a pair; of `contains_point` whether it is there at all.
    fn one(&self, (wcs, bbox): &(Wcs, Bbox), a: f64, b: f64) -> Option<[f64; 2]> {
        match self.description.name {
            "pixel_to_sky" => wcs.pixel_to_sky(a, b),
            "sky_to_pixel" => wcs.sky_to_pixel(a, b),
            "pixel_to_icrs" => wcs.pixel_to_icrs(a, b),
            "icrs_to_pixel" => wcs.icrs_to_pixel(a, b),
            _ => wcs.icrs_to_pixel(a, b).filter(|[x, y]| is_on(bbox, *x, *y)),
        }
    }

    async fn invoke(&self, args: &[ArrayRef]) -> Result<ArrayRef> {
        let [ids, a, b] = args else { return Err(Error::internal("arguments that were not checked")) };
        let ids = identifiers(ids)?;
        let (a, b) = (a.as_primitive::<Float64Type>(), b.as_primitive::<Float64Type>());
        let mapped = self.mapped.of(ids.iter().flatten().copied().collect()).await?;
        let rows = ids.iter().enumerate().map(|(row, id)| {
            let mapped = id.filter(|_| a.is_valid(row) && b.is_valid(row)).and_then(|id| mapped.get(&id)?.as_ref());
            mapped.map(|mapped| self.one(mapped, a.value(row), b.value(row)))
        });
        let rows: Vec<Option<Option<[f64; 2]>>> = rows.collect();
        let DataType::Struct(members) = self.returns() else {
            return Ok(Arc::new(rows.iter().map(|row| row.map(|found| found.is_some())).collect::<BooleanArray>()));
        };
        let rows: Vec<Option<[f64; 2]>> = rows.into_iter().map(Option::flatten).collect();
        let column = |index: usize| Arc::new(rows.iter().map(|row| row.map(|pair| pair[index])).collect::<Float64Array>()) as ArrayRef;
        let nulls: NullBuffer = rows.iter().map(Option::is_some).collect();
        Ok(Arc::new(StructArray::try_new(members, vec![column(0), column(1)], Some(nulls))?))
    }
}

/// Whether a position is on the pixels of an image; those at the edge reach half a pixel beyond their centres.
fn is_on(bbox: &Bbox, x: f64, y: f64) -> bool {
    let within = |at: f64, first: i64, count: u64| at >= first as f64 - 0.5 && at < first as f64 + count as f64 - 0.5;
    within(x, bbox.x0, bbox.width) && within(y, bbox.y0, bbox.height)
}

/// The UUIDs of a column.
fn identifiers(array: &ArrayRef) -> Result<Vec<Option<Uuid>>> {
    if let Some(bytes) = array.as_any().downcast_ref::<FixedSizeBinaryArray>() {
        return Ok(bytes.iter().map(|bytes| bytes.and_then(|bytes| Uuid::from_slice(bytes).ok())).collect());
    }
    let parse = |text: &str| Uuid::parse_str(text).map_err(|_| Error::invalid("UUID", text, "it is none"));
    array.as_string_view().iter().map(|text| text.map(parse).transpose()).collect()
}

/// The types that arguments are cast to, if they are a dataset and two numbers.
fn coerced(types: &[DataType]) -> Option<[DataType; 3]> {
    let id = |given: &DataType| match given {
        DataType::FixedSizeBinary(16) => Some(given.clone()),
        other => text_type(other),
    };
    match types {
        [first, a, b] => id(first).zip(number_type(a)).zip(number_type(b)).map(|((id, a), b)| [id, a, b]),
        _ => None,
    }
}

impl ScalarUDFImpl for Function {
    fn name(&self) -> &str {
        self.description.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, types: &[DataType]) -> DataFusionResult<DataType> {
        match coerced(types) {
            Some(_) => Ok(self.returns()),
            None => Err(functions::refused(self.description, types, "the UUID of a dataset and two numbers").into()),
        }
    }

    /// DataFusion calls only the asynchronous one.
    fn invoke_with_args(&self, _args: ScalarFunctionArgs) -> DataFusionResult<ColumnarValue> {
        Err(Error::internal("a function that waits was called where nothing waits").into())
    }

    fn documentation(&self) -> Option<&Documentation> {
        Some(&self.documentation)
    }
}

#[async_trait]
impl AsyncScalarUDFImpl for Function {
    async fn invoke_async_with_args(&self, args: ScalarFunctionArgs) -> DataFusionResult<ColumnarValue> {
        let is_constant = args.args.iter().all(|argument| matches!(argument, ColumnarValue::Scalar(_)));
        let arrays = ColumnarValue::values_to_arrays(&args.args)?;
        let types: Vec<DataType> = arrays.iter().map(|array| array.data_type().clone()).collect();
        let types = coerced(&types).ok_or_else(|| Error::internal("arguments that were not checked"))?;
        let arrays = arrays.iter().zip(&types).map(|(array, to)| cast(array, to)).collect::<std::result::Result<Vec<_>, _>>()?;
        let result = self.invoke(&arrays).await?;
        Ok(if is_constant { ColumnarValue::Scalar(ScalarValue::try_from_array(&result, 0)?) } else { ColumnarValue::Array(result) })
    }
}

impl Catalogs {
    /// Which of the datasets are registered, and the files of those that are stored, side by side.
    async fn stored(&self, ids: &[Uuid]) -> Result<(Vec<Uuid>, Vec<(Uuid, Option<String>, DatasetFile)>)> {
        let wanted = ids.iter().map(|id| lit(ScalarValue::FixedSizeBinary(16, Some(id.as_bytes().to_vec())))).collect();
        let plan = self.builder().table("datasets")?.filter(of("datasets", "id").in_list(wanted, false))?;
        let rows = self.run(&plan.build()?).await?;
        let found = rows.column_by_name("id").map(identifiers).transpose()?.unwrap_or_default();
        let files = stored(&rows)?.into_iter();
        let files = files.filter_map(|(component, file)| Some((found.get(file.row).copied().flatten()?, component, file))).collect();
        Ok((found.into_iter().flatten().collect(), files))
    }
}
