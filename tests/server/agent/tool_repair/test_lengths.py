"""How long a timer runs: said in words, in digits, in whichever argument; what may be two lengths is none."""

from __future__ import annotations

import pytest
from tests.server.agent.houses import TOOLS, asked
from tests.server.agent.tool_repair.test_resolve import becomes, resolved

from morgan.agent.tool_repair.coerce import coerce
from morgan.agent.tool_repair.lengths import UNIT_SECONDS
from morgan.agent.tool_repair.resolution import Refused
from morgan.ports import ToolCall

TIMER = next(tool for tool in TOOLS if tool.name.endswith("HassStartTimer"))


@pytest.mark.parametrize(
    ("args", "wanted"),
    [
        ({"minutes": "5"}, {"minutes": 5}),
        ({"duration": "one hour"}, {"hours": 1}),
        ({"minutes": "90 minutes"}, {"hours": 1, "minutes": 30}),
        ({"duration": "half an hour"}, {"minutes": 30}),
        ({"duration": "one and a half hours"}, {"hours": 1, "minutes": 30}),
        ({"duration": "an hour and a half"}, {"hours": 1, "minutes": 30}),
        ({"duration": "an hour and half a minute"}, {"hours": 1, "seconds": 30}),
        ({"time": "three quarters of an hour"}, {"minutes": 45}),
        ({"time": "two and a quarter hours"}, {"hours": 2, "minutes": 15}),
        ({"time": "quarter of an hour"}, {"minutes": 15}),
        ({"duration": "twenty-five minutes"}, {"minutes": 25}),
        ({"duration": "1 hour 30"}, {"hours": 1, "minutes": 30}),
        ({"duration": "1h30m"}, {"hours": 1, "minutes": 30}),
        ({"duration": "1½ hours"}, {"hours": 1, "minutes": 30}),
        ({"duration": "PT1H30M"}, {"hours": 1, "minutes": 30}),
        ({"duration": "01:30:00"}, {"hours": 1, "minutes": 30}),
        ({"hours": 0.5}, {"minutes": 30}),
        ({"hours": "1.5"}, {"hours": 1, "minutes": 30}),
        ({"hours": "half"}, {"minutes": 30}),
        ({"hours": "one and a half"}, {"hours": 1, "minutes": 30}),
        ({"minutes": "2½"}, {"minutes": 2, "seconds": 30}),
        ({"minutes": 5, "area": "Second floor"}, {"minutes": 5}),
        ({"hours": 1, "minutes": "30 minutes"}, {"hours": 1, "minutes": 30}),
        ({"minutes": 90, "duration": "90 minutes"}, {"hours": 1, "minutes": 30}),
        ({"minutes": "10", "name": "5 minute eggs"}, {"minutes": 10, "name": "5 minute eggs"}),
    ],
)
def test_a_length_of_time_is_understood(args: dict[str, object], wanted: dict[str, object]) -> None:
    assert becomes(ToolCall("1", "HassStartTimer", args), asked("set a timer")) == ("HassStartTimer", wanted)


@pytest.mark.parametrize(
    ("language", "text", "seconds"),
    [
        ("de", "eine halbe Stunde", 1800),
        ("de", "anderthalb Stunden", 5400),
        ("de", "eine Viertelstunde", 900),
        ("de", "fünfundzwanzig Minuten", 1500),
        ("de", "1,5 Stunden", 5400),
        ("fr", "une demi-heure", 1800),
        ("fr", "une heure et demie", 5400),
        ("fr", "un quart d'heure", 900),
        ("fr", "trois quarts d'heure", 2700),
        ("es", "media hora", 1800),
        ("es", "una hora y media", 5400),
        ("es", "tres cuartos de hora", 2700),
        ("nl", "een half uur", 1800),
        ("nl", "anderhalf uur", 5400),
        ("nl", "een kwartier", 900),
        ("nl", "2 uur en 10 minuten", 7800),
        ("it", "mezz'ora", 1800),
        ("it", "un'ora e mezza", 5400),
        ("it", "un quarto d'ora", 900),
        ("pt", "meia hora", 1800),
        ("pt", "1 hora e meia", 5400),
        ("sv", "en halv timme", 1800),
        ("sv", "45 minuter", 2700),
        ("pl", "pół godziny", 1800),
        ("pl", "półtorej godziny", 5400),
        ("pl", "5 minut", 300),
        ("ru", "полчаса", 1800),
        ("ru", "полтора часа", 5400),
        ("ru", "20 минут", 1200),
        ("hu", "10 perc", 600),
        ("pl", "dwadzieścia pięć minut", 1500),
        ("pl", "dwie minuty", 120),
        ("ru", "двадцать пять минут", 1500),
        ("ru", "два часа", 7200),
        ("ru", "час с половиной", 5400),
        ("sv", "tjugofem minuter", 1500),
        ("sv", "en och en halv timme", 5400),
        ("pt", "trinta e cinco minutos", 2100),
        ("pt", "duas horas e meia", 9000),
        ("it", "quarantacinque minuti", 2700),
        ("it", "due ore e mezza", 9000),
        ("it", "tre quarti d’ora", 2700),
        ("it", "mezz’ora", 1800),
        ("fr", "un quart d’heure", 900),
        ("fr", "cent vingt minutes", 7200),
        ("es", "veintiún minutos", 1260),
        ("es", "ciento veinte segundos", 120),
        ("de", "dreieinhalb Stunden", 12600),
        ("de", "hundert Sekunden", 100),
        ("nl", "drieënhalf uur", 12600),
        ("nl", "drie en een halve minuut", 210),
        ("en", "one hundred and twenty seconds", 120),
        ("en", "about five minutes", 300),
        ("en", "3/4 hour", 2700),
    ],
)
def test_a_length_of_time_is_understood_in_its_language(language: str, text: str, seconds: int) -> None:
    args = coerce(TIMER, {"duration": text}, language).args
    assert sum(int(str(args.get(unit, 0))) * each for unit, each in UNIT_SECONDS.items()) == seconds


@pytest.mark.parametrize(
    "args",
    [
        {"duration": "1:30"},  # an hour and a half, or a minute and a half
        {"minutes": "-5 minutes"},
        {"minutes": -5},
        {"duration": "10-15 minutes"},
        {"minutes": 5, "duration": "10 minutes"},
        {"duration": "1,500 seconds"},
        {"duration": "a hundred thousand hours"},
        {"duration": "ten times sixty minutes"},
        {"duration": "a couple of minutes"},
        {"duration": "9" * 400 + " minutes"},
        {"minutes": 10**400},
        {"minutes": 1e308},
    ],
)
def test_what_is_no_one_length_of_time_is_refused(args: dict[str, object]) -> None:
    assert isinstance(resolved(ToolCall("1", "HassStartTimer", args), asked("set a timer")), Refused)
