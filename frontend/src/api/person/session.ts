import { get, post, put, remove, request } from '../client';
import type { InvitationLookup, Me, Settings } from '../types';

/** Whether somebody is signed in, and the OpenID provider's name if there is one; also sets the CSRF cookie. */
export function sessionGet(): Promise<{ authenticated: boolean; provider: string | null }> {
  return get('session/');
}

/** The OpenID provider's address to go to; from there the browser comes back to `next`. */
export function providerBegin(next: string): Promise<{ url: string }> {
  return post('session/oidc/', { next }, { signIn: 'never' });
}

/** The second factor of somebody whom the provider sent back. */
export function providerFinish(code: string): Promise<Me> {
  return post('session/oidc/code/', { code }, { signIn: 'never' });
}

export function sessionOpen(username: string, password: string, code = ''): Promise<Me> {
  return post('session/', { username, password, code }, { signIn: 'never' });
}

export function sessionClose(): Promise<null> {
  return remove('session/', { signIn: 'never' });
}

export function meGet(): Promise<Me> {
  return request('me/', { signIn: 'never' });
}

export function passwordChange(current: string, password: string): Promise<null> {
  return post('me/password/', { current_password: current, new_password: password });
}

export function settingsGet(): Promise<Settings> {
  return request('me/settings/', { signIn: 'never' });
}

export function settingsPut(settings: Settings, keepalive = false): Promise<Settings> {
  return put('me/settings/', settings, { signIn: 'never', keepalive });
}

export function passwordReset(token: string, password: string): Promise<null> {
  return post('password-resets/', { token, password }, { signIn: 'never' });
}

export function invitationLookup(token: string): Promise<InvitationLookup> {
  return get('invitations/lookup/', { token }, { signIn: 'never' });
}

/** Uses the link with the account that one is signed in with. */
export function invitationJoin(token: string): Promise<Me> {
  return post('invitations/join/', { token });
}

export function invitationAccept(token: string, username: string, password: string): Promise<Me> {
  return post('invitations/accept/', { token, username, password }, { signIn: 'never' });
}
