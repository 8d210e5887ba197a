"""Which typefaces a page is set in: Roboto from its package, Inter and a Han face where the system has them."""

from __future__ import annotations

from functools import cache

import font_roboto  # type: ignore[import-untyped]
import typst
import vl_convert

from lizero.errors import Finding

__all__ = ["FOLDER", "families", "han_face", "missing_han", "ready"]

FOLDER: str = font_roboto.font_directory
_HAN = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "PingFang SC", "Microsoft YaHei",
        "WenQuanYi Micro Hei", "SimHei")


@cache
def families() -> frozenset[str]:
    """The families that typst finds, in the system and in the package."""
    return frozenset(typst.Fonts(include_system_fonts=True, font_paths=[FOLDER]).families())


def han_face() -> str | None:
    """The Han face of this machine, or None."""
    return next((f for f in _HAN if f in families()), None)


def missing_han(lang: str) -> tuple[Finding, ...]:
    """A finding where a document in Chinese would be set without a Han face (never empty boxes in silence)."""
    if lang != "zh-Hans" or han_face():
        return ()
    return (Finding("fonts", "report.font.missing", "no typeface with Han characters is installed",
                    "install fonts-noto-cjk (Debian, Ubuntu), google-noto-sans-cjk-fonts (Fedora) or Noto Sans SC", "error"),)


@cache
def ready() -> bool:
    """Make the package's typeface known to the chart renderer, once."""
    vl_convert.register_font_directory(FOLDER)
    return True
