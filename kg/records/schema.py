"""The tables: every column with its form, its meaning and its landing in RDF, declared once.

CSV, the RDF writer and reader, the columns named in findings, the JSON-LD context, the handbook,
the data dictionary and the types of Parquet follow from what stands here.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kg.records import columns as forms
from kg.records.columns import Column, Table, code, main_first, several
from kg.records.model import Actor, Deal, Disclosure, Observation, Relation, Source, Term

if TYPE_CHECKING:
    from collections.abc import Mapping

_ID = Column("id", forms.ID, required=True)
_NAME = Column(
    "name", forms.TEXT, "rdfs:label", meaning="The name under which it is shown.", required=True
)
_NOTE = Column("note", forms.TEXT)
_ANNOUNCED = Column("announced", forms.DATE, also={"al:announcedFrom": "first"})
_STATUS = Column("status", code("status"), required=True)
_SOURCES = Column(
    "sources",
    several(forms.ID),
    "al:evidence/prov:hadPrimarySource",
    meaning="The published pages on which the row rests.",
    required=True,
    refers_to="sources",
)
_SOURCE = replace(_SOURCES, name="source")
_EVIDENCE = Column("evidence", forms.TEXT, "al:evidence/al:statement", required=True)
_AMOUNT = Column(
    "amount", forms.POSITIVE, "al:amount/al:value", meaning="The sum of money, in full units."
)
_CODE_OF_MONEY = forms.standard("currency", "iso-4217", "an ISO 4217 code such as USD")
_CURRENCY = "al:amount/al:currency"
_QUALIFIER = Column("amount_qualifier", code("qualifier"), "al:amount/al:qualifier")
_COUNTRY = forms.standard("country", "iso-3166-1", "an ISO 3166-1 alpha-2 code such as US")
_TICKER = forms.pattern("ticker", r"[A-Z]+:[A-Z0-9.\-]+", "EXCHANGE:SYMBOL")
_QID = forms.pattern("Wikidata id", r"Q\d+", "Q and digits", "item")
_CIK = forms.pattern("Central Index Key", r"\d{1,10}", "up to 10 digits")
_LANGUAGE = forms.pattern("language", "[a-z]{2}", "an ISO 639-1 code such as en")

_ACTORS = (
    _ID,
    _NAME,
    Column(
        "alt_names",
        several(forms.TEXT),
        "skos:altLabel",
        meaning="Other names under which it is found.",
    ),
    Column(
        "kinds",
        main_first(code("actor-kind")),
        "al:kind",
        {"al:mainKind": "main"},
        "Lines of business or roles, the main one first.",
        required=True,
    ),
    Column("part_of", forms.ID, refers_to="actors"),
    Column("part_of_from", forms.DATE, optional=True),
    Column("part_of_to", forms.DATE, optional=True),
    Column("country", _COUNTRY),
    Column("founded", forms.YEAR),
    Column("ticker", _TICKER),
    Column("wikidata", _QID, "skos:exactMatch", meaning="The same thing in Wikidata."),
    Column("cik", _CIK, optional=True),
    Column("lei", forms.LEI, optional=True),
    Column("website", forms.ADDRESS),
    _NOTE,
)
_SOURCES_TABLE = (
    _ID,
    Column("title", forms.TEXT, "dcterms:title", meaning="The title of the page.", required=True),
    Column("publisher", forms.TEXT, required=True),
    Column("published", forms.DATE, also={"al:publishedTo": "last"}),
    Column("url", forms.ADDRESS, required=True),
    Column("language", _LANGUAGE),
    Column("kind", code("source-kind"), "al:sourceKind", required=True),
)
_DEALS = (
    _ID,
    _NAME,
    Column("kind", code("deal-kind"), "al:dealKind", {"rdf:type": "class"}, required=True),
    _ANNOUNCED,
    Column("closed", forms.DATE),
    _STATUS,
    _AMOUNT,
    Column("currency", _CODE_OF_MONEY, _CURRENCY, {"al:valuation/al:currency": "value"}),
    _QUALIFIER,
    Column(
        "valuation",
        forms.POSITIVE,
        "al:valuation/al:value",
        meaning="The post-money value of the company at which the deal was made, in the same"
        " currency.",
    ),
    _SOURCES,
    _NOTE,
)
_RELATIONS = (
    _ID,
    Column("type", code("relation-type"), also={"rdf:type": "class"}, required=True),
    Column("subject", forms.ID, required=True, refers_to="actors"),
    Column("object", forms.ID, required=True, refers_to="actors"),
    Column("announced", forms.DATE, also={"al:announcedFrom": "first", "al:from": "first"}),
    Column("valid_from", forms.DATE, also={"al:from": "first"}),
    Column("valid_to", forms.DATE, also={"al:to": "end"}),
    _STATUS,
    _AMOUNT,
    Column("currency", _CODE_OF_MONEY, _CURRENCY),
    _QUALIFIER,
    Column("amount_period", code("period"), "al:amount/al:period", default="total"),
    Column("stake_percent", forms.PERCENT),
    Column("instrument", code("instrument")),
    Column("capacity", forms.POSITIVE),
    Column("capacity_unit", code("capacity-unit")),
    Column("market", several(code("market"))),
    Column("exclusive", forms.BOOLEAN),
    Column("beneficiary", several(forms.ID), refers_to="actors"),
    Column(
        "deal",
        forms.ID,
        "^al:hasPart",
        meaning="The deal to which the relation belongs.",
        refers_to="deals",
    ),
    Column("supersedes", forms.ID, also={"^al:supersededBy": "back"}, refers_to="relations"),
    _SOURCES,
    Column("confidence", code("confidence"), "al:evidence/al:confidence", required=True),
    _EVIDENCE,
    _NOTE,
)
_OBSERVATIONS = (
    _ID,
    Column("actor", forms.ID, required=True, refers_to="actors"),
    Column("metric", code("metric"), required=True),
    Column("value", forms.NUMBER, meaning="The figure, or its lower end.", required=True),
    Column("value_high", forms.NUMBER),
    Column("unit", code("unit"), required=True),
    Column("qualifier", code("qualifier")),
    Column(
        "as_of", forms.DATE, also={"al:asOfStart": "first", "al:asOfEnd": "last"}, required=True
    ),
    Column("period_start", forms.DATE, also={"al:periodFrom": "first"}),
    _ANNOUNCED,
    Column("status", code("observation-status"), "al:observationStatus", required=True),
    _SOURCES,
    _EVIDENCE,
)

_RELATION = "The relation that the row is about; it has no more than one."
_TERMS = (
    Column(
        "relation", forms.ID, "^al:term", meaning=_RELATION, required=True, refers_to="relations"
    ),
    Column("term_kind", code("term-kind"), required=True),
    Column("starts", forms.DATE),
    Column("ends", forms.DATE),
    Column("years", forms.POSITIVE),
    Column(
        "amount_per_year",
        forms.POSITIVE,
        "al:amount/al:value",
        meaning="The sum of money per year, in full units.",
        period="per-year",
    ),
    Column("currency", _CODE_OF_MONEY, _CURRENCY),
    Column("notice_days", forms.POSITIVE),
    _SOURCE,
    _EVIDENCE,
)
_DISCLOSED_BY = (
    Column(
        "relation",
        forms.ID,
        "^al:disclosure",
        meaning=_RELATION,
        required=True,
        refers_to="relations",
    ),
    Column("disclosed_by", code("disclosed-by"), required=True),
    _SOURCE,
)

TABLES: Mapping[str, Table] = {
    table.name: table
    for table in (
        Table("actors", Actor, _ACTORS),
        Table("sources", Source, _SOURCES_TABLE),
        Table("deals", Deal, _DEALS),
        Table("relations", Relation, _RELATIONS),
        Table("observations", Observation, _OBSERVATIONS),
        Table("terms", Term, _TERMS, optional=True),
        Table("disclosed_by", Disclosure, _DISCLOSED_BY, optional=True),
    )
}
