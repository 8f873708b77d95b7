"""Questions as commands: options from their parameters, tables from their columns.

A question may have parts, see `kg.measures.question.Part`: the command takes the options of all of
them, and answers the part that is asked for.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from kg.base.errors import KgError, UnknownName
from kg.cli.choices import Choice
from kg.cli.options import (
    FORMATS,
    flag,
    ids_option,
    open_graph,
    output_options,
    parameter,
    plot_option,
    scope_options,
)
from kg.measures.outline import outline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from kg.graph.answer import Answer
    from kg.graph.graph import Graph
    from kg.measures.outline import Outline
    from kg.measures.question import Part, Question, Table, View
    from kg.measures.words import Words

_FIRST = 8  # rows of a sequel


def command(name: str) -> click.Command:
    """Return the command that asks a question; its measure is imported when it is called."""
    asked = outline(name)
    params = [
        *_own(asked),
        *_parts(asked),
        *([plot_option()] if asked.plot else []),
        *scope_options(asked.scope),
        *([ids_option()] if asked.scope else []),
        *output_options(_forms(asked)),
    ]
    return _Command(name, params=params, callback=_callback(asked), help=_help(asked))


class _Command(click.Command):
    """A command that says what to do with a word too many: names have blanks."""

    allow_extra_args = True

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the call; refuse what is left of it."""
        rest = super().parse_args(ctx, args)
        if rest and not ctx.resilient_parsing:
            names = [ctx.params[param.name] for param in self.params if _is_actor(param)]
            words = " ".join([*filter(None, names[-1:]), *rest])
            hint = f'; a name of several words goes in quotes: "{words}"' if names else ""
            ctx.fail(f"too many arguments: {' '.join(rest)}{hint}")
        return rest


def _is_actor(param: click.Parameter) -> bool:
    return isinstance(param, click.Argument) and getattr(param.type, "source", "") == "actors"


def _callback(asked: Outline) -> Callable[..., None]:
    @click.pass_context
    def run(ctx: click.Context, /, **values: Any) -> None:
        from kg.cli.terminal.output import chosen
        from kg.measures.question import question

        word = values.pop("part", None)
        form, out, plot = values.pop("form"), values.pop("out"), values.pop("plot", None)
        form = chosen(form, out, _forms(asked))
        _refuse_others(ctx, asked, word)
        session = _Session(open_graph(ctx), values, form, out)
        session.answer(question(asked.name), word, plot)

    return run


def _forms(asked: Outline) -> tuple[str, ...]:
    """Return the formats in which a question is answered."""
    return ("table", "json") if asked.is_text else FORMATS


def _help(asked: Outline) -> str:
    """Return the help: what is asked, and examples, whose lines click must not wrap."""
    examples = "\n".join(f"  kg {asked.name} {example}".rstrip() for example in asked.examples)
    return f"{asked.about}\n\n\b\nExamples:\n{examples}"


def _own(asked: Outline) -> list[click.Parameter]:
    """Return the options of a question, then those that only its parts take."""
    options = dict(asked.parameters)
    for part, word in zip(asked.parts, asked.words, strict=True):
        for name, option in outline(part.question).parameters.items() if part.question else ():
            about = f"For {word}: {option.about[:1].lower()}{option.about[1:]}"
            options.setdefault(name, replace(option, about=about))
    params = [parameter(option) for option in options.values() if not option.progress]
    positional = (option for option in options.values() if option.is_positional)
    return params + [flag(option) for option in positional if not option.is_required]


def _parts(asked: Outline) -> list[click.Parameter]:
    """Return the options that ask for a part."""
    if not asked.is_divided:
        return [
            click.Option([word, "part"], flag_value=part.word, help=part.about)
            for part, word in zip(asked.parts, asked.words, strict=True)
        ]
    words = [part.word for part in asked.parts]
    about = "; ".join(f"{part.word}: {part.about}" for part in asked.parts)
    choice = Choice(words)
    return [
        click.Option(["--part"], type=choice, default=words[0], show_default=True, help=f"{about}.")
    ]


def _refuse_others(ctx: click.Context, asked: Outline, word: str | None) -> None:
    """Refuse options that were given for the question, or another part, but not for this one."""
    part = next((part for part in asked.parts if part.word == word and part.question), None)
    if part is None:
        return
    asks = outline(part.question)
    taken = {*asks.parameters, *asks.scope, "part", "ids", "form", "out"}
    for option in ctx.command.params:
        name = option.name or ""
        is_given = ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE
        if is_given and option.expose_value and name not in taken:
            flag = asked.words[asked.parts.index(part)]
            raise click.UsageError(f"{option.opts[0]} does not go with {flag}", ctx)


