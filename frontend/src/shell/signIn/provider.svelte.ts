import { providerBegin, providerFinish } from '../../api/person/session';
import { t, tMaybe } from '../../i18n';
import { errorText } from '../../i18n/errors';
import { session } from '../session.svelte';

/** Signing in by the OpenID provider: away, back to the sign-in page, and there the code where one is asked for. */
export class ProviderSignIn {
  code = $state('');
  error = $state<string | null>(null);
  busy = $state(false);
  readonly needsCode: boolean;

  /** `query` is the sign-in page's: `problem` names why the provider or we said no, `step=code` asks for the code. */
  constructor(query: URLSearchParams) {
    const problem = query.get('problem');
    this.needsCode = query.get('step') === 'code';
    if (problem !== null) this.error = tMaybe(`error.${problem}`) ?? t('error.unexpected');
  }

  /** Leaves the page for the provider's. */
  begin(next: string): Promise<void> {
    return this.attempt(async () => {
      const { url } = await providerBegin(next);
      location.assign(url);
    });
  }

  finish(): Promise<void> {
    return this.attempt(async () => {
      session.me = await providerFinish(this.code);
    });
  }

  private async attempt(step: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.error = null;
    try {
      await step();
    } catch (cause) {
      this.error = errorText(cause);
      this.code = '';
    } finally {
      this.busy = false;
    }
  }
}
