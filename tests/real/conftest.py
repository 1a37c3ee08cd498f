"""Real servers for the tests of this folder, which are skipped where parts are missing."""

from datetime import UTC, datetime

import pytest
from one_pass import collect
from real import nginx, wordpress
from real.programs import running_programs

__all__ = ["collect"]


@pytest.fixture(scope="session")
def wordpress_site():
    """A WordPress without posts. Tests must not count on what others have published."""
    if missing := wordpress.missing_parts():
        pytest.skip(f"WordPress kan inte startas; de här Debianpaketen saknas: {' '.join(missing)}")
    with wordpress.WordPress.running() as site:
        yield site


@pytest.fixture(scope="module")
def now():
    """The clock on the wall: WordPress publishes nothing that is later."""
    return datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def nginx_programs():
    """The folder and the programs of an nginx that a test starts."""
    if missing := nginx.missing_parts():
        pytest.skip(f"nginx kan inte startas; de här Debianpaketen saknas: {' '.join(missing)}")
    with running_programs("vardkase-nginx-") as programs:
        yield programs
