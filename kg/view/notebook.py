"""The explorer inside a notebook: the same page, in a frame of its own."""

from __future__ import annotations

from dataclasses import dataclass, field

from markupsafe import escape


@dataclass(frozen=True, slots=True)
class Frame:
    """A page that Jupyter shows when it is the value of a cell.

    Attributes
    ----------
    html : str
        The page.
    height : int
        Height of the frame in pixels.
    """

    html: str = field(repr=False)
    height: int = 760

    def _repr_html_(self) -> str:
        """Return the page in a frame that can neither reach the notebook nor the network.

        >>> Frame("<p>", 300)._repr_html_()[:39]
        '<iframe srcdoc="&lt;p&gt;" width="100%"'
        """
        return (
            f'<iframe srcdoc="{escape(self.html)}" width="100%" height="{self.height}" '
            'sandbox="allow-scripts allow-downloads allow-popups" title="AI Alliances" '
            'style="border: 0"></iframe>'
        )
