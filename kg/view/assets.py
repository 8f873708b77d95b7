"""The scripts and styles of the page, from their files to the text that goes into it.

Every script is an ES module of its own, in a folder by concern, so that node can test it. In the
page they become one script: each module a function that returns its exports, in the order of their
imports. Names of different files never meet, and the page needs no module loader.
"""

from __future__ import annotations

import base64
import hashlib
import posixpath
import re
from importlib.resources import files

_FOLDER = files("kg.view") / "assets"
_IMPORT = re.compile(r'^import \{([^}]*)\} from "(\.[a-z0-9./]+)\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function\*?|class|const|let) (\w+))", re.MULTILINE)
_EXPORTED = re.compile(r"^export (?:async )?(?:function\*?|class|const|let) (\w+)", re.MULTILINE)
_REMARK = re.compile(r"^\s*//.*\n|(?<=[;,({\[}])[ \t]+//[ \t].*$", re.MULTILINE)
_STYLE_REMARK = re.compile(r"/\*.*?\*/", re.DOTALL)
_BLANK = re.compile(r"^[ \t]+|^\n", re.MULTILINE)


def text(name: str) -> str:
    """Return the text of an asset."""
    return _FOLDER.joinpath(name).read_text(encoding="utf-8")


def script(entry: str = "main") -> str:
    """Return the module ``entry`` and all it imports as one strict script."""
    order: list[str] = []
    _collect(entry, order)
    modules = "".join(_wrapped(name) for name in order)
    return f'(() => {{\n"use strict";\n{modules}}})();\n'


def variable(name: str) -> str:
    """Return what the exports of a module are called in the page.

    >>> variable("data/sums")
    '$data_sums'
    """
    return f"${name.replace('/', '_')}"


def _collect(name: str, order: list[str]) -> None:
    """Append a module after the modules it imports."""
    for match in _IMPORT.finditer(text(f"{name}.js")):
        if (imported := _resolved(name, match[2])) not in order:
            _collect(imported, order)
    order.append(name)


def _resolved(importer: str, path: str) -> str:
    """Return the name of a module from the path by which another imports it."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(importer), path))


def _wrapped(name: str) -> str:
    """Return a module as a function that runs at once and returns its exports."""
    source = _REMARK.sub("", text(f"{name}.js"))
    exported = ", ".join(_EXPORTED.findall(source))
    source = _IMPORT.sub(
        lambda match: f"const {{{match[1]}}} = {variable(_resolved(name, match[2]))};\n", source
    )
    body = _BLANK.sub("", _EXPORT.sub("", source))
    return f"const {variable(name)} = (() => {{\n{body}return {{ {exported} }};\n}})();\n"


def sheet() -> str:
    """Return the style sheet without remarks and indentation."""
    return _BLANK.sub("", _STYLE_REMARK.sub("", text("page.css")))


def digest(content: str) -> str:
    """Return the content-security-policy hash of an inlined script or style."""
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
