"""What stands between a command and a thing that lets somebody in.

`policy.py` says what is a risk, `targets.py` finds what an action would touch, `guarded_tools.py` stands in front of a
model's tools. Knows nothing of the server or of how sentences are read.
"""
