"""Who may do what: bearer tokens with a role each."""

import hmac
from typing import Annotated

from fastapi import Depends, Header, HTTPException, params

from services import configuration

MINIMUM_TOKEN_LENGTH = 32


def parse_api_keys(variable: str) -> dict[str, str]:
    """Roles by token, from `role:token,role:token`. Refuses to start with none, or with a token that is too short."""
    roles: dict[str, str] = {}
    for position, pair in enumerate(configuration.required(variable).split(","), start=1):
        role, separator, token = (part.strip() for part in pair.partition(":"))
        if not role or not separator:
            configuration.refuse(f"{variable}: entry {position} is not role:token")
        if len(token) < MINIMUM_TOKEN_LENGTH:
            configuration.refuse(
                f"{variable}: the token of role {role} has {len(token)} characters, {MINIMUM_TOKEN_LENGTH} are needed"
            )
        roles[token] = role
    return roles


def require_role(roles_by_token: dict[str, str], *allowed: str) -> params.Depends:
    """A dependency: 401 without a known token, 403 with the token of another role."""

    def check(authorization: Annotated[str, Header()] = "") -> None:
        scheme, _, presented = authorization.partition(" ")
        roles = [
            role
            for token, role in roles_by_token.items()
            if scheme == "Bearer" and hmac.compare_digest(token.encode(), presented.strip().encode())
        ]
        if not roles:
            raise HTTPException(401, "unauthorized", {"WWW-Authenticate": "Bearer"})
        if roles[0] not in allowed:
            raise HTTPException(403, "forbidden")

    dependency: params.Depends = Depends(check)
    return dependency
