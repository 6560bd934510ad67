/** `error.<code>`: what a person should know about a machine word of the API. The server's own detail is the fallback. */
export const errors = {
  'error.title': 'Something went wrong',
  'error.unexpected':
    'The request failed. Try again; if it keeps failing, tell the person who runs this site.',
  'error.offline': 'The server cannot be reached. Check the connection and try again.',
  'error.not_authenticated': 'You are signed out. Sign in again to continue.',
  'error.permission_denied': 'Your role in this project does not allow that.',
  'error.not_found': 'This does not exist, or it is not visible to you.',
  'error.throttled': 'Too many attempts. Wait a minute, then try again.',
  'error.server_error': 'The server failed to answer. Nothing you wrote is lost; try again.',
  'error.too_large': 'The file is larger than this site accepts.',
  'error.invalid': 'Some of the input is not valid.',
  'error.invalid_credentials': 'The user name or the password is not right.',
  'error.sign_in_failed': 'The user name or the password is not right.',
  'error.invitation_invalid':
    'This invitation was already used, was revoked, or has expired. Ask for a new link.',
  'error.reset_invalid': 'This link was already used or has expired. Ask an admin for a new one.',
  'error.video_duplicate': 'This project already has exactly this file.',
  'error.video_not_ready': 'The video is still being prepared.',
  'error.media_missing': 'This video was imported without its media file.',
  'error.annotation_not_draft': 'This answer has already been handed in, so it can no longer be changed.',
  'error.annotation_not_submitted': 'This answer is no longer waiting for a review.',
  'error.lease_lost': 'Your time for this video ran out and somebody else has taken it.',
  'error.stale': 'Somebody changed this in the meantime.',
  'error.page.not_found': 'There is no page at this address',
  'error.page.not_found_detail': 'The link may be old, or the thing it led to may have been removed.',
  'error.page.forbidden': 'This page is not open to you',
  'error.page.forbidden_detail':
    'Your roles in this project do not include it. A project admin can change that.',
  'error.page.offline': 'The server cannot be reached',
  'error.page.broken': 'This page could not be loaded',
} as const;
