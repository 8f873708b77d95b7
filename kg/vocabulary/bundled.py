"""Where the shipped ontology, data and queries lie: in the wheel, or in the working copy."""

from __future__ import annotations

from pathlib import Path

SHIPPED = "shipped"  # the name of the data that travels with the package, where a graph is named
_PACKAGE = Path(__file__).parents[1]


def folder(name: str) -> Path:
    """Return the folder ``ontology`` or ``data`` that travels with the package.

    An installed wheel holds both inside the package; in a working copy they stand beside it.
    """
    installed = _PACKAGE / "bundle" / name
    return installed if installed.is_dir() else _PACKAGE.parent / name


def is_installed() -> bool:
    """Say whether the package is installed from a wheel, its data inside it."""
    return (_PACKAGE / "bundle").is_dir()
