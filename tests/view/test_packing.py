from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from kg.view import assets
from kg.view.packing import packed

ROWS: list[dict[str, Any]] = [
    {"id": "a", "of": ["b", "a"], "flag": False, "sum": {"value": "1"}, "note": None},
    {"id": "b", "of": [], "size": 0, "note": "only here"},
    {"id": "c", "of": ["b"], "name": "__proto__"},
]


def test_a_string_used_twice_is_written_once() -> None:
    text = json.dumps(packed({"t": [{"name": "long name"}, {"name": "long name"}]}))
    assert text.count("long name") == 1


def test_the_page_reads_what_was_packed() -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node")
    script = (
        f'import {{ unpack }} from "{_asset("data/unpack.js")}";'
        "let text = ''; for await (const part of process.stdin) text += part;"
        "console.log(JSON.stringify(unpack(JSON.parse(text)).t));"
    )
    run = subprocess.run(
        [node, "--input-type=module", "-e", script],
        input=json.dumps(packed({"t": ROWS})),
        capture_output=True,
        text=True,
        check=True,
    )
    empty = (None, "", [], {})
    expected = [{k: v for k, v in row.items() if v not in empty} for row in ROWS]
    assert json.loads(run.stdout) == expected


def _asset(name: str) -> str:
    return (Path(assets.__file__).parent / "assets" / name).as_uri()
