"""The closed engine: hears the commands of this house only, English, with nothing to download.

`engine.py` implements the port. The house's sentences become an automaton (`grammar`, `automaton`), its words become
phones (`pronounce`, `spoken`, `items`), both become a network of phone states (`network`); `acoustics` scores the sound
against these states, `search` finds the sentence, and `opposites` finds the sentences that would do the opposite.
"""
