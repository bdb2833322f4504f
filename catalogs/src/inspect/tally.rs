//! Running minimum, maximum and sum of numbers.

use serde_json::{Map, Number, Value as Json};

/// Of floats: those that are finite.
#[derive(Debug, Clone, Default)]
pub(super) struct Floats {
    count: u64,
    nan: u64,
    infinite: u64,
    min: f64,
    max: f64,
    sum: f64,
    /// What `sum` has lost by rounding (Neumaier's summation).
    lost: f64,
}

/// Of integers.
#[derive(Debug, Clone, Default)]
pub(super) struct Integers {
    range: Option<(i128, i128)>,
    sum: i128,
}

impl Floats {
    pub(super) fn add(&mut self, value: f64) {
        if value.is_nan() {
            self.nan += 1;
        } else if value.is_infinite() {
            self.infinite += 1;
        } else {
            self.min = if self.count == 0 { value } else { self.min.min(value) };
            self.max = if self.count == 0 { value } else { self.max.max(value) };
            let sum = self.sum + value;
            self.lost += if self.sum.abs() >= value.abs() { self.sum - sum + value } else { value - sum + self.sum };
            self.sum = sum;
            self.count += 1;
        }
    }

    pub(super) fn tell(&self, told: &mut Map<String, Json>) {
        if self.count + self.nan + self.infinite == 0 {
            return;
        }
        told.insert("nan".into(), self.nan.into());
        told.insert("inf".into(), self.infinite.into());
        if self.count > 0 {
            let sum = self.sum + self.lost;
            for (key, value) in [("min", self.min), ("max", self.max), ("sum", sum), ("mean", sum / self.count as f64)] {
                told.insert(key.into(), float(value));
            }
        }
    }
}

impl Integers {
    pub(super) fn add(&mut self, value: i128) {
        let (min, max) = self.range.unwrap_or((value, value));
        self.range = Some((min.min(value), max.max(value)));
        self.sum += value;
    }

    pub(super) fn tell(&self, told: &mut Map<String, Json>) {
        if let Some((min, max)) = self.range {
            for (key, value) in [("min", min), ("max", max), ("sum", self.sum)] {
                told.insert(key.into(), integer(value));
            }
        }
    }
}

/// A float as JSON; NaN and infinities as the words that Python has for them.
pub(super) fn float(value: f64) -> Json {
    match Number::from_f64(value) {
        Some(number) => number.into(),
        None if value.is_nan() => "NaN".into(),
        None if value > 0.0 => "Infinity".into(),
        None => "-Infinity".into(),
    }
}

/// An integer as JSON; beyond 64 bits as a float.
pub(super) fn integer(value: i128) -> Json {
    i64::try_from(value).map(Json::from).or_else(|_| u64::try_from(value).map(Json::from)).unwrap_or_else(|_| float(value as f64))
}
