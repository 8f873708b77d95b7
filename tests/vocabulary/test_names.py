"""Finding an actor by any of its names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from builders import actor
from kg.base.errors import UnknownName, UsageError
from kg.vocabulary.names import find, fold, index

if TYPE_CHECKING:
    from kg.graph.graph import Graph

NAMES = index(
    [
        actor("openai", name="OpenAI", alt_names=("Open AI", "ChatGPT maker")),
        actor("meta", name="Méta Plateformes", ticker="NASDAQ:META", cik="0001326801"),
        actor("aws", name="Amazon Web Services", alt_names=("Cloud",)),
        actor("azure", name="Microsoft Azure", alt_names=("Cloud", "openai")),
        actor("ssi", name="Straße AI", lei="529900T8BM49AURSDO55"),
    ]
)


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("openai", "openai"),
        ("OPENAI", "openai"),
        ("  open ai ", "openai"),
        ("chatgpt MAKER", "openai"),
        ("meta plateformes", "meta"),
        ("MÉTA PLATEFORMES", "meta"),
        ("me\u0301ta plateformes", "meta"),
        ("nasdaq:meta", "meta"),
        ("Open-AI", "openai"),
        ("amazonwebservices", "aws"),
        ("META", "meta"),
        ("strasse ai", "ssi"),
        ("0001326801", "meta"),
        ("1326801", "meta"),
        ("529900t8bm49aursdo55", "ssi"),
    ],
)
def test_found(name: str, id_: str) -> None:
    assert find(name, NAMES) == id_


def test_an_id_wins_over_a_name_of_another() -> None:
    assert find("openai", NAMES) == "openai"


def test_an_id_wins_whatever_its_case() -> None:
    names = index([actor("AMD", name="Advanced Micro Devices"), actor("b", alt_names=("amd",))])
    assert find("amd", names) == "AMD"


def test_a_name_of_several() -> None:
    with pytest.raises(UsageError, match="aws, azure"):
        find("cloud", NAMES)


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("opnai", ("openai",)),
        ("amazon", ("aws (amazon web services)",)),
        ("microsoft", ("azure",)),
        ("maker", ("openai (chatgpt maker)",)),
        ("zzzzzz", ()),
        ("", ()),
        ("   ", ()),
    ],
)
def test_not_found(name: str, nearest: tuple[str, ...]) -> None:
    with pytest.raises(UnknownName) as caught:
        find(name, NAMES)
    assert caught.value.nearest == nearest


def test_ids_that_differ_in_case_are_both_found() -> None:
    names = index([actor("ab", name="One"), actor("AB", name="Two")])
    assert [find(id_, names) for id_ in ("ab", "AB")] == ["ab", "AB"]


def test_folding() -> None:
    assert fold(" Élan VITAL\u2003") == "elan vital"


def test_every_shipped_actor_is_found_by_id_and_name(shipped: Graph) -> None:
    for one in shipped.records.actors:
        assert shipped.actor(one.id.upper()) == one
        assert shipped.actor(one.name).id
