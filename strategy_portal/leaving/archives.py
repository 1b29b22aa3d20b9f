"""A folder or a ZIP file: data, files, and a manifest with the SHA-256 of each. The same content is the same bytes."""

import hashlib
import json
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any

MANIFEST = "manifest.json"
ALWAYS = (1980, 1, 1, 0, 0, 0)
"""The moment of each entry of a ZIP file: the manifest has none, so that two of the same content are the same."""

BLOCK = 1024 * 1024


class NotAnExport(Exception):
    """What is to be read is not an export, not a whole one, or was changed."""


class Writer:
    """Writes a new folder or ZIP file, part by part, and keeps the hash of each."""

    def __init__(self, path: Path):
        self.path, self.hashes = path, dict[str, str]()
        if path.exists() and (path.is_file() or any(path.iterdir())):
            raise FileExistsError(f"{path} is there already: choose another name")
        self.zip = zipfile.ZipFile(path, "x", zipfile.ZIP_DEFLATED) if path.suffix == ".zip" else None
        if self.zip is None:
            path.mkdir(parents=True, exist_ok=True)

    def add(self, name: str, content: Iterable[bytes]) -> None:
        digest = hashlib.sha256()
        with self._open(name) as out:
            for block in content:
                digest.update(block)
                out.write(block)
        self.hashes[name] = digest.hexdigest()

    @contextmanager
    def _open(self, name: str) -> Iterator[IO[bytes]]:
        if self.zip is not None:
            entry = zipfile.ZipInfo(name, ALWAYS)
            entry.compress_type = zipfile.ZIP_DEFLATED
            with self.zip.open(entry, "w", force_zip64=True) as out:
                yield out
            return
        target = self.path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as out:
            yield out

    def finish(self, manifest: dict[str, Any]) -> str:
        """Write the manifest, and say the hash of all of it."""
        whole = sum_of(self.hashes)
        text = json.dumps(manifest | {"sha256": whole, "parts": self.hashes}, indent=1, sort_keys=True)
        with self._open(MANIFEST) as out:
            out.write(text.encode())
        if self.zip is not None:
            self.zip.close()
        return whole


class Counter:
    """Takes what a Writer takes and keeps the hashes alone."""

    def __init__(self) -> None:
        self.hashes = dict[str, str]()

    def add(self, name: str, content: Iterable[bytes]) -> None:
        digest = hashlib.sha256()
        for block in content:
            digest.update(block)
        self.hashes[name] = digest.hexdigest()


def sum_of(hashes: dict[str, str]) -> str:
    """The hash of all parts with their names."""
    return hashlib.sha256("".join(f"{hashes[name]}  {name}\n" for name in sorted(hashes)).encode()).hexdigest()


class Reader:
    """Reads a folder or a ZIP file. Raises NotAnExport; a part that was changed is found before any of it is used."""

    def __init__(self, path: Path):
        self.path = path
        try:
            self.zip = zipfile.ZipFile(path) if path.is_file() else None
            with self._open(MANIFEST) as file:
                self.manifest: dict[str, Any] = json.loads(file.read())
            self.hashes: dict[str, str] = self.manifest["parts"]
            whole = self.manifest["sha256"]
        except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
            raise NotAnExport(f"{path} is no export of the portal: {error}") from error
        if sum_of(self.hashes) != whole or any(not _is_plain(name) for name in self.hashes):
            raise NotAnExport("The manifest was changed")

    def _open(self, name: str) -> IO[bytes]:
        return self.zip.open(name) if self.zip is not None else (self.path / name).open("rb")

    @contextmanager
    def part(self, name: str) -> Iterator[IO[bytes]]:
        """One part, and its hash compared at the end."""
        if name not in self.hashes:
            raise NotAnExport(f"{name} is missing")
        digest = hashlib.sha256()
        with tempfile.TemporaryFile() as kept:
            try:
                with self._open(name) as raw:
                    while block := raw.read(BLOCK):
                        digest.update(block)
                        kept.write(block)
            except (OSError, KeyError, zipfile.BadZipFile, zlib.error) as error:
                raise NotAnExport(f"{name} is missing or damaged") from error
            if digest.hexdigest() != self.hashes[name]:
                raise NotAnExport(f"{name} was changed")
            kept.seek(0)
            yield kept


def _is_plain(name: str) -> bool:
    """No way out of the folder."""
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and "\\" not in name and "\0" not in name
