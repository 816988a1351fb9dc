"""Polish."""

from __future__ import annotations

from typing import Final

from . import Openings, Words, phrases

WORDS: Final = Words(
    joints=(" i potem ", " a potem ", " i także ", " i też ", " oraz ", " i "),
    also=("także", "też", "również"),
    both=("zarówno",),
    never_named=phrases("nie|oprócz|poza|bez|ale|jeśli|gdy|kiedy|i|oraz|potem"),
    home=phrases("dom|w domu|domu"),
    fillers=("w tej chwili", "w tym momencie", "aktualnie", "obecnie", "teraz", "jeszcze", "akurat"),
    anyone_home=r"(czy )?(jest )?(ktoś|ktokolwiek) (jest )?w domu",
    openings=Openings(
        asks=phrases("czy|jest|sa"),
        around=phrases("jakies|jakas|jakiekolwiek|ktores"),
        kinds={"window": phrases("okno|okna"), "door": phrases("drzwi")},
        states={"open": phrases("otwarte|otwarty|otwarta"), "closed": phrases("zamkniete|zamkniety|zamknieta")},
        some=phrases("jakies|jakas|jakiekolwiek|ktores"),
        every=phrases("wszystkie"),
    ),
    lists=(
        (r"^lista ", ""),
        (r"^lista ", "listy "),
    ),
    clocks=("budzik", "minutnik", "alarm", "przypomnienie"),
)
