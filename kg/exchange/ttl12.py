r"""RDF 1.2 Turtle: a relation is an arrow between two actors, annotated with its properties.

A relation that holds under the default scope is asserted, with its IRI as the reifier::

    actor:x al:investsIn actor:y ~ relation:id {| al:status code:status\/active |} .

One that has ended, was dismissed or is a rumour is described without being asserted::

    << actor:x al:investsIn actor:y ~ relation:id >> al:status code:status\/ended .

The arrow stands for ``al:subject`` and ``al:object``; `kg.rdf.reified` puts them back.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from kg.exchange import rdf
from kg.rdf import store, terms
from kg.rdf.reified import OBJECT, SUBJECT, n_ary
from kg.rdf.terms import Literal, NamedNode, RdfFormat, Triple
from kg.vocabulary.iri import GRAPH_ARROWS, PREFIXES, mint
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.exchange import Exportable
    from kg.rdf.terms import Term
    from kg.records.model import Records, Relation

_TYPE = NamedNode(PREFIXES["rdf"] + "type")
# What may follow a prefix once ~ and / are escaped.
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9._~/-]*[A-Za-z0-9_~/-])?", re.ASCII)


def text(graph: Exportable) -> str:
    """Return the claims as RDF 1.2 Turtle."""
    claims = rdf.claims(graph.records)
    holding = _holding(graph.records)
    arrows = {
        NamedNode(mint("relation", relation.id)): _arrow(relation)
        for relation in graph.records.relations
    }
    plain = {triple for triple in claims if triple.subject not in arrows}
    declared = rdf.prefixes([*claims, *arrows.values()])
    blocks = [rdf.serialize(plain, RdfFormat.TURTLE, declared)]
    ordered = sorted(claims - plain, key=str)
    for relation, about in groupby(ordered, lambda triple: triple.subject):
        blocks.append(_block(relation, arrows[relation], about, arrows[relation] in holding))
    return "\n".join(blocks)


def read(turtle: str) -> set[Triple]:
    """Return the claims that a file of this format holds.

    Raises
    ------
    SyntaxError
        When the text is not RDF 1.2 Turtle.
    """
    quads = terms.parse(turtle.encode(), format=RdfFormat.TURTLE)
    return set(n_ary(quad.triple for quad in quads))


def _holding(records: Records) -> set[Triple]:
    """Return the arrows of the relations that hold under the default scope."""
    name = NamedNode(GRAPH_ARROWS)
    return {quad.triple for quad in store.derived(records) if quad.graph_name == name}


def _arrow(relation: Relation) -> Triple:
    return Triple(
        NamedNode(mint("actor", relation.subject)),
        NamedNode(vocabulary().relation_types[relation.type].arrow_iri),
        NamedNode(mint("actor", relation.object)),
    )


def _block(relation: NamedNode, arrow: Triple, about: Iterable[Triple], asserted: bool) -> str:
    """Return an arrow with the relation as its reifier and the relation's other properties."""
    ends = (SUBJECT, OBJECT)
    by_predicate = groupby((t for t in about if t.predicate not in ends), lambda t: t.predicate)
    lines = [
        f"{_text(p)} {' , '.join(_text(t.object) for t in triples)}" for p, triples in by_predicate
    ]
    properties = " ;\n    ".join(lines)
    statement = " ".join(map(_text, arrow)) + f" ~ {_text(relation)}"
    if asserted:
        return f"{statement} {{|\n    {properties}\n|}} .\n"
    return f"<< {statement} >>\n    {properties} .\n"


def _text(term: Term) -> str:
    """Return a term in Turtle, IRIs by prefix where one fits."""
    if isinstance(term, NamedNode):
        return "a" if term == _TYPE else _iri(term.value)
    if isinstance(term, Literal) and not term.language:
        quoted = str(Literal(term.value))
        plain = term.datatype.value == PREFIXES["xsd"] + "string"
        return quoted if plain else f"{quoted}^^{_iri(term.datatype.value)}"
    return str(term)


def _iri(iri: str) -> str:
    for prefix, namespace in PREFIXES.items():
        local = iri.removeprefix(namespace)
        if local != iri and _LOCAL.fullmatch(local):
            return f"{prefix}:" + local.replace("~", r"\~").replace("/", r"\/")
    return f"<{iri}>"
