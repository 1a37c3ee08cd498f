"""Processes that parse and extract, so that a hard page never holds up the reactor."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

Result = TypeVar("Result")


class Workers:
    """Runs functions of modules beside the reactor."""

    async def call(self, function: Callable[..., Result], *args: Any) -> Result:
        """What the function gives for these arguments."""
        return await asyncio.to_thread(function, *args)

    def close(self) -> None:
        """End the processes."""
