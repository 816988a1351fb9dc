"""Names that more than one file of the integration uses; knows nothing else."""

from __future__ import annotations

from typing import Final

DOMAIN: Final = "morgan"
DEFAULT_PORT: Final = 10800
CONF_PIPELINE: Final = "pipeline"  # true in an entry until its Assist pipeline has been made
CONF_FINGERPRINT: Final = "fingerprint"  # of the server's certificate; an entry without one uses no TLS
CONF_CODE: Final = "code"  # the pairing code, in forms only
CONF_BY_HAND: Final = "by_hand"  # the section of a form that takes the pairing code's parts one by one
EXTRA: Final = "morgan"  # key of the path in a response's extra data

# Options of an entry; choices/options.py has the meaning and the default of each.
CONF_DANGER: Final = "danger"
CONF_DANGER_ENTITIES: Final = "danger_entities"
CONF_ALLOWED_TOOLS: Final = "allowed_tools"
CONF_HISTORY: Final = "history"
CONF_VOICE: Final = "voice"
CONF_LOCAL: Final = "local_intents"
CONF_TEMPERATURE: Final = "temperature"  # of the language model; its name is under Home Assistant's own key
