"""The service description: what this endpoint is and can do, in RDF."""

from __future__ import annotations

import pyoxigraph as ox

from kg.vocabulary.iri import PREFIXES

_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_RESULTS = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV")
_GRAPHS = ("Turtle", "N-Triples", "JSON-LD", "RDF_XML")


def triples(address: str, *, writable: bool) -> list[ox.Triple]:
    """Return the description.

    Parameters
    ----------
    address
        Of the endpoint.
    writable
        Whether updates are offered.
    """
    service, dataset, graph = (ox.BlankNode(name) for name in ("service", "dataset", "default"))
    language = _sd("SPARQL11Query")
    found = [
        ox.Triple(service, _TYPE, _sd("Service")),
        ox.Triple(service, _sd("endpoint"), ox.NamedNode(address)),
        ox.Triple(service, _sd("supportedLanguage"), language),
        ox.Triple(service, _sd("defaultDataset"), dataset),
        ox.Triple(dataset, _TYPE, _sd("Dataset")),
        ox.Triple(dataset, _sd("defaultGraph"), graph),
        ox.Triple(graph, _TYPE, _sd("Graph")),
    ]
    formats = [ox.NamedNode(_FORMATS + name) for name in (*_RESULTS, *_GRAPHS)]
    found += [ox.Triple(service, _sd("resultFormat"), name) for name in formats]
    if writable:
        found.append(ox.Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Update")))
    return found


def _sd(name: str) -> ox.NamedNode:
    return ox.NamedNode(_SD + name)
