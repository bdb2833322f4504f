//! Many ranges at a time.

use std::ops::Range;

use bytes::Bytes;
use futures::future::try_join_all;

use super::Source;
use crate::Result;

/// Bytes that are fetched in vain rather than asking again.
const NEAR_GAP: u64 = 16 << 10;
const FAR_GAP: u64 = 256 << 10;

impl Source {
    /// The bytes of `ranges`, in their order; those that lie close together are fetched at once, the others side by side.
    pub async fn read_ranges(&self, ranges: &[Range<u64>]) -> Result<Vec<Bytes>> {
        let merged = merged(ranges, if self.is_remote() { FAR_GAP } else { NEAR_GAP });
        let fetched = try_join_all(merged.iter().map(|range| self.read(range.clone()))).await?;
        let part = |range: &Range<u64>| {
            let place = merged.partition_point(|whole| whole.start <= range.start).saturating_sub(1);
            match (merged.get(place), fetched.get(place)) {
                (Some(whole), Some(bytes)) if range.start < range.end => {
                    let start = ((range.start - whole.start) as usize).min(bytes.len());
                    let end = ((range.end - whole.start) as usize).clamp(start, bytes.len());
                    bytes.slice(start..end)
                }
                _ => Bytes::new(),
            }
        };
        Ok(ranges.iter().map(part).collect())
    }
}

/// The ranges in order, those joined that are at most `gap` bytes apart.
fn merged(ranges: &[Range<u64>], gap: u64) -> Vec<Range<u64>> {
    let mut sorted: Vec<Range<u64>> = ranges.iter().filter(|range| range.start < range.end).cloned().collect();
    sorted.sort_by_key(|range| range.start);
    let mut merged: Vec<Range<u64>> = Vec::new();
    for range in sorted {
        match merged.last_mut() {
            Some(last) if range.start <= last.end.saturating_add(gap) => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}
