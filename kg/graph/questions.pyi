# Written by python docs/generate.py from the measures.
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, Literal, Unpack

from kg.graph.answer import Answer
from kg.measures.coopetition.conduits import Conduit
from kg.measures.coopetition.overlaps import Overlap
from kg.measures.coopetition.portfolios import Portfolio
from kg.measures.coopetition.successions import Succession
from kg.measures.money.circularity import Circularity
from kg.measures.money.knots import Knotted
from kg.measures.money.loops import Loop
from kg.measures.money.round_trips import RoundTrip
from kg.measures.money.totals import Total
from kg.measures.record.actors import Listing
from kg.measures.record.coverage import Coverage
from kg.measures.record.diff import Difference
from kg.measures.record.evidence import ClaimFile
from kg.measures.record.gaps import Gap
from kg.measures.record.info import Description
from kg.measures.record.pair import PairClaim
from kg.measures.record.people import Interlock
from kg.measures.record.relations import Claim
from kg.measures.record.terms import ClosedLists
from kg.measures.record.timeline import Period
from kg.measures.record.who import Tie
from kg.measures.structure.balance import FrustratedTie
from kg.measures.structure.blocs import Bloc
from kg.measures.structure.central import Standing
from kg.measures.structure.path import Path
from kg.measures.supply.asymmetry import Asymmetry
from kg.measures.supply.chained_exposure import ChainedExposure
from kg.measures.supply.chokepoints import Chokepoint
from kg.measures.supply.concentration import Concentration
from kg.measures.supply.dependence import Sourcing
from kg.measures.supply.exclusive import Exclusivity
from kg.measures.supply.exposure import Exposure
from kg.measures.supply.shock import Hit
from kg.relations.scope import ScopeOptions

