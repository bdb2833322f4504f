"""Progress of long work, as the reference has it: a handler shows it, which notebooks and terminals have by themselves."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sized
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import Any, Protocol

# Work that takes less is not shown, and what is shown changes no more often, in seconds.
_AFTER, _REST = 1.0, 0.1


class ProgressBar(Protocol):
    """What a handler gives: it counts, and shows; of the items of ``iterable`` each."""

    def __iter__(self) -> Iterator[Any]: ...

    def update(self, n: int = 1) -> None:
        """So many more are done."""


class ProgressHandler:
    """Shows progress. One of your own has this method; bars of ``tqdm`` are ones."""

    def get_progress_bar(self, iterable: Iterable[Any] | None, desc: str, total: int | None, level: int) -> AbstractContextManager[ProgressBar]:
        """A bar for so many items, or an unknown number."""
        raise NotImplementedError


class Bar:
    """A count of what is done, shown if it takes long."""

    def __init__(self, show: Callable[[Bar, bool], None] | None, iterable: Iterable[Any] | None, desc: str, total: int | None):
        self._show, self._iterable = show, iterable
        self.desc, self.n, self.total = desc, 0, total
        self._begin = time.monotonic()
        self._due, self._is_shown = self._begin + _AFTER, False

    def __iter__(self) -> Iterator[Any]:
        for item in self._iterable or ():
            yield item
            self.update()

    def update(self, n: int = 1) -> None:
        """So many more are done."""
        self.n += n
        if self._show is not None and time.monotonic() >= self._due:
            self._due, self._is_shown = time.monotonic() + _REST, True
            self._show(self, False)

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *_: Any) -> None:
        if self._show is not None and self._is_shown:
            self._show(self, True)

    def __str__(self) -> str:
        rate = f"{self.n / max(time.monotonic() - self._begin, 1e-9):.0f}/s"
        return f"{self.desc}: {self.n} of {self.total}, {rate}" if self.total else f"{self.desc}: {self.n}, {rate}"


class _Terminal(ProgressHandler):
    """A line on standard error, which goes away at the end."""

    def get_progress_bar(self, iterable: Iterable[Any] | None, desc: str, total: int | None, level: int) -> Bar:
        return Bar(self._line, iterable, desc, total)

    @staticmethod
    def _line(bar: Bar, is_over: bool) -> None:
        sys.stderr.write(f"\r\x1b[K{'' if is_over else bar}")
        sys.stderr.flush()


class _Notebook(ProgressHandler):
    """A bar below the cell, which stays."""

    def get_progress_bar(self, iterable: Iterable[Any] | None, desc: str, total: int | None, level: int) -> Bar:
        from IPython.display import DisplayHandle

        handle, shown = DisplayHandle(), list[Bar]()

        def show(bar: Bar, is_over: bool) -> None:
            html = _Html(bar)
            handle.update(html) if shown else handle.display(html)
            shown.append(bar)

        return Bar(show, iterable, desc, total)


class _Html:
    """A bar as notebooks show it."""

    def __init__(self, bar: Bar):
        self._text, self._n, self._total = str(bar), bar.n, bar.total

    def _repr_html_(self) -> str:
        bar = f'<progress value="{self._n}" max="{self._total}"></progress> ' if self._total else ""
        return f"{bar}{self._text}"

    def __repr__(self) -> str:
        return self._text


def _by_itself() -> ProgressHandler | None:
    """What shows progress here where nobody has said anything."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if shell is not None and getattr(shell, "kernel", None) is not None:
        return _Notebook()
    return _Terminal() if getattr(sys.stderr, "isatty", lambda: False)() else None


class Progress:
    """Progress of work with a name, which is shown if loggers of that name show messages of its level: all do until one is told otherwise."""

    _handler: Any = ...

    def __init__(self, name: str, level: int = logging.WARNING):
        self._name, self._level = name, level

    @classmethod
    def set_handler(cls, handler: ProgressHandler | None) -> None:
        """Has progress shown by this handler from now on; with None it is not shown, with ``...`` as notebooks and terminals do by themselves."""
        Progress._handler = handler

    def _showing(self) -> ProgressHandler | None:
        handler = _by_itself() if self._handler is ... else self._handler
        return handler if logging.getLogger(self._name).isEnabledFor(self._level) else None

    def is_enabled(self) -> bool:
        """Whether it is shown."""
        return self._showing() is not None

    def at(self, level: int) -> Progress:
        """The same at another level."""
        return Progress(self._name, level)

    def bar(
        self, iterable: Iterable[Any] | None = None, desc: str | None = None, total: int | None = None, skip_scalar: bool = True
    ) -> AbstractContextManager[ProgressBar]:
        """A bar, as a context; of one item it is not shown with ``skip_scalar``."""
        if total is None and isinstance(iterable, Sized):
            total = len(iterable)
        handler = self._showing()
        if handler is None or (skip_scalar and total is not None and total <= 1):
            return Bar(None, iterable, desc or self._name, total)
        return handler.get_progress_bar(iterable, desc=desc or self._name, total=total, level=self._level)

    def wrap(self, iterable: Iterable[Any], desc: str | None = None, total: int | None = None, skip_scalar: bool = True) -> Iterator[Any]:
        """The items, with a bar that counts them: ``for ref in progress.wrap(refs): ...``."""
        with self.bar(iterable, desc, total, skip_scalar) as bar:
            yield from bar


@contextmanager
def watching(desc: str) -> Iterator[Callable[[int, int], None] | None]:
    """What the native half tells of its progress, while it is in this context; None if nobody wants to know."""
    progress = Progress("butler_arrow")
    if not progress.is_enabled():
        yield None
        return
    opened: list[tuple[Any, Any]] = []
    told = [0, 0]

    def tell(done: int, total: int) -> None:
        if not opened:
            context = progress.bar(desc=desc, total=total or None, skip_scalar=False)
            opened.append((context, context.__enter__()))
        bar = opened[0][1]
        if total and total != told[1]:
            with suppress(AttributeError):
                bar.total = total
        bar.update(done - told[0])
        told[:] = done, total

    try:
        yield tell
    finally:
        for context, _ in opened:
            context.__exit__(None, None, None)
