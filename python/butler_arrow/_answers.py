"""Answers: lists of what a question found, which are tables as well."""

from __future__ import annotations

from typing import Any


class Answer(list):
    """A list, which a notebook shows as a table. ``table`` is the answer in Arrow."""

    _rows: Any = None

    @property
    def table(self) -> Any:
        """Columns of what was asked for."""
        from ._table import Table

        if self._rows is None:
            raise AttributeError("this was not found by one question, so that it is no table")
        return Table(self._rows)
