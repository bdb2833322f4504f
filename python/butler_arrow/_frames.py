"""Frames of pandas, made of Arrow columns."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ._native import Rows
from ._table import numpy_column


def pandas_of(rows: Rows) -> pd.DataFrame:
    """The frame with the same columns."""
    return pd.DataFrame({name: _column(numpy_column(rows, place)) for place, name in enumerate(rows.names)}, copy=False)


def _column(values: Any) -> Any:
    if values.ndim > 1:
        return pd.Series(list(values), dtype=object)
    if not isinstance(values, np.ma.MaskedArray):
        return values
    mask, data = np.ma.getmaskarray(values), np.asarray(values.data)
    if data.dtype.kind == "f":
        return values.filled(np.nan)
    if data.dtype.kind in "iu":
        return pd.arrays.IntegerArray(data.copy(), mask)
    if data.dtype.kind == "b":
        return pd.arrays.BooleanArray(data.copy(), mask)
    if data.dtype.kind == "M":
        return values.filled(np.datetime64("NaT"))
    filled = data.astype(object)
    filled[mask] = None
    return filled
