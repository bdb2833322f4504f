"""Half-open intervals of time, in nanoseconds TAI since 1970."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from astropy.time import Time

# An end that is not bounded; the empty timespan has them the wrong way round.
MIN_NS, MAX_NS = -(1 << 63), (1 << 63) - 1
# What the reference's files and objects have for the same.
_REFERENCE_MIN, _REFERENCE_MAX = 0, 4102444800 * 10**9
_DAY_NS = 86_400 * 10**9
# Julian date of the beginning of 1970.
_EPOCH_JD = 2440587.5


class _SpecialTimespanBound(enum.Enum):
    EMPTY = enum.auto()


def time_to_ns(time: Any) -> int:
    """Nanoseconds TAI since 1970 of a time of astropy, or of a datetime, which is UTC if it does not say another zone."""
    if not hasattr(time, "tai"):
        from astropy.time import Time

        time = Time(time, scale="utc")
    tai = time.tai
    days = tai.jd1 - _EPOCH_JD
    whole = int(days // 1)
    return whole * _DAY_NS + round(((days - whole) + tai.jd2) * _DAY_NS)


def _julian(ns: int) -> tuple[float, float]:
    """The two parts of a Julian date, as the reference divides them: the first is whole, the second within half a day."""
    seconds, rest = divmod(ns, 10**9)
    days, of_day = divmod(float(seconds), 86_400)
    first, second = _EPOCH_JD + 0.5 + days, (of_day + rest / 10**9) / 86_400 - 0.5
    return (first + 1.0, second - 1.0) if second > 0.5 else (first, second)


def ns_to_time(ns: int) -> Time:
    """A time of astropy."""
    from astropy.time import Time

    first, second = _julian(ns)
    return Time(first, second, format="jd", scale="tai", precision=6)


class Timespan:
    """From ``begin``, which is in it, to ``end``, which is not; None is unbounded."""

    __slots__ = ("nsec",)

    nsec: tuple[int, int]
    EMPTY = _SpecialTimespanBound.EMPTY

    def __init__(self, begin: Any, end: Any, padInstantaneous: bool = True, _nsec: tuple[int, int] | None = None):
        if _nsec is None:
            first = MIN_NS if begin is None else MAX_NS if begin is self.EMPTY else time_to_ns(begin)
            last = MAX_NS if end is None else MIN_NS if end is self.EMPTY else time_to_ns(end)
            if first == last and padInstantaneous:
                last += 1
            _nsec = (first, last)
        self.nsec = _nsec if _nsec[0] < _nsec[1] else (MAX_NS, MIN_NS)

    @classmethod
    def makeEmpty(cls) -> Timespan:
        """No time at all."""
        return cls(None, None, _nsec=(MAX_NS, MIN_NS))

    @classmethod
    def fromInstant(cls, time: Any) -> Timespan:
        """The nanosecond that begins at a time."""
        ns = time_to_ns(time)
        return cls(None, None, _nsec=(ns, ns + 1))

    @classmethod
    def from_day_obs(cls, day_obs: int, offset: int = 0) -> Timespan:
        """The day YYYYMMDD, in TAI, which begins ``offset`` seconds after midnight."""
        from datetime import date

        text = f"{day_obs:08d}"
        days = date(int(text[:4]), int(text[4:6]), int(text[6:])).toordinal() - date(1970, 1, 1).toordinal()
        begin = days * _DAY_NS + offset * 10**9
        return cls(None, None, _nsec=(begin, begin + _DAY_NS))

    @property
    def begin(self) -> Any:
        """The first time in it."""
        return self.EMPTY if self.isEmpty() else None if self.nsec[0] == MIN_NS else ns_to_time(self.nsec[0])

    @property
    def end(self) -> Any:
        """The first time after it."""
        return self.EMPTY if self.isEmpty() else None if self.nsec[1] == MAX_NS else ns_to_time(self.nsec[1])

    def isEmpty(self) -> bool:
        """Whether nothing is in it."""
        return self.nsec[0] >= self.nsec[1]

    def __str__(self) -> str:
        if self.isEmpty():
            return "(empty)"
        head = "(-∞, " if self.nsec[0] == MIN_NS else f"[{_text(self.nsec[0])}, "
        return head + ("∞)" if self.nsec[1] == MAX_NS else f"{_text(self.nsec[1])})")

    def __repr__(self) -> str:
        if self.isEmpty():
            return f"Timespan(begin={self.EMPTY}, end={self.EMPTY})"
        begin = None if self.nsec[0] == MIN_NS else _shown(self.nsec[0])
        end = None if self.nsec[1] == MAX_NS else _shown(self.nsec[1])
        return f"Timespan(begin={begin}, end={end})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Timespan) and self.nsec == other.nsec

    def __hash__(self) -> int:
        return hash(self.nsec)

    def __reduce__(self) -> tuple[Any, ...]:
        return (Timespan, (None, None, False, self.nsec))

    def __lt__(self, other: Any) -> bool:
        first, _ = bounds(other)
        return not self.isEmpty() and self.nsec[1] <= first and not _is_empty(other)

    def __gt__(self, other: Any) -> bool:
        _, last = bounds(other)
        return not self.isEmpty() and self.nsec[0] >= last and not _is_empty(other)

    def overlaps(self, other: Any) -> bool:
        """Whether a time is in both."""
        first, last = bounds(other)
        return self.nsec[0] < last and first < self.nsec[1]

    def contains(self, other: Any) -> bool:
        """Whether all of another timespan, or a time, is in it."""
        first, last = bounds(other)
        return first >= last or (self.nsec[0] <= first and last <= self.nsec[1])

    def intersection(self, *others: Timespan) -> Timespan:
        """What is in all."""
        spans = [self.nsec, *(other.nsec for other in others)]
        return Timespan(None, None, _nsec=(max(span[0] for span in spans), min(span[1] for span in spans)))

    def difference(self, other: Timespan) -> Iterator[Timespan]:
        """What is in it but not in the other: none, one or two timespans."""
        common = self.intersection(other)
        if common.isEmpty():
            if not self.isEmpty():
                yield self
            return
        for first, last in ((self.nsec[0], common.nsec[0]), (common.nsec[1], self.nsec[1])):
            if first < last:
                yield Timespan(None, None, _nsec=(first, last))


def bounds(value: Any) -> tuple[int, int]:
    """The bounds of a timespan, of the reference's as well, or those of the nanosecond that a time is."""
    if isinstance(value, Timespan):
        return value.nsec
    if hasattr(value, "nsec"):
        first, last = value.nsec
        if first >= last:
            return (MAX_NS, MIN_NS)
        return (MIN_NS if first <= _REFERENCE_MIN else first, MAX_NS if last >= _REFERENCE_MAX else last)
    ns = time_to_ns(value)
    return (ns, ns + 1)


def _shown(ns: int) -> str:
    first, second = _julian(ns)
    return f"astropy.time.Time({first}, {second}, scale='tai', format='jd')"


def _is_empty(value: Any) -> bool:
    first, last = bounds(value)
    return first >= last


def _text(ns: int) -> str:
    from datetime import datetime, timedelta

    return (datetime(1970, 1, 1) + timedelta(seconds=ns // 10**9)).strftime("%Y-%m-%dT%H:%M:%S")
