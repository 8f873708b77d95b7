"""What the guard lets pass and what it refuses."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.rdf.query import named_queries
from kg.service.protocol.guard import Limits, NoLongerWanted, inspect
from kg.service.protocol.problems import Problem

MOST = Limits(*[10**9] * 7)
SOUND = {
    "a long string with all in it": 'ASK { ?s ?p """ "" \\""" SERVICE <x> "\\\\""" }',
    "words in strings": 'ASK { ?s rdfs:label "SERVICE", \'LOAD\', """a " SERVICE <x> {} """@en }',
    "words in IRIs and names": "ASK { <http://e/SERVICE> ex:service load:SERVICE . ?load ?x 1 }",
    "words in comments": "ASK { # SERVICE <http://e/> {}\n }",
    "a hash in an IRI": "ASK { <http://e/#a> ?b ?c }",
    "comparisons": "SELECT * { ?a ?b ?c FILTER(?a<?b && ?c>5) }",
    "addresses in brackets": "ASK { ?a ?b (1 <http://e/#a> <http://e/(1)#b> <c> <urn:d:e>) }",
    "addresses as values": 'ASK { VALUES (?a ?b) { (1 <http://e/#a>) ("b"@en <http://e/c>) } }',
    "addresses compared": "ASK { ?a ?b ?c FILTER(?c IN (<urn:x#a>, <#b>) || ?c = <urn:x#'c'>) }",
    "an address after a path": "ASK { ?a (<#p>|<#q>)* <#o> . ?b <urn:x#p> <urn:x#o> }",
    "addresses at the top": "PREFIX e: <urn:e#> DESCRIBE e:a <urn:e#b> FROM <urn:e#c> { }",
    "a short comparison": "ASK { ?a ?b ?c FILTER(?b<3||?c>?b) }",
    "many rows of values": "ASK { VALUES ?x { " + " ".join(map(str, range(5000))) + " } }",
    "sixty patterns": "SELECT * { " + "?s ?p ?o . " * 60 + "}",
}
TOO_MUCH = {
    "brackets": "SELECT * " + "{" * 5000 + "}" * 5000,
    "parentheses": "ASK { FILTER(" + "(" * 5000 + "1" + ")" * 5000 + ") }",
    "negations": "ASK { FILTER(" + "!" * 5000 + "true) }",
    "alternatives": "ASK { FILTER(" + "||".join(["true"] * 5000) + ") }",
    "sums": "ASK { FILTER(1" + "+1" * 5000 + " > 2) }",
    "unions": "SELECT * { {} " + "UNION {} " * 5000 + "}",
    "patterns": "SELECT * { " + "?s ?p ?o . " * 200 + "}",
    "objects": "SELECT * { ?s ?p " + "?o, " * 200 + "?o }",
    "optionals": "SELECT * { " + "OPTIONAL { ?s ?p ?o } " * 400 + "}",
    "a path": "SELECT * { ?s " + "/".join(["<p>"] * 800) + " ?o }",
}
OUTWARDS = {
    "a service": "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
    "a silent service": "SELECT * { service silent ?where { ?s ?p ?o } }",
    "an escaped service": "SELECT * { S\\u0045RVICE <http://127.0.0.1/> {} }",
    "a long escape": "SELECT * { \\U00000053ERVICE <http://127.0.0.1/> {} }",
    "a comment that ends": "SELECT * { # \\u000A SERVICE <http://127.0.0.1/> {} }",
    "a string that ends": 'SELECT * { ?s ?p "\\u0022 . SERVICE <http://127.0.0.1/> {} # " }',
    "a service in an expression": "ASK { FILTER EXISTS { SERVICE ex:a {} } }",
    "no space": "ASK{?a<http://b/>?c.SERVICE<http://d/>{}}",
    "words without a space": "SELECT * { SERVICESILENT<http://127.0.0.1/> {} }",
    "a word and a name without a space": "PREFIX e: <x> SELECT * { SERVICEe:a {} }",
    "a term and a word without a space": "SELECT * { ?s ?p trueSERVICE<http://127.0.0.1/> {} }",
    "loading without a space": "LOADSILENT<http://127.0.0.1/>",
    "loading": "LOAD <http://127.0.0.1/>",
    "loading a file": "INSERT DATA {} ; load silent <file:///etc/passwd> INTO GRAPH <g>",
    "after three quotes without end": 'ASK { VALUES ?x { """a" } SERVICE <http://127.0.0.1/> {} }',
    "after a long string with what is no escape": (
        'ASK { VALUES ?x { """a" } SERVICE <http://127.0.0.1/> {} } # \\x """'
    ),
    "after a long string with what is no character": (
        'ASK { VALUES ?x { """a" } SERVICE <http://127.0.0.1/> {} } # \\uD800 """'
    ),
    "after three marks without end": "ASK { VALUES ?x { '''a' } SERVICE <http://127.0.0.1/> {} }",
    "escaped loading": "L\\u004fAD <http://127.0.0.1/>",
}


