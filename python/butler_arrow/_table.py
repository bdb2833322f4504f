"""Tables: Arrow columns with units and descriptions, and what others make of them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any
from uuid import UUID

from ._native import Rows
from ._native import read_table as _read_table
from ._region import Region
from ._timespan import Timespan

if TYPE_CHECKING:
    import astropy.table
    import numpy
    import pandas
    import polars
    import pyarrow

# Lines of a table that are printed where the terminal has no say.
_LINES = 24


def read_table(path: str | PathLike[str], *, columns: Sequence[str] | None = None, hdu: int | str | None = None) -> Table:
    """The table in a local file: FITS (of it an HDU, or the first table), Parquet, ECSV, VOTable, CSV or Arrow IPC."""
    return Table(_read_table(fspath(path), None if columns is None else list(columns), None if hdu is None else str(hdu)))


class Table:
    """A table in memory, which never changes.

    It is handed to other libraries without copying its columns (``__arrow_c_stream__``), or made into one of astropy, pandas or polars. ``table["name"]`` is
    a column as NumPy has it, masked where it is null; ``table[10:20]``, ``table[mask]`` and ``table[["a", "b"]]`` are tables.
    """

    def __init__(self, source: Any):
        self._rows: Rows = source if isinstance(source, Rows) else source._rows if isinstance(source, Table) else arrow_rows(source)

    # What it is.

    @property
    def colnames(self) -> list[str]:
        """Names of the columns."""
        return list(self._rows.names)

    column_names = colnames

    @property
    def units(self) -> dict[str, str]:
        """Units of those columns that have one."""
        return {name: meta["unit"] for name, _, meta in self._rows.fields() if meta.get("unit")}

    @property
    def descriptions(self) -> dict[str, str]:
        """Descriptions of those columns that have one."""
        return {name: meta["description"] for name, _, meta in self._rows.fields() if meta.get("description")}

    @property
    def meta(self) -> dict[str, Any]:
        """Keywords and what else is said of the whole table."""
        return _meta(self._rows.metadata)

    @property
    def nbytes(self) -> int:
        """Bytes in memory."""
        return self._rows.nbytes

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self._rows.find(name) is not None

    # Columns and rows.

    def _place(self, name: str) -> int:
        place = self._rows.find(name)
        if place is None:
            near = self._rows.near(name)
            raise KeyError(f"no column {name!r}" + (f"; did you mean {' or '.join(map(repr, near))}?" if near else ""))
        return place

    def __getitem__(self, key: Any) -> Any:
        import numpy as np

        if isinstance(key, str):
            return numpy_column(self._rows, self._place(key))
        if isinstance(key, slice):
            start, stop, step = key.indices(len(self))
            if step == 1:
                return self._same(self._rows.slice(start, max(stop - start, 0)))
            return self._same(self._rows.take(list(range(start, stop, step))))
        if isinstance(key, (int, np.integer)):
            place = int(key) + len(self) if key < 0 else int(key)
            if not 0 <= place < len(self):
                raise IndexError(f"row {key} of {len(self)}")
            return Row(self, place)
        if isinstance(key, (list, tuple)) and all(isinstance(name, str) for name in key):
            return self._same(self._rows.select([self._place(name) for name in key]))
        chosen = np.asarray(key)
        if chosen.dtype == bool:
            if len(chosen) != len(self):
                raise IndexError(f"a mask of {len(chosen)} for {len(self)} rows")
            return self._same(self._rows.keep(np.ma.filled(key, False).tolist() if np.ma.isMaskedArray(key) else chosen.tolist()))
        return self._same(self._rows.take([int(place) + len(self) if place < 0 else int(place) for place in chosen]))

    def _same(self, rows: Rows) -> Table:
        return type(self)(rows)

    def where(self, condition: str) -> Table:
        """The rows for which a condition in SQL on the columns holds; functions of the sky are known."""
        return self._same(self._rows.filter(condition))

    def __iter__(self) -> Iterator[Row]:
        return (Row(self, place) for place in range(len(self)))

    # What others make of it.

    def __arrow_c_schema__(self) -> Any:
        return self._rows.__arrow_c_schema__()

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        return self._rows.__arrow_c_stream__(requested_schema)

    def to_arrow(self) -> pyarrow.Table:
        """A table of pyarrow, which has the same memory."""
        import pyarrow

        return pyarrow.table(self)

    def to_numpy(self) -> dict[str, numpy.ndarray]:
        """Columns by name; numbers without nulls are the same memory, read only."""
        return {name: numpy_column(self._rows, place) for place, name in enumerate(self._rows.names)}

    def to_astropy(self) -> astropy.table.Table:
        """A table of astropy: masked where there is nothing, with units, descriptions, formats and keywords."""
        from ._astropy import table_of

        return table_of(self._rows)

    def to_pandas(self) -> pandas.DataFrame:
        """A frame of pandas. Integers and truth values with nulls are of pandas' types that have them; arrays are objects."""
        from ._frames import pandas_of

        return pandas_of(self._rows)

    def to_polars(self) -> polars.DataFrame:
        """A frame of polars, which has the same memory where polars can use it."""
        import polars

        return polars.DataFrame(self)

    def write(self, path: str | PathLike[str]) -> None:
        """Writes a file that is not there yet, with units and descriptions; its name ends in .fits, .parquet, .ecsv, .vot, .csv or .arrow."""
        self._rows.write(fspath(path))

    # How it is shown.

    def pformat(self, max_lines: int | None = None, max_width: int | None = None) -> list[str]:
        """Lines as astropy prints it; all of it without limits."""
        return self._rows.lines(max_lines, max_width)

    def __repr__(self) -> str:
        width, height = shutil.get_terminal_size((80, _LINES))
        head = f"<{type(self).__name__} length={len(self)}>"
        return "\n".join([head, *self.pformat(height, width)])

    __str__ = __repr__

    def _repr_html_(self) -> str:
        try:
            import astropy.table  # noqa: F401
        except ImportError:
            return self._plain_html()
        shown = self if len(self) <= 100 else self[:100]
        html = shown.to_astropy()._repr_html_()
        return html if shown is self else f"<p>first 100 of {len(self)} rows</p>{html}"

    def _plain_html(self) -> str:
        from ._html import MOST_ROWS, table

        shown = self[: MOST_ROWS + 1]
        return table(self.colnames, [tuple(row.values()) for row in shown], f"{len(self)} rows")


