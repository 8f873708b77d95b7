"""The web application: routes, and what goes wrong turned into problem documents."""

from __future__ import annotations

import re
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from kg.base.errors import KgError
from kg.service.pages import web
from kg.service.pool.remembered import Remembering
from kg.service.pool.telemetry import LOG, Telemetry
from kg.service.protocol import replies, sparql, writes
from kg.service.protocol.problems import Problem

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

    from kg.service.pool.service import Service

_HOST = re.compile(rb"(?:(?:[A-Za-z0-9._~-]+|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{0,5})?)?")
_ALL = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "QUERY", "TRACE"]


def application(service: Service, ready: Callable[[], None] = lambda: None) -> Starlette:
    """Return the web application around a service; it is started and stopped with it.

    Parameters
    ----------
    service
        What answers.
    ready
        Is called once it does.
    """

    @asynccontextmanager
    async def life(_app: Starlette) -> AsyncIterator[None]:
        await service.start()
        LOG.info("ready", extra={"facts": {"version": service.version, **service.pool.about}})
        ready()
        try:
            yield
        finally:
            await service.stop()

    app = Starlette(
        routes=_routes(),
        lifespan=life,
        middleware=[
            Middleware(Telemetry, metrics=service.metrics),
            Middleware(Hosts),
            Middleware(Remembering, service=service),
        ],
        exception_handlers={
            Problem: _problem,
            KgError: _mistake,
            HTTPException: _http,
            replies.ClientGone: _gone,
            ClientDisconnect: _gone,
            Exception: _fault,
        },
    )
    app.state.service = service
    return app


class Hosts:
    """The layer that lets through only requests whose ``Host`` can stand in an address of ours.

    Parameters
    ----------
    app
        The layer below.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "http":
            given = [value for name, value in scope["headers"] if name == b"host"]
            if len(given) > 1 or not all(map(_HOST.fullmatch, given)):
                said = Problem(400, "Bad request", "the header Host names no host")
                refusal = replies.problem(said, request_id=scope["request_id"])
                await refusal(scope, receive, send)
                return
        await self.app(scope, receive, send)


def _routes() -> list[Route]:
    return [
        Route("/sparql", sparql.preflight, methods=["OPTIONS"]),
        Route("/sparql", sparql.sparql, methods=_ALL),
        Route("/update", writes.update, methods=[*_ALL, "OPTIONS"]),
        Route("/store", sparql.preflight, methods=["OPTIONS"]),
        Route("/store", writes.store, methods=_ALL),
        Route("/", web.explorer),
        Route("/query", web.query_page),
        Route("/query/words", web.words),
        Route("/assets/{name}", web.asset),
        Route("/ontology", web.ontology),
        Route("/ontology.{ending}", web.ontology),
        Route("/api", web.api),
        Route("/api/openapi.json", web.api),
        Route("/api/{name}", web.measure),
        Route("/favicon.ico", web.icon),
        Route("/robots.txt", web.robots),
        Route("/healthz", healthz),
        Route("/metrics", metrics),
        Route("/{kind}/{id}", web.thing),
    ]


async def healthz(request: Request) -> Response:
    """Say whether questions are answered: a worker is asked one."""
    service: Service = request.app.state.service
    head = service.head(
        "query", text="ASK {}", default_graphs=[], named_graphs=[], accept="application/json"
    )
    await service.pool.run(head, seconds=2.0)
    about = service.pool.about
    facts = {"status": "ok", "version": service.version, **about}
    return JSONResponse(facts, headers={"Cache-Control": "no-store"})


async def metrics(request: Request) -> Response:
    """Give the counters to Prometheus."""
    service: Service = request.app.state.service
    text = service.metrics.text(service.pool, service.answers)
    return PlainTextResponse(text, media_type="text/plain; version=0.0.4")


async def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem), "registered for this class"
    return _told(request, error)


async def _mistake(request: Request, error: Exception) -> Response:
    return _told(request, Problem(400, "Bad request", str(error)))


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException), "registered for this class"
    headers = dict(error.headers or {})
    return _told(request, Problem(error.status_code, str(error.detail), headers=headers))


async def _gone(_request: Request, _error: Exception) -> Response:
    return Response(status_code=499)


async def _fault(request: Request, _error: Exception) -> Response:
    """Tell nothing of our own faults but the id under which the log has them."""
    said = Problem(500, "Internal error", "the fault is ours; it has been written down")
    return _told(request, said)


def _told(request: Request, problem: Problem) -> Response:
    """Return a problem as a page for people, else as a problem document."""
    problem.members["request_id"] = _id(request)
    return web.page_of_problem(request, problem) or replies.problem(problem)


def _id(request: Request) -> str:
    return str(request.scope.get("request_id", ""))
