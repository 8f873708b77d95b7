"""The web application: its routes, and errors turned into problem documents."""

from __future__ import annotations

import re
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from kg.base.errors import KgError
from kg.service.pages import site
from kg.service.protocol import replies, sparql, updates
from kg.service.protocol.cache import CacheLayer
from kg.service.protocol.log import LOG
from kg.service.protocol.problems import Problem
from kg.service.protocol.telemetry import Telemetry

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

    from kg.service.service import Service

_HOST = re.compile(rb"(?:([A-Za-z0-9._~-]+|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{0,5})?)?")
_ALL = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "QUERY", "TRACE"]


def application(service: Service, ready: Callable[[], None] = lambda: None) -> Starlette:
    """Return the web application of a service, which starts and stops with it.

    Parameters
    ----------
    service
        The service.
    ready
        Called once questions are answered.
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
            *_cross_origin(service),
            Middleware(Hosts, names=service.settings.hosts),
            Middleware(CacheLayer, cache=service.cache, version=lambda: service.version),
        ],
        exception_handlers={
            Problem: _problem,
            KgError: _bad_request,
            HTTPException: _http,
            replies.ClientGone: _gone,
            ClientDisconnect: _gone,
            Exception: _fault,
        },
    )
    app.state.service = service
    return app


def _cross_origin(service: Service) -> list[Middleware]:
    """Return the layer that lets pages of some origins read, and none write."""
    if not service.settings.cors:
        return []
    return [
        Middleware(
            CORSMiddleware,
            allow_origins=service.settings.cors,
            allow_methods=["GET", "HEAD", "POST"],
            allow_headers=["Accept", "Content-Type"],
            expose_headers=replies.EXPOSED,
            max_age=86400,
        )
    ]


class Hosts:
    """The layer that refuses requests whose ``Host`` is none, or not a name of this service.

    On this machine alone, a page of another site could otherwise give its own name the address
    127.0.0.1 and read what is served there.

    Parameters
    ----------
    app
        The layer below.
    names
        The names of the service; empty for any.
    """

    def __init__(self, app: ASGIApp, names: frozenset[str]) -> None:
        self.app = app
        self.names = names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "http":
            hosts = [value for name, value in scope["headers"] if name == b"host"]
            problem = self._problem(hosts)
            if problem is not None:
                problem.members["request_id"] = scope["request_id"]
                await replies.of_problem(problem)(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _problem(self, hosts: list[bytes]) -> Problem | None:
        matches = [_HOST.fullmatch(host) for host in hosts]
        if len(matches) > 1 or not all(matches):
            return Problem(400, "Bad request", "the header Host names no host")
        names = {match[1].decode().lower() for match in matches if match and match[1]}
        if self.names and not names <= self.names:
            detail = "this service answers on this machine only; see kg serve --behind-proxy"
            return Problem(421, "Misdirected request", detail)
        return None


def _routes() -> list[Route]:
    return [
        Route("/sparql", sparql.options, methods=["OPTIONS"]),
        Route("/sparql", sparql.sparql, methods=_ALL),
        Route("/update", updates.update, methods=[*_ALL, "OPTIONS"]),
        Route("/store", sparql.options, methods=["OPTIONS"]),
        Route("/store", updates.store, methods=_ALL),
        Route("/", site.explorer),
        Route("/query", site.query_page),
        Route("/query/words", site.words),
        Route("/assets/{name}", site.asset),
        Route("/ontology", site.ontology),
        Route("/ontology.{ending}", site.ontology),
        Route("/api", site.api),
        Route("/api/openapi.json", site.api),
        Route("/api/{name}", site.measure),
        Route("/favicon.ico", site.icon),
        Route("/robots.txt", site.robots),
        Route("/healthz", healthz),
        Route("/metrics", metrics),
        Route("/{kind}/{id}", site.thing),
    ]


async def healthz(request: Request) -> Response:
    """Report whether questions are answered, by having a worker answer one."""
    service: Service = request.app.state.service
    head = service.head(
        "query", text="ASK {}", default_graphs=[], named_graphs=[], accept="application/json"
    )
    await service.pool.run(head, seconds=2.0)
    about = service.pool.about
    facts = {"status": "ok", "version": service.version, **about}
    return JSONResponse(facts, headers={"Cache-Control": "no-store"})


async def metrics(request: Request) -> Response:
    """Return the counters for Prometheus."""
    service: Service = request.app.state.service
    return PlainTextResponse(service.metrics_text(), media_type="text/plain; version=0.0.4")


async def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem), "registered for this class"
    return _response(request, error)


async def _bad_request(request: Request, error: Exception) -> Response:
    return _response(request, Problem(400, "Bad request", str(error)))


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException), "registered for this class"
    headers = dict(error.headers or {})
    return _response(request, Problem(error.status_code, str(error.detail), headers=headers))


async def _gone(_request: Request, _error: Exception) -> Response:
    return Response(status_code=499)


async def _fault(request: Request, _error: Exception) -> Response:
    """Return a problem that gives no detail of our fault except the id of its line in the log."""
    problem = Problem(500, "Internal error", "the fault is ours; it has been written down")
    return _response(request, problem)


def _response(request: Request, problem: Problem) -> Response:
    """Return a problem as a page to browsers, else as a problem document."""
    problem.members["request_id"] = replies.id_of(request)
    return site.page_of_problem(request, problem) or replies.of_problem(problem)
