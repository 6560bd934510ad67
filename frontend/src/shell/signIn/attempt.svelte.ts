import { ApiError } from '../../api/client';
import { sessionOpen } from '../../api/person/session';
import { t } from '../../i18n';
import { errorText } from '../../i18n/errors';
import { session } from '../session.svelte';

/** Signing in: name and password, then the code of an authenticator app where the person has one. */
export class SignInAttempt {
  username = $state('');
  password = $state('');
  code = $state('');
  needsCode = $state(false);
  error = $state<string | null>(null);
  busy = $state(false);

  constructor(username = '') {
    this.username = username;
  }

  /** Whether somebody is signed in now. */
  async submit(): Promise<boolean> {
    if (!this.username || !this.password) {
      this.error = t('sign_in.required');
      return false;
    }
    this.busy = true;
    this.error = null;
    try {
      session.me = await sessionOpen(this.username, this.password, this.code);
      return true;
    } catch (cause) {
      this.refused(cause);
      return false;
    } finally {
      this.busy = false;
    }
  }

  private refused(cause: unknown): void {
    const reason = cause instanceof ApiError ? cause.code : '';
    this.code = '';
    if (reason === 'second_factor_required') {
      this.needsCode = true;
      return;
    }
    this.error = errorText(cause);
    if (reason !== 'second_factor_wrong') {
      this.needsCode = false;
      this.password = '';
    }
  }
}