class _Session:
    """A call of a command: what it asks, and where its answers go.

    Parameters
    ----------
    graph
        Whom to ask.
    values
        The options of the call by name.
    form, out
        Format and file of the answer.
    """

    def __init__(self, graph: Graph, values: Mapping[str, Any], form: str, out: str) -> None:
        self.graph, self.form, self.out = graph, form, out
        self.values = {name: v for name, v in values.items() if v not in (None, ())}

    @property
    def words(self) -> Words:
        """The words of the call's language."""
        from kg.cli.terminal.console import language
        from kg.measures.words import Words

        return Words(self.graph.records, language())

    def ask(self, asks: Question) -> Any:
        """Answer a question, with a bar on a terminal while that takes long."""
        from kg.cli.terminal.progress import track
        from kg.graph.asking import ask

        arguments = {
            name: value
            for name, value in self.values.items()
            if name in asks.parameters or name in asks.scope
        }
        for name, option in asks.parameters.items():
            if option.progress:
                arguments[name] = lambda work, key=option.progress: track(work, key)
        try:
            return ask(self.graph, asks, arguments)
        except UnknownName as error:
            if error.kind == "actor" and "capability" in asks.parameters:
                _refuse_capability(asks.name, error.name)
            raise

    def answer(self, asked: Question, word: str | None, plot: Path | None) -> None:
        """Answer a question, or the part of it that a word asks for."""
        from kg.measures.question import Question, View

        part = next((part for part in asked.parts if part.word == word), None)
        asks = part.asks if part and isinstance(part.asks, Question) else asked
        self.show(asks, part if part and isinstance(part.asks, View) else None, plot)
        if part is None or part.asks is None:
            self.show_sequels(asked)

    def show(self, asks: Question, part: Part | None, plot: Path | None) -> None:
        """Answer a question and write the answer, listed by a view if the part is one."""
        from kg.cli.terminal.output import as_json, indented, write
        from kg.measures.question import View

        reply = self.ask(asks)
        view = part.asks if part and isinstance(part.asks, View) else None
        word = part.word if part else ""
        text = view.text if view else asks.text
        if text and (view or self.form == "table"):
            write("".join(f"{indented(line)}\n" for line in text(reply, self.words)), self.out)
        elif asks.text:
            write(as_json(reply.to_dict()), self.out)
        else:
            if plot:
                self._draw(asks, reply, plot)
            if asks.intro and not view:
                self._introduce(asks.intro(reply, self.words))
            if view:
                reply = replace(reply, rows=tuple(view.rows(reply)), view=word)
            self._show_answer(reply, view or asks)

    def _draw(self, asks: Question, answer: Answer[Any], plot: Path) -> None:
        from kg.graph import plots

        plots.draw(asks.plot, answer, plot, self.values.get("actor", ""))

    def _show_answer(self, answer: Answer[Any], asks: Question | View) -> None:
        from kg.cli.terminal.console import Phrase, filled, note
        from kg.cli.terminal.output import show

        def table() -> Table:
            header, rows = asks.table(answer, self.words)
            if self.values.get("ids"):
                header, rows = _with_ids(answer, header, rows)
            return [Phrase(name) for name in header], rows

        show(answer, self.form, self.out, table)
        if self.form == "table" or answer.is_truncated:
            for paragraph in _notes(asks, answer, self.words):
                note(filled(paragraph))

    def _introduce(self, lines: Any) -> None:
        """Print what stands before the rows; beside them where they are read by a program."""
        from kg.base.text import markdown_text, one_line
        from kg.cli.terminal.console import is_terminal, note

        if self.form == "md":
            note("\n\n".join(map(markdown_text, lines)), err=self.out != "-")
        elif self.form == "table":
            for line in lines:
                note(one_line(line), err=not is_terminal(self.out))

    def show_sequels(self, asked: Question) -> None:
        """Print the first rows of further questions about the same actor, on a terminal."""
        from kg.cli.terminal.console import Phrase, is_terminal, note, say
        from kg.cli.terminal.output import tabular
        from kg.measures.question import Question

        actor = self.values.get("actor")
        if not (actor and self.form == "table" and is_terminal(self.out)):
            return
        options = dict(zip(asked.parts, asked.outline.words, strict=True))
        for part in (part for part in asked.parts if part.word in asked.sequels):
            assert isinstance(part.asks, Question), f"{part.word} is not a question"
            option = options[part]
            header, lines = part.asks.table(self.ask(part.asks), self.words)
            rows = list(lines)
            if rows:
                note(f"\n{say(asked.sequels[part.word])}", err=False)
                tabular([Phrase(name) for name in header], rows[:_FIRST], "-")
            if len(rows) > _FIRST:
                counts = {"n": len(rows), "shown": _FIRST}
                note(say("overlaps.first", **counts, actor=actor, option=option), err=False)


def _with_ids(answer: Answer[Any], header: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """Return a table with the ids of the relations that each row rests on."""
    from kg.cli.terminal.console import say

    ids = ("\n".join(sorted(answer.relations(row))) for row in answer.dicts())
    listed = list(rows)
    if len(listed) != len(answer):  # several lines a row
        return header, listed
    return [*header, say("heading.ids")], [
        (*row, text) for row, text in zip(listed, ids, strict=True)
    ]


def _refuse_capability(command: str, word: str) -> None:
    """Refuse a capability that stands where an actor should."""
    from kg.measures.supply.capabilities import find

    with suppress(KgError):
        raise click.UsageError(
            f"{word!r} is a capability, not an actor; write: kg {command} --capability {find(word)}"
        )


def _notes(asked: Question | View, answer: Answer[Any], words: Words) -> list[str]:
    """Return the paragraphs below a table."""
    if isinstance(asked.notes, str):
        return [words(asked.notes)] if asked.notes else []
    return list(asked.notes(answer, words))
