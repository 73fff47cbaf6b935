"""What both services are made of: health, readiness, metrics, traces, logs and the switches of a test."""

import logging
import time
from collections.abc import Callable

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from prometheus_fastapi_instrumentator import Instrumentator

from services import configuration, tracing
from services.switches import Switches

WARM_UP_SECONDS = 5
# Beyond the library's own last bucket of 1 s: a 95th percentile above 2 s must be visible.
LATENCY_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1, 2, 2.5, 5, 10)

logger = logging.getLogger(__name__)


class StoreUnavailable(Exception):
    """A store cannot be reached or refuses. The message names the store and the kind of error, nothing secret."""

    def __init__(self, store: str, cause: Exception | str) -> None:
        super().__init__(f"{store}: {cause if isinstance(cause, str) else type(cause).__name__}")


def create_service(name: str, check_stores: Callable[[], None]) -> FastAPI:
    """A service without its own endpoints.

    check_stores raises StoreUnavailable while the service cannot do its work.
    """
    started = time.monotonic()
    _configure_logs()
    app = FastAPI(title=name, version=configuration.text("SERVICE_VERSION", "unknown"))

    @app.exception_handler(StoreUnavailable)
    def unavailable(_: Request, error: StoreUnavailable) -> JSONResponse:
        logger.warning("store unavailable: %s", error)
        return JSONResponse({"detail": str(error)}, status_code=503)

    @app.get("/health")
    def health() -> dict[str, str]:
        return {"status": "healthy", "service": name, "version": app.version}

    @app.get("/ready")
    def ready() -> JSONResponse:
        if time.monotonic() - started < WARM_UP_SECONDS:
            return JSONResponse({"status": "starting"}, status_code=503)
        check_stores()
        return JSONResponse({"status": "ready", "service": name})

    if configuration.text("ENVIRONMENT", "") == "e2e":
        Switches.install(app)
    if configuration.enabled("ENABLE_TRACING"):
        tracing.install(app, name)
    return app


def serve_metrics(app: FastAPI) -> None:
    """Measures every request, those that another middleware refuses too: call it last."""
    if configuration.enabled("ENABLE_METRICS"):
        instrumentator = Instrumentator()
        instrumentator.instrument(app, latency_lowr_buckets=LATENCY_BUCKETS).expose(app, include_in_schema=False)


def _configure_logs() -> None:
    level = configuration.text("LOG_LEVEL", "INFO").upper()
    if level not in logging.getLevelNamesMapping():
        configuration.refuse("LOG_LEVEL is no level that Python knows")
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for server_log in ("uvicorn.error", "uvicorn.access"):
        logging.getLogger(server_log).setLevel(level)
    # One line for every call of a store says nothing that the service's own lines do not.
    for client_log in ("httpx", "httpcore"):
        logging.getLogger(client_log).setLevel(logging.WARNING)
