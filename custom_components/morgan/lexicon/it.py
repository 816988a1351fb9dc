"""Italian."""

from __future__ import annotations

from typing import Final

from . import Words, phrases

WORDS: Final = Words(
    joints=(" e poi ", " e anche ", " ed anche ", " e ", " ed ", " poi "),
    also=("anche", "pure"),
    articles=("il", "lo", "la", "i", "gli", "le", "l'", "mio", "mia", "tutte le", "tutti i"),
    never_named=phrases("non|tranne|eccetto|senza|ma|se|quando|e|poi"),
    home=phrases("casa|in casa|a casa"),
    fillers=("in questo momento", "al momento", "attualmente", "adesso", "ora", "ancora"),
    anyone_home=r"(c'è|c è) (qualcuno|nessuno) (in|a) casa|qualcuno (è )?(in|a) casa|è (in|a) casa qualcuno",
    on_the_list=r"\s(?:alla|sulla|nella)\s(?:mia\s|nostra\s)?lista$",
    clocks=("sveglia", "timer", "allarme", "promemoria"),
)
