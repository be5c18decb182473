"""Say who may do what: groups of the organisation's directory, each with its roles and where these hold."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from catalogue.fields.base import Texts

EVERYWHERE = "everywhere"


class Role(StrEnum):
    """Name what somebody is here. `quality.people.roles` says what each may do."""

    READER = "reader"
    TEAM_MEMBER = "team member"
    TEAM_LEADER = "team leader"
    CLINICIAN = "clinician"
    MANAGER = "manager"
    BOARD_MEMBER = "board member"
    QUALITY_LEAD = "quality lead"
    ANALYST = "analyst"
    SERVICE_USER_REPRESENTATIVE = "service user representative"
    AUDITOR = "auditor"
    ADMIN = "admin"


People = dict[str, Annotated[dict[Role, Annotated[Texts, Field(min_length=1)]], Field(min_length=1)]]
"""Group -> role -> codes of services."""
