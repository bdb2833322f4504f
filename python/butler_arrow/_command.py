"""The ``butler`` command under its second name, ``butler-arrow``."""

from __future__ import annotations

import sys


def main() -> int:
    """Runs it with the arguments of this process."""
    from ._native import command

    return command(["butler", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
