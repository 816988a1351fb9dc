"""The closed engine: hears the commands of this house only, English, with nothing to download.

`engine.py` is the port's side. The house's sentences become an automaton (`grammar`, `automaton`), its words phones
(`pronounce`, `spoken`, `items`), both a network of phone states (`network`); `acoustics` scores the sound against these
and `search` finds the sentence; `opposites` names those that would do the opposite of it.
"""
