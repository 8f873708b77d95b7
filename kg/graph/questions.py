"""The questions a graph answers: one thin method each, over the measures.

`kg.graph.graph.Graph` is these questions and the data they are asked of.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, TypeVar, Unpack

from kg.graph.answer import Answer, Row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from kg.measures.coopetition.conduits import Conduit
    from kg.measures.coopetition.overlaps import Overlap, Rivals
    from kg.measures.coopetition.portfolios import Portfolio
    from kg.measures.coopetition.successions import Succession
    from kg.measures.money.circularity import Circularity
    from kg.measures.money.knots import Knotted
    from kg.measures.money.loops import Loop
    from kg.measures.money.round_trips import RoundTrip
    from kg.measures.money.totals import Total
    from kg.measures.record.coverage import Coverage
    from kg.measures.record.diff import Difference
    from kg.measures.record.gaps import Gap
    from kg.measures.record.people import Interlock
    from kg.measures.record.timeline import Period
    from kg.measures.record.who import Tie
    from kg.measures.structure.balance import FrustratedTie
    from kg.measures.structure.blocs import Bloc, Method
    from kg.measures.structure.central import By, Standing
    from kg.measures.structure.path import Path as ActorPath
    from kg.measures.supply.asymmetry import Asymmetry
    from kg.measures.supply.chokepoints import Chokepoint
    from kg.measures.supply.concentration import Concentration, Side
    from kg.measures.supply.dependence import Sourcing
    from kg.measures.supply.exclusive import Exclusivity
    from kg.measures.supply.exposure import ChainedExposure, Exposure, Order
    from kg.measures.supply.reliance import Basis
    from kg.measures.supply.shock import Hit, Rule
    from kg.networks.sign_shuffle import Watch
    from kg.records.model import Actor, Records
    from kg.relations.scope import ScopeOptions
    from kg.relations.table import Selection


R = TypeVar("R", bound=Row)


class Questions(ABC):
    """What can be asked of relations, and the one way an answer is put together."""

    @property
    @abstractmethod
    def records(self) -> Records:
        """The records the answers rest on."""

    @property
    @abstractmethod
    def digest(self) -> str:
        """SHA-256 of the records."""

    @abstractmethod
    def actor(self, name: str) -> Actor:
        """Return the actor that goes by an id, name, other name or ticker."""

    @abstractmethod
    def select(self, **options: Unpack[ScopeOptions]) -> Selection:
        """Return the relations that count under a scope."""

    @property
    def cutoff(self) -> date:
        """Day up to which the data was compiled: the default as-of date."""
        return self.records.cutoff

    def overlaps(
        self,
        actor: str | None = None,
        *,
        rivals: Rivals = "competitive",
        limit: int | None = None,
        **options: Unpack[ScopeOptions],
    ) -> Answer[Overlap]:
        """Return the partners that compete; of one actor if one is named, at most so many."""
        from kg.measures.coopetition.overlaps import overlaps

        selection, focus = self._focused(actor, options)
        rows = overlaps(selection, actor=focus, rivals=rivals, limit=limit)
        return self._answer("overlaps", selection, rows)

    def portfolios(
        self, actor: str | None = None, **options: Unpack[ScopeOptions]
    ) -> Answer[Portfolio]:
        """Return how much of an actor's co-operation is with rivals."""
        from kg.measures.coopetition import portfolios as portfolio

        selection, focus = self._focused(actor, options)
        return self._answer("portfolios", selection, portfolio.portfolios(selection, focus))

    def conduits(
        self, actor: str | None = None, **options: Unpack[ScopeOptions]
    ) -> Answer[Conduit]:
        """Return the third parties that rivals share."""
        from kg.measures.coopetition import conduits

        selection, focus = self._focused(actor, options)
        return self._answer("conduits", selection, conduits.conduits(selection, focus))

    def successions(
        self, *, window: int = 730, **options: Unpack[ScopeOptions]
    ) -> Answer[Succession]:
        """Return the pairs that were partners before they were rivals, or the reverse."""
        from kg.measures.coopetition import successions as sequences

        selection = self.select(**options)
        return self._answer("successions", selection, sequences.successions(selection, window))

    def loops(
        self,
        *,
        max_length: int = 4,
        through: str | None = None,
        **options: Unpack[ScopeOptions],
    ) -> Answer[Loop]:
        """Return the circular flows of money."""
        from kg.measures.money import loops

        selection, focus = self._focused(through, options)
        found = loops.find(selection, max_length, focus)
        capped = {"truncated": True} if found.truncated else {}
        return self._answer("loops", selection, found.loops, **capped)

    def circularity(self, **options: Unpack[ScopeOptions]) -> Answer[Circularity]:
        """Return what part of the money goes round in circles, of all and of robust relations."""
        from kg.measures.money import circularity

        selection = self.select(**options)
        return self._answer("circularity", selection, circularity.circularity(selection))

    def round_trips(self, **options: Unpack[ScopeOptions]) -> Answer[RoundTrip]:
        """Return how much of the money that finances a customer comes back as its purchases."""
        from kg.measures.money import round_trips

        selection = self.select(**options)
        return self._answer("round-trips", selection, round_trips.round_trips(selection))

    def knots(self, **options: Unpack[ScopeOptions]) -> Answer[Knotted]:
        """Return the actors among whom money can get from each to every other and back."""
        from kg.measures.money import knots

        selection = self.select(**options)
        return self._answer("knots", selection, knots.knots(selection))

    def balance(
        self,
        *,
        actors: int | None = None,
        draws: int = 1000,
        seed: int = 0,
        watch: Watch = list,
        **options: Unpack[ScopeOptions],
    ) -> Answer[FrustratedTie]:
        """Return how far partners and rivals fall into two camps."""
        from kg.measures.structure import balance

        selection = self.select(**options)
        found = balance.balance(selection, actors=actors, draws=draws, seed=seed, watch=watch)
        return self._answer("balance", selection, found.ties, **found.to_dict())

    def concentration(
        self,
        *,
        capability: str | None = None,
        of: str | None = None,
        side: Side = "supplier",
        merge: tuple[str, str] | None = None,
        **options: Unpack[ScopeOptions],
    ) -> Answer[Concentration]:
        """Return how concentrated suppliers or customers are, with bounds for unknown amounts."""
        from kg.measures.supply import concentration

        selection, focus = self._focused(of, options)
        pair = (
            (self._at_level(merge[0], selection), self._at_level(merge[1], selection))
            if merge
            else None
        )
        rows = concentration.concentration(
            selection, capability=capability, of=focus, side=side, merge=pair
        )
        return self._answer("concentration", selection, rows)

    def dependence(
        self,
        actor: str | None = None,
        *,
        capability: str | None = None,
        theta: float = 0.8,
        watch: Callable[[Iterable[str]], Iterable[str]] = iter,
        **options: Unpack[ScopeOptions],
    ) -> Answer[Sourcing]:
        """Return how customers depend on suppliers: sole sources, chokepoints, smallest cuts."""
        from kg.measures.supply import capabilities, dependence

        selection, focus = self._focused(actor, options)
        rows = dependence.sourcing(
            selection,
            actor=focus,
            capability=capabilities.find(capability) if capability else None,
            theta=theta,
            watch=watch,
        )
        return self._answer("dependence", selection, rows)

    def chokepoints(
        self,
        actor: str | None = None,
        *,
        capability: str | None = None,
        **options: Unpack[ScopeOptions],
    ) -> Answer[Chokepoint]:
        """Return the actors that every chain of supply of others passes."""
        from kg.measures.supply import capabilities, chokepoints

        selection, focus = self._focused(actor, options)
        scoped = capabilities.find(capability) if capability else None
        rows = chokepoints.chokepoints(selection, actor=focus, capability=scoped)
        return self._answer("chokepoints", selection, rows)

    def asymmetry(
        self,
        actor: str | None = None,
        *,
        capability: str | None = None,
        **options: Unpack[ScopeOptions],
    ) -> Answer[Asymmetry]:
        """Return the shares of customers and suppliers in each other."""
        from kg.measures.supply import asymmetry, capabilities

        selection, focus = self._focused(actor, options)
        scoped = capabilities.find(capability) if capability else None
        rows = asymmetry.asymmetries(selection, actor=focus, capability=scoped)
        return self._answer("asymmetry", selection, rows)

    def exclusive(
        self, actor: str | None = None, **options: Unpack[ScopeOptions]
    ) -> Answer[Exclusivity]:
        """Return who was bound to whom, from when to when, and what came after."""
        from kg.measures.supply import exclusive as exclusivity

        selection, focus = self._focused(actor, options)
        rows = exclusivity.exclusivities(selection, focus)
        return self._answer("exclusive", selection, rows)

    def central(
        self,
        *,
        by: By = "degree",
        families: Iterable[str] | None = None,
        backend: str | None = None,
        **options: Unpack[ScopeOptions],
    ) -> Answer[Standing]:
        """Return the actors by centrality, the most central first."""
        from kg.measures.structure import central as centrality

        selection = self.select(**options)
        rows = centrality.centrality(selection, by=by, families=families, backend=backend)
        return self._answer("central", selection, rows, by=by, actors=len(rows))

    def blocs(
        self,
        *,
        families: Iterable[str] | None = None,
        resolution: float = 1.0,
        seeds: int = 20,
        method: Method = "louvain",
        backend: str | None = None,
        watch: Watch = list,
        **options: Unpack[ScopeOptions],
    ) -> Answer[Bloc]:
        """Return groups of actors tied closely among themselves, and how steady they are."""
        from kg.measures.structure import blocs

        selection = self.select(**options)
        found = blocs.blocs(
            selection,
            families=families,
            resolution=resolution,
            seeds=seeds,
            method=method,
            backend=backend,
            watch=watch,
        )
        return self._answer("blocs", selection, found.rows, **found.to_dict())

    def exposure(
        self, actor: str, *, by: Order = "company", **options: Unpack[ScopeOptions]
    ) -> Answer[Exposure]:
        """Return how much an actor and those it deals with depend on each other."""
        from kg.measures.supply import exposure

        selection = self.select(**options)
        focus = self._at_level(actor, selection)
        rows = exposure.exposures(selection, focus, by=by)
        return self._answer("exposure", selection, rows, actor=focus, by=by)

    def chained_exposure(
        self, actor: str, **options: Unpack[ScopeOptions]
    ) -> Answer[ChainedExposure]:
        """Return who depends on an actor through others: an estimate."""
        from kg.measures.supply import exposure

        selection = self.select(**options)
        focus = self._at_level(actor, selection)
        rows, found = exposure.chained(selection, focus)
        about = {"radius": found.radius, "reason": found.reason}
        return self._answer("chained exposure", selection, rows, actor=focus, **about)

    def shock(
        self,
        actor: str,
        *,
        size: float = 1.0,
        rule: Rule = "debtrank",
        basis: Basis = "revenue",
        least: float = 0.0,
        **options: Unpack[ScopeOptions],
    ) -> Answer[Hit]:
        """Return who is hit when an actor fails: a scenario, not a forecast."""
        from kg.measures.supply import shock as contagion

        selection = self.select(**options)
        focus = self._at_level(actor, selection)
        found = contagion.shock(selection, focus, size=size, rule=rule, basis=basis, least=least)
        return self._answer("shock", selection, found.hits, **found.to_dict())

    def who(self, actor: str, **options: Unpack[ScopeOptions]) -> Answer[Tie]:
        """Return everything on record about an actor."""
        from kg.measures.record import who as dossier

        selection = self.select(**options)
        found = dossier.dossier(selection, self.actor(actor).id)
        return self._answer("who", selection, found.ties, **found.to_dict())

    def path(  # noqa: PLR0913 - the question has that many options
        self,
        source: str,
        target: str,
        *,
        count: int = 3,
        families: Iterable[str] | None = None,
        types: Iterable[str] | None = None,
        rivals: bool = False,
        people: bool = False,
        avoid_hubs: int = 0,
        max_hops: int | None = None,
        **options: Unpack[ScopeOptions],
    ) -> Answer[ActorPath]:
        """Return the shortest paths between two actors."""
        from kg.measures.structure import path as paths

        selection = self.select(**options)
        ends = [self._at_level(name, selection) for name in (source, target)]
        rows = paths.paths(
            selection,
            *ends,
            count=count,
            families=families,
            types=types,
            rivals=rivals,
            people=people,
            avoid_hubs=avoid_hubs,
            max_hops=max_hops,
        )
        return self._answer("path", selection, rows, source=ends[0], target=ends[1])

    def diff(
        self,
        before: str | date,
        after: str | date,
        *,
        actor: str | None = None,
        max_length: int = 3,
        **options: Unpack[ScopeOptions],
    ) -> Answer[Difference]:
        """Return what changed between two days: relations, partners that compete, loops."""
        from kg.measures.record import diff as changes

        options["as_of"] = before
        old = self.select(**options)
        options["as_of"] = after
        new = self.select(**options)
        found = changes.since(old, new, max_length)
        if actor:
            meant = {self.actor(actor).id, self._at_level(actor, new)}
            found = tuple(row for row in found if meant & set(row.actors))
        return self._answer("diff", new, found, before=old.scope.as_of.isoformat())

    def timeline(self, actor: str | None = None, **options: Unpack[ScopeOptions]) -> Answer[Period]:
        """Return numbers and known amounts of relations by month and family."""
        from kg.measures.record import timeline

        selection, focus = self._focused(actor, options)
        return self._answer("timeline", selection, timeline.timeline(selection, focus))

    def people(
        self,
        actor: str | None = None,
        *,
        rivals_only: bool = False,
        **options: Unpack[ScopeOptions],
    ) -> Answer[Interlock]:
        """Return the persons with posts at two organisations."""
        from kg.measures.record import people as interlocks

        selection, focus = self._focused(actor, options)
        rows = interlocks.interlocks(selection, rivals_only=rivals_only, actor=focus)
        return self._answer("people", selection, rows)

    def totals(self, actor: str | None = None, **options: Unpack[ScopeOptions]) -> Answer[Total]:
        """Return the sums of known amounts by kind of money, direction, currency and status."""
        from kg.measures.money import totals

        selection, focus = self._focused(actor, options)
        rows, silent = totals.totals(selection, focus), totals.unknown(selection, focus)
        return self._answer("totals", selection, rows, amount_unknown=silent)

    def gaps(self, **options: Unpack[ScopeOptions]) -> Answer[Gap]:
        """Return what the record lacks, and where it disagrees with itself."""
        from kg.measures.record import gaps

        selection = self.select(**options)
        return self._answer("gaps", selection, gaps.gaps(selection))

    def coverage(
        self, actor: str | None = None, **options: Unpack[ScopeOptions]
    ) -> Answer[Coverage]:
        """Return what was looked at: actor by family, with the newest source."""
        from kg.measures.record import coverage

        selection, focus = self._focused(actor, options)
        return self._answer("coverage", selection, coverage.coverage(selection, focus))

    def _focused(self, actor: str | None, options: ScopeOptions) -> tuple[Selection, str | None]:
        """Return the relations in scope, and the id of a named actor at their level."""
        selection = self.select(**options)
        return selection, self._at_level(actor, selection) if actor else None

    def _at_level(self, name: str, selection: Selection) -> str:
        """Return the id of the actor that stands for a named one at a selection's level."""
        return selection.stands_for(self.actor(name).id)

    def _answer(
        self,
        command: str,
        selection: Selection,
        rows: tuple[R, ...],
        **about: Any,
    ) -> Answer[R]:
        return Answer(command, rows, selection.scope, selection.left_out, self, about)
