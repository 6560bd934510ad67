import { onSignInNeeded } from '../api/client';
import { meGet, sessionClose, sessionGet } from '../api/person/session';
import type { Me, Role } from '../api/types';

/** Who is signed in, and the question to sign in again when the session ended under way. */
class Session {
  me = $state.raw<Me | null>(null);
  /** Set while the sign-in dialog is to be shown. */
  asking = $state.raw<((signedIn: boolean) => void) | null>(null);

  /** The name of the OpenID provider by which people may sign in; null where there is none. */
  provider: string | null = null;

  /** Asks the server who we are; nobody is a normal answer. */
  async load(): Promise<void> {
    const { authenticated, provider } = await sessionGet();
    this.provider = provider;
    this.me = authenticated ? await meGet() : null;
  }

  async signOut(): Promise<void> {
    await sessionClose();
    this.me = null;
  }

  rolesIn(slug: string): readonly Role[] {
    return this.me?.projects.find((project) => project.slug === slug)?.roles ?? [];
  }

  /** From here on a 401 raises the dialog; whoever was never signed in is not asked. */
  watch(): void {
    onSignInNeeded(() => {
      if (this.me === null) return Promise.resolve(false);
      return new Promise((resolve) => {
        this.asking = (signedIn) => {
          this.asking = null;
          resolve(signedIn);
        };
      });
    });
  }
}

export const session = new Session();
