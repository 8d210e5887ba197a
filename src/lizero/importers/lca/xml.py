"""XML that can only be data: no document type, no entity, nothing fetched; read with lxml."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lizero.errors import ProjectRefused
from lizero.importers.lca.archive import Archive
from lizero.importers.lca.raw import Notes

__all__ = ["child", "children", "document", "documents", "inside", "local", "names", "text", "text_of"]

Element = Any
_HEAD = 4096


def documents(archive: Archive, notes: Notes, *suffixes: str, without: frozenset[str] = frozenset()) -> Iterator[tuple[str, Element]]:
    """Name and root of each XML file that ends in one of `suffixes`; one that is refused is a finding, the others go on."""
    for name in archive.ending(*suffixes):
        if name not in without and (root := document(archive, name, notes)) is not None:
            yield name, root


def document(archive: Archive, name: str, notes: Notes) -> Element | None:
    """The root of the file `name`; None, with a finding, when it is refused."""
    try:
        return _root(archive.read(name))
    except ProjectRefused as error:
        notes.tell(f"{archive.title} › {name}", "file.refused", str(error), "mend the file; the others count", "error")
        return None


def _root(data: bytes) -> Element:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, remove_comments=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ProjectRefused(f"the file is no XML, or is cut short: {error}") from error
    if root.getroottree().docinfo.doctype:
        raise ProjectRefused("the file declares a document type, which may hold entities; no inventory needs one: it is not read")
    return root


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: Element | None, *path: str) -> list[Element]:
    """The elements under `path` of local names."""
    found = [] if element is None else [element]
    for name in path:
        found = [e for f in found for e in f.iterchildren(f"{{*}}{name}")]
    return found


def child(element: Element | None, *path: str) -> Element | None:
    """The first element under `path`, or None."""
    found = children(element, *path)
    return found[0] if found else None


def inside(element: Element | None, *path: str) -> list[Element]:
    """Whatever stands in the first element under `path`; nothing where there is none."""
    found = child(element, *path)
    return [] if found is None else list(found)


def text(element: Element | None, *path: str) -> str:
    """The text of the first element under `path` in English, else in any language; blank where there is none."""
    found = children(element, *path)
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    best = next((e for e in found if e.get(lang) in (None, "en")), found[0] if found else None)
    return "" if best is None else text_of(best)


def text_of(element: Element) -> str:
    """The text of an element, without the space around it."""
    return (element.text or "").strip()


def names(data: bytes, space: bytes) -> bool:
    """Whether the head of a file names the namespace `space`, in whatever encoding.

    >>> names("<a xmlns='urn:b'/>".encode("utf-16"), b"urn:b")
    True
    """
    return space in data[:_HEAD].replace(b"\0", b"")
