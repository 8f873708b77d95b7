"""The response to a request that cannot be answered: a status and a problem document."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from kg.base.errors import UsageError
from kg.vocabulary.iri import BASE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kg.base.errors import QuerySyntax

MEDIA_TYPE = "application/problem+json"


class Problem(UsageError):
    """A request that is refused or fails, as RFC 9457 describes it.

    Parameters
    ----------
    status
        The HTTP status.
    title
        What kind of problem it is, in a few words.
    detail
        What is wrong with this request, and what to do.
    headers
        Further response headers, such as ``Allow``.
    members
        Further members of the document, such as ``line`` and ``column``.
    """

    def __init__(
        self,
        status: int,
        title: str,
        detail: str = "",
        *,
        headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> None:
        self.status = status
        self.title = title
        self.detail = detail
        self.headers = dict(headers or {})
        self.members = {name: value for name, value in members.items() if value is not None}
        super().__init__(f"{status} {title}: {detail}")

    def to_dict(self) -> dict[str, Any]:
        """Return the problem as a document."""
        kind = f"{BASE}problem/{self.title.lower().replace(' ', '-')}"
        document = {"type": kind, "title": self.title, "status": self.status}
        detail = {"detail": self.detail} if self.detail else {}
        return {**document, **detail, **self.members}

    def to_json(self) -> bytes:
        """Return the problem as a document in JSON."""
        return json.dumps(self.to_dict(), ensure_ascii=False).encode()


def of_syntax(error: QuerySyntax) -> Problem:
    """Return the problem of a text that does not parse, with line and column."""
    detail = error.message[:500]
    return Problem(400, "Syntax error", detail, line=error.line, column=error.column)


def from_dict(document: Mapping[str, Any]) -> Problem:
    """Return the problem that a document describes, as a worker sends it."""
    members = document.keys() - {"type", "title", "status", "detail", "headers"}
    return Problem(
        document["status"],
        document["title"],
        document.get("detail", ""),
        headers=document.get("headers"),
        **{name: document[name] for name in document if name in members},
    )
