"""Swedish."""

from __future__ import annotations

from typing import Final

from . import Openings, Words, phrases

WORDS: Final = Words(
    joints=(" och sedan ", " och också ", " samt ", " och "),
    also=("också", "även"),
    both=("både",),
    articles=("den", "det", "de", "alla", "en", "ett"),
    never_named=phrases("inte|utom|utan|men|om|när|och|sedan"),
    home=phrases("hemma|hem|huset"),
    fillers=("för tillfället", "just nu", "fortfarande", "nu", "ännu"),
    anyone_home=r"(är )?(det )?(någon|nån|några) (här )?hemma",
    openings=Openings(
        asks=phrases("ar|star|finns"),
        around=phrases("det|nagot|nagon|nagra|ett|en|de|som"),
        kinds={"window": phrases("fonster|fonstret|fonstren"), "door": phrases("dorr|dorrar|dorren|dorrarna")},
        states={"open": phrases("oppet|oppen|oppna"), "closed": phrases("stangt|stangd|stangda")},
        some=phrases("nagot|nagon|nagra|ett|en"),
        every=phrases("alla"),
    ),
    lists=((r"lista$", "listan"),),
    clocks=("väckarklocka", "larm", "timer", "påminnelse"),
)
