"""An answer as a workbook: its rows, what was asked, the claims it rests on, and their sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.base.workbook import workbook
from kg.exchange.workbook import sheet
from kg.relations.hindsight import as_known

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kg.graph.answer import Answer


def of_answer(answer: Answer[Any]) -> bytes:
    """Return the workbook of an answer; claims and sources stand as on record then."""
    known_at, records = answer.scope.known_at, answer.data.records
    records = records if known_at is None else as_known(records, known_at)
    claims = answer.claims & records.relation_by_id.keys()
    sources = {source for claim in claims for source in records.relation_by_id[claim].sources}
    sheets = {
        "answer": answer.columns.values,
        "scope": _scope(answer),
        "claims": sheet(records, "relations", claims),
        "sources": sheet(records, "sources", sources),
    }
    return workbook(sheets, answer.data.cutoff)


def _scope(answer: Answer[Any]) -> dict[str, list[Any]]:
    """Return what was asked and what was left out, a line for each."""
    whole = {name: value for name, value in answer.to_dict().items() if name != "rows"}
    lines = dict(_lines(whole))
    return {"what": list(lines), "value": list(lines.values())}


def _lines(values: Mapping[str, Any], stem: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        if isinstance(value, dict):
            yield from _lines(value, f"{stem}{name}.")
        else:
            yield stem + name, value
