"""How a shock spreads along dependences: a scenario, not a forecast.

Symbols
-------
Λ_ij : share of what i lives on that depends on j, 0 to 1.
h_i(t) : stress of i after round t, from 0 (none) to 1 (stands still); h(1) is the shock.

Rules
-----
- DebtRank: h_i(t) = min(1, h_i(t-1) + Σ_j Λ_ij h_j(t-1)) over those j that were first stressed in
  the round before; each actor passes its stress on once, so that walks in circles stop.
- Bardoscia: h_i(t+1) = min(1, h_i(t) + Σ_j Λ_ij [h_j(t) - h_j(t-1)]); every rise is passed on, also
  around circles. The limit is the least h with h = min(1, h(1) + Λ h).

Both agree where every actor that passes stress on is reached by paths of one length only; the
second is never below the first. Both rise with the size of the shock. The rules were made for
exposures of banks to banks; that lost sales or supplies spread in the same proportion is assumed.

References: S. Battiston, M. Puliga, R. Kaushik, P. Tasca and G. Caldarelli, DebtRank, Scientific
Reports 2 (2012) 541, doi:10.1038/srep00541; M. Bardoscia, S. Battiston, F. Caccioli and
G. Caldarelli, DebtRank: a microscopic foundation for shock propagation, PLOS ONE 10 (2015)
e0130406, doi:10.1371/journal.pone.0130406.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np

from kg.base.checks import Bounds
from kg.measures.question import ActorName, Question
from kg.measures.supply.reliance import Basis, dependences, shares, worded

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from kg.measures.question import Reply
    from kg.measures.supply.reliance import Dependence
    from kg.measures.words import Words
    from kg.relations.selection import Selection

    Floats = NDArray[np.float64]
    Rounds = NDArray[np.int64]
    Run = tuple[Floats, Rounds, Floats, int, bool]
    Links = Mapping[tuple[str, str], float]
    from kg.vocabulary.names import ActorId

Rule = Literal["debtrank", "bardoscia"]
Size = Annotated[float, Bounds(above=0, most=1)]
Least = Annotated[float, Bounds(0.0, 1)]
_LEAST_RISE = 1e-12  # of the rise of all stress together; less is rounding
_MOST_ROUNDS = 10_000


@dataclass(frozen=True, slots=True)
class Spread:
    """What a shock comes to.

    Attributes
    ----------
    stress : dict of str to float
        h at the end of every actor that is hit at all, in the order of the actors' names.
    first : dict of str to int
        Round in which an actor was first hit; 0 for those shocked.
    sent : dict of str to float
        Stress that an actor passed on.
    rounds : int
        Number of rounds in which stress rose.
    converged : bool
        Whether stress came to rest; else it is a lower bound.
    """

    stress: Mapping[str, float]
    first: Mapping[str, int]
    sent: Mapping[str, float]
    rounds: int
    converged: bool

    def impact(self, shock: Mapping[str, float], values: Mapping[str, float]) -> float:
        """Return R = Σ h_j(T) v_j - Σ h_j(1) v_j: value lost beyond the shock itself.

        Parameters
        ----------
        shock
            h(1) by actor.
        values
            v, the economic value of every actor; 0 for those not named.
        """
        after = sum(stress * values.get(actor, 0.0) for actor, stress in self.stress.items())
        return after - sum(stress * values.get(actor, 0.0) for actor, stress in shock.items())


def spread(links: Links, shock: Mapping[str, float], rule: Rule = "debtrank") -> Spread:
    """Return what a shock comes to under a rule.

    Parameters
    ----------
    links
        Λ: shares by who depends and on whom.
    shock
        h(1) by actor, 0 to 1.
    rule
        ``debtrank`` or ``bardoscia``.

    Notes
    -----
    O(links) a round. DebtRank takes at most as many rounds as actors; the other rule stops when all
    stress together rises by less than 1e-12, or after 10,000 rounds, and then says so.

    Examples
    --------
    Oracle depends on OpenAI, and Nvidia on both.

    >>> links = {("orcl", "oai"): 0.3, ("nvda", "oai"): 0.1, ("nvda", "orcl"): 0.15}
    >>> found = spread(links, {"oai": 1.0})
    >>> {actor: round(stress, 3) for actor, stress in found.stress.items()}
    {'nvda': 0.145, 'oai': 1.0, 'orcl': 0.3}
    """
    names = sorted({end for link in links for end in link} | set(shock))
    index_of = {name: index for index, name in enumerate(names)}
    who = np.array([index_of[actor] for actor, _ in links], dtype=np.intp)
    on = np.array([index_of[source] for _, source in links], dtype=np.intp)
    share = np.array(list(links.values()), dtype=np.float64)
    start = np.array([min(1.0, max(0.0, shock.get(name, 0.0))) for name in names])

    def passed(stress: Floats) -> Floats:
        """Return Λ times a vector."""
        return np.bincount(who, share * stress[on], len(names)).astype(np.float64, copy=False)

    run = _debtrank if rule == "debtrank" else _bardoscia
    stress, first, sent, rounds, converged = run(start, passed)
    hit = np.flatnonzero(stress > 0).tolist()
    return Spread(
        stress={names[index]: float(stress[index]) for index in hit},
        first={names[index]: int(first[index]) for index in hit},
        sent={names[index]: float(sent[index]) for index in hit},
        rounds=rounds,
        converged=converged,
    )


@dataclass(frozen=True, slots=True)
class Channel:
    """A dependence that stress came along; ``stress`` is what came: Λ times what was passed on."""

    dependence: Dependence
    stress: float

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {"stress": self.stress, **self.dependence.to_dict()}


@dataclass(frozen=True, slots=True)
class Hit:
    """What a shock does to an actor.

    Attributes
    ----------
    actor : str
    stress : float
        0 to 1, by all shares.
    by_amounts : float
        The same when equal shares, which know no amount, are left out.
    first : int
        Round in which it is first hit; 0 for the actor shocked.
    through : tuple of Channel
        Whom the stress comes from, the most first; the parts may add up to more than 1, which the
        stress does not.
    """

    actor: ActorId
    stress: float
    by_amounts: float
    first: int
    through: tuple[Channel, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        ids = {id_ for channel in self.through for id_ in channel.dependence.relations}
        return {
            "actor": self.actor,
            "stress": self.stress,
            "by_amounts": self.by_amounts,
            "first_round": self.first,
            "through": [channel.to_dict() for channel in self.through],
            "relations": sorted(ids),
        }


@dataclass(frozen=True, slots=True)
class Shock:
    """A scenario: who is hit, and how it was run.

    Attributes
    ----------
    rows : tuple of Hit
        The most stressed by amounts first, then by all shares; without those below the least
        stress asked for.
    actor, size, rule, by
        What was asked.
    spread : Spread
        Of all actors.
    """

    rows: tuple[Hit, ...]
    actor: ActorId
    size: float
    rule: Rule
    by: Basis
    spread: Spread

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values of all but the rows."""
        shock = {self.actor: self.size}
        return {
            "scenario": "not a forecast",
            "shocked": self.actor,
            "size": self.size,
            "rule": self.rule,
            "by": self.by,
            "actors_hit": len(self.spread.stress) - 1,
            "impact": self.spread.impact(shock, dict.fromkeys(self.spread.stress, 1.0)),
            "rounds": self.spread.rounds,
            "converged": self.spread.converged,
        }


