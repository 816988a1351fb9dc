"""Spanish."""

from __future__ import annotations

from typing import Final

from . import Openings, Words, kinds_of, phrases

WORDS: Final = Words(
    again=phrases("otra vez|de nuevo|una vez más|hazlo otra vez|repítelo|lo mismo"),
    more=phrases("más|un poco más|algo más|todavía más"),
    less=phrases("menos|un poco menos|algo menos|no tanto"),
    not_that=phrases("ese no|esa no|no ese|no esa|eso no"),
    other_alone=phrases("el otro|la otra|y el otro|y la otra|el otro también|la otra también"),
    other=phrases("otro|otra|el otro|la otra"),
    it=phrases("lo|la|eso"),
    them=phrases("los|las|los dos|las dos|ambos|ambas"),
    joints=(" y luego ", " y también ", " así como ", " como ", " y "),
    also=("también", "además"),
    both=("tanto",),
    articles=("el", "la", "los", "las", "mi", "mis", "todas las", "todos los", "un", "una"),
    never_named=phrases("no|excepto|salvo|menos|sin|pero|si|cuando|y|luego"),
    home=phrases("casa|en casa|hogar"),
    fillers=("ahora mismo", "en este momento", "actualmente", "ahora", "todavía", "aún"),
    anyone_home=r"(hay|está) (alguien|alguna persona) en (la )?casa|alguien (está )?en casa",
    openings=Openings(
        asks=phrases("esta|estan|hay"),
        around=phrases("alguna|alguno|algun|una|un|la|las|los|el|de|casa|en"),
        kinds={"window": phrases("ventana|ventanas"), "door": phrases("puerta|puertas")},
        states={"open": phrases("abierta|abiertas|abierto"), "closed": phrases("cerrada|cerradas")},
        some=phrases("alguna|alguno|algun|una|un"),
        every=phrases("todas|todos"),
    ),
    lists=((r"^lista (?:de la |de las |de los |del |de )?", ""),),
    clocks=("alarma", "despertador", "temporizador", "recordatorio"),
    places=(
        "{kind} de la {area}",
        "{kind} del {area}",
        "{kind} de {area}",
        "{kind} en la {area}",
        "{kind} en el {area}",
        "{kind} {area}",
    ),
    kinds=kinds_of("""
        light: luz|luces|lámpara|lámparas
        fan: ventilador|ventiladores
        lock: cerradura|cerraduras|cerrojo
        vacuum: aspiradora|robot aspirador|aspirador
        valve: válvula|válvulas
        cover.curtain: cortina|cortinas
        cover.blind: persiana|persianas
        cover.shutter: contraventana|contraventanas
        cover.awning: toldo|toldos
        cover.garage: puerta del garaje|puerta de garaje|garaje
        cover.gate: portón
        media_player.tv: tele|televisión|televisor
        media_player.speaker: altavoz|altavoces
        climate: termostato|calefacción|aire acondicionado
        humidifier: humidificador
        lawn_mower: cortacésped
        todo: lista de tareas|lista|tareas
        alarm_control_panel: alarma
        switch.outlet: enchufe
    """),
)
