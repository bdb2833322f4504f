"""What notebooks show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape as escaped
from typing import Any

# Rows of a table that are shown.
MOST_ROWS = 50


def table(header: Sequence[str], rows: Iterable[Sequence[Any]], caption: str = "") -> str:
    """A table; of more than :data:`MOST_ROWS` rows only the first."""
    rows = list(rows)
    lines = ["<table>"]
    if caption:
        lines.append(f"<caption>{escaped(caption)}</caption>")
    lines.append("<thead><tr>" + "".join(f"<th>{escaped(name)}</th>" for name in header) + "</tr></thead><tbody>")
    for row in rows[:MOST_ROWS]:
        lines.append("<tr>" + "".join(f"<td>{escaped('' if cell is None else str(cell))}</td>" for cell in row) + "</tr>")
    if len(rows) > MOST_ROWS:
        lines.append(f'<tr><td colspan="{len(header)}">... {len(rows) - MOST_ROWS} more</td></tr>')
    return "\n".join([*lines, "</tbody></table>"])


__all__ = ["escaped", "table"]
