"""Calls about many: datasets, data IDs, dimension records, and SQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ._asking import DataIds, DimensionRecords, Question, patterns_in, records_found
from ._coordinate import DataId
from ._exceptions import InvalidQueryError, MissingDatasetTypeError
from ._names import names_of
from ._refs import DatasetRefs, refs_of
from ._types import DatasetType

if TYPE_CHECKING:
    from ._native import Repository
    from ._query import Query
    from ._table import Table


class Asking:
    """Calls that ask."""

    _native: Repository
    _defaults: tuple[str, ...]

    def get_dataset_type(self, name: str) -> DatasetType:
        """The dataset type of that name, or of a component."""
        raise NotImplementedError

    def _places(self, collections: Any) -> list[str]:
        raise NotImplementedError

    def query_datasets(
        self,
        dataset_type: str | DatasetType,
        collections: str | Iterable[str] | None = None,
        *,
        find_first: bool = True,
        data_id: DataId | None = None,
        where: str = "",
        bind: Mapping[str, Any] | None = None,
        with_dimension_records: bool = False,
        order_by: Iterable[str] | str | None = None,
        limit: int | None = -20_000,
        explain: bool = True,
        **kwargs: Any,
    ) -> DatasetRefs:
        """Datasets of a type. Of several with one data ID that in the first collection counts (``find_first``); a negative limit warns where it cuts."""
        places = self._places(collections)
        if find_first and patterns_in(places):
            raise InvalidQueryError(f"Can not use wildcards in collections when find_first=True (given {collections})")
        question = Question(self, data_id=data_id, more=kwargs, where=where, bind=bind, order_by=order_by, limit=limit)
        return question.datasets(dataset_type, places, find_first, records=with_dimension_records, explain=explain)

    def query_data_ids(
        self,
        dimensions: Any,
        *,
        data_id: DataId | None = None,
        where: str = "",
        bind: Mapping[str, Any] | None = None,
        with_dimension_records: bool = False,
        order_by: Iterable[str] | str | None = None,
        limit: int | None = -20_000,
        explain: bool = True,
        **kwargs: Any,
    ) -> DataIds:
        """Data IDs of some dimensions."""
        question = Question(self, data_id=data_id, more=kwargs, where=where, bind=bind, order_by=order_by, limit=limit)
        return question.data_ids(dimensions, records=with_dimension_records, explain=explain)

    def query_dimension_records(
        self,
        element: str,
        *,
        data_id: DataId | None = None,
        where: str = "",
        bind: Mapping[str, Any] | None = None,
        order_by: Iterable[str] | str | None = None,
        limit: int | None = -20_000,
        explain: bool = True,
        **kwargs: Any,
    ) -> DimensionRecords:
        """Records of a dimension element."""
        question = Question(self, data_id=data_id, more=kwargs, where=where, bind=bind, order_by=order_by, limit=limit)
        return records_found(question, element, explain=explain)

    def query_all_datasets(
        self,
        collections: str | Iterable[str] | None = None,
        *,
        name: str | Iterable[str] = "*",
        find_first: bool = True,
        data_id: DataId | None = None,
        where: str = "",
        bind: Mapping[str, Any] | None = None,
        limit: int | None = -20_000,
        **kwargs: Any,
    ) -> DatasetRefs:
        """Datasets of all types that names and patterns stand for."""
        names, places = names_of(name), self._places(collections)
        if find_first and patterns_in(places):
            raise InvalidQueryError(f"Can not use wildcards in collections when find_first=True (given {collections})")
        if not self._native.dataset_types(names):
            raise MissingDatasetTypeError(f"no dataset type fits {', '.join(names)}")
        question = Question(self, data_id=data_id, more=kwargs, where=where, bind=bind, limit=limit)
        refs, left = DatasetRefs(), None if limit is None else abs(limit)
        for of, rows in self._native.all_datasets(names, places, find_first, question.given()):
            if left is not None and len(rows) > left:
                # Only a limit that warns asks for one more.
                rows = question.cut_to(rows, left)
            refs.extend(refs_of(rows, self.get_dataset_type(of)))
            left = None if left is None else left - len(rows)
        return refs

    def sql(self, query: str, *, collections: str | Iterable[str] | None = None) -> Table:
        """The answer to a statement in SQL, over the registry and over dataset types as tables; see docs/sql.md."""
        from ._table import Table

        places = list(self._defaults) if collections is None else names_of(collections)
        return Table(self._native.sql(query, places))

    @contextmanager
    def query(self) -> Iterator[Query]:
        """A question that is put together step by step: ``query.where(...).datasets(...).order_by(...)``."""
        from ._query import Query

        yield Query(self)  # type: ignore[arg-type]
