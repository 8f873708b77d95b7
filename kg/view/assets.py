"""The scripts and styles of the page, from their files to the text that goes into it.

Every script is an ES module of its own, so that node can test it. In the page they become one
script: each module a function that returns its exports, in the order of their imports. So names
of different files never meet, and the page needs no module loader.
"""

from __future__ import annotations

import base64
import hashlib
import re
from importlib.resources import files

_FOLDER = files("kg.view") / "assets"
_IMPORT = re.compile(r'^import \{([^}]*)\} from "\./([a-z0-9]+)\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function\*?|class|const|let) (\w+))", re.MULTILINE)
_EXPORTED = re.compile(r"^export (?:async )?(?:function\*?|class|const|let) (\w+)", re.MULTILINE)
_REMARK = re.compile(r"^\s*//.*\n", re.MULTILINE)
_STYLE_REMARK = re.compile(r"/\*.*?\*/", re.DOTALL)
_BLANK = re.compile(r"^[ \t]+|^\n", re.MULTILINE)


def text(name: str) -> str:
    """Return the text of an asset."""
    return (_FOLDER / name).read_text(encoding="utf-8")


def script(entry: str = "main") -> str:
    """Return the module ``entry`` and all it imports as one strict script."""
    order: list[str] = []
    _collect(entry, order)
    modules = "".join(_wrapped(name) for name in order)
    return f'(() => {{\n"use strict";\n{modules}}})();\n'


def _collect(name: str, order: list[str]) -> None:
    """Append a module after the modules it imports."""
    for match in _IMPORT.finditer(text(f"{name}.js")):
        if match[2] not in order:
            _collect(match[2], order)
    order.append(name)


def _wrapped(name: str) -> str:
    """Return a module as a function that is called at once and returns its exports."""
    source = _REMARK.sub("", text(f"{name}.js"))
    exported = ", ".join(_EXPORTED.findall(source))
    source = _IMPORT.sub(lambda m: f"const {{{m[1]}}} = ${m[2]};\n", source)
    source = _EXPORT.sub("", source)
    return f"const ${name} = (() => {{\n{_BLANK.sub('', source)}return {{ {exported} }};\n}})();\n"


def sheet() -> str:
    """Return the style sheet without remarks and indentation."""
    return _BLANK.sub("", _STYLE_REMARK.sub("", text("page.css")))


def digest(content: str) -> str:
    """Return the content-security-policy hash of an inlined script or style."""
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
