"""The query editor in a real browser, with nobody but the service to talk to."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx
import pytest

from builders import TINY
from chromium import launched
from service.running import Running, service

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from playwright.sync_api import Browser, Page

    Open = Callable[..., AbstractContextManager[Page]]

pytestmark = pytest.mark.browser
HOSTILE = "</script><img src=x onerror=alert(1)>'\"><svg onload=alert(2)>{{7*7}}"
REFUSED = "the server responded with a status of 4"  # which Chromium reports of any such answer
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as found:
        yield found


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The tiny data set with a hostile name in it."""
    folder = tmp_path_factory.mktemp("edited")
    for path in TINY.iterdir():
        if path.suffix in {".csv", ".ttl"}:
            shutil.copy(path, folder)
    actors = folder / "actors.csv"
    quoted = HOSTILE.replace('"', '""')
    text = actors.read_text(encoding="utf-8").replace("Cobalt Semiconductors", f'"{quoted}"')
    actors.write_text(text, encoding="utf-8")
    with service(folder, folder, "--workers", "2") as running:
        yield running


@pytest.fixture(scope="module")
def open_at(browser: Browser, edited: Running) -> Open:
    """Return a function that opens the editor; leaving it checks that nothing else was asked."""

    @contextmanager
    def opened(path: str = "/query", **context: Any) -> Iterator[Page]:
        session = browser.new_context(**{"viewport": {"width": 1200, "height": 900}} | context)
        page = session.new_page()
        asked: list[str] = []
        complaints: list[str] = []
        page.on("request", lambda request: asked.append(urlsplit(request.url).netloc))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append(dialog.message))
        page.on(
            "console", lambda m: complaints.append(m.text) if "status of 4" not in m.text else None
        )
        page.goto(edited.address + path)
        page.wait_for_selector("#named option:nth-child(4)", state="attached")
        try:
            yield page
            assert set(asked) <= {urlsplit(edited.address).netloc, ""}
            assert complaints == []
        finally:
            session.close()

    return opened


def run(page: Page, text: str, view: str = "table") -> str:
    """Run a query; return what is said of it."""
    page.fill("#text", text)
    page.select_option("#view", view)
    page.click("#run")
    page.locator("#state", has_not_text="Running").wait_for()
    return page.text_content("#state") or ""


def test_a_named_query_runs(open_at: Open) -> None:
    with open_at() as page:
        page.select_option("#named", "counts-by-type")
        text = page.input_value("#text")
        assert "PREFIX" not in text
        assert "rows in" in run(page, text)
        assert page.locator("tbody tr").count() > 3


@pytest.mark.parametrize(
    ("typed", "offered", "inserted"),
    [
        ("?s al:invests", "al:investsIn", "?s al:investsIn"),
        ("?s ?p atl", "actor:atlas", "?s ?p actor:atlas"),
        ("?s ?p actor:atl", "actor:atlas", "?s ?p actor:atlas"),
        ("?s ?p BRL", "actor:boreal", "?s ?p actor:boreal"),
        ("?s ?p boréal", "actor:boreal", "?s ?p actor:boreal"),
    ],
)
def test_terms_and_actors_are_completed(
    typed: str, offered: str, inserted: str, open_at: Open
) -> None:
    with open_at() as page:
        page.fill("#text", "")
        page.type("#text", typed)
        names = [text.split()[0] for text in page.locator("#suggest li").all_text_contents()]
        assert offered in names
        for _ in range(names.index(offered)):
            page.press("#text", "ArrowDown")
        page.press("#text", "Enter")
        assert page.input_value("#text") == inserted
        assert page.is_hidden("#suggest")


def test_a_hostile_name_is_completed_as_text(open_at: Open) -> None:
    with open_at() as page:
        page.fill("#text", "")
        page.type("#text", "cobalt")
        assert HOSTILE in (page.text_content("#suggest") or "")
        assert page.locator("#suggest img").count() == 0


