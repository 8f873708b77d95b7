"""The Dockerfile, read as text: what it copies, as whom it runs, what it starts."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import click
import pytest

from kg.cli import main

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
INSTRUCTIONS = re.findall(r"^([A-Z]+) +(.*)$", TEXT, re.MULTILINE)
LAST_STAGE = INSTRUCTIONS[[name for name, _ in INSTRUCTIONS].index("FROM", 1) :]


def arguments(name: str) -> list[str]:
    """Return what the instructions of this name say in the stage that runs."""
    return [text.strip() for instruction, text in LAST_STAGE if instruction == name]


def test_images_to_start_from_have_a_version() -> None:
    bases = [text.split()[0] for name, text in INSTRUCTIONS if name == "FROM"]
    assert len(bases) == 2
    assert all(re.fullmatch(r"python:3\.\d+-slim", base) for base in bases)


def test_what_is_copied_is_there() -> None:
    copied = [text.split()[:-1] for name, text in INSTRUCTIONS if name == "COPY"]
    sources = [path for paths in copied for path in paths if "--from=build" not in paths]
    assert {"kg", "data", "ontology", "pyproject.toml"} <= set(sources)
    assert all((ROOT / path).exists() for path in sources)


def test_it_does_not_run_as_root() -> None:
    (user,) = arguments("USER")
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", user)


def test_it_starts_the_service_with_options_that_exist() -> None:
    (program,), (words,) = (map(json.loads, arguments(name)) for name in ("ENTRYPOINT", "CMD"))
    assert program == ["kg"]
    serve = main.get_command(click.Context(main), words[0])
    assert serve is not None
    context = serve.make_context(words[0], words[1:])
    assert arguments("EXPOSE") == [str(context.params["port"])]
    assert context.params["host"] == "0.0.0.0"  # noqa: S104 - inside the container


def test_its_health_is_asked_of_the_service() -> None:
    (check,) = arguments("HEALTHCHECK")
    program, option, code = json.loads(check.split(" CMD ")[1])
    assert (program, option) == ("python", "-c")
    ast.parse(code)
    assert ":8000/healthz" in code


@pytest.mark.parametrize("instruction", ["ADD", "VOLUME"])
def test_nothing_is_fetched_or_written(instruction: str) -> None:
    assert instruction not in [name for name, _ in INSTRUCTIONS]
