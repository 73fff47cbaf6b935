"""A span for every request, sent over OTLP."""

from fastapi import FastAPI
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, SERVICE_VERSION, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from starlette.types import ASGIApp, Receive, Scope, Send

from services import configuration

# A collector that is away must not hold up the end of the pod.
EXPORT_TIMEOUT_SECONDS = 2


def install(app: FastAPI, name: str) -> None:
    """Traces the requests of a service under OTEL_SERVICE_NAME."""
    resource = Resource.create(
        {SERVICE_NAME: configuration.text("OTEL_SERVICE_NAME", name), SERVICE_VERSION: app.version}
    )
    provider = TracerProvider(resource=resource)
    endpoint = configuration.required("OTEL_EXPORTER_OTLP_ENDPOINT")
    exporter = OTLPSpanExporter(endpoint=endpoint, insecure=True, timeout=EXPORT_TIMEOUT_SECONDS)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    app.add_middleware(Spans)


class Spans:
    """Opens a span around each request."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.tracer = trace.get_tracer(__name__)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        attributes = {"http.request.method": scope["method"], "url.path": scope["path"]}
        name = f"{scope['method']} {scope['path']}"
        with self.tracer.start_as_current_span(name, kind=trace.SpanKind.SERVER, attributes=attributes):
            await self.app(scope, receive, send)