def test_a_chart_and_a_graph_are_drawn(open_at: Open) -> None:
    counts = "SELECT ?t (COUNT(*) AS ?n) { ?r al:type ?t } GROUP BY ?t"
    with open_at() as page:
        run(page, counts, "chart")
        assert page.locator("svg rect").count() > 3
        run(page, "SELECT ?a ?t ?b { ?r al:subject ?a ; al:type ?t ; al:object ?b }", "graph")
        assert page.locator("svg circle").count() > 3
        assert page.locator("svg line").count() > 3
        run(page, "CONSTRUCT { ?a al:x ?b } { ?r al:subject ?a ; al:object ?b }", "graph")
        assert page.locator("svg circle").count() > 3
        page.select_option("#view", "table")
        run(page, "ASK {}")
        assert (page.text_content("#state") or "").startswith("Yes")


def test_triples_are_shown_anew_in_another_way(open_at: Open) -> None:
    with open_at() as page:
        run(page, "CONSTRUCT { ?a al:x ?b } { ?r al:subject ?a ; al:object ?b }", "table")
        assert page.locator("#out pre").count() == 1
        page.select_option("#view", "graph")
        assert page.locator("svg circle").count() > 3
        page.select_option("#view", "table")
        assert page.locator("#out pre").count() == 1


def test_what_a_query_has_to_do_is_explained(open_at: Open) -> None:
    with open_at() as page:
        page.fill("#text", "SELECT * { ?a al:subject ?b . ?c al:object ?d }")
        page.click("#explain")
        page.wait_for_selector("pre")
        assert "cartesian product" in (page.text_content("#out") or "")


def test_a_permanent_link_opens_to_the_same_result(open_at: Open, edited: Running) -> None:
    text = "SELECT ?t (COUNT(*) AS ?n) { ?r al:type ?t } GROUP BY ?t ORDER BY ?t"
    with open_at() as page:
        run(page, text, "chart")
        drawn = page.inner_html("#out")
        link = page.get_attribute("#link", "href") or ""
        csv = page.get_attribute("#csv", "href") or ""
    with open_at(link) as page:
        page.wait_for_selector("svg rect")
        assert page.inner_html("#out") == drawn
        assert "changed" not in (page.text_content("#state") or "")
    with open_at(link.replace("dataset=", "dataset=0")) as page:
        page.wait_for_selector("#anyway")
        assert "The data has changed" in (page.text_content("#state") or "")
        assert page.locator("svg rect").count() == 0
        page.click("#anyway")
        page.wait_for_selector("svg rect")
        assert page.inner_html("#out") == drawn
    files = [httpx.get(edited.address + csv) for _ in range(2)]
    assert files[0].content == files[1].content
    assert files[0].status_code == 200
    assert httpx.get(edited.address + csv.replace("dataset=", "dataset=0")).status_code == 409


def test_a_mistake_is_shown_at_its_place(open_at: Open, edited: Running) -> None:
    text = "SELECT ?x\n{ ?x foo:b ?y }"
    told = edited.query(text).json()
    assert told["line"] == 2
    with open_at() as page:
        assert run(page, text).startswith("Syntax error")
        said = page.text_content(".problem") or ""
        assert f"a prefix is not declared: foo (line 2, column {told['column']})" in said
        start = page.evaluate("document.getElementById('text').selectionStart")
        assert start == len("SELECT ?x\n") + told["column"] - 1


def test_hostile_names_stay_text(open_at: Open) -> None:
    label = "SELECT ?l ?n { { ?a rdfs:label ?l } UNION { BIND(1 AS ?x) } BIND(1 AS ?n) }"
    with open_at() as page:
        for view in ("table", "chart", "graph"):
            run(page, label, view)
            assert HOSTILE[:20] in (page.text_content("#out") or "")
        run(page, "CONSTRUCT { ?a rdfs:label ?l } { ?a rdfs:label ?l }", "graph")
        run(page, f"SELECT ?x {{ {HOSTILE} }}")
        assert page.locator("#out img, #out svg[onload], #out script").count() == 0
        page.wait_for_timeout(100)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_a_phone(scheme: str, open_at: Open) -> None:
    with open_at(viewport=PHONE, color_scheme=scheme) as page:
        page.select_option("#named", "counts-by-type")
        run(page, page.input_value("#text"))
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_keys_alone_are_enough(open_at: Open) -> None:
    with open_at() as page:
        page.fill("#text", "SELECT (1 AS ?x) {}")
        page.focus("#text")
        page.keyboard.press("Control+Enter")
        page.wait_for_selector("tbody td")
        assert page.text_content("tbody td") == "1"
