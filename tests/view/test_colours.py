"""The colours of the display groups stay apart for people who see fewer colours.

Deficiencies are simulated with the matrices of Machado, Oliveira and Fernandes 2009
(doi:10.1109/TVCG.2009.113, severity 1), distances are CIEDE2000 (Sharma, Wu and Dalal 2005,
doi:10.1002/col.20070).
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from kg.view import style

SEEN = {
    "all": np.eye(3),
    "protan": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deutan": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritan": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
XYZ = [
    [0.4124564, 0.3575761, 0.1804375],
    [0.2126729, 0.7151522, 0.0721750],
    [0.0193339, 0.1191920, 0.9503041],
]
WHITE = np.array([0.95047, 1.0, 1.08883])


def lab(colour: str, sight: str) -> np.ndarray:
    values = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
    t = np.array(XYZ) @ np.clip(np.array(SEEN[sight]) @ linear, 0, 1) / WHITE
    f = np.where(t > (6 / 29) ** 3, np.cbrt(t), t / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def ciede2000(p: np.ndarray, q: np.ndarray) -> float:
    chroma = (np.hypot(p[1], p[2]) + np.hypot(q[1], q[2])) / 2
    g = 0.5 * (1 - np.sqrt(chroma**7 / (chroma**7 + 25**7)))
    c1, c2 = (float(np.hypot((1 + g) * x[1], x[2])) for x in (p, q))
    h1, h2 = (float(np.degrees(np.arctan2(x[2], (1 + g) * x[1])) % 360) for x in (p, q))
    turn = h2 - h1
    turn += 360 if turn < -180 else -360 if turn > 180 else 0
    mean = (h1 + h2) / 2 + (0 if abs(h1 - h2) <= 180 else 180 if h1 + h2 < 360 else -180)
    light, chroma = (p[0] + q[0]) / 2, (c1 + c2) / 2
    part = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2))
    t = 1 - 0.17 * np.cos(np.radians(mean - 30)) + 0.24 * np.cos(np.radians(2 * mean))
    t += 0.32 * np.cos(np.radians(3 * mean + 6)) - 0.20 * np.cos(np.radians(4 * mean - 63))
    sl = 1 + 0.015 * (light - 50) ** 2 / np.sqrt(20 + (light - 50) ** 2)
    sc, sh = 1 + 0.045 * chroma, 1 + 0.015 * chroma * t
    bend = 30 * np.exp(-(((mean - 275) / 25) ** 2))
    rt = -2 * np.sqrt(chroma**7 / (chroma**7 + 25**7)) * np.sin(np.radians(2 * bend))
    a, b, c = (q[0] - p[0]) / sl, (c2 - c1) / sc, part / sh
    return float(np.sqrt(a**2 + b**2 + c**2 + rt * b * c))


@pytest.mark.parametrize(
    ("p", "q", "distance"),
    [
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_the_distance_is_that_of_the_published_examples(
    p: tuple[float, ...], q: tuple[float, ...], distance: float
) -> None:
    assert ciede2000(np.array(p), np.array(q)) == pytest.approx(distance, abs=1e-4)


@pytest.mark.parametrize("sight", list(SEEN))
@pytest.mark.parametrize(("colours", "least"), [(style.LIGHT, 12.0), (style.DARK, 10.9)])
def test_families_are_told_apart(colours: dict[str, str], least: float, sight: str) -> None:
    families = [colour for group, colour in colours.items() if group != "people"]
    apart = {(a, b): ciede2000(lab(a, sight), lab(b, sight)) for a, b in combinations(families, 2)}
    assert min(apart.values()) >= least - 0.05, min(apart, key=lambda pair: apart[pair])
