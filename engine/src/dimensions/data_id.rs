//! Data IDs: a value for each dimension of a group.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use super::{Group, Key, Universe};
use crate::{Error, Result};

/// Values of the required dimensions of a group, and of its implied ones if they are known.
///
/// Equality, order and hash go by the required values alone, which decide the others; data IDs of different groups are ordered by their names.
#[derive(Clone)]
pub struct DataId {
    group: Group,
    /// In the order of [`Group::data_id_keys`]; either for the required dimensions or for all.
    values: Vec<Key>,
}

impl DataId {
    /// Data ID of the dimensions given, or of `group` if there is one.
    ///
    /// Every name must be a dimension of the universe; those outside of `group` are left aside. Each required dimension needs a value; implied ones
    /// are kept if all of them are there. Digits and integers are converted as the dimension wants them.
    pub fn standardize<S: AsRef<str>, V: Into<Key>>(
        universe: &Arc<Universe>,
        given: impl IntoIterator<Item = (S, V)>,
        group: Option<&Group>,
    ) -> Result<DataId> {
        let given = given.into_iter();
        let mut values: Vec<(S, Key)> = Vec::with_capacity(given.size_hint().0);
        for (name, value) in given {
            let value = value.into().converted(name.as_ref(), universe.key_kind(name.as_ref())?)?;
            match values.iter().find(|(n, _)| n.as_ref() == name.as_ref()) {
                Some((_, other)) if *other != value => {
                    return Err(Error::invalid("data ID", name.as_ref(), format!("the dimension has two values, {other} and {value}")));
                }
                Some(_) => {}
                None => values.push((name, value)),
            }
        }
        let group = match group {
            Some(group) => group.clone(),
            None => universe.conform(values.iter().map(|(name, _)| name))?,
        };
        let value_of = |name: &str| values.iter().find(|(n, _)| n.as_ref() == name).map(|(_, value)| value.clone());
        let required: Result<Vec<Key>> = group.required().map(|name| value_of(name).ok_or_else(|| lacks(&values, name, &group))).collect();
        let mut all = required?;
        if let Some(implied) = group.implied().map(value_of).collect::<Option<Vec<Key>>>() {
            all.extend(implied);
        }
        Ok(DataId { group, values: all })
    }

    /// From values that are known to fit: those of the required dimensions, or of all, in the order of [`Group::data_id_keys`].
    pub fn from_values(group: Group, values: Vec<Key>) -> Result<DataId> {
        let required = group.required().len();
        if values.len() != required && values.len() != group.names().len() {
            return Err(Error::internal(format!("a data ID of {group} was made of {} values", values.len())));
        }
        Ok(DataId { group, values })
    }

    /// Its dimensions.
    pub fn group(&self) -> &Group {
        &self.group
    }

    /// The value of a dimension; `None` if it is not of the group, or implied and not known.
    pub fn get(&self, dimension: &str) -> Option<&Key> {
        let position = self.group.data_id_keys().position(|name| name == dimension)?;
        self.values.get(position)
    }

    /// Whether the implied values are known, too.
    pub fn is_full(&self) -> bool {
        self.values.len() == self.group.names().len()
    }

    /// Known names and values, required first.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Key)> {
        self.group.data_id_keys().zip(&self.values)
    }

    /// Values of the required dimensions, in the order of their names.
    pub fn required_values(&self) -> &[Key] {
        &self.values[..self.group.required().len()]
    }

    /// The same with the implied values, as `find` gives them for each implied dimension.
    pub fn expanded(&self, mut find: impl FnMut(&str) -> Result<Key>) -> Result<DataId> {
        let mut values = self.required_values().to_vec();
        for name in self.group.implied() {
            values.push(find(name)?.converted(name, self.group.universe().key_kind(name)?)?);
        }
        Ok(DataId { group: self.group.clone(), values })
    }

    /// The part of it that has the dimensions of `group`; an error if their values are not known.
    pub fn subset(&self, group: &Group) -> Result<DataId> {
        DataId::standardize(self.group.universe(), self.iter().map(|(name, value)| (name, value.clone())), Some(group))
    }
}

fn lacks<S: AsRef<str>>(values: &[(S, Key)], name: &str, group: &Group) -> Error {
    let given: Vec<String> = values.iter().map(|(name, value)| format!("{}: {value}", name.as_ref())).collect();
    let needed: Vec<String> = group.required().map(|name| format!("`{name}`")).collect();
    Error::invalid("data ID", format!("{{{}}}", given.join(", ")), format!("the dimension `{name}` has no value"))
        .with_hint(format!("give `{name}=...`; values of {} are needed", needed.join(", ")))
}

impl PartialEq for DataId {
    fn eq(&self, other: &DataId) -> bool {
        self.required_values() == other.required_values() && self.group == other.group
    }
}

impl Eq for DataId {}

impl PartialOrd for DataId {
    fn partial_cmp(&self, other: &DataId) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for DataId {
    fn cmp(&self, other: &DataId) -> Ordering {
        self.group.names().cmp(other.group.names()).then_with(|| self.required_values().cmp(other.required_values()))
    }
}

impl Hash for DataId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.required_values().hash(state);
    }
}

/// `{band: i, instrument: HSC, detector: 16}`: known values in universe order.
impl fmt::Display for DataId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = self.group.names().filter_map(|name| Some(format!("{name}: {}", self.get(name)?)));
        f.pad(&format!("{{{}}}", known.collect::<Vec<_>>().join(", ")))
    }
}

impl fmt::Debug for DataId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

#[cfg(test)]
mod tests;
