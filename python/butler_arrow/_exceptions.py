"""What goes wrong, under the reference's names.

The text of an exception is one sentence; what to try is behind it and in the attribute ``hint``.
"""

from __future__ import annotations

__all__ = [
    "ArgumentError",
    "ButlerError",
    "ButlerUserError",
    "CalibrationLookupError",
    "CollectionCycleError",
    "CollectionError",
    "CollectionTypeError",
    "ConflictingDefinitionError",
    "DamagedError",
    "DataIdError",
    "DataIdValueError",
    "DatasetNotFoundError",
    "DatasetTypeError",
    "DatasetTypeExpressionError",
    "DimensionNameError",
    "DimensionValueError",
    "EmptyQueryResultError",
    "ExistingFileError",
    "InconsistentDataIdError",
    "InvalidQueryError",
    "MissingCollectionError",
    "MissingDatasetTypeError",
    "MissingFileError",
    "MissingPartError",
    "NoDefaultCollectionError",
    "RegistryError",
    "SnapshotError",
    "StoreError",
    "UnimplementedError",
    "UnimplementedQueryError",
    "UnknownComponentError",
    "UnknownParameterError",
]


class ButlerError(Exception):
    """Anything that a butler refuses or fails to do."""

    hint: str | None = None
    """What to try, if there is something."""

    def __str__(self) -> str:
        # KeyError would show its message in quotes.
        message = ", ".join(str(part) for part in self.args)
        if not self.hint:
            return message
        return f"{message}\n{self.hint}" if "\n" in message else f"{message}; {self.hint}"


class ButlerUserError(ButlerError):
    """What was asked is wrong."""


class RegistryError(ButlerError):
    """Something that the registry refuses."""


class ArgumentError(RegistryError, ValueError):
    """An argument is not what it must be."""


class DataIdError(RegistryError):
    """A data ID is wrong."""


class DatasetTypeError(RegistryError):
    """A dataset type is wrong."""


class CollectionError(RegistryError):
    """A collection is wrong."""


class CalibrationLookupError(ButlerUserError, LookupError):
    """More than one calibration is valid, or it is not said when it must be."""


class CollectionCycleError(ButlerUserError, ValueError):
    """A chain would contain itself."""


class CollectionTypeError(CollectionError, ButlerUserError):
    """A collection has another type."""


class NoDefaultCollectionError(CollectionError, TypeError):
    """No collections were given, and there are no default ones."""


class MissingCollectionError(CollectionError, ButlerUserError):
    """A collection does not exist."""


class ConflictingDefinitionError(RegistryError):
    """Something is there already, with another definition."""


class DataIdValueError(DataIdError, ButlerUserError):
    """There is no record of the value of a dimension."""


class InconsistentDataIdError(DataIdError, ButlerUserError):
    """The values of a data ID contradict each other."""


class DimensionNameError(DataIdError, ButlerUserError, KeyError):
    """A dimension does not exist, or has no value."""


class DimensionValueError(ButlerUserError, ValueError):
    """The value of a dimension is of another sort."""


class DatasetNotFoundError(ButlerUserError, LookupError):
    """There is no such dataset."""


class DatasetTypeExpressionError(DatasetTypeError, ButlerUserError):
    """Something does not say which dataset types are meant."""


class MissingDatasetTypeError(DatasetTypeError, ButlerUserError, KeyError):
    """A dataset type does not exist."""


class UnknownComponentError(ButlerUserError, KeyError):
    """Datasets of a type have no such component."""


class UnknownParameterError(ButlerUserError, KeyError):
    """Datasets of a type can't be asked for a part in this way."""


class InvalidQueryError(ButlerUserError):
    """A question can't be understood."""


class UnimplementedQueryError(ButlerUserError, NotImplementedError):
    """A question is understood, and not answered."""


class UnimplementedError(ButlerError, NotImplementedError):
    """Understood, and not offered."""


class EmptyQueryResultError(ButlerError):
    """Nothing was found; ``reasons`` says what there is none of."""

    def __init__(self, reasons: list[str]):
        super().__init__(reasons)
        self.reasons = list(reasons)

    def __str__(self) -> str:
        return "Possible reasons for empty result:\n" + "\n".join(self.reasons)


class MissingFileError(ButlerError, FileNotFoundError):
    """A file, or a repository, is not there."""


class ExistingFileError(ButlerError, FileExistsError):
    """A file is in the way."""


class StoreError(ButlerError, OSError):
    """The store can't be reached, or refuses."""


class DamagedError(ButlerError, RuntimeError):
    """Bytes do not say what they must."""


class MissingPartError(ButlerError, LookupError):
    """A file does not have the part that is asked for."""


class SnapshotError(ButlerError, LookupError):
    """A version of the repository is no longer kept."""
