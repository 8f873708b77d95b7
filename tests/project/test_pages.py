"""The runner of documentation finds fault where there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kg.base.errors import KgError
from pages import blocks, run, statements

if TYPE_CHECKING:
    from pathlib import Path


def fenced(language: str, text: str) -> str:
    """Return a block of code."""
    return f"```{language}\n{text}\n```\n"


@pytest.mark.parametrize(
    "page",
    [
        fenced("console", "kg nonsense"),
        fenced("console", "kg who nobody-at-all"),
        fenced("console", "kg --version | grep nothing"),
        fenced("python", "import kg\nkg.open('nowhere')"),
        fenced("console", "kg --version") + "\n" + fenced("text", "kg of another world"),
        fenced("python", "print(1)\nprint(2)") + fenced("text", "2\n1"),
    ],
)
def test_a_false_page_fails(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises((AssertionError, KgError)):
        run(blocks(page), tmp_path)


def test_a_true_page_passes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    page = (
        "<!-- before:\necho 7 > seven\n-->\n"
        + fenced(
            "python",
            "from pathlib import Path\nprint(int(Path('seven').read_text()),   'and more')",
        )
        + fenced("text", "7 and …")
        + fenced("console", "cat seven | grep 7\nkg --version")
        + fenced("text", "7\n…\nkg …")
        + "<!-- no-run: would fail -->\n"
        + fenced("console no-run", "false")
    )
    run(blocks(page), tmp_path)
    assert blocks(page)[-1].reason == "would fail"


def test_statements_may_go_over_lines() -> None:
    text = "kg a \\\n  b\n# remark\n\n$ kg query 'x\n y' # z\n"
    assert list(statements(text)) == ["kg a \n  b", "kg query 'x\n y' # z"]
