"""Somebody at the workbench of their own, seen by the page and by REST."""

from typing import Any

from playwright.sync_api import BrowserContext, Page

from tests.e2e.conftest import Studio, sign_in
from tests.e2e.hands import workbench_ready


class Seat:
    """Somebody at the workbench, and their annotation by REST."""

    def __init__(self, studio: Studio, context: BrowserContext) -> None:
        self.studio, self.context = studio, context
        person = studio.person("annotator")
        self.api = studio.session(person)
        claimed = self.api.post("queue/next/", {"project": studio.slug})
        self.annotation, self.video = claimed["annotation"]["id"], claimed["video"]["id"]
        self.page = context.new_page()
        sign_in(self.page, studio.platform, person)

    def open(self) -> Page:
        """The workbench, with every frame decoded."""
        self.page.goto(f"{self.studio.platform.url}/work/{self.annotation}")
        workbench_ready(self.page)
        return self.page

    def put(self, traces: list[dict[str, Any]]) -> None:
        """Save these traces before the workbench is opened."""
        answer = {"verdict": "fake", "note": "", "traces": traces}
        self.api.call(
            "PUT",
            f"annotations/{self.annotation}/",
            json=answer,
            headers={"If-Match": f'"{self._revision()}"'},
        )

    def traces(self) -> list[dict[str, Any]]:
        """The traces that the server has."""
        return list(self.api.get(f"annotations/{self.annotation}/")["traces"])

    def setting(self, name: str) -> Any:
        """One of the person's settings, as the server has it."""
        return self.api.get("me/settings/").get(name)

    def _revision(self) -> int:
        return int(self.api.get(f"annotations/{self.annotation}/")["revision"])
