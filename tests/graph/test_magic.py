"""The cell magic ``%%sparql``, in a real IPython shell."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import pytest

import kg
from builders import TINY
from facts import FACTS
from kg.rdf.solutions import Solutions

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES = "SELECT ?name { ?a a al:Actor ; rdfs:label ?name } ORDER BY ?name"


@pytest.fixture
def shell() -> Iterator[Any]:
    """A shell with the magic loaded and the tiny graph as ``tiny``."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of IPython's own history
        from IPython.core.interactiveshell import InteractiveShell

        found = InteractiveShell.instance(user_ns={"tiny": kg.open(TINY), "six": 6})
        found.run_line_magic("load_ext", "kg")
        yield found
        InteractiveShell.clear_instance()


def ask(shell: Any, line: str, cell: str | None = None) -> Any:
    if cell is None:
        return shell.run_line_magic("sparql", line)
    return shell.run_cell_magic("sparql", line, cell)


def test_a_query_of_a_graph_variable(shell: Any) -> None:
    found = ask(shell, "tiny", NAMES)
    assert isinstance(found, Solutions)
    assert found[0].name == "Atlas"


def test_the_shipped_data_by_default(shell: Any) -> None:
    assert len(ask(shell, "", NAMES)) == FACTS["actors"]


def test_a_named_query_with_parameters(shell: Any) -> None:
    found = ask(shell, "tiny --name investors-of actor='Boréal AI'")
    assert {row.investor.rpartition(":")[2] for row in found} == {
        "atlas",
        "atlas-cloud",
    }


def test_the_result_is_kept_under_a_name(shell: Any) -> None:
    assert ask(shell, "tiny -o found", NAMES) is shell.user_ns["found"]


def test_a_truth_value_and_triples(shell: Any) -> None:
    assert ask(shell, "tiny", "ASK { actor:atlas a al:Actor }") is True
    code = ask(shell, "tiny -o text", "CONSTRUCT WHERE { actor:atlas al:country ?c }")
    assert 'actor:atlas al:country "' in shell.user_ns["text"]
    assert code.data == shell.user_ns["text"]


@pytest.mark.parametrize(
    ("line", "cell", "said"),
    [
        ("tiny", "SELECT ?a\n{ ?a ! ?b }", "at line 3, column 11"),
        ("six", NAMES, "no variable 'six' holds a graph; graphs are tiny"),
        ("tiny six", NAMES, "one graph is asked at a time"),
        ("tiny", "  ", "write a query below"),
        ("tiny -n overlaps", NAMES, "write a query below"),
        ("tiny actor=atlas", NAMES, "parameters belong to a named query"),
        ("tiny -n overlap", None, "no query is called 'overlap'; did you mean overlaps"),
        ("tiny 'open", NAMES, "No closing quotation"),
        ("tiny --nonsense", NAMES, "unrecognized arguments: --nonsense"),
    ],
)
def test_mistakes_take_one_line(shell: Any, line: str, cell: str | None, said: str) -> None:
    from IPython.core.error import UsageError

    with pytest.raises(UsageError) as caught:
        ask(shell, line, cell)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_shell_shows_no_traceback(shell: Any, capsys: pytest.CaptureFixture[str]) -> None:
    result = shell.run_cell("%%sparql tiny\nSELECT * { ?a ! ?b }", store_history=False)
    assert not result.success
    shown = "".join(capsys.readouterr())
    assert shown.startswith("UsageError: the SPARQL query cannot be read at line 2")
    assert "Traceback" not in shown
