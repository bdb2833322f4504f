"""Tables of astropy, made of Arrow columns and back."""

from __future__ import annotations

import warnings
from functools import lru_cache
from typing import Any

from astropy import units
from astropy.table import Column, MaskedColumn, Table

from ._native import Rows
from ._table import _meta, _numpy


@lru_cache(maxsize=512)
def unit_of(text: str) -> units.UnitBase | None:
    """A unit as files spell it; one that is not known keeps its text."""
    if not text:
        return None
    for form in (None, "fits", "vounit"):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return units.Unit(text, format=form)
        except ValueError:
            continue
    return units.Unit(text, parse_strict="silent")


def table_of(rows: Rows) -> Table:
    """The table with its units, descriptions, formats and keywords; its numbers are the same memory."""
    import numpy as np

    columns: list[Any] = []
    for place, (name, _, meta) in enumerate(rows.fields()):
        values = _numpy(rows.column(place))
        unit, description = unit_of(meta.get("unit", "")), meta.get("description") or None
        form = meta.get("format")
        if isinstance(values, np.ma.MaskedArray):
            columns.append(MaskedColumn(values, name=name, unit=unit, description=description, format=form, copy=False, copy_indices=False))
        else:
            columns.append(Column(values, name=name, unit=unit, description=description, format=form, copy=False, copy_indices=False))
    return _assembled(columns, _meta(rows.metadata))


def _assembled(columns: list[Any], meta: dict[str, Any]) -> Table:
    """A table of columns that are made for it. Given to the constructor, each would be made once more, which takes most of the time."""
    table = Table(meta=meta)
    try:
        table._init_from_cols(columns)
    except AttributeError:
        return Table(columns, meta=meta, copy=False)
    return table


def arrow_of(table: Table) -> Any:
    """A table of pyarrow with the columns, units, descriptions and keywords of one of astropy."""
    import numpy as np
    import pyarrow

    arrays, fields = [], []
    for name in table.colnames:
        column = table[name]
        meta = {}
        if getattr(column, "unit", None) is not None:
            meta["unit"] = str(column.unit)
        if getattr(column, "description", None) or getattr(column.info, "description", None):
            meta["description"] = column.info.description
        values = np.asarray(getattr(column, "value", column))
        mask = np.ma.getmaskarray(column) if isinstance(column, np.ma.MaskedArray) else None
        if values.dtype.kind == "S":
            values = np.char.decode(values, "utf-8")
        if not values.dtype.isnative:
            values = values.astype(values.dtype.newbyteorder("="))
        if values.ndim > 1:
            width = int(np.prod(values.shape[1:]))
            flat = pyarrow.array(values.reshape(-1), mask=None if mask is None else mask.reshape(-1))
            array = pyarrow.FixedSizeListArray.from_arrays(flat, width)
        else:
            array = pyarrow.array(values, mask=mask)
        arrays.append(array)
        fields.append(pyarrow.field(name, array.type, metadata=meta))
    return pyarrow.table(arrays, schema=pyarrow.schema(fields))
