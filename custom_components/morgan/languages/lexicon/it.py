"""Italian."""

from __future__ import annotations

from typing import Final

from . import Openings, Words, phrases

WORDS: Final = Words(
    joints=(" e poi ", " e anche ", " ed anche ", " e ", " ed ", " poi "),
    also=("anche", "pure"),
    articles=("il", "lo", "la", "i", "gli", "le", "l'", "mio", "mia", "tutte le", "tutti i", "un", "una", "uno"),
    never_named=phrases("non|tranne|eccetto|senza|ma|se|quando|e|poi"),
    home=phrases("casa|in casa|a casa"),
    fillers=("in questo momento", "al momento", "attualmente", "adesso", "ora", "ancora"),
    anyone_home=r"(c'è|c è) (qualcuno|nessuno) (in|a) casa|qualcuno (è )?(in|a) casa|è (in|a) casa qualcuno",
    openings=Openings(
        asks=phrases("e|c|sono|ci"),
        around=phrases("una|un|qualche|la|le|delle|i|di|casa|in"),
        kinds={"window": phrases("finestra|finestre"), "door": phrases("porta|porte")},
        states={"open": phrases("aperta|aperte"), "closed": phrases("chiusa|chiuse")},
        some=phrases("un|una|qualche"),
        every=phrases("tutte"),
    ),
    lists=((r"^lista (?:della |dello |dell'|del |dei |delle |di )?", ""),),
    clocks=("sveglia", "timer", "allarme", "promemoria"),
)
