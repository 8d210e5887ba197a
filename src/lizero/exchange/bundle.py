"""Zips and XML documents that are the same bytes for the same content, written whole or not at all."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree as ET

__all__ = ["document", "write_zip"]

_STRANGE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DAY = (1980, 1, 1, 0, 0, 0)


def write_zip(path: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Write `files` (name, bytes) to the zip at `path`; an interrupted writing leaves nothing behind."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as made:
            for name, data in files:
                made.writestr(zipfile.ZipInfo(name, _DAY), data, zipfile.ZIP_DEFLATED)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def document(root: ET.Element) -> bytes:
    """An XML document in UTF-8; a character that XML cannot hold is left out."""
    for element in root.iter():
        if element.text:
            element.text = _STRANGE.sub("", element.text)
        for name, value in element.attrib.items():
            element.set(name, _STRANGE.sub("", value))
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + bytes(ET.tostring(root, encoding="utf-8"))
