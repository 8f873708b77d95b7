from __future__ import annotations

import base64
import json
import random
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


@pytest.mark.parametrize("length", [0, 1, 2, 3, 4, 5, 1000, 1003])
def test_the_page_reads_bytes_from_their_text(length: int) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node")
    content = random.Random(length).randbytes(length)
    script = (
        f'import {{ bytesOf }} from "{_asset("data/unpack.js")}";'
        "let text = ''; for await (const part of process.stdin) text += part;"
        "process.stdout.write(Buffer.from(bytesOf(text)));"
    )
    run = subprocess.run(
        [node, "--input-type=module", "-e", script],
        input=base64.b85encode(content).replace(b"<", b","),
        capture_output=True,
        check=True,
    )
    assert run.stdout == content


def _asset(name: str) -> str:
    return (Path(assets.__file__).parent / "assets" / name).as_uri()
