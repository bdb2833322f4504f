use proptest::prelude::*;

use super::*;

/// Bits of a stream that is written.
#[derive(Default)]
struct Writer {
    bytes: Vec<u8>,
    used: u32,
}

impl Writer {
    fn put(&mut self, value: u32, bits: u32) {
        for bit in (0..bits).rev() {
            if self.used.is_multiple_of(8) {
                self.bytes.push(0);
            }
            *self.bytes.last_mut().unwrap() |= ((value >> bit & 1) as u8) << (7 - self.used % 8);
            self.used += 1;
        }
    }
}

/// The stream of these values, a number of low bits for each block in turn.
fn encoded(coding: Coding, values: &[i32], low_bits: &[u32]) -> Vec<u8> {
    let width = 8 * coding.bytes as u32;
    let mut writer = Writer::default();
    let mut last = values[0] as u32 & (u32::MAX >> (32 - width));
    writer.put(last, width);
    for (place, block) in values.chunks(coding.block).enumerate() {
        let mapped: Vec<u32> = block
            .iter()
            .map(|value| {
                let difference = ((*value as u32).wrapping_sub(last) << (32 - width)).cast_signed() >> (32 - width);
                last = *value as u32;
                (difference << 1 ^ difference >> 31) as u32 & (u32::MAX >> (32 - width))
            })
            .collect();
        let low = low_bits[place % low_bits.len()].min(coding.plain_code() - 2);
        if mapped.iter().all(|value| *value == 0) {
            writer.put(0, coding.code_bits());
        } else if mapped.iter().any(|value| value >> low > 200) {
            writer.put(coding.plain_code(), coding.code_bits());
            mapped.iter().for_each(|value| writer.put(*value, width));
        } else {
            writer.put(low + 1, coding.code_bits());
            for value in mapped {
                (0..value >> low).for_each(|_| writer.put(0, 1));
                writer.put(1, 1);
                writer.put(value, low);
            }
        }
    }
    writer.bytes
}

fn coding() -> impl Strategy<Value = Coding> {
    (prop::sample::select(vec![1, 2, 4]), prop::sample::select(vec![16, 32])).prop_map(|(bytes, block)| Coding { bytes, block })
}

/// Values that are mostly alike, as those of an image are, with leaps between.
fn values(bytes: usize) -> impl Strategy<Value = Vec<i32>> {
    let step = prop_oneof![6 => -3..=3_i32, 2 => Just(0), 1 => -5_000..5_000_i32, 1 => any::<i32>()];
    prop::collection::vec((step, 1..40_usize), 1..30).prop_map(move |steps| {
        let mut value = 0_i32;
        let all = steps.into_iter().flat_map(|(step, times)| std::iter::repeat_n(step, times));
        let all = all.map(|step| {
            value = value.wrapping_add(step);
            match bytes {
                1 => i32::from(value as u8),
                2 => i32::from(value as i16),
                _ => value,
            }
        });
        all.collect()
    })
}

fn low(value: i32, bytes: usize) -> u32 {
    value as u32 & (u32::MAX >> (32 - 8 * bytes))
}

proptest! {
    #[test]
    fn what_was_coded_is_read_again_as_far_as_is_asked(
        (coding, values) in coding().prop_flat_map(|coding| (Just(coding), values(coding.bytes))),
        low_bits in prop::collection::vec(0..24_u32, 1..4),
        part in 0.0..1.0,
    ) {
        let stream = encoded(coding, &values, &low_bits);
        prop_assert!(values.len() as u64 <= coding.most(stream.len()));
        let count = (values.len() as f64 * part) as usize + 1;
        let mut read = vec![0; count.min(values.len())];
        coding.decode(&stream, &mut read).unwrap();
        for (read, value) in read.iter().zip(&values) {
            prop_assert_eq!(low(*read, coding.bytes), low(*value, coding.bytes));
        }
    }

    #[test]
    fn no_stream_is_read_beyond_its_end(coding in coding(), stream in prop::collection::vec(any::<u8>(), 0..200), count in 1..3_000_usize) {
        let mut read = vec![0; count];
        let _ = coding.decode(&stream, &mut read);
    }
}

#[test]
fn a_stream_that_is_cut_off_is_refused() {
    let coding = Coding { bytes: 4, block: 32 };
    let values: Vec<i32> = (0..200).map(|value| value * value % 97).collect();
    let stream = encoded(coding, &values, &[4]);
    let mut read = vec![0; values.len()];
    coding.decode(&stream, &mut read).unwrap();
    assert_eq!(read, values);
    for cut in [0, 3, 4, stream.len() / 2, stream.len() - 1] {
        assert!(coding.decode(&stream[..cut], &mut read).is_err(), "{cut} of {}", stream.len());
    }
}
