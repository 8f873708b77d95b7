"""The OpenAPI document as a contract: what schemathesis makes of it, asked of the service."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, settings

from kg.service.api.questions import openapi

if TYPE_CHECKING:
    from service.running import Running

schemathesis = pytest.importorskip("schemathesis")
checks = pytest.importorskip("schemathesis.specs.openapi.checks")
# What fits the schema may yet be refused: the 31st of February, or an actor nobody knows.
NOT_HELD = [checks.positive_data_acceptance]
SCHEMA = schemathesis.openapi.from_dict(openapi("0"))


@pytest.mark.long
@SCHEMA.parametrize()
@settings(
    max_examples=2,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_measures_keep_to_their_contract(case: schemathesis.Case, served: Running) -> None:
    case.call_and_validate(base_url=served.address, excluded_checks=NOT_HELD)
