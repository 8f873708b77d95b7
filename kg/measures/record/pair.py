"""Everything on record between two actors: what joins them, what sets them against each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from kg.base.errors import InvalidValue
from kg.measures.coopetition import conduits
from kg.measures.question import ActorName, Question, Rows
from kg.measures.record import who
from kg.measures.record.relations import Claim
from kg.relations.selection import on_record
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.measures.question import Reply
    from kg.measures.words import Words
    from kg.records.model import Source
    from kg.relations.selection import Selection

Sign = Literal["cooperative", "competitive", "adversarial", "neutral"]
_SIGNS: tuple[Sign, ...] = ("cooperative", "competitive", "adversarial", "neutral")


@dataclass(frozen=True, slots=True)
class PairClaim:
    """A claim between two actors.

    Attributes
    ----------
    claim : Claim
    sign : {"cooperative", "competitive", "adversarial", "neutral"}
        What the claim makes of them.
    state : {"on record", "begins later", "over"}
        How the claim stands on the as-of day.
    sources : tuple of Source
    term_kinds : tuple of str
        Kinds of the terms on record of it, sorted.
    """

    claim: Claim
    sign: Sign
    state: who.State
    sources: tuple[Source, ...]
    term_kinds: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            **self.claim.to_dict(),
            "state": self.state,
            "terms": list(self.term_kinds),
            "citations": [f"{_cited(source)} {source.url}" for source in self.sources],
        }


def pair(selection: Selection, a: ActorName, b: ActorName) -> Rows[PairClaim]:
    """Return all claims between two actors, co-operation first, by market and day; O(n).

    Parameters
    ----------
    selection
        Its scope says what counts; claims that are over by the as-of day are listed too.
    a, b
        The two actors; at group level the claims of their units are included.
    """
    if a == b:
        raise InvalidValue("pair", a, "name two actors that do not belong to one group")
    past = on_record(selection).of_actors(a, b)
    rows = past.rows.tolist()
    states = who.states(past, rows)
    claims = [_claim(past, row, state) for row, state in zip(rows, states, strict=True)]
    third = [
        conduit.to_dict()
        for conduit in conduits.conduits(selection, a)
        if {conduit.a, conduit.b} == {a, b}
    ]
    facing = Rows(sorted(claims, key=_place), actors=[a, b], third_parties=third)
    return facing.leaving_out(past.left_out)


def _claim(past: Selection, row: int, state: who.State) -> PairClaim:
    records = past.table.records
    relation = records.relations[row]
    kinds = {term.term_kind for term in records.terms if term.relation == relation.id}
    sign: Any = vocabulary().relation_types[relation.type].sign
    sources = tuple(records.source_by_id[source] for source in relation.sources)
    return PairClaim(Claim(relation), sign, state, sources, tuple(sorted(kinds)))


def _place(row: PairClaim) -> tuple[int, bool, tuple[str, ...], str, str]:
    """Return where a claim stands: by sign, what is over last, by market, day and id."""
    relation = row.claim.relation
    is_over = row.state == "over"
    return (
        _SIGNS.index(row.sign),
        is_over,
        relation.market,
        str(relation.start or ""),
        relation.id,
    )


def _cited(source: Source) -> str:
    day = f", {source.published}" if source.published else ""
    return f"{source.publisher}{day}"


def _intro(reply: Reply, words: Words) -> Iterable[str]:
    """Return how many claims there are of each sign, and the third parties of rivals."""
    a, b = map(words.name, reply.about["actors"])
    counts = {sign: sum(row.sign == sign for row in reply.rows) for sign in _SIGNS}
    stated = [f"{words.label('sign', sign)} {n}" for sign, n in counts.items() if n]
    yield words("word.labelled", what=words("word.and", a=a, b=b), value=", ".join(stated) or "0")
    third = {party["via"]: party["role"] for party in reply.about["third_parties"]}
    if third:
        yield words("pair.third-parties", names=words.names(third))
    yield ""


def _state(row: PairClaim, words: Words) -> str:
    return who.state_label(row.claim.relation, row.state, words)


def _amount(row: PairClaim, words: Words) -> str:
    amount = row.claim.relation.amount
    return words.amount(amount) if amount else ""


def _evidence(row: PairClaim, words: Words) -> str:
    """Return what the sources say, and which they are."""
    terms = [words.labels("term-kind", row.term_kinds)] if row.term_kinds else []
    cited = [_cited(source) for source in row.sources]
    return "\n".join(filter(None, (row.claim.relation.evidence, *terms, "; ".join(cited))))


QUESTION = Question(
    pair,
    """Everything between two actors.

    Show all claims between two actors: what joins them and what sets them against each other, in
    which markets, with the evidence of each.

    Third parties are those that both use while they are rivals: see kg overlaps --via.
    """,
    {
        "heading.relation": lambda row, words: words.sentence(row.claim.relation),
        "heading.markets": lambda row, words: words.labels("market", row.claim.relation.market),
        "heading.from": lambda row, _: row.claim.start,
        "heading.status": _state,
        "heading.amount": _amount,
        "heading.evidence": _evidence,
    },
    notes=lambda reply, words: [
        words("evidence.next", a=reply.about["actors"][0], b=reply.about["actors"][1])
    ],
    intro=_intro,
    examples=("openai microsoft", "nvidia amd --format md", "openai google -o pair.xlsx"),
)
