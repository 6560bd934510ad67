"""Somebody at the workbench of their own, seen by the page and by REST."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from tests.e2e.conftest import Person, Studio, sign_in
from tests.e2e.hands import workbench_ready
from tests.e2e.server import ApiSession, wait_for


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


@dataclass(frozen=True)
class Place:
    """Somebody with a claimed video in a browser of their own, who opens as many tabs as they like."""

    studio: Studio
    person: Person
    api: ApiSession
    annotation: str
    context: BrowserContext

    @property
    def url(self) -> str:
        """The workbench's address."""
        return f"{self.studio.platform.url}/work/{self.annotation}"

    def open(self) -> Page:
        """A tab with the workbench, ready to work."""
        page = self.context.new_page()
        page.goto(self.url)
        workbench_ready(page)
        return page

    def stored(self) -> Any:
        """The annotation as the server has it."""
        return self.api.get(f"annotations/{self.annotation}/")

    def put(self, **answer: Any) -> int:
        """Save an answer from elsewhere; the revision that it made."""
        headers = {"If-Match": f'"{self.stored()["revision"]}"'}
        body = {"verdict": "fake", "note": "", "traces": []} | answer
        put = self.api.call("PUT", f"annotations/{self.annotation}/", json=body, headers=headers)
        return int(put.json()["revision"])

    def submit(self) -> None:
        """Hand in what the server has."""
        headers = {"If-Match": f'"{self.stored()["revision"]}"'}
        self.api.call("POST", f"annotations/{self.annotation}/submit/", headers=headers)

    def wait_verdict(self, verdict: str | None) -> Any:
        """Wait until the server has this verdict; the annotation then."""
        return wait_for(lambda: self._with_verdict(verdict), seconds=30, what=f"verdict {verdict}")

    def _with_verdict(self, verdict: str | None) -> Any:
        stored = self.stored()
        return stored if stored["verdict"] == verdict else None


def place_take(browser: Browser, studio: Studio, role: str = "annotator", **options: Any) -> Place:
    """A new person with the clip, signed in; the options are those of a browser context."""
    person = studio.person(role)
    api = studio.session(person)
    claimed = api.post("queue/next/", {"project": studio.slug})
    settings = {"viewport": {"width": 1440, "height": 900}} | options
    context = entered(browser.new_context(**settings), api)
    return Place(studio, person, api, claimed["annotation"]["id"], context)


def entered(context: BrowserContext, api: ApiSession) -> BrowserContext:
    """The context with the session of somebody who signed in by REST."""
    cookies = api.http.cookies.get_dict()
    context.add_cookies([{"name": name, "value": value, "url": api.url} for name, value in cookies.items()])
    return context
