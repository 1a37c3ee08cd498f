"""Many web hosts on loopback, each with an address of its own, in one thread."""

import asyncio
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Reply:
    """What a host answers; None in its place hangs up."""

    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


Answer = Callable[[str, str, Mapping[str, str]], Reply | None]
"""Address of the host, path, and headers by their names in small letters."""


class Hosts:
    """Listens on every address until it is left; `ports` gives each address its port."""

    def __init__(self, addresses: Sequence[str], answer: Answer) -> None:
        self._answer = answer
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._servers: dict[str, asyncio.Server] = {}
        self.ports: dict[str, int] = dict.fromkeys(addresses, 0)
        self.asked = 0

    def __enter__(self) -> "Hosts":
        self._thread.start()
        for address in self.ports:
            self.open(address)
        return self

    def __exit__(self, *_: object) -> None:
        for address in list(self._servers):
            self.close(address)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def open(self, address: str) -> None:
        """Let a host take connections, on the port that it had before."""
        if address not in self._servers:
            listener = socket.create_server((address, self.ports[address]))
            self.ports[address] = listener.getsockname()[1]
            start = asyncio.start_server(self._talk, sock=listener)
            self._servers[address] = asyncio.run_coroutine_threadsafe(start, self._loop).result()

    def close(self, address: str) -> None:
        """Let a host refuse connections."""
        if server := self._servers.pop(address, None):

            async def end() -> None:
                server.close()

            asyncio.run_coroutine_threadsafe(end(), self._loop).result()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        address = writer.get_extra_info("sockname")[0]
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                self.asked += 1
                lines = head.decode("latin-1").split("\r\n")
                pairs = (line.partition(": ") for line in lines[1:] if line)
                headers = {name.lower(): value for name, _, value in pairs}
                reply = self._answer(address, lines[0].split(" ")[1], headers)
                if reply is None:
                    break
                writer.write(_bytes(reply))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


def _bytes(reply: Reply) -> bytes:
    headers = {
        "Content-Type": reply.content_type,
        "Content-Length": str(len(reply.body)),
        **reply.headers,
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {reply.status} x\r\n{lines}\r\n".encode("latin-1") + reply.body
