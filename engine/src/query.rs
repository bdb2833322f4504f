//! Questions about one state of a registry, as users of a butler ask them: which data IDs, datasets and dimension records there are.
//!
//! ```text
//! question -> scope (dimensions of result, datasets joined) -> expression::constrain -> Predicate
//!          -> plan: tables of elements, searches of datasets, joins in space and time -> DataFusion -> rows
//! ```
//!
//! Rules that others rely on:
//! - Columns of dimensions are named as these (`visit`), fields of elements `visit.exposure_time`, those of datasets `calexp.run`.
//! - A join between families of dimensions (visits and patches, calibrations and exposures) is added where the expression has none, between the finest
//!   members of each, as in the reference.
//! - Nothing is read but what the question needs; the order of rows is that of `order_by`, else any.

mod associations;
mod at_hand;
mod collections;
mod connections;
mod data_ids;
mod datasets;
mod elements;
mod existing;
mod expand;
mod facts;
mod find_first;
mod finish;
mod joins;
mod listing;
mod lookup;
mod ordering;
mod plan;
mod planner;
mod rank;
mod reasons;
mod records;
mod relation;
mod rewrite;
mod search;
mod shapes;
mod spec;
mod uris;

use std::sync::{Arc, OnceLock};

use datafusion::execution::{SessionState, TaskContext};

pub use self::associations::AssociationOptions;
pub use self::collections::{CollectionInfo, CollectionQuery, Summary};
pub use self::data_ids::Records;
pub use self::datasets::Found;
pub use self::expand::Expanded;
pub use self::facts::{Asked, Staged, fact};
pub use self::finish::Rows;
pub use self::listing::Listed;
pub use self::ordering::natural_order;
pub use self::spec::{DatasetJoin, GeneralFields, QueryOptions};
pub use self::uris::StoredFile;
pub(crate) use elements::pixelization;

use crate::Result;
use crate::registry::files::Files;
use crate::registry::snapshot::Snapshot;
use crate::sql::{RegistrySchema, Shared};

/// A state of a registry, ready for questions. Cheap to clone; clones share what has been read.
#[derive(Clone)]
pub struct Queries {
    snapshot: Arc<Snapshot>,
    schema: Arc<RegistrySchema>,
    files: Files,
    types: Arc<OnceLock<search::TypesByCollection>>,
    state: Arc<SessionState>,
    shapes: Arc<shapes::Shapes>,
}

impl std::fmt::Debug for Queries {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Queries at version {}", self.snapshot.version)
    }
}

impl Queries {
    /// Of the state `snapshot`, whose files are in `files`.
    pub fn new(snapshot: Arc<Snapshot>, files: Files) -> Queries {
        let files = files.holding();
        let schema = RegistrySchema::new(Arc::new(shared(&snapshot, &files, "")));
        Queries { snapshot, schema: Arc::new(schema), files, types: Arc::default(), state: planner::state(), shapes: Arc::default() }
    }

    /// The same, with the files of datasets below `root`, a URI.
    pub fn with_datastore_root(self, root: &str) -> Queries {
        let schema = Arc::new(RegistrySchema::new(Arc::new(shared(&self.snapshot, &self.files, root))));
        Queries { schema, shapes: Arc::default(), ..self }
    }

    /// The state that is asked.
    pub fn snapshot(&self) -> &Arc<Snapshot> {
        &self.snapshot
    }

    /// The files of its tables.
    pub fn files(&self) -> &Files {
        &self.files
    }

    /// The dataset types whose names fit one of the patterns, or are one of the names; all if there are none. By name.
    pub fn dataset_types(&self, patterns: &[String]) -> Vec<&Arc<crate::datasets::DatasetType>> {
        let globs: Vec<_> = patterns.iter().map(|p| crate::collections::Glob::new(p)).collect();
        let fits = |name: &str| globs.is_empty() || globs.iter().any(|g| g.matches(name));
        self.snapshot.dataset_types().iter().filter(|(name, _)| fits(name)).map(|(_, t)| t).collect()
    }

    /// Runs a plan.
    async fn collect(&self, plan: datafusion::logical_expr::LogicalPlan) -> Result<Rows> {
        let plan = self.shapes.planned(&self.state, plan).await?;
        Rows::of(plan.schema(), datafusion::physical_plan::collect(plan, Arc::new(TaskContext::from(&*self.state))).await?)
    }
}

fn shared(snapshot: &Arc<Snapshot>, files: &Files, datastore_root: &str) -> Shared {
    Shared { snapshot: snapshot.clone(), files: files.clone(), datastore_root: datastore_root.into(), log: None }
}
