/** What may go wrong on every page; what only some pages meet stands in errors.ts. */
export const failures = {
  'error.title': 'Something went wrong',
  'error.unexpected':
    'The request failed. Try again; if it keeps failing, tell the person who runs this site.',
  'error.offline': 'The server cannot be reached. Check the connection and try again.',
  'error.not_authenticated': 'You are signed out. Sign in again to continue.',
  'error.permission_denied': 'Your role in this project does not allow that.',
  'error.not_found': 'This does not exist, or it is not visible to you.',
  'error.throttled': 'Too many attempts. Wait a minute, then try again.',
  'error.server_error': 'The server failed to answer. Nothing you wrote is lost; try again.',
  'error.invalid': 'Some of the input is not valid.',
  'error.not_yours': 'Your role in this project does not allow that.',
  'error.video_not_ready': 'The video is still being prepared.',
  'error.media_missing': 'This video was imported without its media file.',
  'error.annotation_not_draft': 'This answer has already been handed in, so it can no longer be changed.',
  'error.wrong_state': 'Somebody changed this in the meantime, so that is no longer possible.',
  'error.stale_revision': 'Somebody changed this in the meantime.',
  'error.lease_lost': 'Your time for this video ran out and somebody else has taken it.',
  'error.page.not_found': 'There is no page at this address',
  'error.page.not_found_detail': 'The link may be old, or the thing it led to may have been removed.',
  'error.page.forbidden': 'This page is not open to you',
  'error.page.forbidden_detail':
    'Your roles in this project do not include it. A project admin can change that.',
  'error.page.offline': 'The server cannot be reached',
  'error.page.broken': 'This page could not be loaded',
} as const;
