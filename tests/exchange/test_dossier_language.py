"""The dossier in every language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from kg.base.errors import UnknownName

if TYPE_CHECKING:
    from kg.graph.graph import Graph


def test_a_dossier_says_labels_not_slugs(tiny_graph: Graph) -> None:
    assert "\nsoftware company, AI lab · US" in str(tiny_graph.export("md", actor="atlas"))


@pytest.mark.parametrize("known_at", [None, "2025-06-30"])
@pytest.mark.parametrize("level", ["group", "actor"])
@pytest.mark.parametrize("actor", ["atlas", "atlas-cloud", "boreal", "delta"])
def test_a_dossier_in_french(
    actor: str, level: str, known_at: str | None, tiny_graph: Graph
) -> None:
    scope: Any = {"level": level, "known_at": known_at}
    text = str(tiny_graph.export("md", actor=actor, language="fr", **scope))
    lines = [line for line in text.splitlines() if line.startswith("- ")]
    english = str(tiny_graph.export("md", actor=actor, **scope))
    assert len(lines) == sum(line.startswith("- ") for line in english.splitlines())
    assert re.search(r"au niveau (du groupe|de l'acteur)\.\n", text)
    assert not re.search(r"confidence|\bundated\b|announced|USD \d", text)


def test_a_dossier_in_another_language_is_refused(tiny_graph: Graph) -> None:
    with pytest.raises(UnknownName, match="no language is called 'xx'; choose en"):
        tiny_graph.export("md", actor="atlas", language="xx")
