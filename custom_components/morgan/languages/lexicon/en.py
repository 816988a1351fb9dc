"""English."""

from __future__ import annotations

from typing import Final

from . import Openings, Words, kinds_of, phrases

WORDS: Final = Words(
    again=phrases("again|once more|one more time|do it again|do that again|repeat that|the same again"),
    more=phrases("more|a bit more|a little more|a bit further|some more|a little bit more"),
    less=phrases("less|a bit less|a little less|not so much|not that much|a little bit less"),
    not_that=phrases("not that one|not that|not this one|no not that one|wrong one|that's the wrong one"),
    other_alone=phrases(
        "the other one|and the other one|the other one too|the other one as well|and the other|no the other one|"
        "the other one please|and the other one too"
    ),
    other=phrases("other one|other"),
    it=phrases("it|that|this|that one|this one"),
    them=phrases("them|those|these|both|both of them|all of them"),
    joints=(" and then ", " and also ", " as well as ", " and ", " then "),
    also=("also", "too", "as well"),
    both=("both",),
    articles=("the", "a", "an", "my", "our", "all the", "all"),
    verbs_too=phrases("lock|light|fan|shade|blind|alarm|plug"),
    never_named=phrases("not|don't|except|but|unless|if|when|without|turn|switch|and|then"),
    home=phrases("home|at home|the house|house"),
    fillers=("right now", "just now", "at the moment", "currently", "still", "actually", "by any chance"),
    anyone_home=(
        r"(is|s) (there )?(any|some)(one|body) (else )?(still )?(at home|home|in|there|in the house)"
        r"|(any|some)(one|body) (at )?home"
    ),
    openings=Openings(
        asks=phrases("is|are"),
        around=phrases("any|a|the|some|there|of|our|in|house|home"),
        kinds={"window": phrases("window|windows"), "door": phrases("door|doors")},
        states={"open": phrases("open"), "closed": phrases("closed|shut")},
        some=phrases("any|some"),
        every=phrases("all|every"),
    ),
    clocks=("alarm", "alarm clock", "timer", "reminder"),
    places=(
        "{area} {kind}",
        "{kind} in {area}",
        "{kind} in the {area}",
        "{kind} of the {area}",
        "{kind} on the {area}",
    ),
    kinds=kinds_of("""
        light: light|lights|lamp|lamps
        fan: fan|fans
        lock: lock|locks|door lock
        vacuum: vacuum|vacuum cleaner|robot vacuum|hoover|vacuum robot
        valve: valve|valves
        cover.curtain: curtain|curtains|drapes
        cover.blind: blind|blinds
        cover.shade: shade|shades
        cover.shutter: shutter|shutters
        cover.awning: awning|awnings
        cover.garage: garage door|garage doors|garage
        cover.gate: gate|gates
        media_player.tv: tv|television|telly
        media_player.speaker: speaker|speakers
        climate: thermostat|heating|heater|air conditioner|air conditioning
        humidifier: humidifier
        lawn_mower: mower|lawn mower|lawnmower
        todo: todo list|to-do list|to do list|task list|tasks|todos|list
        alarm_control_panel: alarm|alarm system
        switch.outlet: plug|outlet|socket
    """),
)
