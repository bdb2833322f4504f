//! The facade: one method a verb, a few lines each, all delegating.

use crate::Result;
use crate::config::aliases::Aliases;
use crate::context::Context;
use crate::context::stores::doctor::{Check, doctor};
use crate::context::stores::{Environment, Location};

/// What comes in from outside: clock and ids, and the environment variables that say where stores are and who we are.
#[derive(Debug, Clone)]
pub struct Surroundings {
    /// Clock, ids and writer.
    pub context: Context,
    /// Environment variables.
    pub environment: Environment,
}

impl Surroundings {
    /// Those of this process.
    pub fn system() -> Surroundings {
        Surroundings { context: Context::system(), environment: Environment::process() }
    }

    /// The place that a user means by `name`: an alias, a path or a URI.
    pub fn location(&self, name: &str) -> Result<Location> {
        Location::parse(Aliases::from_environment(&self.environment)?.resolve(name))
    }
}

/// Checks whether a butler can work in the store at `place` (an alias, a path or a URI): credentials, endpoint, conditional put, ranges, clock.
pub async fn check_store(place: &str, surroundings: &Surroundings) -> Result<Vec<Check>> {
    Ok(doctor(&surroundings.location(place)?, &surroundings.environment, &surroundings.context).await)
}