LONG_PREFIX = "a-" * 50 + "VALUES"
AMBIGUOUS = {
    "a service": "ASK { BIND(2 AS ?a) FILTER(?a<3)SERVICE#>\n e:x {} }",
    "a service after a word": "ASK { FILTER(true<3)SERVICE#>\n e:x {} }",
    "a service after a group": "ASK { FILTER(EXISTS{}<3)SERVICE#>\n e:x {} }",
    "a service after a tag": "ASK { FILTER('a'@en<3)SERVICE#>\n e:x {} }",
    "a service behind at least": "ASK { FILTER(?a<=3)SERVICE#>\n e:x {} }",
    "a service among marks": "ASK { ?a ?b (1 <urn:a'b>) SERVICE e:x {} # ' }",
    "a service in what looks like data": (
        f"PREFIX {LONG_PREFIX}: <x> ASK {{ {LONG_PREFIX}:a ?p ?o {{ FILTER(?a<3)SERVICE#>\n }} }}"
    ),
    "the time": "SELECT ?n { BIND(2 AS ?a) FILTER(?a<3)BIND(NOW()AS?n)#>\n }",
    "brackets": "ASK { FILTER(?a<" + "(" * 5000 + "1" + ")" * 5000 + ">2) }",
    "operators": "ASK { FILTER(?a<3" + "&&1=1" * 5000 + ")#>\n }",
    "patterns": "ASK { FILTER(?a<3)" + "?s?p?o." * 400 + "#>\n }",
    "behind the group": "SELECT * { ?s ?p ?o } HAVING(?a)<3)SERVICE#>",
}


@pytest.mark.parametrize("text", SOUND.values(), ids=SOUND)
def test_sound_queries_pass(text: str) -> None:
    assert inspect(text).form in {"rows", "boolean", "graph"}


@pytest.mark.parametrize("name", named_queries())
def test_our_own_queries_pass(name: str) -> None:
    assert inspect(named_queries()[name].text).form == "rows"


@pytest.mark.parametrize("text", TOO_MUCH.values(), ids=TOO_MUCH)
def test_too_much_is_refused(text: str) -> None:
    with pytest.raises(Problem, match="ask less at once") as caught:
        inspect(text)
    assert caught.value.status == 400
    assert caught.value.members["line"] == 1
    assert 1 < caught.value.members["column"] <= len(text)


@pytest.mark.parametrize("text", OUTWARDS.values(), ids=OUTWARDS)
def test_what_reaches_out_is_refused(text: str) -> None:
    with pytest.raises(Problem, match="not offered here") as caught:
        inspect(text, is_update=True)
    assert caught.value.status == 403


@pytest.mark.parametrize("text", AMBIGUOUS.values(), ids=AMBIGUOUS)
def test_what_can_be_read_in_two_ways_is_refused(text: str) -> None:
    with pytest.raises(Problem, match=r"write a space after its <|not offered here") as caught:
        inspect(text, is_update=True)
    assert caught.value.status in {400, 403}