class Questions:
    def conduits(
        self,
        actor: str | None = ...,
        **options: Unpack[ScopeOptions],
    ) -> Answer[Conduit]:
        """Return the third parties that rivals share, by pair, role and third party.

        Parameters
        ----------
        actor
            Only rivals of this actor, or what it connects itself.

        Notes
        -----
        Looks only at the pairs that compete: O(Σ over rival pairs of the smaller set of third
        parties), no pass over all pairs of actors.
        """

    def overlaps(
        self,
        actor: str | None = ...,
        *,
        rivals: Literal["competitive", "adversarial", "all"] = ...,
        limit: int | None = ...,
        **options: Unpack[ScopeOptions],
    ) -> Answer[Overlap]:
        """Return the partners who are also rivals, those with most cooperative relations first.

        With an actor, its portfolio too: how many of its partners are rivals.

        Parameters
        ----------
        actor
            Only pairs with this actor.
        rivals
            What makes a rival: competition, suits and inquiries, or either.
        limit
            Only so many pairs that compete, those with most co-operation first.

        Notes
        -----
        The cost of `overlap_pairs`; only the relations of the pairs returned are read.
        """

    def portfolios(
        self,
        actor: str | None = ...,
        **options: Unpack[ScopeOptions],
    ) -> Answer[Portfolio]:
        """Return the portfolio of every actor, those with most partner-rivals first.

        Parameters
        ----------
        actor
            Only this actor.

        Notes
        -----
        O(n log n) for n relations.
        """

    def successions(
        self,
        actor: str | None = ...,
        *,
        window: int = ...,
        **options: Unpack[ScopeOptions],
    ) -> Answer[Succession]:
        """Return the pairs whose two sides followed each other within a window, smallest gap first.

        Parameters
        ----------
        actor
            Only pairs with this actor.
        window
            Greatest number of days between the end of one side and the beginning of the other.

        Notes
        -----
        O(n log n) for n relations.
        """

    def circularity(
        self,
        **options: Unpack[ScopeOptions],
    ) -> Answer[Circularity]:
        """Return the circularity of all relations in scope, and of the robust ones.

        Notes
        -----
        Three largest circulations each, see `kg.networks.circulation`.
        """

    def knots(
        self,
        **options: Unpack[ScopeOptions],
    ) -> Answer[Knotted]:
        """Return the actors in knots: by knot, then those with most arcs within it; O(n log n).
        """

    def loops(
        self,
        through: str | None = ...,
        *,
        max_length: int = ...,
        **options: Unpack[ScopeOptions],
    ) -> Answer[Loop]:
        """Return the circular flows of a selection, short ones first, then by actor ids.

        Where there are more than `LIMIT`, the short ones are kept, and among those of a length the ones
        through the actors with most arcs.

        Parameters
        ----------
        through
            Only loops through this actor.
        max_length
            Greatest number of actors in a loop.

        Notes
        -----
        Only the relations of the loops are read; see `kg.networks.cycles` for the cost.
        """

    def round_trips(
        self,
        **options: Unpack[ScopeOptions],
    ) -> Answer[RoundTrip]:
        """Return the round trips of a selection, known ratios first, the largest of them first.

        O(n log n) for n relations.
        """

    def totals(
        self,
        actor: str | None = ...,
        *,
        kinds: Iterable[str] | None = ...,
        direction: Literal["pays", "receives", "party"] | None = ...,
        **options: Unpack[ScopeOptions],
    ) -> Answer[Total]:
        """Return the sums of the known amounts, by kind, direction, currency and status.

        Parameters
        ----------
        actor
            Only money this actor pays or receives.
        kinds
            Only this kind of money; may be repeated.
        direction
            Only what the actor pays, what it receives, or where the money goes to third parties.

        Notes
        -----
        O(n log n) for n relations; only those with an amount are read.
        """

    def asymmetry(
        self,
        actor: str | None = ...,
        *,
        capability: str | None = ...,
        **options: Unpack[ScopeOptions],
    ) -> Answer[Asymmetry]:
        """Return customers and suppliers with their shares of each other; O(n log n).

        Known imbalances come first, the greatest at the top, then what is known in part.

        Parameters
        ----------
        actor
            Only pairs with this actor.
        capability
            Only this one, such as cloud, chips or energy. Default: all together.
        """

    def chained_exposure(
        self,
        actor: str,
        **options: Unpack[ScopeOptions],
    ) -> Answer[ChainedExposure]:
        """Return who depends on an actor through others, the most first.

        Parameters
        ----------
        actor
            On whom they depend.
        """

    def chokepoints(
        self,
        actor: str | None = ...,
        *,
        capability: str | None = ...,
        **options: Unpack[ScopeOptions],
    ) -> Answer[Chokepoint]:
        """Return the chokepoints of the supply graph, those with most dependants first; O(n · m).

        Parameters
        ----------
        actor
            Only this chokepoint, or those it depends on.
        capability
            Only this one, such as cloud, chips or energy. Default: each of them and, besides, all at
            once, in rows without a capability.
        """

    def concentration(
        self,
        of: str | None = ...,
        *,
        capability: str | None = ...,
        side: Literal["supplier", "customer"] = ...,
        merge: tuple[str, str] | None = ...,
        **options: Unpack[ScopeOptions],
    ) -> Answer[Concentration]:
        """Return the concentration of every actor's suppliers or customers, the highest index first.

        Rows that rest on known spend come before those that only count; among equals, those with more
        counterparties of known spend first.

        Parameters
        ----------
        of
            Only the suppliers (or customers) of this actor.
        capability
            cloud, chips, hardware … Default: each.
        side
            supplier: suppliers of buyers; customer: customers of suppliers.
        merge
            Take two suppliers (or customers) as one, wherever both are on the list.

        Raises
        ------
        UsageError
            When the two to be merged are one and the same at the selection's level.

        Notes
        -----
        O(n log n) for n relations, and up to 2^14 corners for a row's upper bound.
        """

    def dependence(
        self,
        actor: str | None = ...,
        *,
        capability: str | None = ...,
        theta: float = ...,
        watch: Callable[[Sequence[Any]], Iterable[Any]] = ...,
        **options: Unpack[ScopeOptions],
    ) -> Answer[Sourcing]:
        """Return from whom customers have what: sole sources first, then by capability and customer.

        Parameters
        ----------
        actor
            Only this customer.
        capability
            Only this one, such as cloud, chips or energy. Default: each of them and, besides, all at
            once, in rows without a capability.
        theta
            Share of the known spending from which one of several suppliers is a near-sole one.
        watch
            Passes on the customers, and may show progress.

        Notes
        -----
        O(n log n) for the suppliers of n relations; the dominator tree is close to linear, a cut costs
        O(kappa · m) for each customer and m arcs.
        """

    def exclusive(
        self,
        actor: str | None = ...,
        **options: Unpack[ScopeOptions],
    ) -> Answer[Exclusivity]:
        """Return the exclusivities that had begun by the as-of day, in order of their start.

        Parameters
        ----------
        actor
            Only those with this actor as a party.

        Notes
        -----
        O(n log n) for n relations. Of a relation that ended on an unknown day it is known that it held
        once: it is listed as ended, without an end.
        """

    def exposure(
        self,
        actor: str,
        *,
        by: Literal["company", "relationship"] = ...,
        **options: Unpack[ScopeOptions],
    ) -> Answer[Exposure]:
        """Return the exposures between an actor and its suppliers and customers.

        Known shares come first, then known years, the largest first.

        Parameters
        ----------
        actor
            Whose suppliers and customers these are.
        by
            Rank by how much they depend on the actor, or the actor on them.

        Notes
        -----
        O(n log n) for n relations.
        """

    def shock(
        self,
        actor: str,
        *,
        size: float = ...,
        rule: Literal["debtrank", "bardoscia"] = ...,
        by: Literal["revenue", "supply"] = ...,
        least: float = ...,
        **options: Unpack[ScopeOptions],
    ) -> Answer[Hit]:
        """Return what happens to others when an actor is shocked, by the shares on record.

        Parameters
        ----------
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

    def balance(
        self,
        *,
        actors: int | None = ...,
        draws: int = ...,
        seed: int = ...,
        watch: Callable[[Sequence[Any]], Iterable[Any]] = ...,
        **options: Unpack[ScopeOptions],
    ) -> Answer[FrustratedTie]:
        """Return the signed balance of a selection; for the cost see `kg.networks.frustration`.

        Parameters
        ----------
        actors
            Only so many actors, those with ties to most others. Default: all.
        draws
            Shuffles of the signs to compare with; 0 for none.
        seed
            Where chance begins: the same seed gives the same answer.
        watch
            Passes on the work, and may show progress.

        Notes
        -----
        Shuffles leave ambivalent pairs as they are: A is the same in all of them, and p of L0 is p of
        L. The seed also starts the search in graphs too large for an exact answer.
        """

    def blocs(
        self,
        *,
        families: Iterable[str] | None = ...,
        resolution: float = ...,
        seeds: int = ...,
        method: Literal["louvain", "leiden"] = ...,
        backend: str | None = ...,
        watch: Callable[[Sequence[Any]], Iterable[Any]] = ...,
        **options: Unpack[ScopeOptions],
    ) -> Answer[Bloc]:
        """Return the blocs of a selection, with how steady they are.

        Parameters
        ----------
        families
            Ties of this family, whatever their sign; may be repeated. Default: the cooperative ones of
            all.
        resolution
            Larger for more and smaller blocs.
        seeds
            Number of runs to compare.
        method
            leiden needs a backend of networkx that has it.
        backend
            Let this installed networkx backend do the work.
        watch
            Passes on the seeds, and may show progress.

        Raises
        ------
        UsageError
            For a family or backend that does not exist.

        Notes
        -----
        Close to O(m) a run for m ties, and O(s² · n) to compare s runs on n actors.
        """

    def central(
        self,
        *,
        by: Literal["degree", "usd", "pagerank-money", "pagerank-supply", "betweenness", "core"] = ...,
        top: int = ...,
        families: Iterable[str] | None = ...,
        backend: str | None = ...,
        **options: Unpack[ScopeOptions],
    ) -> Answer[Standing]:
        """Return the actors of a graph by centrality, the most central first, then by id.

        Parameters
        ----------
        by
            Measure of centrality.
        top
            Only the first so many.
        families
            Ties of this family, whatever their sign, for degree, betweenness and core; may be
            repeated. Default: the cooperative ones of all.
        backend
            Let this installed networkx backend do the work, for betweenness and core.

        Raises
        ------
        UsageError
            For a backend of networkx that does not exist.

        Notes
        -----
        For n actors and m ties: betweenness O(n · m); PageRank at most 176 steps of O(n + m); all
        others O(m log m).
        """

    def path(
        self,
        source: str,
        target: str,
        *,
        count: int = ...,
        families: Iterable[str] | None = ...,
        types: Iterable[str] | None = ...,
        rivals: bool = ...,
        people: bool = ...,
        avoid_hubs: int = ...,
        max_hops: int | None = ...,
        **options: Unpack[ScopeOptions],
    ) -> Answer[Path]:
        """Return the shortest paths between two actors: by length, then in the order of actor ids.

        Parameters
        ----------
        source
            Where the paths begin.
        target
            Where they end.
        count
            Greatest number of paths.
        families
            Only relations of this family, such as capital or supply; may be repeated. Default: all
            co-operation.
        types
            Only relations of this type, such as invests-in; may be repeated.
        rivals
            Follow rivalry, suits, inquiries and talks too, not only ties.
        people
            Let persons be stations too.
        avoid_hubs
            Not through so many actors with most neighbours.
        max_hops
            Greatest number of steps. Default: any.
        """

    def actors(
        self,
        text: str | None = ...,
        *,
        kind: str | None = ...,
        country: str | None = ...,
        limit: int | None = ...,
        **options: Unpack[ScopeOptions],
    ) -> Answer[Listing]:
        """Return the actors of the graph, those with most relations first; O(n).

        Parameters
        ----------
        text
            Part of an id, a name, another name or a ticker. Actors whose name has a word that begins
            with it come first.
        kind
            Only actors of this line of business or role.
        country
            Only actors of this country, by its code: FR.
        limit
            Only so many.
        """

    def coverage(
        self,
        actor: str | None = ...,
        **options: Unpack[ScopeOptions],
    ) -> Answer[Coverage]:
        """Return the coverage of every actor in scope, those with most relations first; O(n).

        Parameters
        ----------
        actor
            Only this actor.
        """

    def diff(
        self,
        before: str | date,
        after: str | date,
        actor: str | None = ...,
        *,
        what: Literal["relation", "overlap", "loop"] | None = ...,
        max_length: int = ...,
        **options: Unpack[ScopeOptions],
    ) -> Answer[Difference]:
        """Return `differences` from an earlier to a later day.

        Parameters
        ----------
        before
            The earlier day; a month or year means its last day.
        after
            The later day.
        actor
            Only what concerns this actor.
        what
            Only these.
        max_length
            Greatest number of actors in the loops compared.

        Raises
        ------
        InvalidValue
            When the later day is given first.
        """

    def evidence(
        self,
        relation: str,
        other: str | None = ...,
        *,
        known_at: str | date | None = ...,
    ) -> ClaimFile:
        """Return the file of a claim, or those of all claims between two actors; O(n).

        Parameters
        ----------
        relation
            Id of the claim, or an actor.
        other
            A second actor: all claims between the two and their units, newest first.
        known_at
            Only what was published by this day; see `kg.relations.hindsight`.

        Raises
        ------
        InvalidValue
            When the claim was not on record by that day, or nothing is on record between the two.
        """

    def gaps(
        self,
        *,
        gaps: Iterable[Literal["one-source", "no-date", "no-amount", "no-rival", "contradiction"]] | None = ...,
        **options: Unpack[ScopeOptions],
    ) -> Answer[Gap]:
        """Return the gaps of the relations in scope, by kind, then by id; O(n log n).

        Parameters
        ----------
        gaps
            Only gaps of this kind; may be repeated.
        """

    def info(
        self,
    ) -> Description:
        """Return what there is to know of a graph before it is asked; O(n).

        Parameters
        ----------
        records
            All records.
        """

    def pair(
        self,
        a: str,
        b: str,
        **options: Unpack[ScopeOptions],
    ) -> Answer[PairClaim]:
        """Return all claims between two actors, co-operation first, by market and day; O(n).

        Parameters
        ----------
        a, b
            The two actors; at group level the claims of their units are included.
        """

    def people(
        self,
        actor: str | None = ...,
        *,
        rivals: bool = ...,
        **options: Unpack[ScopeOptions],
    ) -> Answer[Interlock]:
        """Return the persons with posts at two organisations, those that tie rivals first.

        Parameters
        ----------
        actor
            Only posts of this person, or at this organisation.
        rivals
            Only persons that tie rivals.

        Notes
        -----
        O(n + Σ k²) for n relations and k posts a person.
        """

    def relations(
        self,
        a: str | None = ...,
        b: str | None = ...,
        *,
        types: Iterable[str] | None = ...,
        families: Iterable[str] | None = ...,
        limit: int | None = ...,
        **options: Unpack[ScopeOptions],
    ) -> Answer[Claim]:
        """Return the relations in scope, newest first; O(n).

        Parameters
        ----------
        a
            Only relations of this actor.
        b
            Only relations between a and this actor.
        types
            Only relations of these types.
        families
            Only relations of these families.
        limit
            Only so many.
        """

    def terms(
        self,
        name: str | None = ...,
    ) -> ClosedLists:
        """Return the closed lists with the definition of every entry.

        Parameters
        ----------
        name
            Only this list: relation-type, status, market, actor-kind and so on.

        Raises
        ------
        UnknownName
            With the nearest names of lists.
        """

    def timeline(
        self,
        actor: str | None = ...,
        **options: Unpack[ScopeOptions],
    ) -> Answer[Period]:
        """Return relations by month of announcement (else of beginning) and family; O(n log n).

        Parameters
        ----------
        actor
            Only relations of this actor.
        """

    def who(
        self,
        actor: str,
        **options: Unpack[ScopeOptions],
    ) -> Answer[Tie]:
        """Return what is on record about an actor; O(n) for n relations.

        Parameters
        ----------
        actor
            Whom to look up; at group level the relations of its units are included.
        """

