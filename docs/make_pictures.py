"""The pictures of the README and the documentation, taken from the real page.

``python docs/make_pictures.py`` renders the shipped data and photographs it with Chromium, into
``docs/pictures``. ``python docs/make_pictures.py phone panel`` makes only those.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Browser, Page, sync_playwright

import kg

FOLDER = Path(__file__).parent / "pictures"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
DESK = {"width": 1400, "height": 900}
CUT = {"width": 1400, "height": 780}
PHONE = {"width": 390, "height": 844}


@dataclass(frozen=True)
class Picture:
    """One picture: the state of the page in its address, what to do next, and the window."""

    name: str
    fragment: str = ""
    click: str = ""
    window: dict[str, int] = field(default_factory=lambda: DESK)
    scale: float = 1
    dark: bool = False


PICTURES = (
    Picture("explorer"),
    Picture("pair", "mode=overlaps&pair=microsoft|openai", window=CUT),
    Picture("pair-dark", "mode=overlaps&pair=microsoft|openai", window=CUT, dark=True),
    Picture("overlaps", "mode=overlaps"),
    Picture("loops", "loop=amazon|anthropic|nvidia|openai"),
    Picture("panel", "ribbon=nvidia|openai|money"),
    Picture("phone", window=PHONE, scale=2),
)


def main(names: list[str]) -> None:
    """Make the pictures of these names, or all."""
    FOLDER.mkdir(exist_ok=True)
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        page = Path(folder) / "alliances.html"
        kg.open().render(page)
        browser = driver.chromium.launch(executable_path=found, args=FLAGS)
        for picture in PICTURES:
            if not names or picture.name in names:
                path = FOLDER / f"{picture.name}.png"
                path.write_bytes(small(photograph(browser, page, picture)))
                sys.stdout.write(f"{path.name} {path.stat().st_size // 1000} kB\n")
        browser.close()


def photograph(browser: Browser, page: Path, picture: Picture) -> bytes:
    """Return the picture as PNG."""
    context = browser.new_context(
        viewport=picture.window,  # type: ignore[arg-type]
        device_scale_factor=picture.scale,
        color_scheme="dark" if picture.dark else "light",
        reduced_motion="reduce",
    )
    tab = context.new_page()
    tab.goto(page.as_uri() + (f"#{picture.fragment}" if picture.fragment else ""))
    settle(tab)
    if picture.click:
        tab.click(picture.click)
        settle(tab)
    png = tab.screenshot()
    context.close()
    return png


def settle(tab: Page) -> None:
    """Wait until the page has drawn."""
    tab.wait_for_timeout(700)


def small(png: bytes) -> bytes:
    """Return the picture with 256 colours, when Pillow is there: the most frequent and a choice."""
    try:
        from PIL import Image
    except ImportError:
        return png
    image: Any = Image.open(BytesIO(png)).convert("RGB")
    pixels = np.asarray(image).reshape(-1, 3)
    colours, places, counts = np.unique(pixels, axis=0, return_inverse=True, return_counts=True)
    frequent = colours[np.argsort(-counts, kind="stable")[:96]]
    chosen = np.array(image.quantize(160, method=Image.Quantize.MAXCOVERAGE).getpalette()[:480])
    palette = np.concatenate([frequent, chosen.reshape(-1, 3)]).astype(np.int32)
    nearest = [((palette - colour) ** 2).sum(axis=1).argmin() for colour in colours]
    drawn = Image.fromarray(np.array(nearest, np.uint8)[places].reshape(image.size[::-1]), "P")
    drawn.putpalette(palette.astype(np.uint8).tobytes())
    out = BytesIO()
    drawn.save(out, "PNG", optimize=True)
    return out.getvalue()


if __name__ == "__main__":
    main(sys.argv[1:])
