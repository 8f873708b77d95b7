"""Selected relations as a pyvis network of its own: to change at will, and to write without us.

The page of `kg.view.page` is another thing: it draws bundles and has scripts of ours.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyvis.network import Network

from kg.base.files import write_atomically
from kg.measures.words import Words
from kg.networks.network import network
from kg.view import style
from kg.view.layout import SEED, positions
from kg.view.network import OPTIONS, edge, node
from kg.view.ribbons import Ribbon, ribbons
from kg.vocabulary.catalogue import SOURCE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kg.records.model import Actor, Relation
    from kg.relations.selection import Selection

# pyvis links to a style sheet of others whatever ``cdn_resources`` says.
_ELSEWHERE = re.compile(
    r'<link\b[^>]*\bhref="https?://[^>]*>|<script\b[^>]*\bsrc="https?://[^>]*>\s*</script>'
)


class Drawing(Network):  # type: ignore[misc] # pyvis has no types
    """A pyvis network whose pages need no other host, unless ``cdn_resources`` is ``remote``."""

    def generate_html(self, *arguments: Any, **options: Any) -> str:
        """Return the page; see ``pyvis.network.Network.generate_html``."""
        page: str = super().generate_html(*arguments, **options)
        self.html = page if self.cdn_resources == "remote" else _ELSEWHERE.sub("", page)
        return self.html

    def write_html(self, name: str, *arguments: Any, **options: Any) -> None:
        """Write the page in UTF-8; see ``pyvis.network.Network.write_html``."""
        super().write_html(name, *arguments, **options)
        write_atomically(Path(name), self.html)


def drawing(selection: Selection, *, people: bool = False, bundles: bool = False) -> Drawing:
    """Return a directed pyvis network of the nodes and edges of `kg.networks.network.network`.

    Physics is off, and actors lie where the page has them; ``toggle_physics(True)`` moves them.

    Parameters
    ----------
    selection
        The relations in scope.
    people
        Whether persons and their roles are drawn.
    bundles
        Whether the relations of one display group between two actors are one line; else each
        relation is a line, by its id.

    Returns
    -------
    Drawing
        Nodes and edges carry a ``title``, the tooltip: names and kinds, and the type, days, status,
        amount and source of a relation. Of more than 1,500 actors the 150 best connected.
    """
    graph = network(selection, people=people)
    words = Words(selection.table.records, SOURCE)
    relations = [_between(words.records.relation_by_id[key], a, b)
                 for a, b, key in graph.edges(keys=True)]  # fmt: skip
    actors = [words.records.actor_by_id[id_] for id_ in graph]
    placed = positions(actors, relations, seed=SEED)
    net = Drawing(directed=True, cdn_resources="in_line", height="800px")
    net.prep_notebook()
    for part, values in OPTIONS.items():
        for name, value in values.items():
            setattr(getattr(net.options, part), name, value)
    net.nodes = [
        node(actor, placed[actor.id], graph.degree(actor.id)) | _lettered(words, actor)
        for actor in actors
        if actor.id in placed
    ]
    net.node_ids = [entry["id"] for entry in net.nodes]
    net.node_map = {entry["id"]: entry for entry in net.nodes}
    drawn = [r for r in relations if {r.subject, r.object} <= placed.keys()]
    net.edges = [
        edge(ribbon, placed) | _named(words, ribbon, bundles=bundles)
        for ribbon in (ribbons(drawn) if bundles else _side_by_side(drawn))
    ]
    return net


def _between(relation: Relation, a: str, b: str) -> Relation:
    """Return a relation between the actors, such as groups, that its parties count as."""
    return replace(relation, subject=a, object=b)


def _side_by_side(relations: Sequence[Relation]) -> Iterator[Ribbon]:
    """Yield one ribbon for each relation, those of two actors beside each other."""
    for bundle in _by_pair(relations):
        middle = (len(bundle) - 1) / 2
        for lane, (group, relation) in enumerate(bundle):
            a, b = sorted((relation.subject, relation.object))
            yield Ribbon(a, b, group, lane - middle, (relation,))


def _by_pair(relations: Sequence[Relation]) -> Iterator[list[tuple[str, Relation]]]:
    bundles: dict[tuple[str, str], list[tuple[str, Relation]]] = {}
    for ribbon in ribbons(relations):
        claims = [(ribbon.group, relation) for relation in ribbon.relations]
        bundles.setdefault((ribbon.a, ribbon.b), []).extend(claims)
    yield from bundles.values()


def _named(words: Words, ribbon: Ribbon, *, bundles: bool) -> dict[str, str]:
    """Return tooltip and id of a line."""
    original = [words.records.relation_by_id[relation.id] for relation in ribbon.relations]
    title = _tooltip("\n\n".join(_claim(words, relation) for relation in original))
    return {"title": title} if bundles else {"title": title, "id": original[0].id}


def _lettered(words: Words, actor: Actor) -> dict[str, Any]:
    """Return tooltip and letters of a mark: white in a box, which holds its name."""
    kinds = words.labels("actor-kind", actor.kinds)
    title = _tooltip(", ".join(filter(None, (actor.name, kinds, actor.country))))
    is_box = style.SHAPES.get(style.kind_group(actor.kinds)) == "box"
    return {"title": title} | ({"font": {"color": "#ffffff"}} if is_box else {})


def _claim(words: Words, relation: Relation) -> str:
    """Return a claim with its first source; on an earlier day none of them may have been out."""
    sources = map(words.records.source_by_id.__getitem__, relation.sources[:1])
    about = [f"{source.publisher}, {source.published}: {source.url}" for source in sources]
    return "\n".join((words.sentence(relation), words.state(relation), *about))


def _tooltip(text: str) -> str:
    """Return text that pyvis shows as text: it takes a title with *href* in it for markup."""
    return text.replace("href", "h\N{WORD JOINER}ref")
