"""What a test saw on the screen and on the wire, and what must be left of it after a fault."""

import time
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Response

from tests.e2e.chaos.digest import answer_digest

LOST_AT_MOST_S = 1.0


@dataclass(frozen=True)
class Edit:
    """An answer as it stood on the screen, and since when."""

    digest: str
    seen_at: float


@dataclass
class Ledger:
    """Every answer that was ever on the screen, in order, and every save that the server acknowledged."""

    annotation: str
    edits: list[Edit] = field(default_factory=list)
    saved: dict[int, str] = field(default_factory=dict)
    lost: int = 0

    def see(self, digest: str | None) -> None:
        """Note the answer that is on the screen now."""
        if digest and (not self.edits or self.edits[-1].digest != digest):
            self.edits.append(Edit(digest, time.monotonic()))

    def hear(self, response: Response) -> None:
        """Note an acknowledged save; one revision never stands for two answers."""
        request = response.request
        if request.method != "PUT" or not request.url.endswith(f"/annotations/{self.annotation}/"):
            return
        digest, sent = answer_digest(request.post_data_json), request.headers
        print(f"  PUT {digest} on {sent['if-match']}, key {sent['idempotency-key'][:8]}: {response.status}")
        if response.status != 200:
            return
        revision = int(response.headers["etag"].strip('"'))
        assert self.saved.setdefault(revision, digest) == digest, f"revision {revision} is two answers"

    def check_kept(self, digest: str, *, fault_at: float, may_lose: bool) -> None:
        """The answer after a fault is one that was made, and nothing before the last second is missing."""
        found = [index for index, edit in enumerate(self.edits) if edit.digest == digest]
        assert found, f"{digest} was never on the screen"
        least = self._index_due(fault_at) if may_lose else len(self.edits) - 1
        assert found[-1] >= max(least, self._index_saved()), (
            f"{len(self.edits) - 1 - found[-1]} edits lost, the newest of them "
            f"{fault_at - self.edits[found[-1] + 1].seen_at:.2f} s before the fault"
        )
        self.lost += len(self.edits) - 1 - found[-1]
        del self.edits[found[-1] + 1 :]

    def check_stored(self, stored: Any) -> None:
        """The server holds exactly what is on the screen, as the revision that it acknowledged last."""
        assert answer_digest(stored) == self.edits[-1].digest, "the server holds another answer"
        newest = max(self.saved, default=0)
        assert stored["revision"] >= newest, "an acknowledged revision is gone"
        if stored["revision"] == newest and self.saved:
            assert self.saved[newest] == answer_digest(stored), "an acknowledged save was overwritten"

    def _index_due(self, fault_at: float) -> int:
        """The newest edit that is older than what may be lost."""
        due = [i for i, edit in enumerate(self.edits) if edit.seen_at <= fault_at - LOST_AT_MOST_S]
        return due[-1] if due else 0

    def _index_saved(self) -> int:
        """The edit that the newest acknowledged save carried, at least: the same answer may stand twice."""
        index = 0
        for _, digest in sorted(self.saved.items()):
            later = (i for i in range(index, len(self.edits)) if self.edits[i].digest == digest)
            index = next(later, index)
        return index
