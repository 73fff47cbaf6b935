"""Experiences in Redis: a key for each, and a set with all their identifiers. Nothing expires."""

import json
from collections.abc import Callable
from typing import Any, TypeVar

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from services.service import StoreUnavailable

INDEX = "experiences"
Result = TypeVar("Result")


class Experiences:
    """The primary store."""

    def __init__(self, url: str) -> None:
        # One retry replaces a connection that a restart has cut; more would outlast a probe where packets are dropped.
        self.redis = Redis.from_url(url, socket_connect_timeout=2, socket_timeout=2, retry=Retry(NoBackoff(), 1))

    def check(self) -> None:
        """Raises StoreUnavailable unless Redis answers."""
        self._run(lambda redis: redis.ping())

    def add(self, identifier: str, experience: dict[str, Any]) -> None:
        """Writes key and index entry together or not at all."""

        def write(redis: Redis) -> None:
            with redis.pipeline(transaction=True) as transaction:
                transaction.set(_key(identifier), json.dumps(experience))
                transaction.sadd(INDEX, identifier)
                transaction.execute()

        self._run(write)

    def remove(self, identifier: str) -> None:
        def delete(redis: Redis) -> None:
            with redis.pipeline(transaction=True) as transaction:
                transaction.delete(_key(identifier))
                transaction.srem(INDEX, identifier)
                transaction.execute()

        self._run(delete)

    def get(self, identifiers: list[str]) -> dict[str, dict[str, Any]]:
        """The experiences that exist, by identifier."""
        if not identifiers:
            return {}
        values = self._run(lambda redis: redis.mget([_key(identifier) for identifier in identifiers]))
        return {
            identifier: json.loads(value)
            for identifier, value in zip(identifiers, values, strict=True)
            if value is not None
        }

    def count(self) -> int:
        return self._run(lambda redis: redis.scard(INDEX))

    def _run(self, command: Callable[[Redis], Result]) -> Result:
        try:
            return command(self.redis)
        except RedisError as error:
            raise StoreUnavailable("redis", error) from error


def _key(identifier: str) -> str:
    return f"experience:{identifier}"
