/** `error.<code>`: what a person should know about a machine word of the API. The server's own detail is the fallback. */
export const errors = {
  'error.too_large': 'The file is larger than this site accepts.',
  'error.upload_too_large': 'The file is larger than this site accepts.',
  'error.sign_in_failed': 'The user name or the password is not right.',
  'error.second_factor_required': 'Enter the code that your authenticator app shows.',
  'error.second_factor_wrong': 'This code is not, or no longer, the right one. Wait for the next one.',
  'error.sign_in_throttled': 'Too many failed sign-ins. Wait a while, or ask an admin for a new password.',
  'error.invitation_invalid':
    'This invitation was already used, was revoked, or has expired. Ask for a new link.',
  'error.reset_invalid': 'This link was already used or has expired. Ask an admin for a new one.',
  'error.last_admin': 'A project keeps at least one admin.',
  'error.video_duplicate': 'This project already has exactly this file.',
  'error.video_id_taken': 'Another video of this project has this name.',
  'error.release_not_done': 'The release is still being made.',
  'error.own_work': "One cannot judge one's own work.",
} as const;
