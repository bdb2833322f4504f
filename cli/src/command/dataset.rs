//! One dataset as it is typed: `TYPE[.COMPONENT] KEY=VALUE...`, or its UUID.

use butler_engine::butler::Wanted;
use butler_engine::dimensions::Key;
use clap::{ArgAction, Args};

use crate::Failure;
use crate::arguments::Global;

/// The arguments.
#[derive(Debug, Args)]
pub struct Dataset {
    /// Name of the dataset type, with a component (`calexp.wcs`) if only that is meant; or the UUID of a dataset
    #[arg(value_name = "TYPE")]
    dataset_type: String,
    /// The data ID: a value for each dimension, or for what tells it (`full_name`, `day_obs` with `seq_num`)
    #[arg(value_name = "KEY=VALUE")]
    data_id: Vec<String>,
    /// Collections to search, in this order (repeatable) [default: every run, if the dataset is in one of them only]
    #[arg(long, value_name = "NAME", value_delimiter = ',', action = ArgAction::Append)]
    collections: Vec<String>,
}

impl Dataset {
    /// What is meant.
    pub fn wanted(&self, global: &Global) -> Result<Wanted, Failure> {
        Ok(Wanted {
            dataset_type: self.dataset_type.clone(),
            data_id: data_id(&self.data_id)?,
            collections: self.collections.clone(),
            timespan: None,
            as_of: global.as_of()?,
        })
    }
}

/// A data ID as it is typed.
pub fn data_id(typed: &[String]) -> Result<Vec<(String, Key)>, Failure> {
    typed.iter().map(|item| key_value(item)).collect()
}

fn key_value(item: &str) -> Result<(String, Key), Failure> {
    let (key, value) = item.split_once('=').filter(|(key, _)| !key.is_empty()).ok_or_else(|| {
        Failure::usage(format!("`{item}` is not KEY=VALUE"), "a data ID is typed as instrument=HSC visit=903334 detector=16")
    })?;
    Ok((key.to_owned(), key_of(value)))
}

/// A value of a data ID as it is typed: digits are a number, unless they are written as none is: with zeros or a plus before.
pub fn key_of(value: &str) -> Key {
    let digits = value.strip_prefix('-').unwrap_or(value);
    let is_written_so = value == "0" || digits.starts_with(|first: char| matches!(first, '1'..='9'));
    match value.parse::<i64>() {
        Ok(number) if is_written_so => Key::Int(number),
        _ => Key::Text(value.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_a_number_unless_zeros_stand_before() {
        for (typed, key) in [
            ("visit=12", Key::Int(12)),
            ("visit=-3", Key::Int(-3)),
            ("name=007", Key::Text("007".to_owned())),
            ("visit=0", Key::Int(0)),
            ("name=-0", Key::Text("-0".to_owned())),
            ("name=+1", Key::Text("+1".to_owned())),
            ("a=b=c", Key::Text("b=c".to_owned())),
        ] {
            assert_eq!(data_id(&[typed.to_owned()]).unwrap()[0].1, key);
        }
        assert!(data_id(&["visit".to_owned()]).is_err() && data_id(&["=3".to_owned()]).is_err());
    }
}
