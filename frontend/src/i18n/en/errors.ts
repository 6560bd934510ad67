/** `error.<code>`: what a person should know about a machine word of the API. The server's own detail is the fallback. */
export const errors = {
  'error.too_large': 'The file is larger than this site accepts.',
  'error.upload_too_large': 'The file is larger than this site accepts.',
  'error.sign_in_failed': 'The user name or the password is not right.',
  'error.second_factor_required': 'Enter the code that your authenticator app shows.',
  'error.second_factor_wrong': 'This code is not, or no longer, the right one. Wait for the next one.',
  'error.oidc_cancelled': 'The provider did not let you in. You can try again, or sign in with a password.',
  'error.oidc_expired': 'This sign-in took too long, or was begun in another window. Begin again.',
  'error.oidc_away': 'The provider does not answer. Try again later, or sign in with a password.',
  'error.oidc_untrusted':
    'What the provider answered cannot be trusted. Begin again; if it stays so, tell an admin.',
  'error.oidc_email_unverified': 'The provider has not verified your e-mail address. Verify it there first.',
  'error.oidc_domain': 'E-mail addresses of your domain cannot sign in here.',
  'error.oidc_no_account': 'No account here has your e-mail address. Ask an admin to enter it.',
  'error.oidc_account_closed': 'Your account here is closed. Ask an admin.',
  'error.oidc_password_only': 'Site admins sign in with their user name and password.',
  'error.sign_in_throttled': 'Too many failed sign-ins. Wait a while, or ask an admin for a new password.',
  'error.invitation_invalid':
    'This invitation was already used, was revoked, or has expired. Ask for a new link.',
  'error.reset_invalid': 'This link was already used or has expired. Ask an admin for a new one.',
  'error.last_admin': 'A project keeps at least one admin.',
  'error.video_duplicate': 'This project already has exactly this file.',
  'error.video_id_taken': 'Another video of this project has this name.',
  'error.release_not_done': 'The release is still being made.',
  'error.stats_not_counted':
    'Counting this project failed. Try again; if it fails once more, a site admin finds the reason on the System page.',
  'error.own_work': "One cannot judge one's own work.",
} as const;
