"""The tables of reputation-service and the way to them."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, create_engine, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from services.service import StoreUnavailable

# Any number, the same in every replica: who holds this lock makes the tables.
TABLES_LOCK = 8090
# A server that vanished (a blocked network drops packets) must be noticed within a probe's time.
CONNECTION = {"connect_timeout": 2, "tcp_user_timeout": 3000, "options": "-c statement_timeout=4000"}


def _id() -> str:
    return str(uuid.uuid4())


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


class Base(DeclarativeBase):
    type_annotation_map = {dict[str, Any]: JSON}


class Agent(Base):
    __tablename__ = "agents"
    agent_id: Mapped[str] = mapped_column(primary_key=True, default=_id)
    agent_type: Mapped[str]
    model_base: Mapped[str | None]
    status: Mapped[str]
    created: Mapped[datetime] = mapped_column(default=_now)


class Task(Base):
    __tablename__ = "tasks"
    task_id: Mapped[str] = mapped_column(primary_key=True, default=_id)
    parent_task_id: Mapped[str | None] = mapped_column(ForeignKey("tasks.task_id"))
    task_type: Mapped[str]
    query_text: Mapped[str | None]
    created: Mapped[datetime] = mapped_column(default=_now)


class Assignment(Base):
    __tablename__ = "assignments"
    assignment_id: Mapped[str] = mapped_column(primary_key=True, default=_id)
    task_id: Mapped[str] = mapped_column(ForeignKey("tasks.task_id"))
    agent_id: Mapped[str] = mapped_column(ForeignKey("agents.agent_id"))
    created: Mapped[datetime] = mapped_column(default=_now)


class Evaluation(Base):
    __tablename__ = "evaluations"
    evaluation_id: Mapped[str] = mapped_column(primary_key=True, default=_id)
    assignment_id: Mapped[str] = mapped_column(ForeignKey("assignments.assignment_id"))
    evaluator_id: Mapped[str]
    performance_vector: Mapped[dict[str, Any]]
    is_final: Mapped[bool]
    created: Mapped[datetime] = mapped_column(default=_now)


class UnknownReference(Exception):
    """A row names another one that does not exist."""


class Database:
    """PostgreSQL. Nothing is opened before the first use, so that the service starts without it and waits."""

    def __init__(self, url: str) -> None:
        self.engine = create_engine(url, pool_pre_ping=True, pool_timeout=4, connect_args=CONNECTION)
        self.has_tables = False

    @contextmanager
    def session(self) -> Iterator[Session]:
        """One transaction, committed at the end. Raises StoreUnavailable, or UnknownReference."""
        try:
            self._make_tables()
            with Session(self.engine, expire_on_commit=False) as session, session.begin():
                yield session
        except (OperationalError, PoolTimeout) as error:
            raise StoreUnavailable("postgres", error) from error
        except IntegrityError as error:
            raise UnknownReference from error

    def check(self) -> None:
        """Raises StoreUnavailable unless the database answers."""
        with self.session() as session:
            session.execute(text("SELECT 1"))

    def _make_tables(self) -> None:
        """Two replicas that start together must not both create: the second waits and then finds them."""
        if not self.has_tables:
            with self.engine.begin() as connection:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": TABLES_LOCK})
                Base.metadata.create_all(connection)
            self.has_tables = True
