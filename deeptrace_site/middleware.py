"""What every answer of the site has in common: the content security policy and the session's cookie."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware as DjangoSessionMiddleware
from django.http import HttpRequest, HttpResponse

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self';"
    " connect-src 'self'; worker-src 'self'; media-src 'self' blob:; manifest-src 'self'; base-uri 'none';"
    " form-action 'self'; frame-ancestors 'none'"
)


def page_policy(storage: str) -> str:
    """The policy; pages may also connect to the object storage, where parts of uploads go straight there."""
    if not storage:
        return PAGE_POLICY
    parts = urlsplit(storage)
    return PAGE_POLICY.replace("connect-src 'self'", f"connect-src 'self' {parts.scheme}://{parts.netloc}")


class ContentSecurityPolicyMiddleware:
    """Adds the policy to every response that has not set a stricter one of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.policy = page_policy(settings.MEDIA_BUCKET.get("public_endpoint", ""))

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the policy."""
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.policy)
        return response


class SessionMiddleware(DjangoSessionMiddleware):
    """Django's, but only a request that ended its session itself takes the cookie away.

    A slow request of an expired session may be answered after the person has signed in again: an answer that
    takes away whatever cookie is there by then would sign them out once more, in the middle of their work.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Answer with Django's cookie, if any, except for the removal of a session that was not there."""
        answered = super().process_response(request, response)
        cookie = answered.cookies.get(settings.SESSION_COOKIE_NAME)
        if cookie is not None and not cookie.value and not request.session.modified:
            del answered.cookies[settings.SESSION_COOKIE_NAME]
        return answered
