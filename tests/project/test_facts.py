"""The facts about the shipped data, and the pages that state them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from facts import FACTS, QUOTED, measured, missing, quoting

if TYPE_CHECKING:
    from kg.graph.graph import Graph

QUOTE = ("about {relations:,} relations",)


def test_the_facts_are_those_of_the_data(shipped: Graph) -> None:
    assert measured(shipped) == FACTS, "run make release-data"


@pytest.mark.parametrize("name", QUOTED)
def test_a_page_states_the_facts(name: str) -> None:
    assert missing(name, FACTS) == [], "run make release-data"


def test_a_sentence_gets_the_new_count() -> None:
    text = "All about 1,203 relations."
    assert quoting(text, QUOTE, {"relations": 12_000}) == "All about 12,000 relations."


def test_a_sentence_that_is_gone_is_named() -> None:
    with pytest.raises(LookupError, match="no sentence of the page"):
        quoting("Nothing.", QUOTE, {"relations": 1})
