"""The process that loads the graph once and forks workers from it.

A forked worker has the graph at once (15 ms instead of seconds) and shares its memory with all the
others. The service asks for a worker over a Unix socket and gets its process back; the worker
answers on the socket that came with the request. Nothing is evaluated here.
"""

from __future__ import annotations

import gc
import json
import os
import pkgutil
import signal
import socket
import sys
import threading
import traceback
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from kg import measures, networks
from kg.base.errors import KgError, UnknownName
from kg.graph import graph
from kg.rdf.plan.explain import explain
from kg.rdf.query import named_queries
from kg.service.pool import jobs, wire
from kg.service.pool.confine import allow_seconds, confine
from kg.service.protocol.problems import Problem

if TYPE_CHECKING:
    from kg.graph.graph import Graph


_EVERYTHING = """SELECT ?s (COUNT(*) AS ?n) { ?s rdfs:label/al:x* ?o OPTIONAL { ?o a ?c }
  { BIND(STR(?s) AS ?t) } UNION { VALUES ?s { 1 } } MINUS { ?s ?p "x"@en }
  GRAPH ?g { ?s ?p ?o FILTER EXISTS { ?s ?p 1.5 } } } GROUP BY ?s HAVING(?n > 1) ORDER BY ?n"""


def main(snapshot: str, number: str, options: str) -> None:
    """Load a snapshot and fork workers until the service ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel reaps the workers
    control = socket.socket(fileno=int(number))
    loaded = graph.open(snapshot)
    control.sendall(wire.pack(prepare(loaded)))
    gc.freeze()
    while True:
        request, descriptors, _, _ = socket.recv_fds(control, 1, 1)
        if not request:
            return
        worker_options = {**json.loads(options), "writer": request == wire.WRITER}
        _fork(control, descriptors[0], loaded, worker_options)


def prepare(loaded: Graph) -> dict[str, Any]:
    """Read everything that workers need, as they can open no file; describe the graph."""
    for room in (measures, networks):
        for module in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            import_module(module.name)
    import_module("numpy.ma")  # as numpy itself does at the first call of unique()
    loaded.store.query("ASK {}")
    explain(loaded.store, _EVERYTHING)  # rdflib imports as it goes
    about: dict[str, Any] = {"quads": len(loaded.store), "is_claims": False}  # type: ignore[arg-type]
    try:
        about["digest"], about["cutoff"] = loaded.digest, loaded.cutoff.isoformat()
        loaded.overlaps()
        named_queries()
        about["is_claims"] = bool(loaded.records.actors)
    except KgError:  # any other RDF: there is SPARQL, and there are no measures
        about["digest"] = ""
    return about


def _fork(control: socket.socket, descriptor: int, loaded: Graph, options: dict[str, Any]) -> None:
    """Fork a worker; send the service its process id and, where the system has them, a handle."""
    pid = os.fork()
    if pid == 0:
        control.close()
        _work(socket.socket(fileno=descriptor), loaded, options)
        os._exit(0)
    os.close(descriptor)
    handles = [os.pidfd_open(pid)] if hasattr(os, "pidfd_open") else []
    socket.send_fds(control, [pid.to_bytes(8, "big")], handles)
    for handle in handles:
        os.close(handle)


def _work(sock: socket.socket, loaded: Graph, options: dict[str, Any]) -> None:
    """Do jobs until the service closes the socket.

    They run in a thread, because the engine draws random numbers and names of blank nodes from a
    state of the thread: the fork copied that of the main thread, and every worker would draw the
    same numbers.
    """
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    threading.excepthook = partial(_report_fault, sock)
    confine(options["memory"], files=options["writer"])
    thread = threading.Thread(target=_jobs, args=(sock, loaded))
    thread.start()
    thread.join()


def _jobs(sock: socket.socket, loaded: Graph) -> None:
    while (message := wire.receive(sock)) is not None:
        head, body = message
        allow_seconds(head["seconds"])
        sock.sendall(wire.pack(*_reply(loaded, head, body)))


def _report_fault(sock: socket.socket, fault: threading.ExceptHookArgs) -> None:
    """Send the service a fault of ours, for its log, and end."""
    lines = traceback.format_exception(fault.exc_type, fault.exc_value, fault.exc_traceback)
    problem = Problem(500, "Internal error", "the fault is ours; it has been written down")
    sock.sendall(wire.pack({"problem": problem.to_dict(), "trace": "".join(lines)}))


def _reply(loaded: Graph, head: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
    """Do one job; return an error as part of the reply."""
    try:
        return jobs.do(loaded, head, body)
    except Problem as error:
        problem = error
    except UnknownName as error:
        problem = Problem(404, "Not found", str(error))
    except KgError as error:
        problem = Problem(400, "Bad request", str(error))
    except (MemoryError, RecursionError):
        problem = Problem(503, "Out of memory", "the answer needs more memory than one query gets")
    return {"problem": problem.to_dict() | {"headers": problem.headers}}, b""


if __name__ == "__main__":
    main(*sys.argv[1:])
