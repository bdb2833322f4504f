//! What pages hold, and its bounds.

use arrow::buffer::BooleanBuffer;
use parquet::file::statistics::{Statistics, ValueStatistics};

/// The least and the greatest value; none where there is no value that can be compared.
pub(super) type Bounds<T> = Option<(T, T)>;

/// A value of a plain page.
pub(super) trait Value: Copy + PartialOrd {
    /// Statistics of a chunk without nulls.
    fn statistics(bounds: Bounds<Self>) -> Statistics;
    /// As indexes have it.
    fn bytes(self) -> Vec<u8>;
}

/// A floating-point number.
pub(super) trait Number: Value {
    const LEAST: Self;
    const GREATEST: Self;
    /// Zeros, of which the format wants the negative one as a least value and the other as a greatest.
    const ZEROS: (Self, Self);
}

macro_rules! number {
    ($native:ty, $statistics:ident) => {
        impl Value for $native {
            fn statistics(bounds: Bounds<Self>) -> Statistics {
                let statistics = ValueStatistics::new(bounds.map(|b| b.0), bounds.map(|b| b.1), None, Some(0), false);
                Statistics::$statistics(statistics.with_backwards_compatible_min_max(true))
            }

            fn bytes(self) -> Vec<u8> {
                self.to_le_bytes().to_vec()
            }
        }

        impl Number for $native {
            const LEAST: Self = <$native>::NEG_INFINITY;
            const GREATEST: Self = <$native>::INFINITY;
            const ZEROS: (Self, Self) = (-0.0, 0.0);
        }
    };
}

number!(f32, Float);
number!(f64, Double);

impl Value for bool {
    fn statistics(bounds: Bounds<Self>) -> Statistics {
        Statistics::Boolean(ValueStatistics::new(bounds.map(|b| b.0), bounds.map(|b| b.1), None, Some(0), false))
    }

    fn bytes(self) -> Vec<u8> {
        vec![u8::from(self)]
    }
}

/// Values that are compared at once.
const LANES: usize = 8;

/// Bounds of numbers; NaN is none of them.
pub(super) fn number_bounds<T: Number>(values: &[T]) -> Bounds<T> {
    let (mut low, mut high) = ([T::GREATEST; LANES], [T::LEAST; LANES]);
    let mut compare = |lane: usize, value: T| {
        low[lane] = if value < low[lane] { value } else { low[lane] };
        high[lane] = if value > high[lane] { value } else { high[lane] };
    };
    let (blocks, rest) = values.as_chunks::<LANES>();
    for block in blocks {
        (0..LANES).for_each(|lane| compare(lane, block[lane]));
    }
    rest.iter().for_each(|value| compare(0, *value));
    let bounds = low.into_iter().zip(high).reduce(|a, b| (if b.0 < a.0 { b.0 } else { a.0 }, if b.1 > a.1 { b.1 } else { a.1 }));
    // Infinities alone leave the bounds in order; where they are not, there was no number.
    bounds.filter(|(low, high)| low <= high).map(|(low, high)| {
        let (minus, plus) = T::ZEROS;
        (if low == minus { minus } else { low }, if high == plus { plus } else { high })
    })
}

/// Bounds of flags.
pub(super) fn flag_bounds(flags: &BooleanBuffer) -> Bounds<bool> {
    let set = flags.count_set_bits();
    (!flags.is_empty()).then_some((set == flags.len(), set > 0))
}

/// Bounds of two sets of values.
pub(super) fn widened<T: Value>(one: Bounds<T>, other: Bounds<T>) -> Bounds<T> {
    match (one, other) {
        (Some(one), Some(other)) => Some((if other.0 < one.0 { other.0 } else { one.0 }, if other.1 > one.1 { other.1 } else { one.1 })),
        (one, other) => one.or(other),
    }
}
