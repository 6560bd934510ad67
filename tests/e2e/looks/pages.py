"""Every page of the site: who looks at it, where it is, and the request that it waits for."""

from dataclasses import dataclass

from tests.e2e.looks.conftest import SLUG, Furnished

API = r"/api/v1/"
PROJECT = rf"{API}projects/{SLUG}/$"


@dataclass(frozen=True)
class SitePage:
    """One page. `needs` is a regular expression over the path of its own request; '' where it needs none."""

    name: str
    path: str
    needs: str
    role: str = "admin"

    def address(self, furnished: Furnished) -> str:
        """Where it is on the running site."""
        return furnished.url + self.path.format(slug=SLUG, draft=furnished.draft, judged=furnished.judged)


PAGES = [
    SitePage("sign-in", "/sign-in", rf"{API}session/$", role=""),
    SitePage("invite", "/invite/some-token", rf"{API}invitations/lookup/", role=""),
    SitePage("reset", "/reset/some-token", rf"{API}session/$", role=""),
    SitePage("home", "/", rf"{API}annotations/$", role="annotator"),
    SitePage("account", "/account", rf"{API}tokens/$"),
    SitePage("system", "/system", rf"{API}system/$", role="staff"),
    SitePage("project", "/p/{slug}", PROJECT, role="annotator"),
    SitePage("next", "/p/{slug}/next", rf"{API}queue/next/$", role="annotator"),
    SitePage("videos", "/p/{slug}/videos", rf"{API}videos/$"),
    SitePage("explorer", "/p/{slug}/explorer", rf"{API}projects/{SLUG}/explorer/$"),
    SitePage(
        "explorer-video",
        "/p/{slug}/explorer/{judged}",
        rf"{API}projects/{SLUG}/explorer/[0-9a-f-]+/$",
        role="reviewer",
    ),
    SitePage("imports", "/p/{slug}/imports", PROJECT),
    SitePage("members", "/p/{slug}/members", rf"{API}projects/{SLUG}/members/$"),
    SitePage("settings", "/p/{slug}/settings", PROJECT),
    SitePage("categories", "/p/{slug}/settings#categories", rf"{API}projects/{SLUG}/categories/$"),
    SitePage("raw-tags", "/p/{slug}/settings#raw_tags", ""),
    SitePage("suggestions", "/p/{slug}/settings#suggestions", PROJECT),
    SitePage("judging", "/p/{slug}/settings#judging", PROJECT),
    SitePage("qualifying", "/p/{slug}/settings#calibration", ""),
    SitePage("review", "/p/{slug}/review", rf"{API}reviews/queue/$", role="reviewer"),
    SitePage("answers", "/p/{slug}/review?view=answers", rf"{API}reviews/answers/$", role="reviewer"),
    SitePage("desk", "/p/{slug}/review/{judged}", rf"{API}videos/[0-9a-f-]+/panel/$", role="reviewer"),
    SitePage("releases", "/p/{slug}/releases", rf"{API}releases/$"),
    SitePage("new-release", "/p/{slug}/releases/new", PROJECT),
    SitePage("release", "/p/{slug}/releases/1", rf"{API}releases/{SLUG}/1/$", role="reviewer"),
    SitePage("calibration", "/p/{slug}/calibration", rf"{API}projects/{SLUG}/reliability/$"),
    SitePage("gold-clips", "/p/{slug}/calibration#clips", rf"{API}projects/{SLUG}/gold-clips/$"),
    SitePage("graded-people", "/p/{slug}/calibration#people", ""),
    SitePage(
        "qualification", "/p/{slug}/qualification", rf"{API}projects/{SLUG}/qualification/$", "annotator"
    ),
    SitePage("threads", "/p/{slug}/threads", rf"{API}threads/$", role="reviewer"),
    SitePage("dashboard", "/p/{slug}/dashboard", rf"{API}projects/{SLUG}/stats/$"),
    SitePage("agreement", "/p/{slug}/dashboard#agreement", rf"{API}projects/{SLUG}/agreement/$"),
    SitePage("models", "/p/{slug}/models", rf"{API}models/$"),
    SitePage("model-report", "/p/{slug}/models#suggestions", rf"{API}projects/{SLUG}/suggestion-report/$"),
    SitePage("evaluations", "/p/{slug}/evaluations", rf"{API}projects/{SLUG}/leaderboard/$"),
    SitePage("evaluation-list", "/p/{slug}/evaluations#runs", rf"{API}evaluations/$"),
    SitePage("rating", "/p/{slug}/evaluations#rate", rf"{API}ratings/next/$", role="reviewer"),
    SitePage("explanations", "/p/{slug}/models#explanations", ""),
    SitePage("training", "/p/{slug}/models#training", ""),
    SitePage("workbench", "/work/{draft}", rf"{API}annotations/[0-9a-f-]+/$", role="annotator"),
    SitePage("not-found", "/nowhere", "", role=""),
]
