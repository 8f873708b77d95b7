"""The pages for people: explorer, editor, linked data; and the measures as JSON."""

from __future__ import annotations

import asyncio
import gzip
import json
import sys
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from starlette.responses import JSONResponse, RedirectResponse, Response

import kg
from kg.relations.scope import OPTIONS
from kg.service.api import questions
from kg.service.pages import editor, things
from kg.service.pages.render import preferred
from kg.service.protocol import media, replies
from kg.service.protocol.problems import Problem
from kg.view import assets
from kg.vocabulary.iri import is_slug

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from kg.service.service import Service

_ASSETS = Path(__file__).parent / "assets"
_VARY = "Accept, Accept-Language"
_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}
_ENDINGS = {f".{form.name}": form.name for form in media.PAGE}
_RENDER_SECONDS = 120
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_NO_ROBOTS = ("sparql", "update", "store", "api", "metrics", "healthz")
_ICON = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path d="M4 12 12 4" '
    b'stroke="#456" stroke-width="2"/><circle cx="4" cy="12" r="3" fill="#06c"/>'
    b'<circle cx="12" cy="4" r="3" fill="#c50"/></svg>'
)
_PAGE_HEADERS = {"Content-Security-Policy": POLICY, "Referrer-Policy": "no-referrer"}
# What the page's own policy, in a meta element, cannot say.
_EXPLORER_HEADERS = {**_PAGE_HEADERS, "Content-Security-Policy": "frame-ancestors 'none'"}


async def explorer(request: Request) -> Response:
    """Return the explorer, rendered once for each version of the data by a process of its own."""
    _refuse_scope(request)
    service: Service = request.app.state.service
    if not service.pool.about["is_claims"]:
        return RedirectResponse("/query", 303)
    etag = replies.tag(service.version, "explorer")
    headers = {
        "ETag": etag,
        "Cache-Control": "public, max-age=0, must-revalidate",
        "Vary": "Accept-Encoding",
        **_EXPLORER_HEADERS,
    }
    if replies.is_current(request, etag):
        return replies.not_modified(headers)
    async with service.rendering:
        if service.explorer is None:
            service.explorer = await _rendered(service)
        page = service.explorer
    if replies.accepts_gzip(request):
        headers["Content-Encoding"] = "gzip"
    else:
        page = await asyncio.to_thread(gzip.decompress, page)
    return Response(page, headers=headers, media_type="text/html; charset=utf-8")


def _refuse_scope(request: Request) -> None:
    """Refuse the options of a scope, which a page of the record of today would ignore."""
    for name in OPTIONS:
        if name in request.query_params:
            detail = f"this page shows the record of today and takes no {name}; see /api"
            raise Problem(400, "Bad request", detail)


