"""Sphinx configuration: Markdown pages, warnings are errors."""

project = "lizero"
author = "the lizero founders"
copyright = "2026, the lizero founders"
extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3
exclude_patterns = ["_build", "generate.py", "tutorials/*.py"]
html_theme = "alabaster"
html_title = "lizero"
html_theme_options = {"description": "the open carbon ledger of the lithium value chain", "fixed_sidebar": True}
html_sidebars = {
    "reference/_generated/chain/*": ["about.html", "searchfield.html"],
    "[!r]*": ["about.html", "searchfield.html", "navigation.html"],
}
