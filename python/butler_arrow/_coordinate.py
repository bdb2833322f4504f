"""Data IDs: a value for each dimension of a group."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from numbers import Integral
from typing import TYPE_CHECKING, Any, Union

from ._exceptions import DimensionNameError
from ._universe import DimensionGroup, DimensionUniverse

if TYPE_CHECKING:
    from ._records import DimensionRecord
    from ._region import Region
    from ._timespan import Timespan

DataIdValue = Union[int, str, None]


class _View(Mapping):
    """Names and values of some dimensions of a data ID."""

    __slots__ = ("_of", "_names")

    def __init__(self, of: DataCoordinate, names: tuple[str, ...]):
        self._of, self._names = of, names

    def __getitem__(self, name: str) -> DataIdValue:
        if name not in self._names:
            raise KeyError(name)
        return self._of[name]

    def __len__(self) -> int:
        return len(self._names)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __repr__(self) -> str:
        return f"{{{', '.join(f'{name}: {value!r}' for name, value in self.items())}}}"


class DataCoordinate:
    """Values of the required dimensions of a group, and of the implied ones if they are known.

    Equality and hash go by the required values, which decide the others.
    """

    __slots__ = ("_group", "_values", "_records")

    _group: DimensionGroup
    _values: tuple[DataIdValue, ...]
    _records: Mapping[str, DimensionRecord | None] | None

    def __init__(
        self,
        dimensions: DimensionGroup,
        values: tuple[DataIdValue, ...],
        records: Mapping[str, DimensionRecord | None] | None = None,
    ):
        self._group, self._values, self._records = dimensions, values, records

    @staticmethod
    def standardize(
        mapping: DataId | None = None,
        *,
        dimensions: Iterable[str] | DimensionGroup | None = None,
        universe: DimensionUniverse | None = None,
        defaults: DataCoordinate | None = None,
        **kwargs: Any,
    ) -> DataCoordinate:
        """A data ID of a mapping and more values by name; of ``dimensions`` if they are given."""
        universe = universe or getattr(dimensions, "universe", None) or getattr(mapping, "universe", None)
        if universe is None:
            raise TypeError("universe must be provided, either directly or via dimensions or mapping.")
        group = None if dimensions is None else universe.conform(dimensions)
        if isinstance(mapping, DataCoordinate) and not kwargs:
            if group is None or group == mapping.dimensions:
                return mapping
            if group.issubset(mapping.dimensions):
                return mapping.subset(group)
        given: dict[str, Any] = dict(mapping.mapping) if isinstance(mapping, DataCoordinate) else dict(mapping or {})
        given.update(kwargs)
        if group is None:
            group = universe.conform(given)
        for name, value in given.items():
            if isinstance(value, Integral):
                given[name] = int(value)
        if defaults is not None:
            for name, value in defaults.mapping.items():
                given.setdefault(name, value)
        try:
            values = tuple(given[name] for name in group.required)
        except KeyError as absent:
            shown = ", ".join(f"{name}: {value!r}" for name, value in given.items())
            raise DimensionNameError(f"No value in data ID ({{{shown}}}) for required dimension {absent}.") from None
        if all(name in given for name in group.implied):
            values += tuple(given[name] for name in group.implied)
        return DataCoordinate(group, values)

    @staticmethod
    def make_empty(universe: DimensionUniverse) -> DataCoordinate:
        """The data ID without dimensions."""
        return DataCoordinate(universe.empty, ())

    makeEmpty = make_empty

    @staticmethod
    def from_required_values(dimensions: DimensionGroup, values: tuple[DataIdValue, ...]) -> DataCoordinate:
        """Of the values of the required dimensions, in their order."""
        return DataCoordinate(dimensions, tuple(values))

    from_full_values = from_required_values

    @property
    def dimensions(self) -> DimensionGroup:
        """Its dimensions."""
        return self._group

    @property
    def universe(self) -> DimensionUniverse:
        """All dimensions that there are."""
        return self._group.universe

    @property
    def mapping(self) -> Mapping[str, DataIdValue]:
        """The known names and values, required ones first."""
        return _View(self, self._group._keys[: len(self._values)])

    @property
    def required(self) -> Mapping[str, DataIdValue]:
        """The names and values of required dimensions."""
        return _View(self, tuple(self._group.required))

    @property
    def required_values(self) -> tuple[DataIdValue, ...]:
        """Values of the required dimensions."""
        return self._values[: len(self._group.required)]

    @property
    def full_values(self) -> tuple[DataIdValue, ...]:
        """Values of all dimensions, required ones first."""
        if not self.hasFull():
            raise ValueError(f"the implied values of {self} are not known")
        return self._values

    @property
    def dataId(self) -> DataCoordinate:
        """Itself."""
        return self

    def hasFull(self) -> bool:
        """Whether the implied values are known."""
        return len(self._values) == len(self._group._keys)

    def hasRecords(self) -> bool:
        """Whether the records of its elements are here."""
        return self._records is not None

    @property
    def records(self) -> Mapping[str, DimensionRecord | None]:
        """The record of each element."""
        if self._records is None:
            raise AttributeError("records are only available on expanded data IDs; see Registry.expandDataId")
        return self._records

    def _record(self, name: str) -> DimensionRecord | None:
        return self.records[name]

    @property
    def region(self) -> Region | None:
        """Where it is on the sky: the region of its finest element, if its elements are of one family."""
        return self._of_family("spatial", "region")

    @property
    def timespan(self) -> Timespan | None:
        """When it was: the timespan of its finest element."""
        return self._of_family("temporal", "timespan")

    def _of_family(self, family: str, field: str) -> Any:
        universe, records = self.universe, self.records
        with_field = [name for name in self._group.elements if getattr(universe[name], family)]
        # The finest element requires the most.
        for name in sorted(with_field, key=lambda name: -len(universe[name].required)):
            record = records.get(name)
            if record is not None and getattr(record, field, None) is not None:
                return getattr(record, field)
        return None

    def __getitem__(self, name: str) -> DataIdValue:
        try:
            return self._values[self._group._index[name]]
        except (KeyError, IndexError):
            raise KeyError(name) from None

    def __contains__(self, name: object) -> bool:
        return name in self._group._keys[: len(self._values)]

    def get(self, name: str, default: Any = None) -> Any:
        """The value of a dimension."""
        return self[name] if name in self else default

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in self._group.elements:
            raise AttributeError(name)
        if self._records is None:
            raise AttributeError(f"Dimension record attribute {name!r} is only available on expanded DataCoordinates.")
        return self._records[name]

    def __bool__(self) -> bool:
        return bool(self._group)

    def __hash__(self) -> int:
        return hash((self._group, *self.required_values))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, DataCoordinate):
            if not isinstance(other, Mapping):
                return NotImplemented
            other = DataCoordinate.standardize(other, universe=self.universe)
        return self._group == other._group and self.required_values == other.required_values

    def __lt__(self, other: DataCoordinate) -> bool:
        if not isinstance(other, DataCoordinate):
            return NotImplemented
        return self.required_values < other.required_values  # type: ignore[operator]

    def __repr__(self) -> str:
        return str(self.mapping)

    def __reduce__(self) -> tuple[Any, ...]:
        return (_restored, (self.universe, tuple(self._group.names), self._values, self._records))

    def subset(self, dimensions: DimensionGroup | Iterable[str]) -> DataCoordinate:
        """The part of it that has these dimensions."""
        group = self.universe.conform(dimensions)
        names = group._keys if all(name in self for name in group._keys) else tuple(group.required)
        records = self._records
        if records is not None:
            records = {name: records.get(name) for name in group.elements}
        return DataCoordinate(group, tuple(self[name] for name in names), records)

    def union(self, other: DataCoordinate) -> DataCoordinate:
        """A data ID of the dimensions of both."""
        group = self._group.union(other._group)
        return DataCoordinate.standardize({**dict(self.mapping), **dict(other.mapping)}, dimensions=group)

    def expanded(self, records: Mapping[str, DimensionRecord | None]) -> DataCoordinate:
        """The same with the records of its elements, and the implied values that these say."""
        values = list(self.required_values)
        for name in self._group.implied:
            record = records.get(name)
            own = None if record is None else record.definition.key_field
            values.append(self.get(name) if own is None else getattr(record, own))
        return DataCoordinate(self._group, tuple(values), records)

    def to_simple(self) -> dict[str, DataIdValue]:
        """The known names and values."""
        return dict(self.mapping)


def _restored(universe: DimensionUniverse, names: tuple[str, ...], values: tuple[DataIdValue, ...], records: Any) -> DataCoordinate:
    return DataCoordinate(universe.conform(names), values, records)


DataId = Union[DataCoordinate, Mapping[str, Any]]
