//! Where files would go.

use super::{Disassembly, PutOptions, parts, rows};
use crate::butler::Butler;
use crate::datasets::{StorageClasses, split_component};
use crate::datastore::Formatters;
use crate::dimensions::Key;
use crate::exchange::placing::{Arrivals, predict};
use crate::{Error, Result};

impl Butler {
    /// The URIs that the files of a dataset would have if it was put, by component where it is stored in parts; of a component (`calexp.wcs`) only its own.
    ///
    /// The end of the file's name is that which the storage class has in the reference; a file of another format ends otherwise.
    ///
    /// # Errors
    /// The data ID is wrong; the template is.
    pub async fn predict(&self, options: &PutOptions, data_id: Vec<(String, Key)>) -> Result<Vec<(Option<String>, String)>> {
        let queries = self.queries(None).await?;
        let (name, component) = split_component(&options.dataset_type);
        let dataset_type = queries.snapshot().dataset_type(name)?.clone();
        let class = component.map(|component| dataset_type.component(component)).transpose()?;
        let data_ids = [queries.standardized(&dataset_type, &data_id).await?];
        let ids = self.new_ids(options, &dataset_type, &data_ids);
        let rows = rows(&dataset_type.dimensions, &ids, &data_ids)?;
        let in_parts = options.disassembly == Disassembly::Configured && self.datastore.composites().are_disassembled(&dataset_type)?;
        let extension = || Ok::<_, Error>(Formatters::shipped()?.of(&dataset_type.storage_class).extension.clone().unwrap_or_default());
        let parts: Vec<(Option<String>, String)> = match (in_parts, component) {
            (false, _) => vec![(None, extension()?)],
            (true, Some(component)) if is_part(&dataset_type.storage_class, component)? => {
                vec![(Some(component.to_owned()), parts::EXTENSION.to_owned())]
            }
            (true, Some(component)) => {
                let reason = format!("it is of class `{}`, and made of other parts", class.unwrap_or_default());
                return Err(Error::invalid("component", format!("{name}.{component}"), reason));
            }
            (true, None) => {
                let known = StorageClasses::shipped()?.get(&dataset_type.storage_class);
                let names = known.into_iter().flat_map(|class| class.components.keys().cloned());
                names.map(|component| (Some(component), parts::EXTENSION.to_owned())).collect()
            }
        };
        let arrivals = Arrivals { dataset_type: &dataset_type, run: &options.run, rows: &rows, files: &[], files_of: &[], staged: &[] };
        let paths = predict(&arrivals, &queries, &self.datastore, &parts).await?.into_iter().flatten();
        parts.iter().zip(paths).map(|((component, _), path)| Ok((component.clone(), self.datastore.origin(&path)?.to_uri()?))).collect()
    }
}

fn is_part(class: &str, component: &str) -> Result<bool> {
    Ok(StorageClasses::shipped()?.get(class).is_some_and(|class| class.components.contains_key(component)))
}
