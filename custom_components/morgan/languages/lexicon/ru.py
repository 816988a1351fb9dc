"""Russian."""

from __future__ import annotations

from typing import Final

from . import Openings, Words, phrases

WORDS: Final = Words(
    joints=(" и потом ", " а потом ", " а также ", " и также ", " и ещё ", " и еще ", " и "),
    also=("также", "тоже", "ещё", "еще"),
    never_named=phrases("не|кроме|без|но|если|когда|и|потом|затем"),
    home=phrases("дом|дома"),
    fillers=("в данный момент", "прямо сейчас", "сейчас", "ещё", "еще", "пока"),
    anyone_home=(
        r"(есть )?(кто-нибудь|кто-то|кто-либо|кто нибудь|кто то) (есть )?дома"
        r"|дома (есть )?(кто-нибудь|кто-то|кто-либо|кто нибудь)"
    ),
    openings=Openings(
        asks=phrases("ли|есть"),
        around=phrases("какое|какие|какая|какои|нибудь|либо|хоть|одно|одна|у|нас"),
        kinds={"window": phrases("окно|окна"), "door": phrases("дверь|двери")},
        states={
            "open": phrases("открыто|открыты|открыта"),
            "closed": phrases("закрыто|закрыты|закрыта"),
        },
        some=phrases("какое|какие|какая|какои|нибудь|либо|хоть"),
        every=phrases("все"),
    ),
    lists=((r"^список ", ""),),
    clocks=("будильник", "таймер", "напоминание"),
)
