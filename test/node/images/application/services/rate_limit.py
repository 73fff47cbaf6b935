"""A limit to the requests from one address, counted by each process for itself."""

import time
from collections import defaultdict, deque

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

WINDOW_SECONDS = 60


class RateLimit:
    """Answers 429 to an address that had so many requests within the last minute, whatever they asked for."""

    def __init__(self, app: ASGIApp, requests: int) -> None:
        self.app = app
        self.requests = requests
        self.answered: defaultdict[str, deque[float]] = defaultdict(deque)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not self._admits(scope["client"][0]):
            await JSONResponse({"detail": "rate limit exceeded"}, status_code=429)(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _admits(self, address: str) -> bool:
        now = time.monotonic()
        answered = self.answered[address]
        while answered and answered[0] <= now - WINDOW_SECONDS:
            answered.popleft()
        if len(answered) >= self.requests:
            return False
        answered.append(now)
        return True
