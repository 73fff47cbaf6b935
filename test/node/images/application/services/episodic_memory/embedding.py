"""A small embedding without a model: the same words give the same vector, shared words give near ones."""

import hashlib
import json
import math
import re
from typing import Any

DIMENSIONS = 64


def embed(document: dict[str, Any]) -> list[float]:
    """A vector of length one. Its last dimension is never zero, so that a document without words has a direction."""
    vector = [0.0] * (DIMENSIONS - 1) + [0.1]
    for word in re.findall(r"\w+", json.dumps(document, sort_keys=True, ensure_ascii=False).lower()):
        digest = hashlib.sha256(word.encode()).digest()
        sign = 1.0 if digest[1] & 1 else -1.0
        vector[digest[0] % (DIMENSIONS - 1)] += sign
    length = math.sqrt(sum(value * value for value in vector))
    return [value / length for value in vector]
