"""French."""

from __future__ import annotations

from typing import Final

from . import Openings, Words, kinds_of, phrases

WORDS: Final = Words(
    again=phrases("encore|encore une fois|refais-le|recommence|la même chose"),
    more=phrases("plus|un peu plus|encore un peu|encore plus|un peu plus encore"),
    less=phrases("moins|un peu moins|pas autant"),
    not_that=phrases("pas celui-là|pas celle-là|pas ça|non pas celui-là|non pas celle-là"),
    other_alone=phrases("l'autre|et l'autre|l'autre aussi|et l'autre aussi"),
    other=phrases("autre|l'autre"),
    it=phrases("le|la|l'|ça|cela"),
    them=phrases("les|les deux"),
    joints=(" et puis ", " et aussi ", " ainsi que ", " et ", " puis "),
    also=("aussi", "également", "en plus"),
    both=("à la fois",),
    articles=("le", "la", "les", "l'", "mon", "ma", "mes", "toutes les", "tous les", "un", "une"),
    never_named=phrases("ne|pas|sauf|sans|mais|si|quand|et|puis|excepté"),
    home=phrases("maison|la maison|à la maison|chez moi|chez nous"),
    fillers=(
        "est-ce que",
        "est-ce qu'",
        "en ce moment",
        "actuellement",
        "pour l'instant",
        "maintenant",
        "encore",
        "toujours",
    ),
    anyone_home=(
        r"(il y a |y a-t-il |y a t il |y a )?(quelqu'un|du monde) (est(-il)? )?"
        r"(à la maison|dans la maison|chez (moi|nous))"
    ),
    openings=Openings(
        asks=phrases("est|sont|a|ont"),
        around=phrases("y|t|il|ce|que|qu|une|un|des|la|le|les|elle|elles|de|dans|maison|chez|nous|quelque|part"),
        kinds={"window": phrases("fenetre|fenetres"), "door": phrases("porte|portes")},
        states={"open": phrases("ouverte|ouvertes|ouvert|ouverts"), "closed": phrases("fermee|fermees|ferme|fermes")},
        some=phrases("une|un|quelque"),
        every=phrases("toutes|tous"),
    ),
    lists=((r"^liste (?:de la |des |du |de |d')?", ""),),
    clocks=("réveil", "minuteur", "minuterie", "alarme", "rappel"),
    places=(
        "{kind} de la {area}",
        "{kind} du {area}",
        "{kind} de l'{area}",
        "{kind} des {area}",
        "{kind} de {area}",
        "{kind} dans la {area}",
        "{kind} dans le {area}",
        "{kind} {area}",
    ),
    kinds=kinds_of("""
        light: lumière|lumières|lampe|lampes
        fan: ventilateur|ventilateurs
        lock: serrure|serrures|verrou
        vacuum: aspirateur|robot aspirateur
        valve: vanne|vannes
        cover.curtain: rideau|rideaux
        cover.blind: store|stores
        cover.shutter: volet|volets
        cover.garage: porte de garage|porte du garage|garage
        cover.gate: portail|portails
        media_player.tv: télé|télévision|tv|téléviseur
        media_player.speaker: enceinte|enceintes|haut-parleur
        climate: thermostat|chauffage|climatisation
        humidifier: humidificateur
        lawn_mower: tondeuse
        todo: liste de tâches|liste|tâches
        alarm_control_panel: alarme
        switch.outlet: prise
    """),
)
