"""The constructed outlets as web sites on loopback, each on its own address."""

from __future__ import annotations

import contextlib
import importlib.resources
import threading
from collections.abc import Iterator
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from jinja2 import Environment, FunctionLoader

from store.errors import VardkaseError
from store.reasons import of_system
from vardkase.demo.archive import Outlet, Piece, listed

_CONTENT_TYPES = {
    "rss": "application/rss+xml",
    "atom": "application/atom+xml",
    "rdf": "application/rdf+xml",
}


def _template(name: str) -> str:
    folder = importlib.resources.files("vardkase.demo") / "templates"
    return (folder / name).read_text("utf-8")


_ENVIRONMENT = Environment(loader=FunctionLoader(_template), autoescape=True, trim_blocks=True)
_ENVIRONMENT.filters["rfc822"] = format_datetime
_ENVIRONMENT.filters["paragraphs"] = lambda text: [p for p in text.split("\n\n") if p.strip()]


class Site:
    """What one outlet answers to each path; bytes are made once."""

    def __init__(self, outlet: Outlet, pieces: list[Piece], port: int) -> None:
        self._outlet = outlet
        self._base = f"http://{outlet.host}:{port}"
        shown = listed(outlet, pieces)
        self._pages = {"/robots.txt": ("text/plain", b"User-agent: *\nDisallow: /admin/\n")}
        feed = self._render(f"{outlet.format}.xml", pieces=list(reversed(shown)))
        self._pages["/feed.xml"] = (
            f"{_CONTENT_TYPES[outlet.format]}; charset={outlet.encoding}",
            feed,
        )
        for piece in shown:
            page = self._render("article.html", piece=piece, others=shown[-4:])
            self._pages[piece.path] = (f"text/html; charset={outlet.encoding}", page)

    def answer(self, target: str) -> tuple[int, str, bytes]:
        """Status, content type and body for a request target."""
        if self._outlet.fails:
            return 503, "text/plain; charset=utf-8", "Tillfälligt ur drift.\n".encode()
        found = self._pages.get(urlsplit(target).path)
        if found is None:
            return 404, "text/plain; charset=utf-8", b"Sidan finns inte.\n"
        return 200, *found

    def _render(self, name: str, **values: object) -> bytes:
        text = _ENVIRONMENT.get_template(name).render(
            outlet=self._outlet, base=self._base, **values
        )
        return text.encode(self._outlet.encoding, "xmlcharrefreplace")


@contextlib.contextmanager
def served(outlets: list[Outlet], pieces: list[Piece], port: int) -> Iterator[None]:
    """Serve the outlets while the block runs. Raises VardkaseError when the port is taken."""
    with contextlib.ExitStack() as stack:
        for outlet in outlets:
            server = stack.enter_context(_server(outlet, Site(outlet, pieces, port), port))
            threading.Thread(target=server.serve_forever, daemon=True).start()
            stack.callback(server.shutdown)
        yield


def _server(outlet: Outlet, site: Site, port: int) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            status, content_type, body = site.answer(self.path)
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing: the example's own log is the crawler's."""

    try:
        return ThreadingHTTPServer((outlet.host, port), Handler)
    except OSError as error:
        raise VardkaseError(
            f"Exemplets källa {outlet.source_id} kan inte visas på {outlet.host}:{port} "
            f"({of_system(error)}). Om porten är upptagen: ta bort sources.toml i exemplets mapp, "
            "så väljs en ny."
        ) from error
