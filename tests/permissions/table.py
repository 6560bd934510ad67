"""Who may do what: the one table of every route x method x role x object. An undeclared one fails the test.

A line: method, path below /api/v1/, whose object it is about (`mine`, `others`, or `-` where the path names
none that belongs to somebody), then what each role gets, then which tokens may. To add a route, run
`pytest tests/permissions`: it prints the line as the route answers now. Judge it before it goes in here.

    401   not signed in
    404   not visible: the same answer as for what does not exist
    403   visible, but not yours to do
    ok    allowed: done, or refused for its state (409, 412, 422, 428)
    none  allowed: a list with nothing in it
    -     there is nobody like that

Roles: `outsider` holds every role in another project; `staff` is a site admin who belongs to no project. On
`mine` lines everybody holds the role and annotates as well, with a draft under way; `others` is the handed-in
answer of another annotator, and its video, which has gold.

Tokens: `read` any scope; `annotate`, `review`, `manage` that scope alone; `session` none; `open` needs no
sign-in. A write's body stands in bodies.py, a new parameter's example in people.py.
"""

from dataclasses import dataclass

from tests.permissions.people import ROLES

TABLE = """
#      path below /api/v1/                                whose  anon outs anno revi rese admi staf tokens
GET    session/                                          -      ok   ok   ok   ok   ok   ok   ok   open
POST   session/                                          -      ok   ok   ok   ok   ok   ok   ok   open
DELETE session/                                          -      ok   ok   ok   ok   ok   ok   ok   open
POST   session/oidc/                                     -      404  404  404  404  404  404  404  open
GET    session/oidc/callback/                            -      404  404  404  404  404  404  404  open
POST   session/oidc/code/                                -      404  404  404  404  404  404  404  open
GET    me/                                               -      401  ok   ok   ok   ok   ok   ok   read
POST   me/password/                                      -      401  ok   ok   ok   ok   ok   ok   session
GET    me/second-factor/                                 -      401  ok   ok   ok   ok   ok   ok   session
POST   me/second-factor/                                 -      401  ok   ok   ok   ok   ok   ok   session
POST   me/second-factor/confirm/                         -      401  ok   ok   ok   ok   ok   ok   session
POST   me/second-factor/remove/                          -      401  ok   ok   ok   ok   ok   ok   session
POST   me/leave/                                         -      401  ok   ok   ok   ok   ok   ok   session
GET    me/settings/                                      -      401  ok   ok   ok   ok   ok   ok   read
PUT    me/settings/                                      -      401  ok   ok   ok   ok   ok   ok   session
GET    me/notices/                                       -      401  ok   ok   ok   ok   ok   ok   read
POST   me/notices/seen/                                  -      401  ok   ok   ok   ok   ok   ok   annotate
POST   password-resets/                                  -      ok   ok   ok   ok   ok   ok   ok   open
GET    invitations/lookup/                               -      ok   ok   ok   ok   ok   ok   ok   open
POST   invitations/accept/                               -      ok   ok   ok   ok   ok   ok   ok   open
POST   invitations/join/                                 -      401  ok   ok   ok   ok   ok   ok   open
GET    tokens/                                           -      401  ok   ok   ok   ok   ok   ok   session
POST   tokens/                                           -      401  ok   ok   ok   ok   ok   ok   session
DELETE tokens/<token_id>/                                mine   -    -    ok   ok   ok   ok   -    session
DELETE tokens/<token_id>/                                others 401  404  404  404  404  404  404  session
GET    projects/                                         -      401  ok   ok   ok   ok   ok   ok   read
POST   projects/                                         -      401  403  403  403  403  403  ok   session
GET    projects/<slug>/                                  -      401  404  ok   ok   ok   ok   ok   read
PATCH  projects/<slug>/                                  -      401  404  403  403  403  ok   ok   manage
GET    projects/<slug>/categories/                       -      401  404  ok   ok   ok   ok   ok   read
POST   projects/<slug>/categories/                       -      401  404  403  403  403  ok   ok   manage
PATCH  projects/<slug>/categories/<key>/                 -      401  404  403  403  403  ok   ok   manage
GET    projects/<slug>/categories/<key>/example.mp4      -      401  404  ok   ok   ok   ok   ok   read
GET    projects/<slug>/raw-tags/                         -      401  404  403  403  403  ok   ok   read
PUT    projects/<slug>/raw-tags/                         -      401  404  403  403  403  ok   ok   manage
GET    projects/<slug>/my-progress/                      -      401  404  ok   ok   ok   ok   ok   read
GET    projects/<slug>/activity/                         -      401  404  403  403  ok   ok   ok   read
GET    projects/<slug>/activity.csv                      -      401  404  403  403  ok   ok   ok   read
GET    projects/<slug>/members/                          -      401  404  403  403  403  ok   ok   read
POST   projects/<slug>/members/                          -      401  404  403  403  403  ok   ok   manage
PATCH  projects/<slug>/members/<user_id>/                mine   -    -    403  403  403  ok   -    manage
PATCH  projects/<slug>/members/<user_id>/                others 401  404  403  403  403  ok   ok   manage
DELETE projects/<slug>/members/<user_id>/                mine   -    -    403  403  403  ok   -    manage
DELETE projects/<slug>/members/<user_id>/                others 401  404  403  403  403  ok   ok   manage
POST   projects/<slug>/members/<user_id>/reset-link/     mine   -    -    403  403  403  ok   -    session
POST   projects/<slug>/members/<user_id>/reset-link/     others 401  404  403  403  403  ok   ok   session
GET    projects/<slug>/invitations/                      -      401  404  403  403  403  ok   ok   read
POST   projects/<slug>/invitations/                      -      401  404  403  403  403  ok   ok   manage
DELETE projects/<slug>/invitations/<invitation_id>/      -      401  404  403  403  403  ok   ok   manage
GET    videos/                                           -      401  none ok   ok   ok   ok   ok   read
POST   videos/                                           -      401  404  403  403  403  ok   ok   manage
GET    videos/<video_id>/                                mine   -    -    ok   ok   ok   ok   -    read
GET    videos/<video_id>/                                others 401  404  404  ok   ok   ok   ok   read
PATCH  videos/<video_id>/                                mine   -    -    403  403  403  ok   -    manage
PATCH  videos/<video_id>/                                others 401  404  404  403  403  ok   ok   manage
DELETE videos/<video_id>/                                mine   -    -    403  403  403  ok   -    manage
DELETE videos/<video_id>/                                others 401  404  404  403  403  ok   ok   manage
POST   videos/<video_id>/reprocess/                      mine   -    -    403  403  403  ok   -    manage
POST   videos/<video_id>/reprocess/                      others 401  404  404  403  403  ok   ok   manage
GET    videos/<video_id>/media/                          mine   -    -    ok   ok   ok   ok   -    read
GET    videos/<video_id>/media/                          others 401  404  404  ok   ok   ok   ok   read
HEAD   videos/<video_id>/media/                          mine   -    -    ok   ok   ok   ok   -    read
HEAD   videos/<video_id>/media/                          others 401  404  404  ok   ok   ok   ok   read
GET    videos/<video_id>/frames/                         mine   -    -    ok   ok   ok   ok   -    read
GET    videos/<video_id>/frames/                         others 401  404  404  ok   ok   ok   ok   read
GET    videos/<video_id>/signals/                        mine   -    -    ok   ok   ok   ok   -    read
GET    videos/<video_id>/signals/                        others 401  404  404  ok   ok   ok   ok   read
GET    videos/<video_id>/poster.jpg                      mine   -    -    ok   ok   ok   ok   -    read
GET    videos/<video_id>/poster.jpg                      others 401  404  404  ok   ok   ok   ok   read
GET    videos/<video_id>/filmstrip.jpg                   mine   -    -    ok   ok   ok   ok   -    read
GET    videos/<video_id>/filmstrip.jpg                   others 401  404  404  ok   ok   ok   ok   read
GET    videos/<video_id>/frames/<frame>.png              mine   -    -    ok   ok   ok   ok   -    read
GET    videos/<video_id>/frames/<frame>.png              others 401  404  404  ok   ok   ok   ok   read
GET    videos/<video_id>/frames/<frame>.jpg              mine   -    -    ok   ok   ok   ok   -    read
GET    videos/<video_id>/frames/<frame>.jpg              others 401  404  404  ok   ok   ok   ok   read
GET    videos/<video_id>/frames/<frame>.webp             mine   -    -    ok   ok   ok   ok   -    read
GET    videos/<video_id>/frames/<frame>.webp             others 401  404  404  ok   ok   ok   ok   read
GET    uploads/                                          -      401  none none none none ok   ok   read
POST   uploads/                                          -      401  404  403  403  403  ok   ok   manage
GET    uploads/<upload_id>/                              -      401  404  404  404  404  ok   ok   read
DELETE uploads/<upload_id>/                              -      401  404  404  404  404  ok   ok   manage
PUT    uploads/<upload_id>/parts/<offset>/               -      401  404  404  404  404  ok   ok   manage
POST   uploads/<upload_id>/links/                        -      401  404  404  404  404  ok   ok   manage
POST   uploads/<upload_id>/complete/                     -      401  404  404  404  404  ok   ok   manage
GET    jobs/                                             -      401  none none none none ok   ok   read
GET    jobs/<job_id>/                                    mine   -    -    ok   ok   ok   ok   -    read
GET    jobs/<job_id>/                                    others 401  404  404  404  404  ok   ok   read
GET    system/                                           -      401  403  403  403  403  403  ok   read
GET    system/jobs/                                      -      401  403  403  403  403  403  ok   read
POST   system/jobs/retry/                                -      401  403  403  403  403  403  ok   manage
POST   jobs/<job_id>/cancel/                             mine   -    -    ok   ok   ok   ok   -    manage
POST   jobs/<job_id>/cancel/                             others 401  404  404  404  404  ok   ok   manage
POST   jobs/<job_id>/retry/                              mine   -    -    ok   ok   ok   ok   -    manage
POST   jobs/<job_id>/retry/                              others 401  404  404  404  404  ok   ok   manage
POST   queue/next/                                       -      401  404  ok   403  403  403  403  annotate
POST   assignments/                                      -      401  404  403  403  403  ok   ok   manage
POST   assignments/<assignment_id>/heartbeat/            mine   -    -    ok   ok   ok   ok   -    annotate
POST   assignments/<assignment_id>/heartbeat/            others 401  404  404  404  404  404  404  annotate
POST   assignments/<assignment_id>/release/              mine   -    -    ok   ok   ok   ok   -    annotate
POST   assignments/<assignment_id>/release/              others 401  404  404  404  404  404  404  annotate
POST   assignments/<assignment_id>/skip/                 mine   -    -    ok   ok   ok   ok   -    annotate
POST   assignments/<assignment_id>/skip/                 others 401  404  404  404  404  404  404  annotate
GET    annotations/                                      -      401  none none ok   none ok   ok   read
GET    annotations/<annotation_id>/                      mine   -    -    ok   ok   ok   ok   -    read
GET    annotations/<annotation_id>/                      others 401  404  404  ok   404  ok   ok   read
PUT    annotations/<annotation_id>/                      mine   -    -    ok   ok   ok   ok   -    annotate
PUT    annotations/<annotation_id>/                      others 401  404  404  403  404  403  403  session
POST   annotations/<annotation_id>/submit/               mine   -    -    ok   ok   ok   ok   -    annotate
POST   annotations/<annotation_id>/submit/               others 401  404  404  403  404  403  403  session
POST   annotations/<annotation_id>/lock/                 mine   -    -    ok   ok   ok   ok   -    annotate
POST   annotations/<annotation_id>/lock/                 others 401  404  404  403  404  403  403  session
POST   annotations/<annotation_id>/withdraw/             mine   -    -    ok   ok   ok   ok   -    annotate
POST   annotations/<annotation_id>/withdraw/             others 401  404  404  403  404  403  403  session
GET    annotations/<annotation_id>/history/              mine   -    -    ok   ok   ok   ok   -    read
GET    annotations/<annotation_id>/history/              others 401  404  404  ok   404  ok   ok   read
GET    annotations/<annotation_id>/revisions/<revision>/ mine   -    -    ok   ok   ok   ok   -    read
GET    annotations/<annotation_id>/revisions/<revision>/ others 401  404  404  ok   404  ok   ok   read
POST   annotations/<annotation_id>/track/                mine   -    -    ok   ok   ok   ok   -    annotate
POST   annotations/<annotation_id>/track/                others 401  404  404  403  404  403  403  session
GET    annotations/<annotation_id>/track/<job_id>/       mine   -    -    ok   ok   ok   ok   -    read
GET    annotations/<annotation_id>/track/<job_id>/       others 401  404  404  403  404  403  403  session
POST   annotations/<annotation_id>/activity/             mine   -    -    ok   ok   ok   ok   -    annotate
POST   annotations/<annotation_id>/activity/             others 401  404  404  403  404  403  403  session
GET    annotations/<annotation_id>/copies/               mine   -    -    ok   ok   ok   ok   -    read
GET    annotations/<annotation_id>/copies/               others 401  404  404  ok   404  ok   ok   read
POST   annotations/<annotation_id>/copies/               mine   -    -    ok   ok   ok   ok   -    annotate
POST   annotations/<annotation_id>/copies/               others 401  404  404  403  404  403  403  session
GET    annotations/<annotation_id>/copies/<copy_id>/     mine   -    -    ok   ok   ok   ok   -    read
GET    annotations/<annotation_id>/copies/<copy_id>/     others 401  404  404  ok   404  ok   ok   read
GET    reviews/queue/                                    -      401  404  403  ok   403  ok   ok   read
GET    reviews/queue/counts/                             -      401  404  403  ok   403  ok   ok   read
GET    reviews/answers/                                  -      401  404  403  ok   403  ok   ok   read
POST   reviews/next/                                     -      401  404  403  ok   403  403  403  review
POST   annotations/<annotation_id>/accept/               mine   -    -    403  403  403  403  -    session
POST   annotations/<annotation_id>/accept/               others 401  404  404  ok   404  403  403  review
POST   annotations/<annotation_id>/return/               mine   -    -    403  403  403  403  -    session
POST   annotations/<annotation_id>/return/               others 401  404  404  ok   404  403  403  review
POST   annotations/<annotation_id>/reopen/               mine   -    -    403  403  403  403  -    session
POST   annotations/<annotation_id>/reopen/               others 401  404  404  ok   404  403  403  review
GET    videos/<video_id>/panel/                          mine   -    -    403  403  403  403  -    session
GET    videos/<video_id>/panel/                          others 401  404  404  ok   403  ok   ok   read
GET    videos/<video_id>/gold/                           mine   -    -    403  403  403  403  -    session
GET    videos/<video_id>/gold/                           others 401  404  404  ok   ok   ok   ok   read
PUT    videos/<video_id>/gold/                           mine   -    -    403  403  403  403  -    session
PUT    videos/<video_id>/gold/                           others 401  404  404  ok   403  403  403  review
GET    videos/<video_id>/gold/versions/                  mine   -    -    403  403  403  403  -    session
GET    videos/<video_id>/gold/versions/                  others 401  404  404  ok   ok   ok   ok   read
POST   videos/<video_id>/gold/revert/                    mine   -    -    403  403  403  403  -    session
POST   videos/<video_id>/gold/revert/                    others 401  404  404  ok   403  403  403  review
GET    releases/                                         -      401  none none ok   ok   ok   ok   read
POST   releases/                                         -      401  404  403  403  ok   ok   ok   manage
GET    releases/<project>/<version>/                     -      401  404  403  ok   ok   ok   ok   read
GET    releases/<project>/<version>/<name>               -      401  404  403  ok   ok   ok   ok   read
GET    evaluations/                                      -      401  none none ok   ok   ok   ok   read
POST   evaluations/                                      -      401  404  403  403  ok   ok   ok   manage
GET    evaluations/<evaluation_id>/                      -      401  404  404  ok   ok   ok   ok   read
POST   evaluations/<evaluation_id>/judge/                -      401  404  404  403  ok   ok   ok   manage
GET    evaluations/<evaluation_id>/failures/             -      401  404  404  none none none none read
GET    projects/<slug>/leaderboard/                      -      401  404  403  ok   ok   ok   ok   read
POST   ratings/                                          -      401  404  404  ok   404  404  404  review
GET    ratings/next/                                     -      401  404  403  ok   403  403  403  read
GET    projects/<slug>/explanations/                     -      401  404  403  ok   ok   ok   ok   read
POST   projects/<slug>/explanations/propose/             -      401  404  403  ok   403  ok   ok   review
POST   projects/<slug>/explanations/decide/              -      401  404  403  ok   403  403  403  review
POST   explanations/<explanation_id>/decide/             -      401  404  404  ok   403  403  403  review
POST   imports/                                          -      401  404  403  403  403  ok   ok   manage
GET    imports/<import_id>/                              -      401  404  404  404  404  ok   ok   read
GET    projects/<slug>/agreement/                        -      401  404  403  ok   ok   ok   ok   read
POST   projects/<slug>/agreement/                        -      401  404  403  ok   ok   ok   ok   review
GET    projects/<slug>/agreement.csv                     -      401  404  403  ok   ok   ok   ok   read
GET    projects/<slug>/stats/                            -      401  404  403  ok   ok   ok   ok   read
POST   projects/<slug>/stats/                            -      401  404  403  ok   ok   ok   ok   review
GET    projects/<slug>/stats/progress.csv                -      401  404  403  ok   ok   ok   ok   read
GET    projects/<slug>/stats/throughput.csv              -      401  404  403  ok   ok   ok   ok   read
GET    projects/<slug>/stats/active-time.csv             -      401  404  403  ok   ok   ok   ok   read
GET    projects/<slug>/stats/verdicts.csv                -      401  404  403  ok   ok   ok   ok   read
GET    projects/<slug>/stats/categories.csv              -      401  404  403  ok   ok   ok   ok   read
GET    projects/<slug>/stats/agreement.csv               -      401  404  403  ok   ok   ok   ok   read
GET    projects/<slug>/stats/conflicts.csv               -      401  404  403  ok   ok   ok   ok   read
GET    projects/<slug>/thread-counts/                    -      401  404  ok   ok   ok   ok   ok   read
GET    projects/<slug>/thread-people/                    -      401  404  ok   ok   ok   ok   ok   read
GET    threads/                                          -      401  none none ok   none ok   ok   read
POST   threads/                                          mine   -    -    ok   ok   ok   ok   -    annotate
POST   threads/                                          others 401  404  404  ok   403  ok   ok   annotate
GET    threads/<thread_id>/                              mine   -    -    ok   ok   ok   ok   -    read
GET    threads/<thread_id>/                              others 401  404  404  ok   404  ok   ok   read
POST   threads/<thread_id>/comments/                     mine   -    -    ok   ok   ok   ok   -    annotate
POST   threads/<thread_id>/comments/                     others 401  404  404  ok   404  ok   ok   annotate
POST   threads/<thread_id>/resolve/                      mine   -    -    ok   ok   ok   ok   -    annotate
POST   threads/<thread_id>/resolve/                      others 401  404  404  ok   404  ok   ok   annotate
POST   threads/<thread_id>/reopen/                       mine   -    -    ok   ok   ok   ok   -    annotate
POST   threads/<thread_id>/reopen/                       others 401  404  404  ok   404  ok   ok   annotate
POST   threads/<thread_id>/read/                         mine   -    -    ok   ok   ok   ok   -    annotate
POST   threads/<thread_id>/read/                         others 401  404  404  ok   404  ok   ok   annotate
GET    projects/<slug>/explorer/                         -      401  404  403  ok   ok   ok   ok   read
GET    projects/<slug>/explorer/counts/                  -      401  404  403  ok   ok   ok   ok   read
GET    projects/<slug>/explorer/<video_id>/              mine   -    -    403  404  404  404  -    read
GET    projects/<slug>/explorer/<video_id>/              others 401  404  403  ok   ok   ok   ok   read
GET    projects/<slug>/gold-clips/                       -      401  404  403  ok   403  ok   ok   read
POST   projects/<slug>/gold-clips/                       -      401  404  403  ok   403  ok   ok   review
DELETE projects/<slug>/gold-clips/<video_id>/            mine   -    -    403  404  403  404  -    review
DELETE projects/<slug>/gold-clips/<video_id>/            others 401  404  403  404  403  404  404  review
GET    projects/<slug>/qualification/                    -      401  404  ok   403  403  403  403  read
POST   projects/<slug>/qualification/start/              -      401  404  ok   403  403  403  403  annotate
GET    projects/<slug>/qualifications/                   -      401  404  403  ok   403  ok   ok   read
POST   projects/<slug>/qualifications/<user_id>/         mine   -    -    403  403  403  ok   -    manage
POST   projects/<slug>/qualifications/<user_id>/         others 401  404  403  403  403  ok   ok   manage
GET    projects/<slug>/reliability/                      -      401  404  403  ok   403  ok   ok   read
GET    projects/<slug>/reliability.csv                   -      401  404  403  ok   403  ok   ok   read
GET    projects/<slug>/my-reliability/                   -      401  404  ok   403  403  403  403  read
GET    annotations/<annotation_id>/feedback/             mine   -    -    404  404  404  404  -    read
GET    annotations/<annotation_id>/feedback/             others 401  404  404  403  404  403  403  session
GET    models/                                           -      401  ok   none ok   ok   ok   ok   read
POST   models/                                           -      401  404  403  403  403  ok   ok   manage
GET    models/<model_id>/                                -      401  404  404  ok   ok   ok   ok   read
POST   models/<model_id>/activate/                       -      401  404  404  403  403  ok   ok   manage
POST   models/<model_id>/discard/                        -      401  404  404  403  403  ok   ok   manage
POST   models/<model_id>/calibrate/                      -      401  404  404  403  403  ok   ok   manage
GET    projects/<slug>/suggestion-report/                -      401  404  403  ok   ok   ok   ok   read
GET    projects/<slug>/suggestion-report.csv             -      401  404  403  ok   ok   ok   ok   read
GET    annotations/<annotation_id>/agreement-check/      mine   -    -    403  403  403  403  -    session
GET    annotations/<annotation_id>/agreement-check/      others 401  404  404  ok   404  ok   ok   read
POST   rewards/                                          -      401  404  404  ok   ok   ok   ok   reward
POST   rewards/batch/                                    -      401  404  403  ok   ok   ok   ok   reward
GET    rewards/<reward_id>/                              mine   -    -    ok   ok   ok   ok   -    read
GET    rewards/<reward_id>/                              others 401  404  404  404  404  404  404  read
POST   suggestion-jobs/                                  -      401  404  403  403  403  ok   ok   manage
GET    suggestion-jobs/<suggestion_job_id>/              -      401  404  404  404  404  ok   ok   read
GET    videos/<video_id>/suggestions/                    mine   -    -    ok   ok   ok   ok   -    read
GET    videos/<video_id>/suggestions/                    others 401  404  404  ok   ok   ok   ok   read
POST   suggestions/<suggestion_id>/decide/               mine   -    -    ok   ok   ok   ok   -    annotate
POST   suggestions/<suggestion_id>/decide/               others 401  404  404  403  404  403  403  session
DELETE suggestions/<suggestion_id>/decide/               mine   -    -    ok   ok   ok   ok   -    annotate
DELETE suggestions/<suggestion_id>/decide/               others 401  404  404  404  404  404  404  annotate
GET    training-runs/                                    -      401  none none none ok   ok   ok   read
POST   training-runs/                                    -      401  404  403  403  403  ok   ok   manage
GET    training-runs/<run_id>/                           -      401  404  404  404  ok   ok   ok   read
POST   training-runs/<run_id>/cancel/                    -      401  404  404  404  403  ok   ok   manage
POST   training-runs/<run_id>/resume/                    -      401  404  404  404  403  ok   ok   manage
POST   training-runs/<run_id>/promote/                   -      401  404  404  404  403  ok   ok   manage
POST   training-runs/<run_id>/discard/                   -      401  404  404  404  403  ok   ok   manage
"""

# Outside /api/v1/, for everybody: what tells nobody anything about a project.
PUBLIC = (
    "GET /api/schema/",
    "GET /api/docs/",
    "GET /^(?!api/|admin/|static/|health/|metrics).*$",
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: `call` is method and path."""

    call: str
    whose: str
    cells: dict[str, str]
    token: str

    def __str__(self) -> str:
        method, route = self.call.split()
        cells = " ".join(f"{code:4}" for code in self.cells.values())
        return f"{method:6} {route:49} {self.whose:6} {cells} {self.token}"


def line_of(text: str) -> Line:
    """One line of the table read."""
    method, route, whose, *cells, token = text.split()
    return Line(f"{method} {route}", whose, dict(zip(ROLES, cells, strict=True)), token)


LINES = [line_of(text) for text in TABLE.strip().splitlines() if not text.startswith("#")]
