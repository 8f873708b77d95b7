"""The file of tokens that the service reads at its start."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kg.base.errors import UsageError
from kg.service.server import tokens

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("text", "mode", "message"),
    [
        ("alice a-long-enough-secret", 0o644, "others can read"),
        ("alice short", 0o600, "at least 16"),
        ("a-long-enough-secret", 0o600, "at least 16"),
        ("# nobody\n", 0o600, "holds no token"),
    ],
)
def test_token_files_that_are_refused(text: str, mode: int, message: str, tmp_path: Path) -> None:
    path = tmp_path / "tokens"
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    with pytest.raises(UsageError, match=message):
        tokens(path)
