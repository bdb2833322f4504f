//! Times and timespans: integer nanoseconds since 1970-01-01 00:00:00 TAI, counted in TAI (no leap seconds).

/// A time, in nanoseconds since 1970-01-01 00:00:00 TAI.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(pub i64);

impl Time {
    /// From nanoseconds since 1970-01-01 00:00:00 UTC as computers count them (POSIX).
    pub fn from_unix_ns(ns: i64) -> Time {
        let utc = hifitime::Epoch::from_unix_duration(hifitime::Duration::from_total_nanoseconds(i128::from(ns)));
        let offset = utc.leap_seconds(true).unwrap_or(0.0) as i64;
        Time(ns.saturating_add(offset * 1_000_000_000))
    }

    /// Nanoseconds since 1970-01-01 00:00:00 UTC as computers count them (POSIX).
    pub fn to_unix_ns(self) -> i64 {
        let mut ns = self.0;
        // The offset depends on the UTC date; twice is enough, as it changes by one second at most.
        for _ in 0..2 {
            ns = self.0 - (Time::from_unix_ns(ns).0 - ns);
        }
        ns
    }
}
