"""Setting up: what is measured, what it is judged by, and what it is collected from.

Services take `by=` the user and `seen=` the version of what the person looked at, so that nothing is overwritten
unseen. What holds from a day on (targets, rules, tolerances, populations) is agreed and withdrawn by
`strategy_portal/records/holdings.py`; the models say what they refuse.
"""
