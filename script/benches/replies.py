"""Replies as a language model writes them to somebody at home; knows nothing of how they are spoken.

REPLIES were written before any clause was cut, as answers to ordinary questions, and are not chosen for where their
commas stand; the rules were made with them in view, so UNSEEN are some that were written after. FRESH came when UNSEEN
had been looked at. All have three sentences.
"""

from __future__ import annotations

import re
from typing import Final

_WRITTEN: Final = """
The kitchen lights are on at forty percent brightness.
The living room lamp is off.
Everything else downstairs has been off since this morning.

It is currently 19.5 °C in the bedroom and 21 °C in the office.
The heating will switch to the day program at 6:30.
You can change the target at any time.

Tomorrow will be mostly cloudy with a high of 14 degrees.
Rain is likely in the afternoon, so you may want to take an umbrella.
The wind stays light from the west.

I have set a timer for twelve minutes.
It will ring in the kitchen and in the living room.
Say stop when you have heard it.

The front door was locked at 10:42 PM by Anna.
The garage door is still open.
Would you like me to close it?

Your washing machine has about thirty-five minutes left.
The dryer finished an hour ago.
I can let you know when the washing is done.

To soften butter quickly, cut it into small cubes and leave them on a plate for ten minutes.
A warm bowl placed over it helps as well.
Do not use the microwave unless you watch it closely.

The sun sets at 4:12 this afternoon.
The blinds on the south side close automatically half an hour later.
Nothing is planned for the blinds upstairs.

There are three windows open right now.
Two of them are in the guest room and one is in the bathroom.
The outside temperature is falling below five degrees.

Yes, the robot vacuum is running.
It has cleaned the hallway and is now in the dining room.
Its battery is at sixty percent.

Last week the house used 84 kWh of electricity.
That is nine percent less than the week before.
The heat pump was responsible for more than half of it.

A marathon is 42.195 kilometers long.
The distance goes back to the London Olympics of 1908.
Before that the length differed from race to race.
"""

REPLIES: Final = tuple(" ".join(reply.split()) for reply in _WRITTEN.split("\n\n"))

_UNSEEN_WRITTEN: Final = """
Dinner is at seven tonight.
The oven is already warm and the table is set.
Should I dim the lights in the dining room?

Nobody has been in the garden since yesterday evening.
The camera saw only a cat near the fence.
All doors and gates are closed.

The train to the city leaves in twenty minutes from platform two.
The next one goes half an hour later.
Traffic on the bridge is slow because of roadworks.

I found three songs by that artist in your library.
The first one is playing in the kitchen now.
You can say next to skip it.

Humidity in the basement rose to 72 percent overnight.
The dehumidifier has been running for two hours.
Its tank should be emptied soon.

Good morning, it is 7:15 and the sun is up.
Your first meeting begins at nine.
The coffee machine is warming up.

The mail was delivered around noon.
There is also a package at the back door.
It was signed for by your neighbor.

A cup of rice needs about one and a half cups of water.
Let it simmer under a lid for a quarter of an hour.
Then leave it to rest for five minutes.
"""

# Written when the first rules for cutting clauses stood; the last resort was made with them in view.
UNSEEN: Final = tuple(" ".join(reply.split()) for reply in _UNSEEN_WRITTEN.split("\n\n"))

_FRESH_WRITTEN: Final = """
Your bath will be ready in about ten minutes.
The water is at thirty-eight degrees.
I will tell you when the tub is full.

The dishwasher finished its program a short while ago.
Nobody has emptied it yet.
The next run is planned for tomorrow evening.

All five lamps in the hallway are working normally again.
One of them had lost its connection last night.
Replacing its battery solved the problem.

Peter comes home at half past five.
His car left the office a few minutes ago.
I could start warming up the living room already.

Watering the tomatoes every second day is enough in this weather.
The soil sensor still reads forty percent.
No rain is expected before Thursday.

Somebody rang the doorbell twice while you were away.
The camera saved a short video each time.
Do you want to see it on the television?

The television has been on for six hours today.
Most of that was in the afternoon.
It turns itself off at eleven.

We are nearly out of milk and eggs.
I put both of them on the shopping list.
The store on the corner closes at eight.
"""

# Written before a clause had a last resort, and only measured when its rules were done.
FRESH: Final = tuple(" ".join(reply.split()) for reply in _FRESH_WRITTEN.split("\n\n"))


def tokens(text: str) -> list[str]:
    """Cut a text as a language model's tokens do: a word with the space before it, long words in two, marks apart."""
    pieces: list[str] = []
    for word in re.findall(r"\s?[^\W\d_]+|\s?\d{1,3}|\s?[^\w\s]|\s", text):
        pieces += [word] if len(word) <= 9 else [word[:6], word[6:]]
    return pieces