async def _rendered(service: Service) -> bytes:
    """Return the explorer as compressed HTML."""
    assert service.pool.current is not None, "the pool is started"
    out = service.folder / "explorer.html"
    command = (sys.executable, "-m", "kg", "-g", str(service.pool.current.snapshot), "render")
    process = await asyncio.create_subprocess_exec(
        *command,
        "-o",
        str(out),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(_RENDER_SECONDS):
            code = await process.wait()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if code != 0:
        raise Problem(503, "No page", "the explorer could not be made; the log says why")
    return await asyncio.to_thread(lambda: gzip.compress(out.read_bytes(), 6, mtime=0))


async def query_page(request: Request) -> Response:
    """Return the editor."""
    page = editor.page(_language(request))
    headers = {**_PAGE_HEADERS, "Vary": "Accept-Language"}
    return Response(page, headers=headers, media_type="text/html; charset=utf-8")


async def words(request: Request) -> Response:
    """Return the completions of the editor: prefixes, terms, actors by label, named queries."""
    service: Service = request.app.state.service
    return await _job(request, service.head("words"), {})


async def asset(request: Request) -> Response:
    """Return a style sheet or a script."""
    name = request.path_params["name"]
    content = _assets().get(name)
    if content is None:
        raise Problem(404, "Not found", f"there is no asset {name[:100]!r}")
    headers = {"Cache-Control": "public, max-age=3600"}
    return Response(content, headers=headers, media_type=_TYPES[Path(name).suffix])


@lru_cache(maxsize=1)
def _assets() -> Mapping[str, bytes]:
    own = {path.name: path.read_bytes() for path in _ASSETS.iterdir() if path.suffix in _TYPES}
    return {**own, "i18n.js": assets.text("words/i18n.js").encode()}  # its phrases too


async def icon(_request: Request) -> Response:
    """Return the icon: two actors and a relation."""
    headers = {"Cache-Control": "public, max-age=86400"}
    return Response(_ICON, headers=headers, media_type="image/svg+xml")


async def robots(_request: Request) -> Response:
    """Let robots read pages, and ask no questions."""
    text = "".join(("User-agent: *\n", *(f"Disallow: /{name}\n" for name in _NO_ROBOTS)))
    headers = {"Cache-Control": "public, max-age=86400"}
    return Response(text, headers=headers, media_type="text/plain")


def page_of_problem(request: Request, problem: Problem) -> Response | None:
    """Return a problem as a page; None for programs and at their addresses."""
    if request.url.path.lstrip("/").partition("/")[0] in _NO_ROBOTS:
        return None
    accept = request.headers.get("accept")
    if request.method not in {"GET", "HEAD"} or _preferred(accept) is not media.HTML:
        return None
    headers = {**_PAGE_HEADERS, **problem.headers, "Cache-Control": "no-store", "Vary": _VARY}
    page = things.missing(problem.to_dict(), _language(request))
    return Response(page, problem.status, headers, media_type="text/html; charset=utf-8")


def _preferred(accept: str | None) -> media.Format:
    try:
        return media.choose(accept, (media.PROBLEM, media.HTML))
    except Problem:
        return media.PROBLEM


def _language(request: Request) -> str:
    return preferred(request.headers.get("accept-language"))


async def thing(request: Request) -> Response:
    """Return one thing: 303 from the thing to its description, 200 from there."""
    kind, slug = request.path_params["kind"], request.path_params["id"]
    if kind not in things.KINDS:
        raise Problem(404, "Not found", f"there are no things of kind {kind[:100]!r}")
    _refuse_scope(request)
    service: Service = request.app.state.service
    stem, dot, ending = slug.rpartition(".")
    if dot and f".{ending}" in _ENDINGS and is_slug(stem):
        head = service.head("thing", kind=kind, id=stem, format=_ENDINGS[f".{ending}"], accept="")
        head["language"] = _language(request)
        return await _job(request, head, {"Vary": "Accept-Encoding, Accept-Language"})
    if not is_slug(slug):
        raise Problem(404, "Not found", f"{slug[:200]!r} is not an id")
    form = media.choose(request.headers.get("accept"), media.PAGE)
    head = service.head("exists", kind=kind, id=slug)
    await replies.while_connected(request, service.pool.run(head))
    headers = {"Vary": "Accept"}
    return RedirectResponse(f"/{kind}/{quote(slug)}.{form.name}", 303, headers)


async def ontology(request: Request) -> Response:
    """Return the ontology."""
    service: Service = request.app.state.service
    ending = request.path_params.get("ending")
    if ending is not None and f".{ending}" not in _ENDINGS:
        raise Problem(404, "Not found", f"there is no ontology.{ending[:20]}")
    accept = request.headers.get("accept", "")
    media.choose(accept, media.PAGE)
    head = service.head("ontology", accept=accept, format=ending, language=_language(request))
    return await _job(request, head, {"Vary": f"{_VARY}, Accept-Encoding"})


async def api(_request: Request) -> Response:
    """Return the OpenAPI document."""
    document = questions.openapi(kg.__version__)
    return JSONResponse(document)


async def measure(request: Request) -> Response:
    """Answer a measure."""
    name = request.path_params["name"]
    arguments = questions.read(name, request.query_params.multi_items())
    service: Service = request.app.state.service
    if not service.pool.about["is_claims"]:
        raise Problem(404, "Not found", "this graph holds no alliances to measure")
    return await _job(request, service.head("measure", measure=name, arguments=arguments), {})


async def _job(request: Request, head: dict[str, Any], more: Mapping[str, str]) -> Response:
    """Do the job of a page that depends only on the data and the address."""
    service: Service = request.app.state.service
    accept = request.headers.get("accept", "")
    etag = replies.tag(service.version, json.dumps(head, default=str, sort_keys=True), accept)
    headers = {
        "Vary": "Accept, Accept-Encoding",
        "ETag": etag,
        "Cache-Control": "public, max-age=0, must-revalidate",
        "Kg-Dataset": service.digest,
        **more,
    }
    if replies.is_current(request, etag):
        return replies.not_modified(headers)
    await request.body()
    head["gzip"] = replies.accepts_gzip(request)
    reply = await replies.while_connected(request, service.pool.run(head))
    if reply.head["type"].startswith("text/html"):
        headers |= _PAGE_HEADERS
    return replies.response(request, reply, headers)
