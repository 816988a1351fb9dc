"""Checks commands before they touch a thing that lets somebody in.

`policy.py` says what is a risk, `targets.py` finds what an action would touch, `guarded_tools.py` guards a model's
tools. `confirmation.py` is a pending question, `answers.py` tells a yes from a no (its words are in answers.json),
`pin.py` reads a PIN and counts the wrong ones, `hiding.py` removes it from what is kept. Knows nothing of the server or
of how sentences are read. script/mutate.py breaks each of them and checks whether a test notices.
"""