def shock(
    selection: Selection,
    actor: ActorName,
    *,
    size: Size = 1.0,
    rule: Rule = "debtrank",
    by: Basis = "revenue",
    least: Least = 0.05,
) -> Shock:
    """Return what happens to others when an actor is shocked, by the shares on record.

    Parameters
    ----------
    selection
        The relations in scope; its level decides whether units stand for their group.
    actor
        Who fails.
    size
        Part of its business that stops.
    rule
        debtrank: each actor passes its stress on once; bardoscia: every rise of it.
    by
        revenue: suppliers lose a customer; supply: customers lose a supplier.
    least
        Least stress to be listed.
    """
    entries = dependences(selection, basis=by)
    outcome = spread(shares(entries), {actor: size}, rule)
    firm = spread(shares([e for e in entries if e.source != "equal"]), {actor: size}, rule).stress
    of = defaultdict(list)
    for entry in entries:
        of[entry.actor].append(entry)
    hits = [
        Hit(
            name,
            stress,
            firm.get(name, 0.0),
            outcome.first[name],
            _channels(of[name], outcome.sent),
        )
        for name, stress in outcome.stress.items()
        if stress >= least or name == actor
    ]
    hits.sort(key=lambda hit: (hit.actor != actor, -hit.by_amounts, -hit.stress, hit.actor))
    return Shock(tuple(hits), actor, size, rule, by, outcome)


