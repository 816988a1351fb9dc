"""Portuguese."""

from __future__ import annotations

from typing import Final

from . import Openings, Words, phrases

WORDS: Final = Words(
    joints=(" e depois ", " e também ", " bem como ", " e "),
    also=("também",),
    articles=("o", "a", "os", "as", "todas as", "todos os", "um", "uma"),
    never_named=phrases("não|exceto|menos|sem|mas|se|quando|e|depois"),
    home=phrases("casa|em casa"),
    fillers=("neste momento", "de momento", "no momento", "agora", "ainda"),
    anyone_home=r"(há|está|tem) (alguém|alguma pessoa) (em|na) casa|alguém (está )?em casa",
    openings=Openings(
        asks=phrases("esta|estao|ha|tem"),
        around=phrases("alguma|uma|a|as|o|de|da|em|casa|na"),
        kinds={"window": phrases("janela|janelas"), "door": phrases("porta|portas")},
        states={"open": phrases("aberta|abertas"), "closed": phrases("fechada|fechadas")},
        some=phrases("alguma|uma"),
        every=phrases("todas"),
    ),
    lists=((r"^lista (?:de |da |do |das |dos )?", ""),),
    clocks=("alarme", "despertador", "temporizador", "lembrete"),
)
