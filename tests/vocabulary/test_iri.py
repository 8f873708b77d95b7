"""Slugs to IRIs and back."""

from __future__ import annotations

import pytest
from hypothesis import given

import strategies
from kg.vocabulary.iri import (
    BASE,
    PREFIXES,
    compact,
    is_slug,
    mint,
    mint_code,
    mint_dyad,
    slug_of,
    term,
)


@pytest.mark.parametrize("text", ["openai", "5c", "A.b_c~d-e", "x" * 300, "0"])
def test_slugs(text: str) -> None:
    assert is_slug(text)


@pytest.mark.parametrize(
    "text", ["", " ", "a b", "-a", ".a", "~a", "é", "a/b", "a#b", "a%20b", "a\n", "a|b", "<a>", "٣"]
)
def test_what_is_no_slug(text: str) -> None:
    assert not is_slug(text)


@given(strategies.slugs())
def test_round_trip(slug: str) -> None:
    assert slug_of(mint("actor", slug), "actor") == slug
    assert slug_of(mint_code("status", slug)) == slug


@pytest.mark.parametrize("name", ["a/b", "a b", "é", "a#b", "a%2Fb", "?", '"<>"'])
def test_whatever_is_minted_stays_one_step_of_the_path(name: str) -> None:
    iri = mint("actor", name)
    assert iri.removeprefix(BASE).count("/") == 1
    assert not set(iri) & set(' <>"#?')
    assert slug_of(iri) == name


@pytest.mark.parametrize(
    ("iri", "kind"),
    [
        ("https://example.org/openai", ""),
        ("https://w3id.org/ai-alliances/actor/openai", "deal"),
        ("", ""),
    ],
)
def test_an_iri_that_is_not_ours(iri: str, kind: str) -> None:
    with pytest.raises(ValueError, match="does not start with"):
        slug_of(iri, kind)


def test_the_pair_of_two_actors_has_one_iri() -> None:
    assert mint_dyad("b", "a", "actor") == mint_dyad("a", "b", "actor") == BASE + "dyad/a~b"
    assert mint_dyad("b", "a", "group") == BASE + "group-dyad/a~b"


def test_different_pairs_have_different_iris() -> None:
    """Ids may hold a tilde themselves."""
    assert mint_dyad("a~b", "c", "actor") != mint_dyad("a", "b~c", "actor")


@pytest.mark.parametrize(
    ("iri", "short"),
    [
        (BASE + "actor/openai", "actor:openai"),
        (term("investsIn"), "al:investsIn"),
        (BASE + "code/status/active", "code:status/active"),
        ("https://schema.org/name", "schema:name"),
        ("https://example.org/x", "https://example.org/x"),
        (PREFIXES["xsd"] + "date", PREFIXES["xsd"] + "date"),
    ],
)
def test_iris_for_people(iri: str, short: str) -> None:
    assert compact(iri) == short