def _channels(entries: Sequence[Dependence], sent: Mapping[str, float]) -> tuple[Channel, ...]:
    channels = [
        Channel(entry, entry.share * sent[entry.on]) for entry in entries if entry.on in sent
    ]
    felt = [channel for channel in channels if channel.stress > 0]
    return tuple(sorted(felt, key=lambda channel: (-channel.stress, channel.dependence.on)))


def _debtrank(start: Floats, passed: Callable[[Floats], Floats]) -> Run:
    """Let every actor pass its stress on in the round after it was first hit, and never again."""
    stress, sent = start, np.zeros_like(start)
    first = np.where(start > 0, 0, -1)
    distressed, inactive = start > 0, np.zeros(len(start), dtype=np.bool_)
    rounds = 0
    while distressed.any():
        sending = np.where(distressed, stress, 0.0)
        after = np.minimum(1.0, stress + passed(sending))
        sent += sending
        inactive |= distressed
        distressed = (after > 0) & ~inactive
        rounds += bool((after > stress).any())
        first[distressed] = rounds
        stress = after
    return stress, first, sent, rounds, True


def _bardoscia(start: Floats, passed: Callable[[Floats], Floats]) -> Run:
    """Let every actor pass on every rise of its stress until nothing rises."""
    stress = rise = start
    first = np.where(start > 0, 0, -1)
    for rounds in range(_MOST_ROUNDS):
        after = np.minimum(1.0, stress + passed(rise))
        first[(first < 0) & (after > 0)] = rounds + 1
        stress, rise = after, after - stress
        if rise.sum() <= _LEAST_RISE:
            return stress, first, stress, rounds, True
    return stress, first, stress, _MOST_ROUNDS, False


_SHOWN = 3
_RULES = {"debtrank": "DebtRank", "bardoscia": "Bardoscia et al."}


def _came_through(row: Hit, words: Words) -> str:
    """Return whom most of the stress came from."""
    if not row.first:
        return words("shock.shocked")
    more = len(row.through) - _SHOWN
    lines = [worded(channel.dependence, words) for channel in row.through[:_SHOWN]]
    return "\n".join([*lines, words("count.more", n=more)] if more > 0 else lines)


def _notes(reply: Reply, words: Words) -> list[str]:
    """Return which scenario this is, and what came of it."""
    about = reply.about
    note = words(
        "shock.note",
        actor=words.name(about["shocked"]),
        size=words.percent(about["size"]),
        rule=_RULES[about["rule"]],
        basis=words(f"basis.{about['by']}"),
        hit=about["actors_hit"],
        rounds=words("count.round", n=about["rounds"]),
        rest="" if about["converged"] else words("shock.still-rising"),
    )
    return [note]


QUESTION = Question(
    shock,
    """Scenario: how one actor's failure would spread.

    Run a scenario: an actor fails, and stress spreads to those that depend on it.
    """,
    {
        "heading.actor": lambda row, words: words.name(row.actor),
        "heading.by-amounts": lambda row, words: (
            words.percent(row.by_amounts, 1) if row.by_amounts else "–"
        ),
        "heading.stress": lambda row, words: words.percent(row.stress, 1),
        "heading.round": lambda row, _: f"{row.first}",
        "heading.through": _came_through,
    },
    notes=_notes,
    examples=(
        "openai",
        "openai --size 0.5 --rule bardoscia",
        "nvidia --by supply --least 0.25",
    ),
)
