"""The lines of the page in a browser: none runs through the mark of a third actor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    Open = Callable[..., Any]

pytestmark = pytest.mark.browser
TOUCHED = """(() => {
  const marks = [...explorer.scene.actors].map(([id, mark]) => ({id, ...mark}));
  const apart = (mark, p, q) => {
    const [dx, dy] = [q.x - p.x, q.y - p.y], square = dx * dx + dy * dy;
    const part = square ? ((mark.x - p.x) * dx + (mark.y - p.y) * dy) / square : 0;
    const at = Math.max(0, Math.min(1, part));
    return Math.hypot(mark.x - p.x - at * dx, mark.y - p.y - at * dy) };
  const touches = ({ribbon, points, look}) => marks.filter(mark =>
    ![ribbon.a, ribbon.b].includes(mark.id) && points.slice(1).some((q, i) =>
      apart(mark, points[i], q) < mark.r + look.width / 2));
  return [...explorer.map.looks.values()].map(line =>
    [line.ribbon.id, line.look.usd, touches(line).map(mark => mark.id)]) })()"""


@pytest.mark.parametrize(
    "fragment",
    ["mode=loops", "mode=overlaps", "mode=overlaps&level=actor", "path=openai|asml",
     "mode=around&grow=coreweave~all", "mode=around&grow=mistral-ai~all",
     "loop=amazon|anthropic|nvidia|openai"],
)  # fmt: skip
@pytest.mark.parametrize("width", [1400, 390])
def test_no_line_touches_a_third_actor_in_a_view_of_sixty(
    open_page: Open, fragment: str, width: int
) -> None:
    with open_page(fragment, viewport={"width": width, "height": 900}) as view:
        assert view.ask("explorer.scene.actors.size") <= 60
        lines = view.ask(TOUCHED)
    assert lines
    assert [(id_, marks) for id_, _, marks in lines if marks] == []


@pytest.mark.parametrize("fragment", ["", "ended=1&rumours=1", "as=2025-06-30", "actor=nvidia"])
def test_no_line_of_a_billion_touches_a_third_actor_on_the_map(
    open_page: Open, fragment: str
) -> None:
    with open_page(fragment) as view:
        lines = view.ask(TOUCHED)
    heavy = [(id_, marks) for id_, usd, marks in lines if usd >= 1e9]
    assert heavy
    assert [line for line in heavy if line[1]] == []


APART = """(() => { const lines = [...explorer.map.looks.values()].filter(l => !l.around);
  const middle = points => points[Math.floor(points.length / 2)];
  const pairs = lines.flatMap((p, i) => lines.slice(0, i).filter(q =>
    q.ribbon.a === p.ribbon.a && q.ribbon.b === p.ribbon.b).map(q => [p, q]));
  return pairs.map(([p, q]) => { const [x, y] = [middle(p.points), middle(q.points)];
    return [p.ribbon.id, q.ribbon.id, Math.hypot(x.x - y.x, x.y - y.y)] }) })()"""


def test_the_lines_of_a_pair_lie_side_by_side(open_page: Open) -> None:
    with open_page("mode=overlaps") as view:
        pairs = view.ask(APART)
    assert len(pairs) > 30
    assert [pair for pair in pairs if pair[2] < 5] == []


def test_a_line_that_goes_around_can_be_hovered_and_opened(open_page: Open) -> None:
    at = """(id => { const line = explorer.map.looks.get(id);
      const middle = line.points[Math.floor(line.points.length / 2)];
      const box = explorer.map.container.getBoundingClientRect();
      const point = explorer.map.view().toScreen(middle);
      return [point.x + box.left, point.y + box.top] })"""
    with open_page("mode=overlaps", reduced_motion="reduce") as view:
        lines = view.ask(
            "[...explorer.map.looks.values()].filter(line => line.around)"
            ".sort((p, q) => q.look.width - p.look.width).map(line => line.ribbon.id)"
        )
        assert lines
        assert view.page.evaluate("id => explorer.map.edges.get(id).hidden", lines[0])
        hovered = []
        for id_ in lines:
            x, y = view.page.evaluate(at, id_)
            view.page.mouse.move(x, y)
            hovered.append(view.ask("explorer.map.hovered?.id"))
        assert set(hovered) & set(lines)
        chosen = lines[hovered.index(next(id_ for id_ in hovered if id_ in lines))]
        view.page.mouse.click(*view.page.evaluate(at, chosen))
        assert view.ask("explorer.state.selected.kind") == "pair"
