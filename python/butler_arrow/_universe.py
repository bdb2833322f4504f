"""Dimensions: the universe, its elements, and complete sets of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Set
from functools import lru_cache
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from ._exceptions import DimensionNameError

if TYPE_CHECKING:
    from ._records import DimensionRecord


class NameSet(Set):
    """Names in the universe's order."""

    __slots__ = ("_names",)

    def __init__(self, names: Iterable[str]):
        self._names = tuple(names)

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __hash__(self) -> int:
        return hash(self._names)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, NameSet):
            return self._names == other._names
        return super().__eq__(other)

    @classmethod
    def _from_iterable(cls, names: Iterable[str]) -> set[str]:  # type: ignore[override]
        return set(names)

    def __repr__(self) -> str:
        return f"{{{', '.join(self._names)}}}"


class DimensionElement:
    """A dimension, or a table that joins dimensions."""

    def __init__(self, universe: DimensionUniverse, told: dict[str, Any]):
        self.universe = universe
        self._told = told
        self.name: str = told["name"]
        self.doc: str = told["doc"]
        self.implied = NameSet(told["implied"])
        self.required = NameSet(told["required"])
        self.governor: str | None = told["governor"]
        self.spatial: str | None = told["spatial"]
        self.temporal: str | None = told["temporal"]
        self.has_own_table: bool = told["has_own_table"]
        self.populated_by: str | None = told["populated_by"]
        self.alwaysJoin: bool = told["always_join"]
        self.fields: tuple[str, ...] = tuple(field["name"] for field in told["fields"])
        self._record_class: type[DimensionRecord] | None = None

    @property
    def is_dimension(self) -> bool:
        """Whether it has values of its own."""
        return self._told["is_dimension"]

    @property
    def is_governor(self) -> bool:
        """Whether its values decide what those of other dimensions mean."""
        return self._told["is_governor"]

    @property
    def dimensions(self) -> NameSet:
        """The dimensions that it requires and implies."""
        return self.minimal_group.names

    @property
    def minimal_group(self) -> DimensionGroup:
        """The smallest set of dimensions in which it is."""
        return self.universe.conform(self.required)

    @property
    def key_field(self) -> str | None:
        """The field that holds its own value."""
        return next((field["name"] for field in self._told["fields"] if field["role"] == "key"), None)

    @property
    def schema(self) -> RecordSchema:
        """Its fields, with what they hold and mean."""
        return RecordSchema(self.name, self._told["fields"])

    @property
    def RecordClass(self) -> type[DimensionRecord]:
        """The class of its records."""
        if self._record_class is None:
            from ._records import record_class

            self._record_class = record_class(self)
        return self._record_class

    def field_role(self, name: str) -> str:
        """What a field is for."""
        return next(field["role"] for field in self._told["fields"] if field["name"] == name)

    def field_kind(self, name: str) -> str:
        """What a field holds."""
        return next(field["kind"] for field in self._told["fields"] if field["name"] == name)

    def __str__(self) -> str:
        return self.name

    def __repr__(self) -> str:
        if self._told["is_skypix"]:
            return f"SkyPixDimension({self.name})"
        kind = "GovernorDimension" if self.is_governor else "DatabaseDimension" if self.is_dimension else "DatabaseDimensionCombination"
        return f"{kind}({self.name})"

    def __eq__(self, other: object) -> bool:
        return self.name == (other.name if isinstance(other, DimensionElement) else other)

    def __hash__(self) -> int:
        return hash(self.name)

    def __reduce__(self) -> tuple[Any, ...]:
        return (DimensionUniverse.__getitem__, (self.universe, self.name))

    def __lt__(self, other: DimensionElement) -> bool:
        return self.universe._places[self.name] < self.universe._places[other.name]


