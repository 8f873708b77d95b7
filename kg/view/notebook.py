"""The explorer inside a notebook: the same page, in a frame of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from markupsafe import escape

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyvis.network import Network


@dataclass(frozen=True, slots=True)
class Frame:
    """A page that Jupyter shows when it is the value of a cell.

    Attributes
    ----------
    html : str
        The page.
    height : int
        Height of the frame in pixels.
    pyvis : Callable
        Makes the pyvis network of the same scope.
    """

    html: str = field(repr=False)
    height: int = 760
    pyvis: Callable[[], Network] = field(kw_only=True, repr=False, compare=False)

    def network(self) -> Network:
        """Return the relations the page opens on as a pyvis network, to change at will."""
        return self.pyvis()

    def _repr_html_(self) -> str:
        """Return the page in a frame that can neither reach the notebook nor the network.

        >>> from pyvis.network import Network
        >>> Frame("<p>", 300, pyvis=Network)._repr_html_()[:39]
        '<iframe srcdoc="&lt;p&gt;" width="100%"'
        """
        return (
            f'<iframe srcdoc="{escape(self.html)}" width="100%" height="{self.height}" '
            'sandbox="allow-scripts allow-downloads allow-popups '
            'allow-popups-to-escape-sandbox" title="AI Alliances" style="border: 0"></iframe>'
        )
