"""The dossier in both languages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from kg.base.errors import UnknownName
from kg.exchange import dossier_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kg.graph.graph import Graph


class Missing(dict[str, str]):
    """Sentences that remember what they were asked for in vain."""

    def __init__(self, known: Mapping[str, str]) -> None:
        super().__init__(known)
        self.asked: set[str] = set()

    def get(self, key: str, default: str = "") -> str:  # type: ignore[override]
        if key not in self:
            self.asked.add(key)
        return super().get(key, default)


def test_a_dossier_says_labels_not_slugs(tiny_graph: Graph) -> None:
    assert "\nsoftware company, AI lab · US" in str(tiny_graph.export("md", actor="atlas"))


@pytest.mark.parametrize("known_at", [None, "2025-06-30"])
@pytest.mark.parametrize("level", ["group", "actor"])
@pytest.mark.parametrize("actor", ["atlas", "atlas-cloud", "boreal", "delta"])
def test_a_dossier_in_french(
    actor: str, level: str, known_at: str | None, tiny_graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = Missing(dossier_words._FRENCH)
    monkeypatch.setitem(dossier_words._SENTENCES, "fr", missing)
    scope: Any = {"level": level, "known_at": known_at}
    said = str(tiny_graph.export("md", actor=actor, language="fr", **scope))
    assert missing.asked == set()
    lines = [line for line in said.splitlines() if line.startswith("- ")]
    english = str(tiny_graph.export("md", actor=actor, **scope))
    assert len(lines) == sum(line.startswith("- ") for line in english.splitlines())
    assert re.search(r"au niveau (du groupe|de l'acteur)\.\n", said)
    assert not re.search(r"confidence|\bundated\b|announced|USD \d", said)


def test_a_dossier_in_another_language_is_refused(tiny_graph: Graph) -> None:
    with pytest.raises(UnknownName, match="no language is called 'de'"):
        tiny_graph.export("md", actor="atlas", language="de")
