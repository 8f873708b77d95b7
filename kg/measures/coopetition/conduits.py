"""Third parties that two rivals share, and by which right or role they could connect them.

Definition
----------
For rivals i and j (an active competitive relation), k is a conduit when k has an active relation of
the same role with both: it supplies both, finances both, resells the products of both, or is a
person with a post at both. C_ijk = 1 if j ∈ R_i and k ∈ P_i ∩ P_j.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg.measures.question import ActorName, Question
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from kg.measures.words import Words
    from kg.records.model import Relation
    from kg.relations.selection import Selection
    from kg.vocabulary.names import ActorId

ROLES = ("investor", "supplier", "distributor", "person")


@dataclass(frozen=True, slots=True)
class Conduit:
    """A third party shared by two rivals.

    Attributes
    ----------
    a, b : str
        The rivals, a < b.
    via : str
        The third party.
    role : {"investor", "supplier", "distributor", "person"}
    to_a, to_b : tuple of str
        Ids of the relations of that role with either rival, sorted.
    rights : tuple of str
        What makes it more than a name on two lists: ``board`` or ``post``, ``exclusive``,
        ``stake`` (a known share of the capital), ``warrant`` and the like; sorted.
    competitive : tuple of str
        Ids of the relations that make a and b rivals.
    """

    a: ActorId
    b: ActorId
    via: ActorId
    role: str
    to_a: tuple[str, ...]
    to_b: tuple[str, ...]
    rights: tuple[str, ...]
    competitive: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "a": self.a,
            "b": self.b,
            "via": self.via,
            "role": self.role,
            "to_a": list(self.to_a),
            "to_b": list(self.to_b),
            "rights": list(self.rights),
            "competitive": list(self.competitive),
        }


def conduits(selection: Selection, actor: ActorName | None = None) -> tuple[Conduit, ...]:
    """Return the third parties that rivals share, by pair, role and third party.

    Parameters
    ----------
    selection
        The relations in scope.
    actor
        Only rivals of this actor, or what it connects itself.

    Notes
    -----
    Looks only at the pairs that compete: O(Σ over rival pairs of the smaller set of third
    parties), no pass over all pairs of actors.
    """
    competitive, served = _sides(selection)
    rows = []
    for (a, b), rivalry in competitive.items():
        for role, via in sorted(served.get(a, {}).keys() & served.get(b, {}).keys()):
            if via in {a, b} or (actor is not None and actor not in {a, b, via}):
                continue
            rows.append(_conduit((a, b), via, role, (served[a], served[b]), rivalry))
    return tuple(sorted(rows, key=lambda row: (row.a, row.b, ROLES.index(row.role), row.via)))


_Served = dict[str, dict[tuple[str, str], list["Relation"]]]


def _sides(selection: Selection) -> tuple[dict[tuple[str, str], list[str]], _Served]:
    """Return the rival pairs, and for every actor its third parties by role and id."""
    competitive: dict[tuple[str, str], list[str]] = {}
    served: _Served = {}
    for relation in selection.relations:
        source, target = selection.ends(relation)
        if source == target:
            continue
        if vocabulary().relation_types[relation.type].sign == "competitive":
            pair = (min(source, target), max(source, target))
            competitive.setdefault(pair, []).append(relation.id)
        role = _role(relation)
        if role:
            served.setdefault(target, {}).setdefault((role, source), []).append(relation)
    return competitive, served


def _role(relation: Relation) -> str:
    """Return the role of a relation's subject towards its object; empty when it is none of ours."""
    kind = vocabulary().relation_types[relation.type]
    if kind.family == "people":
        return "person"
    if kind.family == "capital" and kind.money_kind == "equity":
        return "investor"
    if kind.family == "supply":
        return "supplier"
    resells = kind.family == "licence" and kind.money_direction == "subject-to-object"
    return "distributor" if resells else ""


def _conduit(
    pair: tuple[str, str],
    via: str,
    role: str,
    sides: tuple[dict[tuple[str, str], list[Relation]], dict[tuple[str, str], list[Relation]]],
    rivalry: list[str],
) -> Conduit:
    to_a, to_b = (side[role, via] for side in sides)
    rights = {right for relation in (*to_a, *to_b) for right in _rights(relation)}
    return Conduit(
        *pair,
        via=via,
        role=role,
        to_a=tuple(sorted(relation.id for relation in to_a)),
        to_b=tuple(sorted(relation.id for relation in to_b)),
        rights=tuple(sorted(rights)),
        competitive=tuple(sorted(rivalry)),
    )


def _rights(relation: Relation) -> set[str]:
    """Return the rights and roles a relation states."""
    kind = vocabulary().relation_types[relation.type]
    rights = {kind.labels["en"]} if kind.family == "people" else set()
    if relation.exclusive:
        rights.add("exclusive")
    if relation.stake_percent is not None:
        rights.add("stake")
    instrument = vocabulary().codes["instrument"].get(relation.instrument or "")
    if instrument and instrument.extra.get("moneyKind") == "contingent":
        rights.add(instrument.slug)
    return rights


def _worded(right: str, words: Words) -> str:
    """Return a right or role in the language of the words."""
    if right in vocabulary().codes["instrument"]:
        return words.label("instrument", right)
    labels = (kind.labels for kind in vocabulary().relation_types.values())
    post = next((label for label in labels if label["en"] == right), None)
    if post is not None:
        return post[words.language]
    return words("exclusive.yes" if right == "exclusive" else f"right.{right}")


def _rights_of(row: Conduit, words: Words) -> str:
    return ", ".join(_worded(right, words) for right in row.rights)


QUESTION = Question(
    conduits,
    """Third parties that two rivals share.

    List the third parties that two rivals share, and the rights that could connect the two.
    """,
    {
        "heading.rivals": lambda row, words: words.pair(row.a, row.b),
        "heading.shared": lambda row, words: words(f"role.{row.role}"),
        "heading.which-is": lambda row, words: words.name(row.via),
        "heading.relations": lambda row, words: words("word.and", a=len(row.to_a), b=len(row.to_b)),
        "heading.rights": _rights_of,
    },
    examples=("", "openai --as-of 2025-12"),
)
