"""Fetches addresses in a crawling process whose names a given DNS server answers for.

Run as a program: the port of the DNS server, then addresses. Prints what came of each as JSON.
"""

import json
import socket
import sys
from datetime import UTC, datetime

import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IHostnameResolver, IHostResolution
from twisted.names import client, dns
from zope.interface import implementer

from crawlers.network.engine import scrapy_settings
from crawlers.network.fetch import Failure, Fetcher
from crawlers.settings import CrawlSettings

SETTINGS = CrawlSettings(delay_s=0.0, allow_private_networks=True, timeout_s=5.0)


@implementer(IHostResolution)
class Resolution:
    """A question that has been put; nobody takes it back."""

    def __init__(self, name):
        self.name = name

    def cancel(self):
        raise NotImplementedError


@implementer(IHostnameResolver)
class FromDns:
    """Gives all addresses that the DNS server answers, of both families, remembering none."""

    def __init__(self, port):
        self._resolver = client.Resolver(servers=[("127.0.0.1", port)], timeout=(1, 2))

    def resolveHostName(self, receiver, hostName, portNumber=0, *_types):
        resolution = Resolution(hostName)
        receiver.resolutionBegan(resolution)

        def give(found):
            for row in found[0]:
                if row.type == dns.A:
                    address = IPv4Address("TCP", row.payload.dottedQuad(), portNumber)
                else:
                    name = socket.inet_ntop(socket.AF_INET6, row.payload.address)
                    address = IPv6Address("TCP", name, portNumber)
                receiver.addressResolved(address)

        asked = self._resolver.lookupAddress(hostName)
        asked.addCallback(give).addErrback(lambda failure: None)
        asked.addCallback(lambda _: receiver.resolutionComplete())
        return resolution


class Asking(scrapy.Spider):
    """Fetches one address after another, as a pass does."""

    name = "asking"
    urls: list[str]

    async def start(self):
        fetcher = Fetcher(self.crawler, SETTINGS, datetime(2026, 11, 20, tzinfo=UTC))
        found = [await fetcher.get(url) for url in self.urls]
        for one in found:
            failed = isinstance(one, Failure)
            print(json.dumps([one.code, one.message] if failed else ["", one.body.decode()]))
        return
        yield


def main():
    dns_port, *urls = sys.argv[1:]
    process = AsyncCrawlerProcess(scrapy_settings(SETTINGS))
    from twisted.internet import reactor  # the one that Scrapy has just installed

    reactor.installNameResolver(FromDns(int(dns_port)))
    process.crawl(Asking, urls=urls)
    process.start(install_signal_handlers=False)


if __name__ == "__main__":
    main()
