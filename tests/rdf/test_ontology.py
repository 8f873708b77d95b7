"""The ontology: its profile, its consistency, its words, and its fit to the shipped data."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import owlrl  # type: ignore[import-untyped]
import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import isomorphic

from kg.rdf import quads, store
from kg.vocabulary.bundled import folder
from kg.vocabulary.iri import BASE, CODES, PREFIXES, TERMS, compact
from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from kg.graph.graph import Graph

    # Any: as typed, a quad may hold triple terms; ours hold none.
    Quad = Any
    Facts = dict[str, dict[str, list[Any]]]  # by short names of subject and predicate

PLACE = folder("ontology")
ALLIANCES = PLACE / "alliances.ttl"
FILES = (ALLIANCES, *sorted((PLACE / "codes").glob("*.ttl")))
VANN = "http://purl.org/vocab/vann/"
DCAT_DATASET = "http://www.w3.org/ns/dcat#Dataset"
ERROR = rdflib.URIRef("http://www.daml.org/2002/03/agents/agent-ont#ErrorMessage")
ERROR_TEXT = rdflib.URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")

# What the file may use of OWL and RDFS. All of it lies within OWL 2 RL when, as checked below,
# every class and property in its place is a name and not an expression.
TYPES = {
    "owl:AllDisjointClasses",
    "owl:AnnotationProperty",
    "owl:AsymmetricProperty",
    "owl:Class",
    "owl:DatatypeProperty",
    "owl:FunctionalProperty",
    "owl:InverseFunctionalProperty",
    "owl:IrreflexiveProperty",
    "owl:ObjectProperty",
    "owl:Ontology",
    "owl:SymmetricProperty",
    "owl:TransitiveProperty",
}
BETWEEN_CLASSES = {"rdfs:subClassOf", "owl:disjointWith", "owl:equivalentClass"}
BETWEEN_PROPERTIES = {"rdfs:subPropertyOf", "owl:inverseOf", "owl:equivalentProperty"}
OTHER_SCHEMA = {"rdfs:domain", "rdfs:range", "owl:members", "rdf:first", "rdf:rest", "rdf:type"}
ANNOTATIONS = {"rdfs:label", "rdfs:comment", "rdfs:isDefinedBy", "rdfs:seeAlso"}
OF_THE_HEADER = {"owl:versionIRI", "owl:versionInfo", "owl:priorVersion"}
ON_TERMS = {"owl:deprecated"}
# Datatypes of OWL 2 RL that we use; xsd:date, xsd:gYear and xsd:gYearMonth are in no OWL 2 profile.
DATATYPES = {"xsd:anyURI", "xsd:boolean", "xsd:decimal", "xsd:integer", "xsd:string"}

WITHOUT_DOMAIN = {
    "al:amount": "relations and deals",
    "al:announced": "relations, deals and observations",
    "al:announcedFrom": "relations, deals and observations",
    "al:cutoff": "data sets, whose class is of DCAT",
    "al:evidence": "relations, deals and observations",
    "al:moneyKind": "amounts, types of relation and instruments",
    "al:note": "actors, deals and relations",
    "al:qualifier": "amounts and observations",
    "al:status": "relations and deals",
    "al:undisclosed": "relations, deals and amounts",
    "al:value": "amounts and observations",
}
STATED_DATE = "a year, a month or a day"
DAY = "an xsd:date, which OWL 2 does not offer"
WITHOUT_RANGE = {
    "al:announced": STATED_DATE,
    "al:announcedFrom": DAY,
    "al:asOf": STATED_DATE,
    "al:asOfEnd": DAY,
    "al:asOfStart": DAY,
    "al:closed": STATED_DATE,
    "al:ends": STATED_DATE,
    "al:cutoff": DAY,
    "al:founded": "an xsd:gYear, which OWL 2 does not offer",
    "al:from": DAY,
    "al:partOfFrom": STATED_DATE,
    "al:partOfTo": STATED_DATE,
    "al:periodFrom": DAY,
    "al:periodStart": STATED_DATE,
    "al:published": STATED_DATE,
    "al:publishedTo": DAY,
    "al:starts": STATED_DATE,
    "al:to": DAY,
    "al:validFrom": STATED_DATE,
    "al:validTo": STATED_DATE,
}
DATES = {
    STATED_DATE: {"xsd:gYear", "xsd:gYearMonth", "xsd:date"},
    DAY: {"xsd:date"},
    "an xsd:gYear, which OWL 2 does not offer": {"xsd:gYear"},
}

# Declared for data that we do not ship: no column holds it yet.
UNUSED = {"al:undisclosed", "al:partOfTo"}
# First parts of addresses that the rewrite rules do not know yet.
NOT_REDIRECTED: set[str] = set()

LABELS = {
    "rdfs:label",
    "skos:prefLabel",
    "al:inverseLabel",
    "al:subjectRole",
    "al:objectRole",
    "dcterms:title",
}
WORDS = LABELS | {"skos:definition", "rdfs:comment", "dcterms:description"}
# Words spelled alike in both languages; any other label must differ from its translation.
SAME_WORD = {
    *("acquisition", "capital", "cloud", "code", "collaboration", "consortium", "distribution"),
    *("euro", "gigawatts", "instrument", "instruments", "licence", "note", "observation"),
    "option",
    *("organisation", "relation", "restriction", "source"),
}


@pytest.fixture(scope="module")
def terms() -> Facts:
    """What ``alliances.ttl`` says."""
    return _by_subject(_read(ALLIANCES))


@pytest.fixture(scope="module")
def codes() -> Facts:
    """What the code lists say of their entries."""
    facts = _by_subject(quad for path in FILES[1:] for quad in _read(path))
    return {name: said for name, said in facts.items() if "skos:inScheme" in said}


@pytest.fixture(scope="module")
def schemes() -> Facts:
    """What the code lists say of themselves."""
    facts = _by_subject(quad for path in FILES[1:] for quad in _read(path))
    return {name: said for name, said in facts.items() if "skos:inScheme" not in said}


@pytest.fixture(scope="module")
def data(shipped: Graph) -> list[Quad]:
    """The shipped claims and what is derived from them."""
    return [*quads.asserted(shipped.records), *store.derived(shipped.records)]


# --- Form ---


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_both_libraries_read_the_same_triples(path: Path) -> None:
    by_rdflib = rdflib.Graph().parse(path)
    text = ox.serialize((q.triple for q in _read(path)), format=ox.RdfFormat.N_TRIPLES)
    assert text is not None
    by_pyoxigraph = rdflib.Graph().parse(data=text, format="nt")
    assert len(by_rdflib) == len(by_pyoxigraph) > 0
    assert isomorphic(by_rdflib, by_pyoxigraph)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_only_disjointness_takes_blank_nodes(path: Path) -> None:
    read = _read(path)
    blank = {
        term.value
        for quad in read
        for term in (quad.subject, quad.object)
        if isinstance(term, ox.BlankNode)
    }
    facts = _by_subject(read)
    for said in (facts[name] for name in blank):
        is_list = said.keys() == {"rdf:first", "rdf:rest"}
        assert is_list or _names(said, "rdf:type") == ["owl:AllDisjointClasses"], said


def test_version_is_the_same_everywhere(terms: Facts) -> None:
    header = terms[TERMS[:-1]]
    version = header["owl:versionInfo"][0].value
    newest = re.search(
        r"^## (\S+) – (\S+)$", (PLACE / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE
    )
    assert newest is not None
    assert newest.groups() == (version, header["dcterms:modified"][0].value)
    assert header["owl:versionIRI"][0].value == f"{BASE}ont/{version}"
    assert header["vann:preferredNamespaceUri"][0].value == TERMS


# --- Profile and consistency ---


def test_only_owl_2_rl(terms: Facts) -> None:
    assert list(_outside_owl_2_rl(terms)) == []


def test_code_lists_are_plain_facts(terms: Facts, codes: Facts, schemes: Facts) -> None:
    declared = {name for name, said in terms.items() if _names(said, "rdf:type")}
    for facts in (codes, schemes):
        used = {predicate for said in facts.values() for predicate in said}
        types = {type_ for said in facts.values() for type_ in _names(said, "rdf:type")}
        assert used - {"rdf:type", "rdfs:isDefinedBy"} <= declared
        assert types <= declared


@pytest.mark.parametrize(
    ("turtle", "complaint"),
    [
        ("al:A rdfs:subClassOf [ a owl:Restriction ] .", "_: rdf:type owl:Restriction"),
        ("al:A owl:unionOf ( al:Actor ) .", "al:A owl:unionOf"),
        ("al:p rdfs:domain [ a owl:Class ] .", "al:p rdfs:domain _:"),
        ("al:p rdfs:range xsd:date .", "al:p rdfs:range xsd:date"),
        ("al:Actor rdfs:subClassOf owl:Thing .", "al:Actor rdfs:subClassOf owl:Thing"),
        ("al:kind a owl:DatatypeProperty .", "al:kind is of several sorts"),
        ("<> owl:imports <http://www.w3.org/ns/prov> .", "owl:imports"),
        ("al:p a owl:ReflexiveProperty .", "al:p rdf:type owl:ReflexiveProperty"),
    ],
)
def test_what_lies_outside_the_profile_is_noticed(turtle: str, complaint: str) -> None:
    text = ALLIANCES.read_text(encoding="utf-8") + turtle
    parsed = ox.parse(text, format=ox.RdfFormat.TURTLE, base_iri=BASE)
    found = " | ".join(_outside_owl_2_rl(_by_subject(parsed)))
    assert complaint in re.sub(r"\b[0-9a-f]{16,}\b", "_:", found)


def test_ontology_is_consistent() -> None:
    assert _contradictions(rdflib.Graph().parse(ALLIANCES)) == []


def test_ontology_is_consistent_with_data(tiny_graph: Graph) -> None:
    graph = rdflib.Graph().parse(ALLIANCES)
    everything = (*quads.asserted(tiny_graph.records), *store.derived(tiny_graph.records))
    graph.parse(data=_ntriples(everything), format="nt")
    assert _contradictions(graph) == []
    invests, claim = rdflib.URIRef(TERMS + "InvestsIn"), rdflib.URIRef(TERMS + "Claim")
    assert set(graph[: rdflib.RDF.type : invests]) <= set(graph[: rdflib.RDF.type : claim]) != set()


def test_contradictions_are_noticed() -> None:
    graph = rdflib.Graph().parse(ALLIANCES)
    text = f"<{BASE}actor/x> a <{TERMS}Person> ; <{TERMS}metric> <{CODES}metric/revenue> ."
    graph.parse(data=text, format="turtle")
    assert len(_contradictions(graph)) > 0


# --- Words ---


def test_every_term_is_described_in_both_languages(terms: Facts) -> None:
    ours = {name: said for name, said in terms.items() if name.startswith("al:")}
    assert len(ours) > 150
    for name, said in ours.items():
        assert _names(said, "rdfs:isDefinedBy") == [TERMS[:-1]], name
        for predicate in ("rdfs:label", "skos:definition", "rdfs:comment"):
            assert _languages(said, predicate) == ["en", "fr"], (name, predicate)


def test_every_code_is_described_in_both_languages(codes: Facts) -> None:
    for name, said in codes.items():
        scheme, slug = name.split("/")
        assert _names(said, "skos:inScheme") == [scheme], name
        assert [note.value for note in said["skos:notation"]] == [slug], name
        assert {"al:Code", "skos:Concept"} <= set(_names(said, "rdf:type")), name
        for predicate in ("skos:prefLabel", "skos:definition"):
            assert _languages(said, predicate) == ["en", "fr"], (name, predicate)


def test_every_list_is_described_in_both_languages(schemes: Facts, codes: Facts) -> None:
    filled = {said["skos:inScheme"][0].value for said in codes.values()}
    assert {compact(iri) for iri in filled} == schemes.keys()
    for name, said in schemes.items():
        assert _names(said, "rdf:type") == ["skos:ConceptScheme"], name
        for predicate in ("dcterms:title", "skos:definition"):
            assert _languages(said, predicate) == ["en", "fr"], (name, predicate)


def test_ranks_are_unique_and_without_gap_in_a_list(codes: Facts) -> None:
    ranks: dict[str, list[int]] = {}
    for name, said in codes.items():
        ranks.setdefault(name.split("/")[0], []).append(int(said["al:rank"][0].value))
    for scheme, found in ranks.items():
        assert sorted(found) == list(range(1, len(found) + 1)), scheme


def test_labels_are_unique_within_a_list(codes: Facts) -> None:
    labels = Counter(
        (name.split("/")[0], label.language, label.value)
        for name, said in codes.items()
        for label in said["skos:prefLabel"]
    )
    assert [label for label, times in labels.items() if times > 1] == []


@pytest.mark.parametrize("kind", ["class", "property"])
def test_labels_of_terms_are_unique(kind: str, terms: Facts) -> None:
    labels = Counter(
        (label.language, label.value)
        for name, said in terms.items()
        if name.startswith("al:") and ("owl:Class" in _names(said, "rdf:type")) == (kind == "class")
        for label in said["rdfs:label"]
    )
    assert [label for label, times in labels.items() if times > 1] == []


def test_french_differs_from_english_but_where_the_word_is_the_same(
    terms: Facts, codes: Facts, schemes: Facts
) -> None:
    same = {
        (said[predicate][0].value, predicate in LABELS)
        for facts in (terms, codes, schemes)
        for said in facts.values()
        for predicate in WORDS & said.keys()
        if len({value.value for value in said[predicate]}) < len(_languages(said, predicate))
    }
    assert {text.lower() for text, is_label in same if is_label} == SAME_WORD
    assert {text for text, is_label in same if not is_label} == set()


def test_words_are_tidy(terms: Facts, codes: Facts, schemes: Facts) -> None:
    """Definitions and comments are sentences; nothing has stray spaces or a curly quote."""
    for facts in (terms, codes, schemes):
        for name, said in facts.items():
            for predicate in WORDS & said.keys():
                for value in said[predicate]:
                    text = value.value
                    assert text == " ".join(text.split()), name
                    assert "’" not in text, name
                    if predicate in {"skos:definition", "rdfs:comment"}:
                        assert text.endswith("."), name
                        assert text[0].isupper(), name


# --- Terms fit together ---


def test_properties_have_domain_and_range_or_a_reason(terms: Facts) -> None:
    properties = {
        name: said
        for name, said in terms.items()
        if name.startswith("al:")
        and {"owl:ObjectProperty", "owl:DatatypeProperty"} & set(_names(said, "rdf:type"))
    }
    assert {n for n, said in properties.items() if "rdfs:domain" not in said} == set(WITHOUT_DOMAIN)
    assert {n for n, said in properties.items() if "rdfs:range" not in said} == set(WITHOUT_RANGE)


def test_every_relation_type_has_its_class_and_its_arrow(terms: Facts) -> None:
    families = {f"{family}-relation" for family in vocabulary().codes["family"]}
    for kind in vocabulary().relation_types.values():
        class_, arrow = terms[compact(kind.class_iri)], terms[compact(kind.arrow_iri)]
        assert kind.arrow_iri == TERMS + _lower_first(kind.class_iri.removeprefix(TERMS))
        (parent,) = _names(class_, "rdfs:subClassOf")
        assert _kebab(parent) == f"{kind.family}-relation"
        assert _kebab(parent) in families
        assert ("owl:SymmetricProperty" in _names(arrow, "rdf:type")) == kind.symmetric
        assert _by_language(arrow["rdfs:label"]) == dict(kind.labels)
        assert not kind.symmetric or kind.labels == kind.inverse_labels


def test_every_deal_kind_has_its_class(terms: Facts) -> None:
    classes = {compact(code.extra["class"]) for code in vocabulary().codes["deal-kind"].values()}
    assert classes == {
        n for n, said in terms.items() if _names(said, "rdfs:subClassOf") == ["al:Deal"]
    }


def test_comments_name_terms_that_exist(terms: Facts, codes: Facts) -> None:
    for facts in (terms, codes):
        for name, said in facts.items():
            for values in said.values():
                for value in values:
                    named = set(re.findall(r"\bal:[A-Za-z]\w*", value.value))
                    assert named <= terms.keys(), name


# --- The shipped data fits the ontology ---


def test_every_term_the_program_writes_is_declared(data: list[Quad], terms: Facts) -> None:
    used = {compact(quad.predicate.value) for quad in data}
    used |= {compact(q.object.value) for q in data if compact(q.predicate.value) == "rdf:type"}
    assert {name for name in used if name.startswith("al:")} <= terms.keys()
    foreign = {name for name in used if not name.startswith("al:")} - terms.keys()
    assert foreign <= {"rdf:type", "rdfs:label", "skos:exactMatch", DCAT_DATASET}


def test_every_code_the_program_writes_is_declared(data: list[Quad], codes: Facts) -> None:
    used = {q.object.value for q in data if getattr(q.object, "value", "").startswith(CODES)}
    assert {compact(iri) for iri in used} <= codes.keys()


def test_a_property_takes_its_codes_from_one_list(data: list[Quad]) -> None:
    lists: dict[str, set[str]] = {}
    for quad in data:
        if isinstance(quad.object, ox.NamedNode) and quad.object.value.startswith(CODES):
            scheme = compact(quad.object.value).split("/")[0]
            lists.setdefault(compact(quad.predicate.value), set()).add(scheme)
    assert {name: found for name, found in lists.items() if len(found) > 1} == {}


def test_data_keeps_to_domains_and_ranges(data: list[Quad], terms: Facts, codes: Facts) -> None:
    above = _superclasses(terms)
    types: dict[str, set[str]] = {}
    for quad in data:
        if compact(quad.predicate.value) == "rdf:type":
            named = compact(quad.object.value)
            types.setdefault(quad.subject.value, set()).update(above.get(named, {named}))
    for name, said in codes.items():
        types[CODES + name.removeprefix("code:")] = set(_names(said, "rdf:type"))
    for quad in data:
        said = terms.get(compact(quad.predicate.value), {})
        for class_ in _names(said, "rdfs:domain"):
            assert class_ in types[quad.subject.value], quad
        for range_ in _names(said, "rdfs:range"):
            assert range_ in _sorts(quad.object, types), quad


def test_dates_have_the_datatypes_their_reason_names(data: list[Quad]) -> None:
    found: dict[str, set[str]] = {}
    for quad in data:
        if compact(quad.predicate.value) in WITHOUT_RANGE:
            kind = quad.object.datatype.value.replace(PREFIXES["xsd"], "xsd:")
            found.setdefault(compact(quad.predicate.value), set()).add(kind)
    for name, kinds in found.items():
        assert kinds <= DATES[WITHOUT_RANGE[name]], name


def test_properties_without_domain_stand_on_several_classes_or_a_foreign_one(
    data: list[Quad], codes: Facts
) -> None:
    types: dict[str, str] = {}
    for quad in data:
        if compact(quad.predicate.value) == "rdf:type":
            types.setdefault(quad.subject.value, compact(quad.object.value))
    places: dict[str, set[str]] = {}
    for quad in data:
        places.setdefault(compact(quad.predicate.value), set()).add(types[quad.subject.value])
    for said in codes.values():
        for predicate in said:
            places.setdefault(predicate, set()).add("al:Code")
    for name in WITHOUT_DOMAIN.keys() - UNUSED:
        assert len(places[name]) > 1 or places[name] == {DCAT_DATASET}, name


def test_only_known_terms_are_unused(data: list[Quad], terms: Facts, codes: Facts) -> None:
    used = {compact(quad.predicate.value) for quad in data}
    used |= {predicate for said in codes.values() for predicate in said}
    properties = {
        name
        for name, said in terms.items()
        if name.startswith("al:") and "owl:Class" not in _names(said, "rdf:type")
    }
    arrows = {compact(kind.arrow_iri) for kind in vocabulary().relation_types.values()}
    assert properties - used - arrows == UNUSED


# --- The addresses lead somewhere ---


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("ont", "ontology/alliances.ttl"),
        ("code/family", "ontology/codes/families.ttl"),
        ("code/status/active", "ontology/codes/statuses.ttl"),
        ("code/observation-status", "ontology/codes/observation-statuses.ttl"),
        ("code/unit/USD", "ontology/codes/units.ttl"),
        ("relation/a--owns--b/amount", "relation/a--owns--b.ttl"),
    ],
)
def test_redirects_to_turtle(path: str, file: str) -> None:
    assert _redirect(path).endswith("/" + file)


def test_every_code_list_redirects_to_its_file(schemes: Facts) -> None:
    for scheme in schemes:
        target = _redirect(scheme.replace("code:", "code/"))
        assert (PLACE / "codes" / target.rsplit("/", 1)[1]).is_file(), scheme


def test_version_redirects(terms: Facts) -> None:
    version = terms[TERMS[:-1]]["owl:versionIRI"][0].value
    assert _redirect(version.removeprefix(BASE)).endswith(".ttl")


def test_every_address_of_the_data_redirects(data: list[Quad]) -> None:
    ours = {
        term.value.removeprefix(BASE)
        for quad in data
        for term in (quad.subject, quad.object)
        if isinstance(term, ox.NamedNode) and term.value.startswith(BASE)
    }
    lost = {path.split("/")[0] for path in ours if "#" not in path and not _redirect(path)}
    assert lost == NOT_REDIRECTED


# --- How the checks are made ---


def _read(path: Path) -> list[Quad]:
    return list(ox.parse(path=str(path), format=ox.RdfFormat.TURTLE))


def _by_subject(found: Iterable[Quad]) -> Facts:
    facts: Facts = {}
    for quad in found:
        said = facts.setdefault(_short(quad.subject.value), {})
        said.setdefault(_short(quad.predicate.value), []).append(quad.object)
    return facts


def _short(iri: str) -> str:
    for prefix, namespace in {"xsd": PREFIXES["xsd"], "vann": VANN}.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return compact(iri)


def _names(said: dict[str, list[Any]], predicate: str) -> list[str]:
    return [_short(value.value) for value in said.get(predicate, [])]


def _languages(said: dict[str, list[Any]], predicate: str) -> list[str]:
    return sorted(filter(None, (value.language for value in said.get(predicate, []))))


def _by_language(values: list[Any]) -> dict[str, str]:
    return {value.language: value.value for value in values}


def _lower_first(name: str) -> str:
    return name[0].lower() + name[1:]


def _kebab(name: str) -> str:
    return re.sub(r"(?<=.)(?=[A-Z])", "-", name.removeprefix("al:")).lower()


def _ntriples(found: Iterable[Quad]) -> str:
    text = ox.serialize((quad.triple for quad in found), format=ox.RdfFormat.N_TRIPLES)
    assert text is not None
    return text.decode()


def _superclasses(terms: Facts) -> dict[str, set[str]]:
    """Return each class with all classes above it, itself among them."""

    def climb(name: str) -> set[str]:
        parents = _names(terms.get(name, {}), "rdfs:subClassOf")
        return {name}.union(*map(climb, parents))

    return {name: climb(name) for name in terms}


def _sorts(value: Any, types: dict[str, set[str]]) -> set[str]:
    """Return the classes of a node, or the datatype of a literal."""
    return {_short(value.datatype.value)} if isinstance(value, ox.Literal) else types[value.value]


def _outside_owl_2_rl(facts: Facts) -> Iterator[str]:
    """Yield what of an ontology, by short names, is not plainly within OWL 2 RL."""
    kinds = {name: set(_names(said, "rdf:type")) for name, said in facts.items()}
    sorts = {"owl:Class", "owl:ObjectProperty", "owl:DatatypeProperty", "owl:AnnotationProperty"}
    # A blank node has no colon in its name, and a class without a name is an expression.
    classes = {name for name, types in kinds.items() if "owl:Class" in types and ":" in name}
    properties = {name for name, types in kinds.items() if types & sorts - {"owl:Class"}}
    annotations = {name for name, types in kinds.items() if "owl:AnnotationProperty" in types}
    for name, types in kinds.items():
        if len(types & sorts) > 1:
            yield f"{name} is of several sorts: {sorted(types & sorts)}"
        for type_ in types - TYPES:
            yield f"{name} rdf:type {type_}"
    allowed = {
        **dict.fromkeys(BETWEEN_CLASSES | {"rdfs:domain"}, classes),
        **dict.fromkeys(BETWEEN_PROPERTIES, properties),
        "rdfs:range": classes | DATATYPES,
    }
    known = OTHER_SCHEMA | ANNOTATIONS | OF_THE_HEADER | ON_TERMS | allowed.keys() | annotations
    for name, said in facts.items():
        for predicate in said:
            if predicate not in known:
                yield f"{name} {predicate} is not of the profile"
            for value in _names(said, predicate):
                if predicate in allowed and value not in allowed[predicate]:
                    yield f"{name} {predicate} {value}"


def _contradictions(graph: rdflib.Graph) -> list[str]:
    """Close a graph under the rules of OWL 2 RL; return errors found and members of nothing."""
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    nothing = graph.subjects(rdflib.RDF.type, rdflib.OWL.Nothing)
    errors = graph.subjects(rdflib.RDF.type, ERROR)
    said = [str(text) for error in errors for text in graph.objects(error, ERROR_TEXT)]
    return said + [str(member) for member in nothing if member != rdflib.OWL.Nothing]


def _redirect(path: str) -> str:
    """Return where the rewrite rules send a client that asks for Turtle; empty for nowhere.

    Rules under conditions are those for browsers: each asks that Turtle be not accepted.
    """
    conditional = False
    for line in (PLACE / "w3id" / ".htaccess").read_text(encoding="utf-8").splitlines():
        words = line.split()
        if words[:1] == ["RewriteCond"]:
            conditional = True
        elif words[:1] == ["RewriteRule"]:
            match = re.search(words[1], path)
            if match and not conditional:
                return match.expand(re.sub(r"\$(\d)", r"\\g<\1>", words[2]))
            conditional = False
    return ""
