"""The vectors of experiences in Weaviate, over REST and GraphQL."""

from typing import Any

import httpx

from services.service import StoreUnavailable

COLLECTION = "Experience"


class Vectors:
    """What finds experiences by likeness. Holds vectors only; the experiences are in Redis."""

    def __init__(self, url: str, api_key: str) -> None:
        self.client = httpx.Client(
            base_url=url,
            headers={"Authorization": f"Bearer {api_key}"},
            timeout=httpx.Timeout(4, connect=2),
            transport=httpx.HTTPTransport(retries=1),
        )
        self.has_collection = False

    def check(self) -> None:
        """Raises StoreUnavailable unless Weaviate is ready and takes our key."""
        self._call("GET", "/v1/.well-known/ready")
        self._call("GET", "/v1/meta")

    def add(self, identifier: str, vector: list[float]) -> None:
        self._make_collection()
        self._call("POST", "/v1/objects", {"class": COLLECTION, "id": identifier, "vector": vector})

    def nearest(self, vector: list[float], limit: int) -> dict[str, float]:
        """Identifiers with their cosine distance, the nearest first."""
        arguments = f"nearVector: {{vector: {vector}}}, limit: {limit}"
        found = self._query(f"{{Get {{{COLLECTION}({arguments}) {{_additional {{id distance}}}}}}}}")["Get"][COLLECTION]
        return {entry["_additional"]["id"]: entry["_additional"]["distance"] for entry in found}

    def count(self) -> int:
        result = self._query(f"{{Aggregate {{{COLLECTION} {{meta {{count}}}}}}}}")
        return int(result["Aggregate"][COLLECTION][0]["meta"]["count"])

    def _query(self, query: str) -> Any:
        self._make_collection()
        answer = self._call("POST", "/v1/graphql", {"query": query}).json()
        if answer.get("errors"):
            raise StoreUnavailable("weaviate", "a query failed")
        return answer["data"]

    def _make_collection(self) -> None:
        """Another replica may be first: then the collection is there, and that is all that is wanted."""
        if not self.has_collection:
            path = f"/v1/schema/{COLLECTION}"
            if self._send("GET", path).status_code == 404:
                self._send("POST", "/v1/schema", {"class": COLLECTION, "vectorizer": "none"})
            self._call("GET", path)
            self.has_collection = True

    def _call(self, method: str, path: str, body: Any = None) -> httpx.Response:
        response = self._send(method, path, body)
        if response.is_error:
            # After a restore from before the collection was made, the next call makes it again.
            self.has_collection = False
            raise StoreUnavailable("weaviate", f"{method} {path} answered {response.status_code}")
        return response

    def _send(self, method: str, path: str, body: Any = None) -> httpx.Response:
        try:
            return self.client.request(method, path, json=body)
        except httpx.HTTPError as error:
            raise StoreUnavailable("weaviate", error) from error
