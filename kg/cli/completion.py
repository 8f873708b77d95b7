"""``kg completion``, and what a shell may offer for a word that is begun: a value, a few words.

A shell waits for this at every press of a key: nothing heavy is loaded, tables are read as text,
and nothing is fetched from afar.
"""

from __future__ import annotations

import csv
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from kg.cli.choices import Choice
from kg.vocabulary.names import fold, spellings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from kg.rdf.query import Parameter

    Candidates = Iterable[tuple[str, str]]

# An RDF file is read whole for its actors; a larger one would keep the shell waiting.
_LARGEST_FILE = 2_000_000
_ABOUT = 60


class _Called(NamedTuple):
    """The names of an actor, as text of its row."""

    id: str
    name: str
    alt_names: tuple[str, ...]
    ticker: str | None
    cik: str | None
    lei: str | None


@click.command()
@click.argument("shell", type=Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the script that makes a shell complete commands, options, actors and named queries.

    The tables that -g or KG_GRAPH names are read for it; nothing is fetched from the network.

    \b
    Examples:
      eval "$(kg completion bash)"        in ~/.bashrc; bash 4.4 or newer
      eval "$(kg completion zsh)"         in ~/.zshrc, after compinit
      kg completion fish > ~/.config/fish/completions/kg.fish
    """
    from click.shell_completion import get_completion_class

    from kg.cli import main

    script = get_completion_class(shell)
    assert script is not None, f"click knows no {shell}"
    click.echo(script(main, {}, "kg", "_KG_COMPLETE").source())


def find(source: str, ctx: click.Context, begun: str) -> list[tuple[str, str]]:
    """Return the values that begin with what was typed, with a few words about each.

    Parameters
    ----------
    source
        A key of the functions below; anything else is a closed list of the ontology.
    ctx
        The call as far as it is typed.
    begun
        The word being typed.
    """
    sources: Mapping[str, Callable[[click.Context, str], Candidates]] = {
        "actors": _actors,
        "claims": _claims,
        "relations": partial(_ids, "relations"),
        "deals": partial(_ids, "deals"),
        "sources": partial(_ids, "sources"),
        "queries": _queries,
        "arguments": _arguments,
        "formats": _formats,
        "capabilities": _capabilities,
        "gaps": _gaps,
        "truth": lambda _, begun: [(w, "") for w in ("true", "false") if w.startswith(begun)],
    }
    find_in = sources.get(source, partial(_codes, source))
    try:
        return [(value, about[:_ABOUT]) for value, about in find_in(ctx, begun)]
    except (OSError, SyntaxError, ValueError, LookupError, csv.Error):
        return []  # a graph that cannot be read; the command itself will say so


def _actors(ctx: click.Context, begun: str) -> Candidates:
    """Offer ids that begin so; failing that, ids of actors with a name that does."""
    beginning = fold(begun)
    by_name = []
    by_id = []
    for id_, names in _named_actors(ctx):
        if id_.startswith(beginning):
            by_id.append((id_, names[0]))
        elif not by_id and any(fold(name).startswith(beginning) for name in names):
            by_name.append((id_, names[0]))
    return by_id or by_name


def _claims(ctx: click.Context, begun: str) -> Candidates:
    """Offer actors and ids of relations."""
    return [*_actors(ctx, begun), *_ids("relations", ctx, begun)]


def _named_actors(ctx: click.Context) -> Iterator[tuple[str, list[str]]]:
    """Yield id and names of the actors of the graph that -g names."""
    place = _place(ctx)
    if (place / "actors.csv").is_file():
        for row in _rows(place / "actors.csv"):
            others = tuple((row.get("alt_names") or "").split("|"))
            numbers = map(row.get, _Called._fields[3:])
            actor = _Called(row["id"], row["name"], others, *numbers)
            yield row["id"], list(filter(None, spellings(actor)))
    else:
        yield from _labelled(place)


def _labelled(place: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield id and label of the actors in a store or a small RDF file."""
    from kg.rdf.store import is_store, labels
    from kg.vocabulary.iri import mint, slug_of

    if is_store(place) or (place.is_file() and place.stat().st_size <= _LARGEST_FILE):
        for iri, label in labels(place):
            if iri.startswith(mint("actor", "")):
                yield slug_of(iri), [label]


def _ids(table: str, ctx: click.Context, begun: str) -> Candidates:
    """Offer the ids of a table, each with the title or name of its row."""
    path = _place(ctx) / f"{table}.csv"
    if not path.is_file():
        return []
    rows = (row for row in _rows(path) if row["id"].startswith(begun))
    return [(row["id"], row.get("title") or row.get("name") or "") for row in rows]


def _queries(_ctx: click.Context, begun: str) -> Candidates:
    from kg.rdf.query import named_queries

    return [(n, query.title) for n, query in named_queries().items() if n.startswith(begun)]


def _arguments(ctx: click.Context, begun: str) -> Candidates:
    """Offer parameters of the named query, and values of the parameter being typed.

    Bash splits ``actor=op`` into three words, other shells leave it as one.
    """
    from kg.rdf.query import named_queries

    query = named_queries().get(ctx.params.get("name") or "")
    if query is None:
        return []
    parameters = {parameter.name: parameter for parameter in query.parameters}
    words = [word for word in ctx.params.get("arguments") or () if word != "="]
    name, equals, value = begun.partition("=")
    if equals and name in parameters:
        return [(f"{name}={v}", about) for v, about in _values(ctx, parameters[name], value)]
    if words and words[-1] in parameters:
        return _values(ctx, parameters[words[-1]], begun)
    named = {word.partition("=")[0] for word in words}
    rest = (p for p in query.parameters if p.name not in named)
    return [(f"{p.name}=", p.about) for p in rest if p.name.startswith(begun)]


def _values(ctx: click.Context, parameter: Parameter, begun: str) -> Candidates:
    if parameter.type in {"number", "text", "deal", "source", "date", "first-day"}:
        return []
    kinds = {"actor": "actors", "relation": "relations"}
    return find(kinds.get(parameter.type, parameter.type), ctx, begun)


def _formats(_ctx: click.Context, begun: str) -> Candidates:
    from kg.exchange import FORMATS
    from kg.vocabulary.catalogue import phrase

    return [(name, phrase(f"format.{name}")) for name in FORMATS if name.startswith(begun)]


def _capabilities(_ctx: click.Context, begun: str) -> Candidates:
    from kg.measures.supply.capabilities import capabilities

    return [(name, slug) for name, slug in capabilities().items() if name.startswith(begun)]


def _gaps(_ctx: click.Context, begun: str) -> Candidates:
    from kg.measures.record.gaps import KINDS

    return [(kind, "") for kind in KINDS if kind.startswith(begun)]


def _codes(scheme: str, _ctx: click.Context, begun: str) -> Candidates:
    """Offer the entries of a closed list, ours or of a standard of others, with their labels."""
    from kg.cli.terminal.console import language
    from kg.vocabulary.standards import codes
    from kg.vocabulary.vocabulary import vocabulary

    entries = vocabulary().codes.get(scheme)
    about: Mapping[str, str] = (
        codes(scheme)
        if entries is None
        else {slug: code.labels[language()] for slug, code in entries.items()}
    )
    return [(slug, label) for slug, label in about.items() if slug.startswith(begun)]


def _place(ctx: click.Context) -> Path:
    """Return the place that -g or KG_GRAPH names; the shipped data without one."""
    from kg.vocabulary.bundled import folder

    named = ctx.find_root().obj
    return Path(named) if named else folder("data")


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
