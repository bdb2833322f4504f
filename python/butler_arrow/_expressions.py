"""Conditions and orders written as expressions of Python (``query.expression_factory``): they become the text that ``where`` reads, with values bound to names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import count
from typing import TYPE_CHECKING, Any

from ._exceptions import InvalidQueryError, UnimplementedQueryError
from ._names import literal

if TYPE_CHECKING:
    from ._query import Query

# Names of values that no text can hold; none is given twice, so that expressions can be put together.
_NUMBERS = count(1)


class Predicate:
    """A condition."""

    def __init__(self, text: str, bind: Mapping[str, Any]):
        self.text, self.bind = text, dict(bind)

    def logical_and(self, *others: Predicate) -> Predicate:
        """This and all others."""
        return _joined(" AND ", [self, *others])

    def logical_or(self, *others: Predicate) -> Predicate:
        """This or any of the others."""
        return _joined(" OR ", [self, *others])

    def logical_not(self) -> Predicate:
        """The opposite."""
        return Predicate(f"NOT ({self.text})", self.bind)

    def __bool__(self) -> bool:
        raise TypeError("a condition is neither true nor false by itself; put conditions together with `x.all(...)`, `x.any(...)` and `x.not_(...)`")

    def __repr__(self) -> str:
        return self.text


def _joined(word: str, parts: list[Predicate]) -> Predicate:
    if len(parts) == 1:
        return parts[0]
    return Predicate(word.join(f"({part.text})" for part in parts), {name: value for part in parts for name, value in part.bind.items()})


class Expression:
    """A value: of a column, given, or calculated."""

    def __init__(self, text: str, bind: Mapping[str, Any] | None = None, is_column: bool = False):
        self._text, self._bind, self._is_column = text, dict(bind or {}), is_column

    def _compared(self, operator: str, other: Any) -> Predicate:
        other = expression_of(other)
        return Predicate(f"{self._text} {operator} {other._text}", {**self._bind, **other._bind})

    @property
    def is_null(self) -> Predicate:
        """Whether there is no value."""
        return Predicate(f"{self._text} = NULL", self._bind)

    def __repr__(self) -> str:
        return self._text


def _bound(value: Any) -> Expression:
    name = f"value_{next(_NUMBERS)}"
    return Expression(f":{name}", {name: value})


def expression_of(value: Any) -> Expression:
    if isinstance(value, Expression):
        return value
    text = literal(value)
    return _bound(value) if text is None else Expression(text)


class Reversed:
    """An order, the other way round."""

    def __init__(self, operand: Scalar):
        self._operand = operand

    def __repr__(self) -> str:
        return f"{self._operand!r} DESC"


class Scalar(Expression):
    """A number, text, time or UUID."""

    __hash__ = None  # type: ignore[assignment]

    @property
    def desc(self) -> Reversed:
        """The order by it with the greatest first."""
        return Reversed(self)

    def as_boolean(self) -> Predicate:
        """Itself as a condition, if it is a column of truth values."""
        raise InvalidQueryError(f"`{self}` is no column of truth values; compare it, as in `==` or `>`")

    def __eq__(self, other: Any) -> Predicate:  # type: ignore[override]
        return self._compared("=", other)

    def __ne__(self, other: Any) -> Predicate:  # type: ignore[override]
        return self._compared("!=", other)

    def __lt__(self, other: Any) -> Predicate:
        return self._compared("<", other)

    def __le__(self, other: Any) -> Predicate:
        return self._compared("<=", other)

    def __gt__(self, other: Any) -> Predicate:
        return self._compared(">", other)

    def __ge__(self, other: Any) -> Predicate:
        return self._compared(">=", other)

    def __neg__(self) -> Scalar:
        return Scalar(f"(-{self._text})", self._bind)

    def _calculated(self, operator: str, other: Any, is_first: bool = True) -> Scalar:
        pair = (self, expression_of(other)) if is_first else (expression_of(other), self)
        return Scalar(f"({pair[0]._text} {operator} {pair[1]._text})", {**pair[0]._bind, **pair[1]._bind})

    def __add__(self, other: Any) -> Scalar:
        return self._calculated("+", other)

    def __radd__(self, other: Any) -> Scalar:
        return self._calculated("+", other, False)

    def __sub__(self, other: Any) -> Scalar:
        return self._calculated("-", other)

    def __rsub__(self, other: Any) -> Scalar:
        return self._calculated("-", other, False)

    def __mul__(self, other: Any) -> Scalar:
        return self._calculated("*", other)

    def __rmul__(self, other: Any) -> Scalar:
        return self._calculated("*", other, False)

    def __truediv__(self, other: Any) -> Scalar:
        return self._calculated("/", other)

    def __rtruediv__(self, other: Any) -> Scalar:
        return self._calculated("/", other, False)

    def __mod__(self, other: Any) -> Scalar:
        return self._calculated("%", other)

    def __rmod__(self, other: Any) -> Scalar:
        return self._calculated("%", other, False)

    def in_range(self, start: int = 0, stop: int | None = None, step: int = 1) -> Predicate:
        """Whether it is one of ``range(start, stop, step)``; without ``stop`` it has no end."""
        if step < 1:
            raise InvalidQueryError(f"a step is at least 1, not {step}")
        if stop is None:
            from_start = self >= start
            return from_start if step == 1 else from_start.logical_and(self % step == start % step)
        if stop <= start:
            return self.in_iterable([])
        return Predicate(f"{self._text} IN ({start}..{stop - 1}{f':{step}' if step > 1 else ''})", self._bind)

    def in_iterable(self, others: Iterable[Any]) -> Predicate:
        """Whether it is equal to any of these."""
        others = list(others)
        if any(isinstance(other, Expression) for other in others):
            return _joined(" OR ", [self == other for other in others])
        texts = [literal(other) for other in others]
        if others and all(text is not None and text[0] != "(" for text in texts):
            return Predicate(f"{self._text} IN ({', '.join(map(str, texts))})", self._bind)
        values = _bound(others)
        return Predicate(f"{self._text} IN ({values._text})", {**self._bind, **values._bind})

    def in_query(self, column: Scalar, query: Query) -> Predicate:
        """Whether it is a value of a column of another query, which is asked now."""
        return self.in_iterable({row[column._text] for row in query.general([], column._text, find_first=False)} - {None})

    def glob(self, pattern: str) -> Predicate:
        """Whether the text fits a pattern: ``*`` is any text, ``?`` one character."""
        given = expression_of(pattern)
        return Predicate(f"GLOB({self._text}, {given._text})", {**self._bind, **given._bind})


class Boolean(Expression):
    """A column of truth values."""

    def as_boolean(self) -> Predicate:
        """Itself as a condition."""
        return Predicate(self._text, self._bind)

    def _refused(self, other: Any = None) -> Predicate:
        raise InvalidQueryError(f"`{self}` is a column of truth values, which is a condition by itself: `as_boolean()`")

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _refused  # type: ignore[assignment]
    __hash__ = None  # type: ignore[assignment]


class TimespanExpression(Expression):
    """A timespan."""

    @property
    def begin(self) -> Scalar:
        """Its first time."""
        return Scalar(f"{self._text}.begin", self._bind, self._is_column)

    @property
    def end(self) -> Scalar:
        """The first time after it."""
        return Scalar(f"{self._text}.end", self._bind, self._is_column)

    def overlaps(self, other: Any) -> Predicate:
        """Whether a timespan, or a time, is in part within it."""
        return self._compared("OVERLAPS", other)


class RegionExpression(Expression):
    """A region on the sky."""

    def overlaps(self, other: Any) -> Predicate:
        """Whether a region, or a point of sphgeom or astropy, is in part within it."""
        return self._compared("OVERLAPS", other)


def order_text(term: Any) -> str:
    """A term of an order as text: a name, with ``-`` before it for the reverse."""
    if isinstance(term, str):
        return term
    operand = term._operand if isinstance(term, Reversed) else term
    if not isinstance(operand, Scalar):
        raise TypeError(f"rows are sorted by names and columns, not by {term!r}")
    if not operand._is_column:
        raise UnimplementedQueryError(f"rows are sorted by columns, not by what is calculated, as `{operand!r}`")
    return ("-" if isinstance(term, Reversed) else "") + operand._text
