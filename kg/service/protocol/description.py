"""The service description: what this endpoint offers, in RDF."""

from __future__ import annotations

from kg.rdf.terms import BlankNode, NamedNode, Triple
from kg.vocabulary.iri import PREFIXES

_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_TYPE = NamedNode(PREFIXES["rdf"] + "type")
_RESULTS = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV")
_GRAPHS = ("Turtle", "N-Triples", "JSON-LD", "RDF_XML")


def triples(address: str, *, writable: bool) -> list[Triple]:
    """Return the description.

    Parameters
    ----------
    address
        Of the endpoint.
    writable
        Whether updates are offered.
    """
    service, dataset, graph = (BlankNode(name) for name in ("service", "dataset", "default"))
    language = _sd("SPARQL11Query")
    described = [
        Triple(service, _TYPE, _sd("Service")),
        Triple(service, _sd("endpoint"), NamedNode(address)),
        Triple(service, _sd("supportedLanguage"), language),
        Triple(service, _sd("defaultDataset"), dataset),
        Triple(dataset, _TYPE, _sd("Dataset")),
        Triple(dataset, _sd("defaultGraph"), graph),
        Triple(graph, _TYPE, _sd("Graph")),
    ]
    formats = [NamedNode(_FORMATS + name) for name in (*_RESULTS, *_GRAPHS)]
    described += [Triple(service, _sd("resultFormat"), name) for name in formats]
    if writable:
        described.append(Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Update")))
    return described


def _sd(name: str) -> NamedNode:
    return NamedNode(_SD + name)
