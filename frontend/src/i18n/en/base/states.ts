/** What a page says while it cannot show what it is for. */
export const states = {
  'state.slow':
    'This takes longer than usual: the server or the connection is slow. You can wait or try again.',
  'state.offline_bar': 'You are offline. What is on screen stays; it goes on when the connection is back.',
  'state.offline_wait': 'This page tries again by itself when the connection is back.',
  'state.signed_out': 'You are signed out',
  'state.signed_out_detail': 'Sign in again to go on. Nothing that you wrote is lost.',
  'state.throttled': 'That was too fast',
  'state.server': 'The server has a problem',
  'state.stale': 'This site was updated',
  'state.stale_detail':
    'A part of the new version has to be fetched. Reload the page; nothing that you wrote is lost.',
  'state.reload': 'Reload the page',
  'state.sign_in': 'Sign in',
} as const;
