"""The page as text: what a reader's browser is given."""

from __future__ import annotations

import base64
import gzip
import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from kg.relations.scope import scope
from kg.view import assets
from kg.view.page import html

if TYPE_CHECKING:
    from kg.records.model import Records

CUTOFF = "2026-07-02"


def payload(text: str) -> dict[str, Any]:
    element = re.search(r'id="data" data-old="[^"]+">([^<]*)</script>', text)
    assert element
    packed = base64.b85decode(element[1].replace(",", "<"))
    data: dict[str, Any] = json.loads(gzip.decompress(packed))
    return data


def test_nothing_is_loaded_from_elsewhere(page_text: str) -> None:
    markup = re.sub(r"<(script|style)\b[^>]*>.*?</\1>", "", page_text, flags=re.DOTALL)
    assert not re.search(r"""(src|href|url\()\s*=?\s*["']?(https?:)?//""", markup)
    assert "url(" not in assets.sheet()
    assert "http" not in assets.script().replace("http://www.w3.org/2000/svg", "").replace(
        '["http:", "https:"]', ""
    )


def test_the_policy_names_every_script_and_style(page_text: str) -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page_text)
    assert policy
    allowed = policy[1].replace("&#39;", "'").replace("&#43;", "+")
    inlined = re.findall(r"<(?:script|style)>(.*?)</(?:script|style)>", page_text, re.DOTALL)
    assert len(inlined) == 3
    for text in inlined:
        assert f"'{assets.digest(text)}'" in allowed
    assert "unsafe" not in allowed
    assert allowed.startswith("default-src 'none'")


def test_all_records_travel_in_the_page(records: Records, page_text: str) -> None:
    tables = payload(page_text)["tables"]
    for name in ("actors", "relations", "sources", "deals", "observations"):
        assert tables[name]["rows"] == len(getattr(records, name))


@pytest.mark.parametrize(("said", "day"), [("2025", "2025-12-31"), ("2025-06", "2025-06-30")])
def test_a_month_or_year_means_its_last_day(small: Records, said: str, day: str) -> None:
    opened = scope(small.cutoff, as_of=said)
    assert payload(html(small, cutoff=CUTOFF, digest="", scope=opened))["opens"]["asOf"] == day


def test_the_page_opens_under_a_scope(small: Records) -> None:
    opened = scope(small.cutoff, basis="in-force", undated="exclude", min_confidence="high")
    state = payload(html(small, cutoff=CUTOFF, digest="", scope=opened))["opens"]
    assert (state["basis"], state["undated"]) == ("in-force", False)
    assert state["offConfidence"] == ["low", "medium"]
    assert "offStatuses" not in state
    only = scope(small.cutoff, statuses="signed")
    state = payload(html(small, cutoff=CUTOFF, digest="", scope=only))["opens"]
    assert "signed" not in state["offStatuses"]
    assert "cancelled" in state["offStatuses"]


def test_a_title_is_text(small: Records) -> None:
    text = html(small, cutoff=CUTOFF, digest="", title='</title><script>alert(1)</script>"')
    assert "<script>alert" not in text
