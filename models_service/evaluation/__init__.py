"""How good predictions are: the paper's seven metrics, its Overall, and what its reviewers missed.

Plain values in, plain values out; no Django. `report.evaluate` is the one function to call.
"""
