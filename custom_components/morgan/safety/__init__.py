"""What stands between a command and a thing that lets somebody in.

`policy.py` says what is a risk, `targets.py` finds what an action would touch, `guarded_tools.py` stands in front of
a model's tools. `confirmation.py` is a question that waits, `answers.py` tells a yes from a no (its words stand in
answers.json), `pin.py` reads a PIN and counts the wrong ones, `hiding.py` takes it out of what is kept. Knows nothing
of the server or of how sentences are read. script/mutate.py breaks each of them and looks whether a test notices.
"""