class Catalog(Table):
    """A catalog of sources, with what is used most of afw's catalogs: slots by name, ``asAstropy``, records with ``getX``."""

    def asAstropy(self, cls: Any = None, copy: bool = False, unviewable: str = "copy") -> Any:
        """The table of astropy; of ``cls`` if that is given (``QTable``)."""
        table = self.to_astropy()
        return table if cls is None else cls(table, copy=copy)

    def copy(self, deep: bool = False) -> Catalog:
        """Itself: a catalog never changes."""
        return self

    def isContiguous(self) -> bool:
        """Whether each column is one piece of memory."""
        return True

    def get(self, name: str) -> Any:
        """A column."""
        return self[name]

    def getX(self) -> Any:
        """Columns of pixels of the centroids."""
        return self["slot_Centroid_x"]

    def getY(self) -> Any:
        """Rows of pixels of the centroids."""
        return self["slot_Centroid_y"]

    @property
    def schema(self) -> list[tuple[str, str, str, str]]:
        """Of each column its name, type, unit and description."""
        return [(name, kind, meta.get("unit", ""), meta.get("description", "")) for name, kind, meta in self._rows.fields()]

    def getSchema(self) -> list[tuple[str, str, str, str]]:
        """Of each column its name, type, unit and description."""
        return self.schema


