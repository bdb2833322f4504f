"""Where expressions begin: columns of dimension elements and of datasets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._exceptions import UnimplementedQueryError
from ._expressions import Boolean, Expression, Predicate, RegionExpression, Scalar, TimespanExpression, expression_of

if TYPE_CHECKING:
    from ._universe import DimensionElement, DimensionUniverse

DATASET_FIELDS = ("dataset_id", "ingest_date", "run", "collection", "timespan")


def _field(owner: str, field: str, kind: str) -> Expression:
    of = {"bool": Boolean, "region": RegionExpression, "timespan": TimespanExpression}.get(kind, Scalar)
    return of(f"{owner}.{field}", None, True)


class ElementExpression(Scalar):
    """The value of a dimension; its attributes are the fields of its records."""

    def __init__(self, element: DimensionElement):
        super().__init__(element.name, None, element.is_dimension)
        self._element = element

    def __getattr__(self, field: str) -> Any:
        element: DimensionElement = self.__dict__["_element"]
        if field == element.key_field and element.is_dimension:
            return self
        if field in element.dimensions:
            return ElementExpression(element.universe[field])
        if field not in element.fields:
            raise AttributeError(f"{element.name!r} has no field {field!r}; it has {', '.join(element.fields)}")
        return _field(element.name, field, element.field_kind(field))

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._element.fields]


class DatasetExpression:
    """Datasets of a type; its attributes are what is known of each."""

    def __init__(self, name: str):
        self._name = name

    def __getattr__(self, field: str) -> Any:
        if field not in DATASET_FIELDS:
            raise AttributeError(f"datasets have no field {field!r}; they have {', '.join(DATASET_FIELDS)}")
        return _field(self._name, field, field)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *DATASET_FIELDS]

    def __repr__(self) -> str:
        return self._name


class ExpressionFactory:
    """Columns: dimensions as attributes, dataset types by name in brackets; and what puts conditions together."""

    def __init__(self, universe: DimensionUniverse):
        self._universe = universe

    def __getattr__(self, name: str) -> ElementExpression:
        element = self.__dict__["_universe"].get(name)
        if element is None:
            raise AttributeError(f"there is no dimension {name!r}; a dataset type is written `x[{name!r}]`")
        return ElementExpression(element)

    def __getitem__(self, name: str) -> DatasetExpression:
        return DatasetExpression(name)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *(element.name for element in self._universe.elements)]

    def not_(self, operand: Predicate) -> Predicate:
        """The opposite of a condition."""
        return operand.logical_not()

    def all(self, first: Predicate, /, *args: Predicate) -> Predicate:
        """All of the conditions."""
        return first.logical_and(*args)

    def any(self, first: Predicate, /, *args: Predicate) -> Predicate:
        """Any of the conditions."""
        return first.logical_or(*args)

    @staticmethod
    def literal(value: Any) -> Expression:
        """A value, as an expression."""
        if isinstance(value, bool):
            raise UnimplementedQueryError("a truth value is no expression")
        given = expression_of(value)
        if hasattr(value, "nsec"):
            return TimespanExpression(given._text, given._bind)
        is_region = not isinstance(value, (str, bytes)) and any(hasattr(value, name) for name in ("encode", "getLon", "transform_to"))
        return (RegionExpression if is_region else Scalar)(given._text, given._bind)
