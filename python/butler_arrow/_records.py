"""Dimension records: rows of the tables of dimension elements."""

from __future__ import annotations

from typing import Any, ClassVar

from ._coordinate import DataCoordinate
from ._html import escaped
from ._region import Region
from ._timespan import Timespan
from ._universe import DimensionElement


class DimensionRecord:
    """A row of the table of an element; its fields are attributes, ``dataId`` says what it is of."""

    __slots__ = ("dataId", "__dict__")

    definition: ClassVar[DimensionElement]
    dataId: DataCoordinate

    def __init__(self, **kwargs: Any):
        definition = self.definition
        own = definition.key_field if definition.is_dimension else None
        if own is not None:
            if kwargs.get(own) is None:
                kwargs[own] = kwargs.pop(definition.name, None)
                if kwargs[own] is None:
                    raise ValueError(f"No value provided for {definition.name}.{own}.")
            elif kwargs.pop(definition.name, kwargs[own]) != kwargs[own]:
                raise ValueError(f"Multiple inconsistent values for {definition.name}.{own}.")
        unknown = kwargs.keys() - set(definition.fields)
        if unknown:
            raise TypeError(f"Invalid fields for {definition} dimension record: {unknown}.")
        values = {name: kwargs.get(name) for name in definition.fields}
        self.__dict__.update(values)
        required = tuple(values[own if name == definition.name and own else name] for name in definition.required)
        self.dataId = DataCoordinate(definition.minimal_group, required)

    @classmethod
    def _of_values(cls, values: dict[str, Any]) -> DimensionRecord:
        """Of values that are known to fit."""
        record = cls.__new__(cls)
        definition = cls.definition
        own = definition.key_field if definition.is_dimension else None
        record.__dict__.update(values)
        required = tuple(values[own if name == definition.name and own else name] for name in definition.required)
        record.dataId = DataCoordinate(definition.minimal_group, required)
        return record

    def toDict(self, splitTimespan: bool = False) -> dict[str, Any]:
        """Fields and values."""
        values = dict(self.__dict__)
        if splitTimespan and "timespan" in values:
            timespan = values.pop("timespan")
            values["datetime_begin"] = None if timespan is None else timespan.begin
            values["datetime_end"] = None if timespan is None else timespan.end
        return values

    def get(self, name: str) -> Any:
        """The value of a field, also by the dimension's name."""
        own = self.definition.key_field
        return self.__dict__[own if name == self.definition.name and own else name]

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return hash(self.dataId.required_values)

    def __str__(self) -> str:
        return "\n".join([f"{self.definition.name}:", *(f"  {name}: {value!r}" for name, value in self.__dict__.items())])

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={value!r}" for name, value in self.__dict__.items())
        return f"{self.definition.name}.RecordClass({fields})"

    def _repr_html_(self) -> str:
        return f"<pre>{escaped(str(self))}</pre>"

    def __reduce__(self) -> tuple[Any, ...]:
        return (_restored, (self.definition, dict(self.__dict__)))


def record_class(element: DimensionElement) -> type[DimensionRecord]:
    """The class of the records of an element."""
    return type(f"{element.name}.RecordClass", (DimensionRecord,), {"definition": element, "__slots__": ()})


def _restored(element: DimensionElement, values: dict[str, Any]) -> DimensionRecord:
    return element.RecordClass._of_values(values)


def records_of(element: DimensionElement, rows: Any) -> list[DimensionRecord]:
    """The records in a table of an element."""
    names, columns = list(rows.names), []
    for place, name in enumerate(names):
        values = rows.values(place)
        kind = element.field_kind(name) if name in element.fields else ""
        if kind == "region":
            values = [None if value is None else Region(value) for value in values]
        elif kind == "timespan":
            values = [None if value is None else Timespan(None, None, _nsec=value) for value in values]
        columns.append(values)
    make = element.RecordClass._of_values
    return [make(dict(zip(names, row))) for row in zip(*columns)] if columns else []
