//! Keys of a table that are looked up by rows of others.

use std::collections::HashSet;

use arrow::array::{Array, ArrayRef, RecordBatch};
use arrow::datatypes::{Field, Schema};
use futures::TryStreamExt;

use crate::registry::files::Files;
use crate::registry::keys::KeyEncoder;
use crate::registry::scan::Scan;
use crate::registry::snapshot::Snapshot;
use crate::{Error, Result};

/// The primary keys of a table.
pub(super) struct Keys {
    encoder: KeyEncoder,
    columns: Vec<String>,
    fields: Vec<Field>,
    keys: HashSet<Box<[u8]>>,
}

impl Keys {
    /// Those of `table`, over these columns.
    pub(super) async fn read(snapshot: &Snapshot, files: &Files, table: &str, columns: &[String]) -> Result<Keys> {
        let schema = snapshot.table(table)?.spec.schema.clone();
        let encoder = KeyEncoder::new(&schema, columns)?;
        let fields = columns.iter().map(|c| Ok(schema.field_with_name(c)?.clone().with_nullable(true))).collect::<Result<Vec<_>>>()?;
        let scan = Scan { columns: Some(columns.to_vec()), ..Scan::default() };
        let mut keys = HashSet::new();
        let mut rows = snapshot.scan(files, table, scan)?;
        while let Some(batch) = rows.try_next().await? {
            keys.extend(encoder.encode(&batch)?.iter().map(|k| k.data().into()));
        }
        Ok(Keys { encoder, columns: columns.to_vec(), fields, keys })
    }

    /// Rows whose columns (in the order of the key) name no key, a null anywhere naming nothing.
    pub(super) fn missing(&self, columns: Vec<ArrayRef>) -> Result<Vec<usize>> {
        let valid = |row: usize| columns.iter().all(|c| c.is_valid(row));
        let fields: Vec<Field> = self
            .fields
            .iter()
            .zip(&columns)
            .zip(&self.columns)
            .map(|((f, c), n)| f.clone().with_name(n).with_data_type(c.data_type().clone()))
            .collect();
        let batch = RecordBatch::try_new(std::sync::Arc::new(Schema::new(fields)), columns.clone()).map_err(Error::from)?;
        let encoded = self.encoder.encode(&batch)?;
        Ok(encoded.iter().enumerate().filter(|(row, key)| valid(*row) && !self.keys.contains(key.data())).map(|(row, _)| row).collect())
    }
}
