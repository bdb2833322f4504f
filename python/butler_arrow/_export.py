"""What an export is to hold, collected piece by piece."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ._coordinate import DataCoordinate
from ._progress import watching
from ._refs import DatasetRef

if TYPE_CHECKING:
    from ._butler import Butler


class RepoExportContext:
    """Collects what is exported when the context ends."""

    def __init__(self, butler: Butler):
        self._butler = butler
        self._collections: dict[str, None] = {}
        self._datasets: dict[tuple[str, str], dict[str, None]] = {}
        self._data_ids: dict[tuple[str, ...], dict[tuple[Any, ...], None]] = {}
        self._records: dict[str, dict[tuple[Any, ...], None]] = {}
        self._elements: set[str] | None = set()

    def saveCollection(self, name: str) -> None:
        """Exports a collection: itself, not what is in it. Of a chain the children are not exported by this."""
        self._butler.collections.get_info(name)
        self._collections[name] = None

    def saveDatasets(self, refs: Iterable[DatasetRef], *, elements: Iterable[Any] | None = None, rewrite: Any = None) -> None:
        """Exports datasets with their types, runs and dimension records; of these only those of ``elements`` if it is given."""
        if rewrite is not None:
            raise NotImplementedError("paths of an export are not rewritten")
        refs = list(refs)
        for ref in refs:
            whole = ref.datasetType.nameAndComponent()[0]
            self._datasets.setdefault((whole, ref.run), {})[str(ref.id)] = None
        self._limit(elements)

    def saveDataIds(self, dataIds: Iterable[DataCoordinate], *, elements: Iterable[Any] | None = None) -> None:
        """Exports the dimension records of data IDs."""
        for data_id in dataIds:
            group = data_id.dimensions
            self._data_ids.setdefault(tuple(group.required), {})[data_id.required_values] = None
        self._limit(elements)

    def saveDimensionData(self, element: Any, records: Iterable[Any]) -> None:
        """Exports records of an element."""
        definition = self._butler.dimensions[str(element)]
        chosen = self._records.setdefault(definition.name, {})
        for record in records:
            if isinstance(record, dict):
                record = definition.RecordClass(**record)
            elif record.definition != definition:
                raise ValueError(f"a record of {record.definition} is none of {definition}")
            chosen[record.dataId.required_values] = None

    def _limit(self, elements: Iterable[Any] | None) -> None:
        # One set of elements counts for all: the union of what was asked for, or all.
        if elements is None:
            self._elements = None
        elif self._elements is not None:
            self._elements.update(str(element) for element in elements)

    def _write(self, directory: str, filename: str, transfer: str | None) -> None:
        datasets = [(name, run, list(ids)) for (name, run), ids in self._datasets.items()]
        data_ids = [(list(names), self._rows(list(names), list(values))) for names, values in self._data_ids.items()]
        records = []
        for name, values in self._records.items():
            definition = self._butler.dimensions[name]
            own = definition.key_field
            columns = [own if required == name and own else required for required in definition.required]
            records.append((name, self._rows(columns, list(values))))
        elements = None if self._elements is None else sorted(self._elements)
        with watching("export") as watcher:
            self._butler._native.export(directory, filename, transfer, list(self._collections), datasets, data_ids, records, elements, watcher)

    def _rows(self, names: list[str], values: list[tuple[Any, ...]]) -> Any:
        from ._native import Rows

        return Rows.of_keys(names, [list(row) for row in values])
