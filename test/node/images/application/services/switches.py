"""Ways to make one process of a service misbehave on request. Only ENVIRONMENT=e2e has them."""

import asyncio
import hashlib
import random
import threading
import time

from fastapi import FastAPI
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

RESET = "/test/reset"
# Failing and slow requests leave the probes alone: otherwise every such test would be one of restarts.
PROBED = {"/health", "/ready", "/metrics"}


class Switches:
    """What is switched on in this process."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Everything works again, the memory is given back, and requests that hang go on."""
        self.fail_status = 0
        self.fail_share = 0.0
        self.slow_seconds = 0.0
        self.hangs = False
        self.memory: list[bytearray] = []
        self.burn_until = 0.0

    def burn(self, seconds: float) -> None:
        """Keeps one CPU busy. Hashing long blocks leaves Python's lock to the requests."""
        self.burn_until = time.monotonic() + seconds
        block = bytes(1 << 20)
        while time.monotonic() < self.burn_until:
            hashlib.sha256(block)

    @classmethod
    def install(cls, app: FastAPI) -> None:
        """Adds the switches, under /test, and what they switch."""
        switches = cls()

        @app.post("/test/fail")
        def fail(status: int = 500, share: float = 1) -> dict[str, str]:
            """This share of the requests gets that status."""
            switches.fail_status, switches.fail_share = status, share
            return {"switched": "fail"}

        @app.post("/test/slow")
        def slow(seconds: float) -> dict[str, str]:
            """Every request takes that much longer."""
            switches.slow_seconds = seconds
            return {"switched": "slow"}

        @app.post("/test/hang")
        def hang() -> dict[str, str]:
            """No request is answered from now on, probes included, but the reset."""
            switches.hangs = True
            return {"switched": "hang"}

        @app.post("/test/memory")
        def memory(mebibytes: int) -> dict[str, int]:
            """Takes that much memory more, and touches it."""
            switches.memory.append(bytearray(b"\1") * (mebibytes << 20))
            return {"mebibytes": sum(len(block) for block in switches.memory) >> 20}

        @app.post("/test/burn")
        def burn(seconds: float) -> dict[str, str]:
            """Keeps one CPU busy for that long; answers at once."""
            threading.Thread(target=switches.burn, args=(seconds,), daemon=True).start()
            return {"switched": "burn"}

        @app.post(RESET)
        def reset() -> dict[str, str]:
            switches.reset()
            return {"switched": "off"}

        app.add_middleware(Misbehaviour, switches=switches)


class Misbehaviour:
    """Does to requests what is switched on."""

    def __init__(self, app: ASGIApp, switches: Switches) -> None:
        self.app = app
        self.switches = switches

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"] if scope["type"] == "http" else RESET
        while self.switches.hangs and path != RESET:
            await asyncio.sleep(0.1)
        if path not in PROBED and not path.startswith("/test/"):
            await asyncio.sleep(self.switches.slow_seconds)
            if random.random() < self.switches.fail_share:
                failure = JSONResponse({"detail": "switched to fail"}, status_code=self.switches.fail_status)
                await failure(scope, receive, send)
                return
        await self.app(scope, receive, send)
