"""Graph files read by programs of others, and the graph they should hold, told in one form.

A graph is two dictionaries: nodes and edges by id, each the text of every property it states;
lists have ``|`` between their items.
"""

from __future__ import annotations

import csv
import io
import json
import subprocess
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import networkx as nx

from kg.vocabulary.vocabulary import vocabulary

if TYPE_CHECKING:
    from kg.records.model import Actor, Records, Relation

    Things = dict[str, dict[str, str]]

_MORE = ("announced", "valid_from", "valid_to", "confidence", "instrument", "exclusive", "deal",
         "supersedes", "stake_percent", "capacity", "capacity_unit", "note", "evidence", "status",
         "subject", "object", "type", "sources", "market", "beneficiary")  # fmt: skip


def expected(records: Records) -> tuple[Things, Things]:
    """Return nodes and edges as the records state them."""
    nodes = {actor.id: said(_node(actor, records)) for actor in records.actors}
    return nodes, {r.id: said(_edge(r, records)) for r in records.relations}


def _node(actor: Actor, records: Records) -> dict[str, Any]:
    names = ("name", "alt_names", "kinds", "country", "part_of", "founded", "ticker", "wikidata")
    names += ("part_of_from", "part_of_to", "cik", "lei", "website", "note")
    stated = {name: getattr(actor, name) for name in names}
    return {**stated, "group": records.root[actor.id]}


def _edge(relation: Relation, records: Records) -> dict[str, Any]:
    kind, amount = vocabulary().relation_types[relation.type], relation.amount
    return {
        **{name: getattr(relation, name) for name in _MORE},
        "source": relation.subject,
        "target": relation.object,
        "label": kind.labels["en"],
        "family": kind.family,
        "sign": kind.sign,
        "start": relation.start,
        "amount": amount and amount.value,
        "currency": amount and amount.currency,
        "amount_qualifier": amount and amount.qualifier,
        "amount_period": amount and amount.period,
        "urls": tuple(records.source_by_id[source].url for source in relation.sources),
    }


def said(fields: dict[str, Any]) -> dict[str, str]:
    """Return what is stated as text; ``end`` is left out, which has rules of its own."""
    known = {name: value for name, value in fields.items() if value not in (None, "", (), [])}
    return {name: _text(value) for name, value in known.items() if name != "end"}


def _text(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "|".join(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal):
        return str(float(value))
    return str(value)


def _of_networkx(graph: Any, drop: tuple[str, ...] = (), **renamed: str) -> tuple[Things, Things]:
    def fields(data: dict[str, Any]) -> dict[str, str]:
        return said({renamed.get(k, k): v for k, v in data.items() if k not in drop})

    nodes = {node: fields(data) for node, data in graph.nodes(data=True)}
    edges = {}
    for source, target, key, data in graph.edges(keys=True, data=True):
        edges[key] = fields({**data, "source": source, "target": target})
    return nodes, edges


def graphml(content: bytes) -> tuple[Things, Things]:
    found = nx.read_graphml(io.BytesIO(content), edge_key_type=str, force_multigraph=True)
    for _, _, key, data in found.edges(keys=True, data=True):
        assert key == data["relation"].replace("~", ":")
    return _of_networkx(found, ("relation",))


def gexf(content: bytes) -> tuple[Things, Things]:
    found = nx.read_gexf(io.BytesIO(content))
    multi = found if found.is_multigraph() else _with_keys(found)
    nodes, edges = _of_networkx(multi, ("id", "kind"), relation_type="type")
    for node in nodes.values():
        node["name"] = node.pop("label")
        node.pop("start", "")
    return nodes, edges


def _with_keys(graph: Any) -> Any:
    """networkx makes a simple graph of a file without parallel edges."""
    found = nx.MultiDiGraph()
    found.add_nodes_from(graph.nodes(data=True))
    for source, target, data in graph.edges(data=True):
        found.add_edge(source, target, key=data["id"], **data)
    return found


def cyjs(content: bytes) -> tuple[Things, Things]:
    found = nx.cytoscape_graph(json.loads(content))
    return _of_networkx(found, ("id", "value", "key"))


def node_link(content: bytes) -> tuple[Things, Things]:
    return _of_networkx(nx.node_link_graph(json.loads(content), edges="edges"), ("id",))


def edge_lists(content: bytes) -> tuple[Things, Things]:
    import pandas as pd

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        tables = [
            pd.read_csv(archive.open(name), dtype=str, keep_default_na=False).to_dict("records")
            for name in ("nodes.csv", "edges.csv")
        ]
    return tuple(  # type: ignore[return-value]
        {row["id"]: _numbers({_COLUMN.get(k, k): v for k, v in row.items() if k != "id"})
         for row in rows}
        for rows in tables
    )  # fmt: skip


_COLUMN = {"relation_type": "type", ":START_ID(Actor)": "source", ":END_ID(Actor)": "target"}


def _numbers(row: dict[str, str]) -> dict[str, str]:
    stated = said(row)
    for name in stated.keys() & {"amount", "stake_percent", "capacity"}:
        stated[name] = str(float(stated[name]))
    return stated


def neo4j(content: bytes) -> tuple[Things, Things]:
    """Read as the bulk importer does: titles say names and types, ``|`` separates items."""
    found: list[Things] = []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in ("nodes.csv", "relationships.csv"):
            text = archive.read(name).decode()
            things = {}
            for row in csv.DictReader(io.StringIO(text, newline="")):
                cells = {_COLUMN.get(k, k.partition(":")[0]): v for k, v in row.items()}
                cells.pop("", "")
                id_ = cells.pop("id")
                things[id_] = _numbers(cells)
            found.append(things)
    return found[0], found[1]


def dot(content: bytes) -> tuple[Things, Things]:
    """Read by Graphviz itself."""
    read = subprocess.run(["dot", "-Tdot_json"], input=content, capture_output=True, check=True)
    found = json.loads(read.stdout)
    drawn = {"_gvid", "shape", "style", "fillcolor", "color", "fontname", "fontsize", "head",
             "tail", "tooltip", "id", "label", "name", "phrase"}  # fmt: skip
    names = [thing["name"] for thing in found["objects"]]
    nodes, edges = {}, {}
    for thing in found.get("objects", []):
        own = {"group" if k == "group_of" else k: v for k, v in thing.items() if k not in drawn}
        nodes[thing["id"]] = said({**own, "name": thing["label"]})
    for thing in found.get("edges", []):
        own = {k: v for k, v in thing.items() if k not in drawn}
        ends = {"source": names[thing["tail"]], "target": names[thing["head"]]}
        words = {"label": thing["label"], "evidence": thing["tooltip"]}
        edges[thing["id"]] = _numbers({**own, **ends, **words})
    return nodes, edges


READERS = {
    "graphml": graphml,
    "gexf": gexf,
    "cyjs": cyjs,
    "node-link": node_link,
    "csv": edge_lists,
    "neo4j": neo4j,
    "dot": dot,
}
