"""Text of a delimited file from its bytes: UTF-8, UTF-16, GB18030, Windows-1252, and files that mix them.

Nothing is guessed silently: what is not UTF-8 is said in a finding, and a line that fits no encoding is named.
"""

from __future__ import annotations

import codecs
import re

from lizero.errors import Finding

__all__ = ["decode"]

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_COMMON_HANZI = re.compile(rb"[\xa1-\xf7][\xa1-\xfe]")
_HIGH = re.compile(rb"[\x80-\xff]")


def decode(data: bytes, file: str) -> tuple[str, tuple[Finding, ...]]:
    """The text of `data`, and findings on its encoding.

    >>> decode("吨".encode("gb18030"), "a.csv")[0]
    '吨'
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _marked(data[len(mark):], encoding, file)
    if wide := _wide(data):
        return _marked(data, wide, file)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        return _not_utf8(data, file)


def _marked(data: bytes, encoding: str, file: str) -> tuple[str, tuple[Finding, ...]]:
    try:
        return data.decode(encoding), ()
    except UnicodeDecodeError:
        if encoding == "utf-8":
            return _not_utf8(data, file)
        text = data.decode(encoding, errors="replace")
        return text, (_broken(file, text[: text.index("�")].count("\n") + 1),)


def _wide(data: bytes) -> str:
    """UTF-16 without a mark, told by its zero bytes."""
    head = data[:4096]
    if len(head) < 4 or head.count(0) < len(head) // 4:
        return ""
    return "utf-16-le" if head[1::2].count(0) > head[0::2].count(0) else "utf-16-be"


def _not_utf8(data: bytes, file: str) -> tuple[str, tuple[Finding, ...]]:
    lines = data.split(b"\n")
    kinds = [_kind(line) for line in lines]
    sure = {k for k in kinds if k in ("utf-8", "other")}
    legacy = _legacy(b"\n".join(line for line, k in zip(lines, kinds, strict=True) if k != "utf-8"))
    default = "utf-8" if sure == {"utf-8"} else legacy
    pairs = [_line(line, default if k == "either" else legacy if k == "other" else "utf-8") for line, k in
             zip(lines, kinds, strict=True)]
    findings = [_broken(file, n) for n, (_, whole) in enumerate(pairs, 1) if not whole]
    return "\n".join(text for text, _ in pairs), (*_said(file, legacy, sure, kinds), *findings)


def _kind(line: bytes) -> str:
    """ascii; utf-8: certainly (a character of three bytes); either: valid but short; other: not UTF-8."""
    if not _HIGH.search(line):
        return "ascii"
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        return "other"
    return "utf-8" if any(ord(c) > 0x7FF for c in text) else "either"


def _legacy(data: bytes) -> str:
    """GB18030 when the high bytes read as common Chinese characters, else Windows-1252."""
    high = len(_HIGH.findall(data))
    return "gb18030" if 2 * len(_COMMON_HANZI.findall(data)) >= 0.8 * high else "cp1252"


def _line(line: bytes, encoding: str) -> tuple[str, bool]:
    try:
        return line.decode(encoding), True
    except UnicodeDecodeError:
        return line.decode(encoding, errors="replace"), False


def _said(file: str, legacy: str, sure: set[str], kinds: list[str]) -> tuple[Finding, ...]:
    name = {"gb18030": "GB18030", "cp1252": "Windows-1252"}[legacy]
    hint = "save the file as UTF-8 to be certain"
    if sure == {"utf-8", "other"}:
        rows = [str(n) for n, k in enumerate(kinds, 1) if k == "other"]
        some = ", ".join(rows[:10]) + (" …" if len(rows) > 10 else "")
        message = f"the file mixes UTF-8 and {name} (lines {some}); each line is read in its own"
        return (Finding(file, "encoding.mixed", message, hint, "warning"),)
    severity = "notice" if legacy == "gb18030" else "warning"
    return (Finding(file, "encoding.legacy", f"the file is read as {name}", hint, severity),)  # type: ignore[arg-type]


def _broken(file: str, line: int) -> Finding:
    message = f"line {line} has bytes that are no text in the file's encoding"
    hint = "save the file as UTF-8 and compare this line"
    return Finding(f"{file} › A{line}", "encoding.broken", message, hint, "warning")
