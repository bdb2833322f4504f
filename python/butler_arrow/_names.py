"""What users write for names, conditions and data IDs, as the native half takes it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from math import isfinite
from numbers import Integral, Real
from typing import Any
from uuid import UUID

from ._exceptions import DimensionValueError, InvalidQueryError
from ._region import point


def is_pattern(name: str) -> bool:
    """Whether it stands for several names."""
    return any(letter in name for letter in "*?[")


def names_of(expression: Any) -> list[str]:
    """Names and patterns: one, several, or ``...`` for all."""
    if expression is ... or expression is None:
        return ["*"]
    if isinstance(expression, str):
        return [expression]
    if isinstance(expression, re.Pattern) or hasattr(expression, "name"):
        return [_name_of(expression)]
    return [_name_of(one) for one in expression]


def _name_of(one: Any) -> str:
    if isinstance(one, str):
        return one
    if one is ...:
        return "*"
    if isinstance(one, re.Pattern):
        raise InvalidQueryError(f"the regular expression {one.pattern!r} is not understood as a name; write a pattern with * and ?")
    name = getattr(one, "name", None)
    if isinstance(name, str):
        return name
    raise InvalidQueryError(f"{one!r} is not a name")


def value(given: Any) -> Any:
    """A value of a condition: numbers, texts and lists as they are, everything else as a word and its content."""
    if given is None or isinstance(given, (bool, str, bytes)):
        return given
    if isinstance(given, Integral):
        return int(given)
    if isinstance(given, Real):
        return float(given)
    if isinstance(given, UUID):
        return ("uuid", given.bytes)
    if hasattr(given, "nsec"):
        from ._timespan import bounds

        return ("timespan", bounds(given))
    if hasattr(given, "tai") or hasattr(given, "tzinfo"):
        from ._timespan import time_to_ns

        return ("time", time_to_ns(given))
    if hasattr(given, "getLon") or hasattr(given, "transform_to"):
        return ("region", point(given))
    if hasattr(given, "encode"):
        return ("region", bytes(given.encode()))
    if hasattr(given, "tolist"):
        # A number of NumPy, or an array.
        return value(given.tolist())
    if isinstance(given, Iterable) and not isinstance(given, Mapping):
        return [value(one) for one in given]
    raise InvalidQueryError(f"a value of type {type(given).__name__} can't stand in a condition")


def literal(given: Any) -> str | None:
    """A number or text as conditions write it; None if it must be bound to a name."""
    if isinstance(given, Integral) and not isinstance(given, bool) and -(1 << 63) < int(given) < 1 << 63:
        return str(int(given)) if int(given) >= 0 else f"({int(given)})"
    if isinstance(given, float) and isfinite(given):
        return repr(float(given)) if given >= 0 else f"({float(given)!r})"
    # A text has no escapes.
    return f"'{given}'" if isinstance(given, str) and "'" not in given and given.isprintable() else None


def spelled(where: str, bind: Mapping[str, Any] | None) -> str:
    """A condition with bound values in the places of their names, where it can have them."""

    def value_of(found: re.Match[str]) -> str:
        name = found["name"]
        if name is None or name not in (bind or {}):
            return found[0]
        given = (bind or {})[name]
        several = list(given) if isinstance(given, (list, tuple, set, frozenset)) else [given]
        texts = [literal(one) for one in several]
        # A list has no brackets in it.
        return ", ".join(text[1:-1] if text[0] == "(" else text for text in texts if text is not None) if texts and None not in texts else found[0]

    return re.sub(r"'[^']*'|:(?P<name>[A-Za-z_]\w*)", value_of, where)


def pairs(mapping: Mapping[str, Any] | Any | None, more: Mapping[str, Any] | None = None) -> list[tuple[str, Any]]:
    """Names and values of a mapping or a data ID, and of more that overrule it."""
    given = mapping_of(mapping)
    given.update(more or {})
    return [(name, value(one)) for name, one in given.items() if one is not None]


def type_name(given: Any) -> str:
    """The name of a dataset type, given as such or as the type."""
    name = getattr(given, "name", given)
    if not isinstance(name, str):
        raise TypeError(f"a dataset type is a name or a DatasetType, not {given!r}")
    return name


def mapping_of(data_id: Any) -> dict[str, Any]:
    """A data ID as a mapping."""
    given = getattr(data_id, "mapping", data_id)
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise TypeError(f"a data ID is a mapping of dimensions to values, not {data_id!r}")
    return dict(given)


def _key(name: str, given: Any) -> Any:
    """The value of a dimension: an integer or a text."""
    made = value(given)
    if isinstance(made, bool) or not isinstance(made, (int, str)):
        raise DimensionValueError(f"the value of {name!r} is an integer or a text, not {given!r}")
    return made


def ids_of(refs: Any) -> list[str]:
    """UUIDs of references."""
    return [str(ref.id) for ref in refs]


def flat(data_id: Mapping[str, Any] | Any | None, more: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """A data ID as people write it; records of one dimension may be a mapping of their own: ``{"exposure": {"day_obs": ...}}``."""
    given = mapping_of(data_id)
    given.update(more)
    written: list[tuple[str, Any]] = []
    for name, one in given.items():
        if isinstance(one, Mapping):
            written.extend((f"{name}.{field}", _key(f"{name}.{field}", inner)) for field, inner in one.items())
        elif one is not None:
            written.append((name, _key(name, one)))
    return written
