"""episodic-memory: keeps experiences and finds the ones that resemble a task."""

import logging
import uuid
from typing import Annotated, Any

from fastapi import Body, FastAPI, Query
from pydantic import BaseModel

from services import configuration
from services.episodic_memory.embedding import embed
from services.episodic_memory.experiences import Experiences
from services.episodic_memory.vectors import Vectors
from services.service import StoreUnavailable, create_service, serve_metrics

logger = logging.getLogger(__name__)
configuration.expect("STORAGE_BACKEND", "redis")
configuration.expect("VECTOR_STORE_TYPE", "weaviate")
experiences = Experiences(configuration.required("REDIS_URL"))
vectors = Vectors(configuration.required("WEAVIATE_URL"), configuration.required("WEAVIATE_API_KEY"))


def check_stores() -> None:
    experiences.check()
    vectors.check()


app: FastAPI = create_service("episodic-memory", check_stores)


class Experience(BaseModel):
    task_context: dict[str, Any]
    execution_trace: dict[str, Any]
    outcome: dict[str, Any]


class Question(BaseModel):
    query: dict[str, Any] | None = None
    task_context: dict[str, Any] | None = None


@app.post("/consolidate")
def consolidate(experience: Experience) -> dict[str, str]:
    """Acknowledges only what is in both stores. The published application would go on without Weaviate, silently."""
    identifier = str(uuid.uuid4())
    experiences.add(identifier, experience.model_dump())
    try:
        vectors.add(identifier, embed(experience.task_context))
    except StoreUnavailable:
        forget(identifier)
        raise
    logger.info("stored experience %s", identifier)
    return {"id": identifier}


def forget(identifier: str) -> None:
    """Takes back the half that was written. Where that fails too, an experience stays that nobody was promised."""
    try:
        experiences.remove(identifier)
    except StoreUnavailable as error:
        logger.error("experience %s stays without its vector: %s", identifier, error)


@app.get("/retrieve")
def retrieve(
    question: Annotated[Question, Body(default_factory=Question)],
    limit: Annotated[int, Query(ge=1, le=100)] = 5,
) -> dict[str, list[dict[str, Any]]]:
    """The experiences whose task resembles the query, the nearest first: found in Weaviate, read from Redis."""
    distances = vectors.nearest(embed(question.query or question.task_context or {}), limit)
    found = experiences.get(list(distances))
    return {
        "results": [
            {"id": identifier, "similarity": 1 - distance, **found[identifier]}
            for identifier, distance in distances.items()
            if identifier in found
        ]
    }


@app.get("/count")
def count() -> dict[str, int]:
    """Entries by store: a test compares them with each other, and before and after."""
    return {"redis": experiences.count(), "weaviate": vectors.count()}


serve_metrics(app)