def test_patterns_in_what_only_looks_like_data_are_counted() -> None:
    text = f"ASK {{ {LONG_PREFIX}:a ?p ?o {{ {'?s ?p ?o . ' * 200} }} }}"
    with pytest.raises(Problem, match="ask less at once"):
        inspect(text)


def test_the_place_is_that_of_the_word() -> None:
    with pytest.raises(Problem) as caught:
        inspect("SELECT *\n{\n  SERVICE <http://e/> {} }")
    assert caught.value.members == {"line": 3, "column": 3}


def test_data_may_be_long() -> None:
    inspect("INSERT DATA { " + "<s> <p> <o> . " * 5000 + "}", is_update=True)
    inspect("INSERT DATA { GRAPH <g> { " + "<s> <p> <o> . " * 5000 + "} }", is_update=True)


@pytest.mark.parametrize("call", ["NOW()", "RAND()", "UUID()", "STRUUID()", "bnode()"])
def test_answers_that_differ_each_time_are_known(call: str) -> None:
    assert inspect(f"SELECT ({call} AS ?x) {{}}").volatile
    assert not inspect('SELECT ("RAND()" AS ?now) {}').volatile


ADVERSARIAL = {
    "escaped long quotes": '\\"""\n',
    "escaped long marks": "\\'''\n",
    "long quotes that break off": '"""\\x',
    "both kinds of long quotes": "\"\"\"'''",
    "short strings": '"\\\n',
    "comments": "#\\\n",
    "IRIs": "<",
    "long IRIs": "<a",
    "names": "a.",
    "names with dashes": "a-",
    "local names": "a:b.",
    "tags": "@a-",
    "numbers": "1e",
    "variables": "?a",
    "words": "é",
    "marks": "&|",
    "escapes": "\\u00",
}


@pytest.mark.parametrize("unit", ADVERSARIAL.values(), ids=ADVERSARIAL)
def test_a_long_text_is_judged_in_one_pass(unit: str) -> None:
    """A quadratic branch would take longer than the whole suite."""
    with contextlib.suppress(Problem):
        inspect(unit * (1_000_000 // len(unit)) + "\\", MOST)


MANY = 31


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT * {" + "?x a <c:c> . " * MANY + "}",
        "SELECT * {" + "?x a al:Actor ; a al:Firm . " * (MANY // 2) + "}",
        "SELECT * {" + "{ SELECT ?a { ?a ?b ?c } ORDER BY ?a LIMIT 1 OFFSET 2 } " * MANY + "}",
        "SELECT * {" + "{ SELECT DISTINCT ?a { ?a ?b ?c } ORDER BY DESC(?a) ?b } " * MANY + "}",
    ],
    ids=["types", "lists of types", "subqueries", "sorted subqueries"],
)
def test_a_pattern_counts_once(sparql: str) -> None:
    inspect(sparql, Limits(patterns=MANY))
    with pytest.raises(Problem, match="triple patterns"):
        inspect(sparql, Limits(patterns=MANY - 2))


def test_a_verdict_that_nobody_waits_for_is_given_up() -> None:
    asked = iter([True, True, False])
    with pytest.raises(NoLongerWanted):
        inspect("?a " * 1_000_000, is_wanted=lambda: next(asked))


@settings(max_examples=60)
@given(
    st.lists(
        st.sampled_from(
            ["'", '"', '"""', "\\", "<", ">", "a", ".", ":", "\n", "#", "1e", "{", "("]
        ),
        min_size=1,
        max_size=5,
    ).map("".join)
)
def test_time_grows_with_the_length(unit: str) -> None:
    """No long text keeps the guard busy, whatever it repeats: in square time this would not end."""
    text = (unit * (400_000 // len(unit)))[:400_000]
    with contextlib.suppress(Problem):
        inspect(text)
