"""What the server tells of a turn, read: whatever it says, it is a bounded trace or a fault that is known."""

from __future__ import annotations

import json
from typing import Any

from custom_components.morgan.client.trace import MAX_SPANS, Trace, trace
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wyoming.event import Event

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)
KEYS = ("kind", "path", "spans", "model", "tokens", "rounds", "repairs", "passed")


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=50)
@given(st.dictionaries(st.sampled_from(KEYS), json_values))
def test_whatever_a_server_tells_is_a_trace_or_one_of_four_errors(fields: dict[str, Any]) -> None:
    try:
        come = trace(Event("user-event", {"name": "trace", "data": fields}))
    except TypeError, ValueError, KeyError, AttributeError, OverflowError:
        return
    assert isinstance(come, Trace)
    assert len(come.spans) <= MAX_SPANS
    assert all(len(note) <= 100 for note in (*come.repairs, *come.passed, come.model, come.path or ""))
    json.dumps([come.rounds, come.tokens, [span.ms for span in come.spans]], allow_nan=False)
