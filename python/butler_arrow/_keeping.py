"""What of a butler changes its repository."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ._exceptions import ArgumentError
from ._handles import FileDataset
from ._names import flat, ids_of, names_of
from ._progress import watching
from ._refs import DatasetRef
from ._types import DatasetType

if TYPE_CHECKING:
    from ._butler import Butler
    from ._coordinate import DataId
    from ._export import RepoExportContext
    from ._native import Repository


class Keeping:
    """Calls that put, remove, export and import."""

    _native: Repository
    _run: str | None
    _writeable: bool
    _written: list[list[str]]

    def _writing(self) -> Repository:
        """The repository, if it may be changed."""
        if not self._writeable:
            raise TypeError("Butler is read-only; open it with `writeable=True` or with a `run`")
        return self._native

    def put(
        self,
        obj: Any,
        datasetRefOrType: DatasetRef | DatasetType | str,
        /,
        dataId: DataId | None = None,
        *,
        run: str | None = None,
        provenance: Any = None,
        **kwargs: Any,
    ) -> DatasetRef:
        """Stores an object as a dataset: a table, mappings and lists, a text, an exposure that was read, or the bytes of a file."""
        from ._putting import store

        native = self._writing()
        if isinstance(datasetRefOrType, DatasetRef):
            ref = datasetRefOrType
            dataset_type, dataId, run = ref.datasetType, ref.dataId, ref.run
        else:
            name = getattr(datasetRefOrType, "name", datasetRefOrType)
            dataset_type = self.get_dataset_type(name)  # type: ignore[attr-defined]
        run = run or self._run
        if run is None:
            raise TypeError("No run provided; give `run=`, here or to Butler()")
        written = self._written_out(dataId, kwargs, dataset_type)  # type: ignore[attr-defined]
        identity = store(native, obj, dataset_type, run, written)
        self._note([identity])
        return self._ref(native.locate(identity), None)  # type: ignore[attr-defined]

    def ingest(
        self,
        *datasets: FileDataset,
        transfer: str | None = "auto",
        record_validation_info: bool = True,
        skip_existing: bool = False,
        run: str | None = None,
    ) -> list[str]:
        """Stores files as datasets; their UUIDs."""
        native, made = self._writing(), []
        # What goes the same way is one commit.
        ways: dict[tuple[str, str, str | None], list[tuple[str, list[Any]]]] = {}
        for dataset in datasets:
            first, formatter = dataset.refs[0], dataset.formatter if isinstance(dataset.formatter, str) else None
            files = ways.setdefault((first.datasetType.name, run or first.run, formatter), [])
            files.append((dataset.path, [flat(ref.dataId, {}) for ref in dataset.refs]))
        for (name, place, formatter), files in ways.items():
            with watching("ingest") as watcher:
                made += native.put_files(files, name, place, transfer or "direct", "unique", formatter, watcher)
            self._note(made[-sum(len(data_ids) for _, data_ids in files) :])
        return made

    def _note(self, ids: list[str]) -> None:
        if self._written:
            self._written[-1].extend(ids)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Datasets that are put or ingested in here are removed again if it ends with an error. Each call by itself is done whole or not at all."""
        self._written.append([])
        try:
            yield
        except BaseException:
            written = self._written.pop()
            if written:
                self._writing().prune(written, True, True, [])
            raise
        written = self._written.pop()
        self._note(written)

    def pruneDatasets(
        self,
        refs: Iterable[DatasetRef],
        *,
        disassociate: bool = True,
        unstore: bool = False,
        tags: Iterable[str] = (),
        purge: bool = False,
    ) -> None:
        """Removes datasets (``purge``), their files (``unstore``), or takes them out of TAGGED collections."""
        tags = names_of(tags) if tags else []
        if purge and not disassociate:
            raise TypeError("Cannot pass purge=True without disassociate=True.")
        if purge and not unstore:
            raise TypeError("Cannot pass purge=True without unstore=True.")
        if disassociate and not purge and not tags:
            raise TypeError("No tags provided but disassociate=True.")
        self._writing().prune(ids_of(refs), purge, unstore, tags if disassociate and not purge else [])

    def removeRuns(self, names: Iterable[str], unstore: Any = None, *, unlink_from_chains: bool = False) -> None:
        """Removes RUN collections with their datasets and files, and takes them out of the chains that they are in."""
        self._writing().remove_runs(names_of(names))

    @contextmanager
    def export(
        self,
        *,
        directory: str | PathLike[str] | None = None,
        filename: str | PathLike[str] | None = None,
        format: str | None = None,
        transfer: str | None = None,
    ) -> Iterator[RepoExportContext]:
        """Writes an export file of what is saved in this context; the files of datasets come along if ``transfer`` says how."""
        from ._export import RepoExportContext

        if directory is None and transfer is not None:
            raise TypeError("Cannot transfer without providing a directory.")
        if transfer == "move":
            raise TypeError("Transfer may not be 'move': export is read-only")
        if filename is None and format is None:
            raise TypeError("At least one of 'filename' or 'format' must be provided.")
        if format not in (None, "yaml"):
            raise ValueError(f"Unknown export format {format!r}, allowed: yaml")
        context = RepoExportContext(self)  # type: ignore[arg-type]
        yield context
        name = Path("export.yaml" if filename is None else fspath(filename))
        folder = "." if directory is None else fspath(directory)
        if name.is_absolute():
            folder, name = str(name.parent), Path(name.name)
            if directory is not None and Path(fspath(directory)).resolve() != Path(folder).resolve() and transfer is not None:
                raise ValueError("the export file must be in the directory that the files go to")
        context._write(folder, str(name), transfer)

    def import_(
        self,
        *,
        directory: str | PathLike[str] | None = None,
        filename: Any = None,
        format: str | None = None,
        transfer: str | None = None,
        skip_dimensions: Iterable[str] | None = None,
        record_validation_info: bool = True,
        without_datastore: bool = False,
    ) -> None:
        """Imports an export. Files come in as ``transfer`` says: auto, copy, move, link, symlink, hardlink, relsymlink, direct.

        Without it they are in the repository already, and stay where they are; ``without_datastore`` imports the rows alone.
        """
        native = self._writing()
        name, scratch = "export.yaml" if filename is None else filename, None
        if hasattr(name, "read"):
            import tempfile

            scratch = tempfile.NamedTemporaryFile("w", suffix=".yaml", encoding="utf-8")
            scratch.write(name.read())
            scratch.flush()
            name = scratch.name
        folder = directory
        if transfer is None and not without_datastore:
            folder, transfer = self._own_folder(directory), "direct"
            name = str(Path(fspath(name)).absolute()) if "://" not in fspath(name) and Path(fspath(name)).exists() else name
        if folder is None:
            text = fspath(name)
            folder = (text.rpartition("/")[0] or "/") if "/" in text and scratch is None else "."
        skipped = [str(one) for one in skip_dimensions or ()]
        try:
            with watching("import") as watcher:
                native.import_export(fspath(folder), fspath(name), None if without_datastore else transfer, skipped, watcher)
        finally:
            if scratch is not None:
                scratch.close()

    def _own_folder(self, directory: str | PathLike[str] | None) -> str:
        """The folder of the repository, or one in it."""
        root = self._native.root
        if directory is None:
            return root
        given = fspath(directory)
        place = given if "://" in given or "://" in root else str(Path(given).absolute())
        if f"{place}/".startswith(f"{root.rstrip('/')}/"):
            return given
        raise ArgumentError(f"`{given}` is not in the repository; say how the files come into it: transfer='auto', 'copy' ...")

    def transfer_from(
        self,
        source_butler: Butler,
        source_refs: Iterable[DatasetRef],
        transfer: str = "auto",
        skip_missing: bool = True,
        register_dataset_types: bool = False,
        transfer_dimensions: bool = False,
        dry_run: bool = False,
    ) -> list[DatasetRef]:
        """Brings datasets of another repository into this one; the references."""
        refs = list(source_refs)
        if not dry_run:
            with watching("transfer") as watcher:
                native, ids = self._writing(), ids_of(refs)
                source_butler._native.transfer_to(native, ids, transfer, register_dataset_types, transfer_dimensions, watcher)
        return refs
