"""The shipped page, a browser to look at it, and a small graph to look at closely."""

from __future__ import annotations

import random
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # looking, from any working directory

from looking import actor, relation

from chromium import launched
from facts import FACTS
from kg.records.model import Records, Source
from kg.records.tables import read
from kg.view.page import html
from kg.vocabulary.bundled import folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from playwright.sync_api import Browser, Page

CUTOFF: str = FACTS["cutoff"]


@pytest.fixture(scope="session")
def records() -> Records:
    return read(folder("data"))


@pytest.fixture(scope="session")
def page_text(records: Records) -> str:
    return html(records, cutoff=CUTOFF, digest="0" * 64)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with launched() as found:
        yield found


@dataclass
class View:
    """An open page, with what it asked for and what it complained about."""

    page: Page
    file: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def ask(self, expression: str) -> Any:
        return self.page.evaluate(expression)

    def text(self, selector: str) -> str:
        return self.page.text_content(selector) or ""

    def count(self, name: str) -> int:
        text = self.text(f'#counts [data-count="{name}"] b')
        return int("".join(filter(str.isdigit, text)))

    def shown(self) -> int:
        return self.count("relations") - self.count("hidden")

    def assert_quiet(self) -> None:
        elsewhere = [url for url in self.requests if not url.startswith((self.file, "blob:"))]
        assert elsewhere == []
        assert self.complaints == []


@pytest.fixture(scope="session")
def open_text(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Any]:
    """Return a function that opens a page text; leaving it checks that the page was quiet."""

    @contextmanager
    def opened(text: str, fragment: str = "", **context: Any) -> Iterator[View]:
        path: Path = tmp_path_factory.mktemp("page") / "alliances.html"
        path.write_text(text, encoding="utf-8")
        options = {"viewport": {"width": 1400, "height": 900}, "accept_downloads": True, **context}
        session = browser.new_context(**options)
        page = session.new_page()
        view = View(page, path.as_uri())
        page.on("request", lambda request: view.requests.append(request.url))
        page.on("pageerror", lambda error: view.complaints.append(str(error)))
        page.on(
            "console",
            lambda m: view.complaints.append(m.text) if m.type in {"error", "warning"} else None,
        )
        page.on("dialog", lambda dialog: view.complaints.append(dialog.message))
        page.goto(view.file + (f"#{fragment}" if fragment else ""))
        for _ in range(200):
            if page.evaluate("Boolean(window.explorer)"):
                break
            time.sleep(0.02)
        try:
            yield view
            view.assert_quiet()
        finally:
            session.close()

    return opened


@pytest.fixture
def open_page(page_text: str, open_text: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that opens the shipped page at an address fragment."""

    def opened(fragment: str = "", **context: Any) -> AbstractContextManager[View]:
        view: AbstractContextManager[View] = open_text(page_text, fragment, **context)
        return view

    return opened


@pytest.fixture
def small() -> Records:
    """Ann and Bob trade and compete; Cat lends to Bob; Dan leads Ann."""
    return Records(
        actors=(actor("ann"), actor("bob"), actor("cat", "bank"), actor("dan", "person")),
        sources=(Source("s", "A page", "A paper", "https://example.org/a", "news"),),
        deals=(),
        relations=(
            relation("ann", "competes-with", "bob"),
            relation("ann", "supplies-cloud-to", "bob"),
            relation("bob", "supplies-chips-to", "ann"),
            relation("cat", "lends-to", "bob"),
            relation("dan", "leads", "ann"),
        ),
        observations=(),
        cutoff=date(2026, 7, 2),
    )


@pytest.fixture(scope="session")
def large() -> Records:
    """Return 2,000 actors with 5,000 relations, most of them of a few actors."""
    chance = random.Random(5)  # the same graph every time
    types = ("invests-in", "supplies-cloud-to", "lends-to", "partners-with", "competes-with")
    actors = tuple(actor(f"a{i:05d}") for i in range(2000))
    ends = [
        (actors[int(2000 * chance.random())].id, actors[int(2000 * chance.random() ** 3)].id)
        for _ in range(5000)
    ]
    made = (
        relation(a, types[i % 5], b, id=f"{a}--{types[i % 5]}--{b}--{i}")
        for i, (a, b) in enumerate(ends)
        if a != b
    )
    source = Source("s", "A page", "A paper", "https://example.org/a", "news")
    rows = tuple(sorted(made, key=lambda row: row.id))
    return Records(actors, (source,), (), rows, (), cutoff=date(2026, 7, 2))
