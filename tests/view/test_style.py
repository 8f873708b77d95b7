from __future__ import annotations

import pytest

from kg.view import style
from kg.vocabulary.vocabulary import vocabulary


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(
    ("colours", "theme", "least"), [(style.LIGHT, "light", 3.9), (style.DARK, "dark", 6.3)]
)
def test_ribbons_stand_out_from_the_canvas(
    colours: dict[str, str], theme: str, least: float
) -> None:
    ground = luminance(style.CANVAS[theme])
    for colour in colours.values():
        light, dark = sorted((luminance(colour), ground), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= least


def test_every_display_group_and_kind_group_has_its_own_look() -> None:
    groups = set(vocabulary().codes["display-group"])
    assert groups == set(style.LIGHT) == set(style.DARK)
    assert set(vocabulary().codes["kind-group"]) == set(style.SHAPES)
    assert len(set(style.SHAPES.values())) == len(style.SHAPES)


@pytest.mark.parametrize(
    ("group", "statuses", "dash"),
    [
        ("money", ["active"], False),
        ("money", ["announced"], [10, 5]),
        ("money", ["rumoured", "reported"], [4, 4]),
        ("money", ["reported", "signed"], False),
        ("rivalry-law", ["active"], style.DOTTED),
    ],
)
def test_status_is_the_dash(group: str, statuses: list[str], dash: object) -> None:
    assert style.dashes(group, statuses) == dash
