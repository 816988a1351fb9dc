"""Dutch."""

from __future__ import annotations

from typing import Final

from . import Openings, Words, kinds_of, phrases

WORDS: Final = Words(
    again=phrases("nog een keer|nog eens|opnieuw|doe dat nog een keer|hetzelfde nog eens"),
    more=phrases("meer|iets meer|een beetje meer|nog iets meer|nog meer|nog een beetje"),
    less=phrases("minder|iets minder|een beetje minder|niet zo veel"),
    not_that=phrases("niet die|niet dat|niet deze|nee niet die|de verkeerde"),
    other_alone=phrases("de andere|het andere|en de andere|en het andere|de andere ook|het andere ook"),
    other=phrases("andere|de andere|het andere"),
    it=phrases("het|hem|die|dat"),
    them=phrases("ze|die|allebei|beide"),
    joints=(" en dan ", " en daarna ", " en ook ", " evenals ", " als ", " en "),
    also=("ook nog", "ook", "eveneens"),
    both=("zowel",),
    articles=("de", "het", "mijn", "alle", "een"),
    never_named=phrases("niet|geen|behalve|zonder|maar|als|wanneer|en|dan"),
    home=phrases("thuis|huis|in huis"),
    fillers=("op dit moment", "op het moment", "momenteel", "eigenlijk", "nu", "nog"),
    anyone_home=r"(is )?(er )?iemand (er )?(thuis|in huis|aanwezig)",
    openings=Openings(
        asks=phrases("is|zijn|staat|staan"),
        around=phrases("er|een|ergens|de|het|in|huis"),
        kinds={"window": phrases("raam|ramen"), "door": phrases("deur|deuren")},
        states={"open": phrases("open"), "closed": phrases("dicht|gesloten")},
        some=phrases("een|ergens"),
        every=phrases("alle"),
    ),
    lists=((r"lijst$", "lijstje"),),
    clocks=("wekker", "timer", "alarm", "kookwekker", "herinnering"),
    places=(
        "{kind} in de {area}",
        "{kind} in het {area}",
        "{kind} in {area}",
        "{kind} van de {area}",
        "{kind} op de {area}",
        "{kind} van het {area}",
        "{area} {kind}",
        "{area}{kind}",
    ),
    kinds=kinds_of("""
        light: licht|lichten|lamp|lampen
        fan: ventilator|ventilatoren
        lock: slot|deurslot|sloten
        vacuum: stofzuiger|robotstofzuiger
        valve: klep|kleppen|kraan
        cover.curtain: gordijn|gordijnen
        cover.blind: jaloezie|jaloezieën
        cover.shade: rolgordijn|rolgordijnen
        cover.shutter: rolluik|rolluiken
        cover.awning: zonnescherm
        cover.garage: garagedeur|garagepoort|garage
        cover.gate: poort|hek
        media_player.tv: tv|televisie
        media_player.speaker: speaker|speakers|luidspreker
        climate: thermostaat|verwarming|airco
        humidifier: luchtbevochtiger
        lawn_mower: grasmaaier|robotmaaier
        todo: takenlijst|todolijst|lijst|taken
        alarm_control_panel: alarm|alarmsysteem
        switch.outlet: stopcontact
    """),
)
