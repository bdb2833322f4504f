"""Collections: what there is, and what changes them."""

from __future__ import annotations

import enum
import json
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ._names import names_of

if TYPE_CHECKING:
    from ._butler import Butler


class CollectionType(enum.IntEnum):
    """What a collection does with datasets."""

    RUN = 1
    TAGGED = 2
    CHAINED = 3
    CALIBRATION = 4

    @classmethod
    def all(cls) -> frozenset[CollectionType]:
        """All of them."""
        return frozenset(cls)

    @staticmethod
    def from_name(name: str) -> CollectionType:
        """The one of that name."""
        return CollectionType[name.upper()]


@dataclass(frozen=True)
class CollectionInfo:
    """A collection and what is known of it."""

    name: str
    type: CollectionType
    doc: str = ""
    children: tuple[str, ...] = ()
    parents: frozenset[str] | None = None
    dataset_types: frozenset[str] | None = None

    def __lt__(self, other: CollectionInfo) -> bool:
        return self.name < other.name


class CollectionNames(list):
    """Names of collections, which a notebook shows as a table with their types."""

    _infos: Sequence[CollectionInfo] = ()

    def _repr_html_(self) -> str:
        from ._html import table

        types = {info.name: info for info in self._infos}
        rows = [[name, info.type.name if (info := types.get(name)) else "", ", ".join(info.children) if info else ""] for name in self]
        return table(["collection", "type", "children"], rows)


def type_names(types: Iterable[CollectionType] | CollectionType | None) -> list[str]:
    """Names of types; none if all are meant."""
    if types is None:
        return []
    if isinstance(types, CollectionType):
        types = (types,)
    return [CollectionType(kind).name for kind in types]


class ButlerCollections(Sequence):
    """The collections of a butler; as a sequence, those that it searches where none are named."""

    def __init__(self, butler: Butler):
        self._butler = butler

    @property
    def defaults(self) -> Sequence[str]:
        """Those that are searched where none are named."""
        return self._butler._defaults

    def __getitem__(self, index: Any) -> Any:
        return self.defaults[index]

    def __len__(self) -> int:
        return len(self.defaults)

    def __str__(self) -> str:
        return f"({', '.join(self.defaults)})"

    def query(
        self,
        expression: str | Iterable[str],
        collection_types: Set[CollectionType] | CollectionType | None = None,
        flatten_chains: bool = False,
        include_chains: bool | None = None,
    ) -> Sequence[str]:
        """Names of the collections that are meant by names and patterns."""
        infos = self.query_info(expression, collection_types, flatten_chains, include_chains)
        names = CollectionNames(info.name for info in infos)
        names._infos = infos
        return names

    def query_info(
        self,
        expression: str | Iterable[str],
        collection_types: Iterable[CollectionType] | CollectionType | None = None,
        flatten_chains: bool = False,
        include_chains: bool | None = None,
        include_parents: bool = False,
        include_summary: bool = False,
        include_doc: bool = False,
        summary_datasets: Iterable[Any] | None = None,
    ) -> Sequence[CollectionInfo]:
        """The collections that are meant by names and patterns."""
        if include_chains is None:
            include_chains = not flatten_chains
        chains = "both" if flatten_chains and include_chains else "flatten" if flatten_chains else "keep"
        told = self._butler._native.collections(names_of(expression), type_names(collection_types), chains, include_summary)
        infos = [self._info(one, include_parents, include_summary, summary_datasets) for one in json.loads(told)]
        return [info for info in infos if include_chains or info.type is not CollectionType.CHAINED]

    @staticmethod
    def _info(told: dict[str, Any], parents: bool, summary: bool, wanted: Iterable[Any] | None) -> CollectionInfo:
        types = None
        if summary:
            types = frozenset(told["dataset_types"])
            if wanted is not None:
                types &= {getattr(one, "name", one) for one in wanted}
        return CollectionInfo(
            name=told["name"],
            type=CollectionType[told["type"]],
            doc=told["doc"],
            children=tuple(told["children"]),
            parents=frozenset(told["parents"]) if parents else None,
            dataset_types=types,
        )

    def get_info(self, name: str, include_parents: bool = False, include_summary: bool = False) -> CollectionInfo:
        """The collection of that name."""
        told = json.loads(self._butler._native.collections([name], [], "keep", include_summary))
        return self._info(told[0], include_parents, include_summary, None)

    def register(self, name: str, type: CollectionType = CollectionType.RUN, doc: str | None = None) -> bool:
        """Registers a collection; whether it is new."""
        return self._butler._writing().register_collection(name, CollectionType(type).name, doc or "")

    def x_remove(self, name: str) -> None:
        """Removes a collection; a RUN with its datasets and their files."""
        self._butler._writing().remove_collection(name)

    def redefine_chain(self, parent_collection_name: str, child_collection_names: str | Iterable[str]) -> None:
        """Gives a chain these children."""
        self._change(parent_collection_name, "redefine", child_collection_names)

    def extend_chain(self, parent_collection_name: str, child_collection_names: str | Iterable[str]) -> None:
        """Puts children behind the others of a chain."""
        self._change(parent_collection_name, "extend", child_collection_names)

    def prepend_chain(self, parent_collection_name: str, child_collection_names: str | Iterable[str]) -> None:
        """Puts children before the others of a chain."""
        self._change(parent_collection_name, "prepend", child_collection_names)

    def remove_from_chain(self, parent_collection_name: str, child_collection_names: str | Iterable[str]) -> None:
        """Takes children out of a chain."""
        self._change(parent_collection_name, "remove", child_collection_names)

    def _change(self, chain: str, change: str, children: str | Iterable[str]) -> None:
        self._butler._writing().edit_chain(chain, change, names_of(children))

    def _repr_html_(self) -> str:
        return self.query("*")._repr_html_()  # type: ignore[attr-defined]
