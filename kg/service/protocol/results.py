"""SPARQL results as text, up to a number of rows and bytes; a truncated answer says that it is.

The engine's own writer has no limit, so that these formats are written here.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from kg.rdf.terms import BlankNode, NamedNode, RdfFormat, Triple, serialize
from kg.service.protocol.problems import Problem
from kg.vocabulary.iri import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from kg.rdf.engine import QuerySolution, QuerySolutions
    from kg.rdf.terms import Term
    from kg.service.protocol.media import Format

_STRING = PREFIXES["xsd"] + "string"
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_QUOTED = re.compile('[",\r\n]')
_RDF = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "jsonld": RdfFormat.JSON_LD,
    "rdf": RdfFormat.RDF_XML,
}


@dataclass(frozen=True, slots=True)
class Caps:
    """The most that one answer holds: rows (or triples) and bytes."""

    rows: int = 100_000
    bytes: int = 32_000_000


@dataclass(frozen=True, slots=True)
class Written:
    """Results as bytes.

    Attributes
    ----------
    body : bytes
    rows : int
        Number of rows, or of triples.
    truncated : str
        ``rows`` or ``bytes`` when the answer was cut off there; else empty.
    """

    body: bytes
    rows: int
    truncated: str = ""

    def head(self, form: Format) -> dict[str, Any]:
        """Return the head of a reply with these results in a format."""
        return {"type": form.content_type, "rows": self.rows, "truncated": self.truncated}


def write_boolean(value: bool, form: str) -> Written:
    """Return the answer to an ASK query as ``json`` or ``xml``."""
    word = "true" if value else "false"
    if form == "json":
        return Written(f'{{"head":{{}},"boolean":{word}}}'.encode(), 1)
    body = f'<?xml version="1.0"?>\n<sparql xmlns="{_XML_NAMESPACE}"><head/>'
    return Written(f"{body}<boolean>{word}</boolean></sparql>".encode(), 1)


def write_rows(solutions: QuerySolutions, form: str, caps: Caps) -> Written:
    """Return the answer to a SELECT query as ``json``, ``xml``, ``csv`` or ``tsv``."""
    names = [variable.value for variable in solutions.variables]
    line = _LINES[form](names)
    lines: list[str] = []
    size, truncated = 0, ""
    for solution in solutions:
        if len(lines) >= caps.rows:
            truncated = "rows"
            break
        text = line(solution)
        size += len(text)
        if size > caps.bytes:
            truncated = "bytes"
            break
        lines.append(text)
    return Written(_WHOLES[form](names, lines, truncated).encode(), len(lines), truncated)


def write_triples(triples: Iterable[Triple], form: str, caps: Caps) -> Written:
    """Return the answer to a CONSTRUCT or DESCRIBE query, sorted, with the prefixes in use.

    Raises
    ------
    Problem
        406 for triples that the format cannot hold.
    """
    lines: dict[Triple, str] = {}
    size, truncated = 0, ""
    for triple in triples:
        if triple in lines:
            continue
        if len(lines) >= caps.rows or size > caps.bytes:
            truncated = "rows" if len(lines) >= caps.rows else "bytes"
            break
        lines[triple] = str(triple)
        size += len(lines[triple])
    ordered = sorted(lines, key=lines.__getitem__)
    text = "\n".join(lines.values())
    used = {prefix: iri for prefix, iri in PREFIXES.items() if f"<{iri}" in text}
    try:
        body = serialize(ordered, format=_RDF[form], prefixes=used)
    except (SyntaxError, ValueError, OSError) as error:
        raise Problem(406, "Not acceptable", f"{form} cannot hold this graph: {error}") from None
    assert body is not None, "without an output, the content is returned"
    if form == "rdf":
        _check_xml(body)
    mark = (
        f"# truncated after {len(lines)} triples\n" if truncated and form in {"ttl", "nt"} else ""
    )
    return Written(mark.encode() + body, len(lines), truncated)


def _check_xml(body: bytes) -> None:
    """Check that the XML is well-formed: the engine writes names and characters that XML forbids.

    Raises
    ------
    Problem
        406 when it is not.
    """
    try:
        expat.ParserCreate(namespace_separator=" ").Parse(body, True)
    except expat.ExpatError:
        detail = "RDF/XML cannot hold this graph: a property does not end in an XML name, or a "
        detail += "text has a character that XML has not; ask for text/turtle"
        raise Problem(406, "Not acceptable", detail) from None


_XML_NAMESPACE = "http://www.w3.org/2005/sparql-results#"


def _json_line(names: Sequence[str]) -> Callable[[QuerySolution], str]:
    keys = [f"{json.dumps(name)}:" for name in names]

    def line(solution: QuerySolution) -> str:
        terms = zip(keys, solution, strict=True)
        return "{" + ",".join(key + _json(term) for key, term in terms if term is not None) + "}"

    return line


def _json_whole(names: Sequence[str], lines: Sequence[str], truncated: str) -> str:
    mark = f',"truncated":{json.dumps(truncated)}' if truncated else ""
    head = f'{{"vars":{json.dumps(names, separators=(",", ":"))}{mark}}}'
    rows = ",\n".join(lines)
    return f'{{"head":{head},"results":{{"bindings":[{rows}]}}}}'


@lru_cache(maxsize=20_000)
def _json(term: Term) -> str:
    return json.dumps(_plain(term), ensure_ascii=False, separators=(",", ":"))


def _plain(term: Term) -> dict[str, object]:
    """Return a term as the JSON format spells it."""
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, Triple):
        parts = (term.subject, term.predicate, term.object)
        names = ("subject", "predicate", "object")
        return {"type": "triple", "value": dict(zip(names, map(_plain, parts), strict=True))}
    plain: dict[str, object] = {"type": "literal", "value": term.value}
    if term.language:
        plain["xml:lang"] = term.language
    elif term.datatype.value != _STRING:
        plain["datatype"] = term.datatype.value
    return plain


def _csv_line(_names: Sequence[str]) -> Callable[[QuerySolution], str]:
    return lambda solution: ",".join(_csv(term) for term in solution) + "\r\n"


def _csv_whole(names: Sequence[str], lines: Sequence[str], _truncated: str) -> str:
    return ",".join(names) + "\r\n" + "".join(lines)


def _csv(term: Term | None) -> str:
    if term is None:
        return ""
    text = str(term) if isinstance(term, BlankNode | Triple) else term.value
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text


def _tsv_line(_names: Sequence[str]) -> Callable[[QuerySolution], str]:
    return lambda solution: "\t".join(_tsv(term) for term in solution) + "\n"


def _tsv_whole(names: Sequence[str], lines: Sequence[str], _truncated: str) -> str:
    return "\t".join(f"?{name}" for name in names) + "\n" + "".join(lines)


def _tsv(term: Term | None) -> str:
    return "" if term is None else str(term).replace("\t", "\\t")


def _xml_line(names: Sequence[str]) -> Callable[[QuerySolution], str]:
    def line(solution: QuerySolution) -> str:
        bound = ((n, t) for n, t in zip(names, solution, strict=True) if t is not None)
        cells = (f'<binding name="{name}">{_xml(term)}</binding>' for name, term in bound)
        return f"<result>{''.join(cells)}</result>\n"

    return line


def _xml_whole(names: Sequence[str], lines: Sequence[str], truncated: str) -> str:
    variables = "".join(f'<variable name="{name}"/>' for name in names)
    mark = f"<!-- truncated: {truncated} -->\n" if truncated else ""
    head = f'<?xml version="1.0"?>\n<sparql xmlns="{_XML_NAMESPACE}"><head>{variables}</head>\n'
    return f"{head}{mark}<results>\n{''.join(lines)}</results></sparql>\n"


def _xml(term: Term) -> str:
    if isinstance(term, NamedNode):
        return f"<uri>{_xml_text(term.value)}</uri>"
    if isinstance(term, BlankNode):
        return f"<bnode>{term.value}</bnode>"
    if isinstance(term, Triple):
        return f"<triple>{''.join(_xml_parts(term))}</triple>"
    about = f" xml:lang={quoteattr(term.language)}" if term.language else ""
    if not about and term.datatype.value != _STRING:
        about = f" datatype={quoteattr(term.datatype.value)}"
    return f"<literal{about}>{_xml_text(term.value)}</literal>"


def _xml_parts(triple: Triple) -> Iterator[str]:
    for name in ("subject", "predicate", "object"):
        yield f"<{name}>{_xml(getattr(triple, name))}</{name}>"


def _xml_text(text: str) -> str:
    """Return text for XML 1.0, which has no place for some control characters."""
    return escape(_NO_XML.sub("\ufffd", text), {"\r": "&#13;"})


_LINES = {"json": _json_line, "csv": _csv_line, "tsv": _tsv_line, "xml": _xml_line}
_WHOLES = {"json": _json_whole, "csv": _csv_whole, "tsv": _tsv_whole, "xml": _xml_whole}