class RecordSchema:
    """The fields of an element's records."""

    def __init__(self, element: str, fields: list[dict[str, Any]]):
        self._element, self._fields = element, fields

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the fields."""
        return tuple(field["name"] for field in self._fields)

    def __str__(self) -> str:
        lines = [f"{self._element}: "]
        for field in self._fields:
            lines.append(f"  {field['name']}: {field['kind']}")
            if field["doc"] and field["role"] in ("metadata", "alternate"):
                lines.extend(wrap(field["doc"], initial_indent="    ", subsequent_indent="    "))
        return "\n".join(lines)

    __repr__ = __str__


class DimensionUniverse:
    """All dimensions of a repository and the tables that join them."""

    def __init__(self, told: str):
        content = json.loads(told)
        self._text = told
        self.namespace: str = content["namespace"]
        self.version: int = content["version"]
        self._elements = {element["name"]: DimensionElement(self, element) for element in content["elements"]}
        self._places = {name: place for place, name in enumerate(self._elements)}
        self._groups: dict[frozenset[str], DimensionGroup] = {}
        self.commonSkyPix = self._elements[content["common_skypix"]]

    def __getitem__(self, name: str) -> DimensionElement:
        return self._elements[name]

    def __contains__(self, name: object) -> bool:
        return name in self._elements

    def get(self, name: str, default: DimensionElement | None = None) -> DimensionElement | None:
        """The element of a name."""
        return self._elements.get(name, default)

    def __repr__(self) -> str:
        return f"DimensionUniverse({self.version}, {self.namespace})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, DimensionUniverse):
            return NotImplemented
        return (self.namespace, self.version) == (other.namespace, other.version)

    def __hash__(self) -> int:
        return hash((self.namespace, self.version))

    def __reduce__(self) -> tuple[Any, ...]:
        return (universe_of, (self._text,))

    def isCompatibleWith(self, other: DimensionUniverse) -> bool:
        """Whether data of the other can be understood here."""
        return self.namespace == other.namespace

    @property
    def elements(self) -> tuple[DimensionElement, ...]:
        """All elements, in order."""
        return tuple(self._elements.values())

    @property
    def dimensions(self) -> tuple[DimensionElement, ...]:
        """All dimensions, in order."""
        return tuple(element for element in self.elements if element.is_dimension)

    @property
    def governor_dimensions(self) -> tuple[DimensionElement, ...]:
        """Dimensions whose values decide what those of others mean."""
        return tuple(element for element in self.elements if element.is_governor)

    def getStaticElements(self) -> tuple[DimensionElement, ...]:
        """All elements."""
        return self.elements

    def getStaticDimensions(self) -> tuple[DimensionElement, ...]:
        """All dimensions."""
        return self.dimensions

    @property
    def empty(self) -> DimensionGroup:
        """The set without dimensions."""
        return self.conform(())

    def conform(self, dimensions: str | DimensionGroup | Iterable[str | DimensionElement]) -> DimensionGroup:
        """The smallest complete set with these dimensions."""
        if isinstance(dimensions, DimensionGroup):
            return dimensions
        names = (dimensions,) if isinstance(dimensions, str) else getattr(dimensions, "names", dimensions)
        key = frozenset(str(name) for name in names)
        group = self._groups.get(key)
        if group is None:
            group = self._groups[key] = DimensionGroup(self, key)
        return group


@lru_cache(maxsize=8)
def universe_of(told: str) -> DimensionUniverse:
    """The universe that is told; repositories of one universe share it."""
    return DimensionUniverse(told)


class DimensionGroup:
    """A complete set of dimensions: with all that its members require and imply."""

    def __init__(self, universe: DimensionUniverse, names: Iterable[str] = ()):
        self.universe = universe
        members: set[str] = set()
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            element = universe.get(name)
            if element is None or not element.is_dimension:
                raise DimensionNameError(f"{name!r} is not a dimension")
            if name not in members:
                members.add(name)
                waiting.extend(element._told["required"])
                waiting.extend(element._told["implied"])
        ordered = sorted(members, key=universe._places.__getitem__)
        implied = {name for member in ordered for name in universe[member]._told["implied"]}
        self.names = NameSet(ordered)
        self.required = NameSet(name for name in ordered if name not in implied)
        self.implied = NameSet(name for name in ordered if name in implied)
        self.governors = NameSet(name for name in ordered if universe[name].is_governor)
        self.skypix = NameSet(name for name in ordered if universe[name]._told["is_skypix"])
        self._keys = (*self.required, *self.implied)
        self._index = {name: place for place, name in enumerate(self._keys)}
        self._hash = hash((universe, self.names))
        self._elements: NameSet | None = None

    @property
    def data_coordinate_keys(self) -> NameSet:
        """Names in the order of the values of a data ID: required, then implied."""
        return NameSet(self._keys)

    @property
    def elements(self) -> NameSet:
        """The members, and the tables that join them."""
        if self._elements is None:
            members = set(self.names)
            found = (name for name, element in self.universe._elements.items() if members.issuperset(element._told["required"]))
            self._elements = NameSet(name for name in found if not self.universe[name]._told["is_skypix"] or name in members)
        return self._elements

    @property
    def spatial(self) -> NameSet:
        """Families of its elements that have regions."""
        return NameSet(sorted({family for name in self.elements if (family := self.universe[name].spatial)}))

    @property
    def temporal(self) -> NameSet:
        """Families of its elements that have timespans."""
        return NameSet(sorted({family for name in self.elements if (family := self.universe[name].temporal)}))

    def __len__(self) -> int:
        return len(self.names)

    def __contains__(self, name: object) -> bool:
        return name in self.names

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __str__(self) -> str:
        return str(self.names)

    def __repr__(self) -> str:
        return f"DimensionGroup({self.names})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, DimensionGroup):
            return False
        return self is other or (self.universe == other.universe and self.names == other.names)

    def __hash__(self) -> int:
        return self._hash

    def __reduce__(self) -> tuple[Any, ...]:
        return (DimensionUniverse.conform, (self.universe, tuple(self.names)))

    def issubset(self, other: DimensionGroup) -> bool:
        """Whether all members are members of the other."""
        return self.names <= other.names

    def issuperset(self, other: DimensionGroup) -> bool:
        """Whether all members of the other are members."""
        return self.names >= other.names

    def isdisjoint(self, other: DimensionGroup) -> bool:
        """Whether they have no member in common."""
        return self.names.isdisjoint(other.names)

    __le__ = issubset
    __ge__ = issuperset

    def __lt__(self, other: DimensionGroup) -> bool:
        return self.names < other.names

    def __gt__(self, other: DimensionGroup) -> bool:
        return self.names > other.names

    def union(self, *others: DimensionGroup) -> DimensionGroup:
        """Members of any."""
        return self.universe.conform([name for group in (self, *others) for name in group.names])

    def intersection(self, *others: DimensionGroup) -> DimensionGroup:
        """Members of all."""
        return self.universe.conform([name for name in self.names if all(name in group for group in others)])

    def difference(self, other: DimensionGroup) -> DimensionGroup:
        """The smallest set with the members that the other lacks."""
        return self.universe.conform([name for name in self.names if name not in other])

    __or__ = union
    __and__ = intersection
    __sub__ = difference
