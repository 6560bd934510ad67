"""How long the next task takes when ten people work: `python -m bench.queue`.

The promise: p95 under 200 ms on the embedded default, and no task handed out twice.
"""

import os
import random
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from time import monotonic, sleep
from typing import Any

from bench.site import PROJECT, Client, Site, in_words, shares, site
from bench.table import Row, report

PEOPLE = 10
SECONDS = float(os.environ.get("DEEPTRACE_BENCH_SECONDS", "60"))
THINK_S = (0.2, 0.6)
VIDEOS = 4000
P95_MS = 200
SEED = 4


def main() -> int:
    """Run the people against the embedded default."""
    os.environ["DATABASE_URL"] = ""
    with site(people=PEOPLE, videos=VIDEOS) as running, ThreadPoolExecutor(PEOPLE) as pool:
        outcomes = list(pool.map(lambda number: work(running, number), range(PEOPLE)))
    times = [took for outcome in outcomes for took in outcome["times"]]
    claims = Counter(video for outcome in outcomes for video in outcome["videos"])
    twice = sum(count > 1 for count in claims.values())
    wrong = sum(outcome["wrong"] for outcome in outcomes)
    rows = rows_of(times, len(claims), twice, wrong)
    report(rows)
    return int(any(row.holds is False for row in rows))


def rows_of(times: list[float], claims: int, twice: int, wrong: int) -> list[Row]:
    """The table's rows."""
    p95 = shares(times)["p95"]
    return [
        Row("queue", f"next task, {PEOPLE} people", in_words(times), f"p95 < {P95_MS} ms", p95 < P95_MS),
        Row("queue", "tasks handed out", f"{claims} in {SECONDS:.0f} s"),
        Row("queue", "handed out twice", str(twice), "0", twice == 0),
        Row("queue", "failed requests", str(wrong), "0", wrong == 0),
    ]


def work(running: Site, number: int) -> dict[str, Any]:
    """One person: think, take the next task, answer it, hand it in."""
    dice = random.Random(SEED * 100 + number)  # noqa: S311
    client = Client(running, running.tokens[number])
    outcome: dict[str, Any] = {"times": [], "videos": [], "wrong": 0}
    end = monotonic() + SECONDS
    while monotonic() < end:
        sleep(dice.uniform(*THINK_S))
        claim = client.send("POST", "queue/next/", {"project": PROJECT})
        outcome["times"].append(claim.took_ms)
        if claim.status != 200:
            outcome["wrong"] += 1
            continue
        outcome["videos"].append(claim.body["video"]["id"])
        outcome["wrong"] += not hand_in(client, claim.body["annotation"]["id"])
    return outcome


def hand_in(client: Client, annotation: str) -> bool:
    """Answer "real" and submit."""
    answer = {"verdict": "real", "note": "", "traces": []}
    saved = client.send("PUT", f"annotations/{annotation}/", answer, If_Match='"0"')
    submitted = client.send("POST", f"annotations/{annotation}/submit/", {}, If_Match='"1"')
    return saved.status == submitted.status == 200


if __name__ == "__main__":
    sys.exit(main())
