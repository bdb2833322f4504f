//! Settings of a session that are the butler's own: `SET butler.collections = '...'`.

use datafusion::common::config::ConfigExtension;
use datafusion::common::extensions_options;

extensions_options! {
    /// The settings.
    pub struct ButlerOptions {
        /// Collections in which tables of dataset types are looked for, first match first, separated by commas. Without any each RUN's rows are there.
        pub collections: String, default = String::new()
    }
}

impl ConfigExtension for ButlerOptions {
    const PREFIX: &'static str = "butler";
}
