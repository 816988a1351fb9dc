"""German."""

from __future__ import annotations

from typing import Final

from . import Openings, Words, kinds_of, phrases

WORDS: Final = Words(
    again=phrases("nochmal|noch mal|noch einmal|wiederhole das|mach das nochmal|das gleiche nochmal"),
    more=phrases("mehr|etwas mehr|ein bisschen mehr|noch etwas mehr|noch mehr|ein wenig mehr|noch ein bisschen"),
    less=phrases("weniger|etwas weniger|ein bisschen weniger|ein wenig weniger|nicht so viel"),
    not_that=phrases("nicht das|nicht die|nicht den|nicht diese|nicht dieses|nicht diesen|nein nicht das|das falsche"),
    other_alone=phrases(
        "das andere|die andere|den anderen|und das andere|und die andere|und den anderen|das andere auch|"
        "die andere auch|den anderen auch"
    ),
    other=phrases("andere|anderen|das andere|die andere|den anderen"),
    it=phrases("es|sie|ihn|das|den|die"),
    them=phrases("sie|die|beide|alle beide"),
    joints=(" und dann ", " und auch ", " als auch ", " sowie ", " und "),
    also=("auch noch", "auch", "ebenfalls", "ebenso", "noch"),
    both=("sowohl",),
    articles=("der", "die", "das", "den", "dem", "mein", "meine", "meinen", "alle", "ein", "eine", "einen"),
    never_named=phrases("nicht|kein|keine|außer|ohne|aber|wenn|falls|und|dann|nur"),
    home=phrases("zu hause|zuhause|daheim|haus|im haus"),
    fillers=(
        "im moment",
        "gerade",
        "momentan",
        "zurzeit",
        "derzeit",
        "aktuell",
        "eigentlich",
        "denn",
        "noch",
        "schon",
        "jetzt",
        "bitte",
    ),
    anyone_home=r"(ist )?(irgend)?(jemand|wer|einer) (zu hause|zuhause|daheim|da|im haus)",
    openings=Openings(
        asks=phrases("ist|sind|steht|stehen"),
        around=phrases("eine|ein|einer|irgendein|irgendeine|irgendwelche|die|das|der|hier|im|haus|bei|uns"),
        kinds={"window": phrases("fenster"), "door": phrases("tur|turen")},
        states={"open": phrases("offen|auf|geoffnet"), "closed": phrases("zu|geschlossen")},
        some=phrases("eine|ein|einer|irgendein|irgendeine|irgendwelche"),
        every=phrases("alle|samtliche"),
    ),
    clocks=("wecker", "timer", "alarm", "kurzzeitwecker", "erinnerung"),
    places=(
        "{kind} in {area}",
        "{kind} im {area}",
        "{kind} in der {area}",
        "{kind} am {area}",
        "{kind} auf der {area}",
        "{kind} auf dem {area}",
        "{kind} vom {area}",
        "{kind} von der {area}",
        "{area} {kind}",
        "{area}{kind}",
    ),
    kinds=kinds_of("""
        light: licht|lichter|lampe|lampen|leuchte
        fan: ventilator|ventilatoren|lüfter
        lock: schloss|türschloss|schlösser
        vacuum: staubsauger|saugroboter|sauger
        valve: ventil|ventile
        cover.curtain: vorhang|vorhänge|gardine|gardinen
        cover.blind: jalousie|jalousien
        cover.shade: rollo|rollos
        cover.shutter: rollladen|rollläden|rolladen|rolläden
        cover.awning: markise|markisen
        cover.garage: garagentor|garagentür|garage
        cover.gate: tor|tore
        media_player.tv: fernseher|tv
        media_player.speaker: lautsprecher
        climate: thermostat|heizung|klimaanlage
        humidifier: luftbefeuchter
        lawn_mower: rasenmäher|mähroboter
        todo: aufgabenliste|to-do-liste|todoliste|liste|aufgaben
        alarm_control_panel: alarmanlage|alarm
        switch.outlet: steckdose
    """),
)