class Row(Mapping):
    """A row of a table: values by the names of columns."""

    __slots__ = ("_table", "_place")

    def __init__(self, table: Table, place: int):
        self._table, self._place = table, place

    def __getitem__(self, name: str) -> Any:
        rows = self._table._rows.slice(self._place, 1)
        return numpy_column(rows, self._table._place(name))[0]

    def __iter__(self) -> Iterator[str]:
        return iter(self._table.colnames)

    def __len__(self) -> int:
        return len(self._table.colnames)

    def get(self, name: str, default: Any = None) -> Any:
        """The value of a column."""
        return self[name] if name in self._table else default

    def getId(self) -> int:
        """The value of ``id``."""
        return int(self["id"])

    def getX(self) -> float:
        """The column of pixels of the centroid."""
        return float(self["slot_Centroid_x"])

    def getY(self) -> float:
        """The row of pixels of the centroid."""
        return float(self["slot_Centroid_y"])

    def __repr__(self) -> str:
        return f"Row({', '.join(f'{name}={value}' for name, value in self.items())})"


def arrow_rows(source: Any) -> Rows:
    """The rows of anything that has Arrow's interface, of a table of astropy, a frame of pandas, or columns by name."""
    if hasattr(source, "__arrow_c_stream__") or hasattr(source, "__arrow_c_array__"):
        return Rows.from_arrow(source)
    if hasattr(source, "colnames") and hasattr(source, "columns"):
        from ._astropy import arrow_of

        return Rows.from_arrow(arrow_of(source))
    import pyarrow

    if hasattr(source, "iloc"):
        return Rows.from_arrow(pyarrow.Table.from_pandas(source))
    if getattr(getattr(source, "dtype", None), "names", None):
        source = {name: source[name] for name in source.dtype.names}
    return Rows.from_arrow(pyarrow.table(dict(source)))


def numpy_column(rows: Rows, place: int) -> Any:
    """A column for NumPy: a masked array where it has nulls."""
    return _numpy(rows.column(place))


def _numpy(shown: tuple[str, Any, Any]) -> Any:
    import numpy as np

    sort, values, mask = shown
    if sort == "array":
        array = np.asarray(values)
        return array if mask is None else np.ma.MaskedArray(array, np.asarray(mask))
    if sort == "uuid":
        values = [None if one is None else UUID(bytes=one) for one in values]
    elif sort == "timespan":
        values = [None if one is None else Timespan(None, None, _nsec=one) for one in values]
    elif sort == "region":
        values = [None if one is None else Region(one) for one in values]
    elif sort == "data_id":
        values = [None if one is None else {name: value for name, value in one.items() if value is not None} for one in values]
    elif sort == "lists":
        values = [None if one is None else _numpy(one) for one in values]
    array = np.empty(len(values), dtype=object)
    for place, one in enumerate(values):
        array[place] = one
    return array


def _meta(told: Mapping[str, str]) -> dict[str, Any]:
    """What a schema says, with the cards of a header as keywords."""
    meta: dict[str, Any] = {}
    for name, text in told.items():
        if name == "header":
            meta.update(keywords(json.loads(text)))
        elif not name.startswith(("ARROW:", "afw:", "pandas", "table_meta_yaml", "table::len", "lsst::")):
            meta[name] = text
    return meta


def keywords(cards: Iterable[Sequence[Any]]) -> dict[str, Any]:
    """Cards as keywords with values; a keyword that repeats has a list."""
    found: dict[str, Any] = {}
    repeated: set[str] = set()
    for keyword, value, comment in cards:
        if keyword in ("COMMENT", "HISTORY", ""):
            keyword, value = keyword.lower() or "blank", comment if value is None else value
            found.setdefault(keyword, []).append(value)
        elif keyword not in found:
            found[keyword] = value
        elif keyword in repeated:
            found[keyword].append(value)
        else:
            repeated.add(keyword)
            found[keyword] = [found[keyword], value]
    return found
