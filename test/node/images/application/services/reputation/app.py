"""reputation-service: agents, their tasks, and what evaluators think of them."""

import logging
from collections import defaultdict
from typing import Any

from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from sqlalchemy import func, select

from services import configuration
from services.rate_limit import RateLimit
from services.reputation.access import parse_api_keys, require_role
from services.reputation.database import Agent, Assignment, Database, Evaluation, Task, UnknownReference
from services.service import create_service, serve_metrics

REQUESTS_A_MINUTE = 30

logger = logging.getLogger(__name__)
api_keys = parse_api_keys("REPUTATION_API_KEYS")
database = Database(configuration.required("DATABASE_URL"))
app: FastAPI = create_service("reputation-service", database.check)


class NewAgent(BaseModel):
    agent_type: str
    model_base: str | None = None
    status: str = "active"


class NewTask(BaseModel):
    task_type: str
    query_text: str | None = None
    parent_task_id: str | None = None


class NewAssignment(BaseModel):
    task_id: str
    agent_id: str


class NewEvaluation(BaseModel):
    assignment_id: str
    evaluator_id: str
    performance_vector: dict[str, float] = Field(default_factory=dict)
    is_final: bool = False


@app.exception_handler(UnknownReference)
def unknown_reference(_: Request, __: UnknownReference) -> JSONResponse:
    return JSONResponse({"detail": "an identifier of the request is unknown"}, status_code=404)


def add(row: Agent | Task | Assignment | Evaluation, identifier: str) -> dict[str, str]:
    """Stores a row and answers with its identifier, once it is committed."""
    with database.session() as session:
        session.add(row)
    logger.info("stored %s %s", identifier, getattr(row, identifier))
    return {identifier: getattr(row, identifier)}


@app.post("/v1/agents")
@app.post("/agents")
def create_agent(agent: NewAgent) -> dict[str, str]:
    return add(Agent(**agent.model_dump()), "agent_id")


@app.post("/tasks")
def create_task(task: NewTask) -> dict[str, str]:
    return add(Task(**task.model_dump()), "task_id")


@app.post("/assignments")
def create_assignment(assignment: NewAssignment) -> dict[str, str]:
    return add(Assignment(**assignment.model_dump()), "assignment_id")


@app.post("/api/v1/evaluations", status_code=201, dependencies=[require_role(api_keys, "evaluator")])
@app.post("/evaluations")
def create_evaluation(evaluation: NewEvaluation) -> dict[str, str]:
    return add(Evaluation(**evaluation.model_dump()), "evaluation_id")


def reputation_of(agent_id: str, context: str | None) -> dict[str, Any] | None:
    """The mean of an agent's evaluations, in tasks of one type or in all; None if there are none."""
    query = select(Evaluation.performance_vector, Evaluation.created).join(
        Assignment, Assignment.assignment_id == Evaluation.assignment_id
    )
    query = query.where(Assignment.agent_id == agent_id)
    if context is not None:
        query = query.join(Task, Task.task_id == Assignment.task_id).where(Task.task_type == context)
    with database.session() as session:
        evaluations = session.execute(query).all()
    if not evaluations:
        return None
    totals: defaultdict[str, float] = defaultdict(float)
    for evaluation in evaluations:
        for quality, value in evaluation.performance_vector.items():
            totals[quality] += value
    return {
        "agent_id": agent_id,
        "context": context,
        "reputation_vector": {quality: total / len(evaluations) for quality, total in totals.items()},
        "confidence_score": float(len(evaluations)),
        "last_updated_timestamp": max(evaluation.created for evaluation in evaluations),
    }


@app.get("/api/v1/reputation/{agent_id}", dependencies=[require_role(api_keys, "planner", "admin")])
def get_reputation(agent_id: str, context: str | None = None) -> dict[str, Any]:
    record = reputation_of(agent_id, context)
    if record is None:
        raise HTTPException(404, "not found")
    return record


@app.get("/reputation/{agent_id}")
def get_reputation_vector(agent_id: str, context: str | None = None) -> dict[str, Any]:
    record = reputation_of(agent_id, context)
    return {"reputation": record and record["reputation_vector"]}


@app.get("/count")
def count() -> dict[str, int]:
    """Rows by table: a test compares them before and after."""
    with database.session() as session:
        return {
            table.__tablename__: session.scalars(select(func.count()).select_from(table)).one()
            for table in (Agent, Task, Assignment, Evaluation)
        }


app.add_middleware(RateLimit, requests=REQUESTS_A_MINUTE)
serve_metrics(app)
