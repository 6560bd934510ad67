import { isApiError } from '../api/client';
import { settingsGet, settingsPut } from '../api/person/session';
import type { Settings } from '../api/types';

/** Where the settings document lives; replaced in tests. */
export type SettingsServer = {
  readonly get: () => Promise<Settings>;
  readonly put: (settings: Settings, keepalive: boolean) => Promise<unknown>;
};

/** What this device keeps for one person. `pending` is what the server is not known to have. */
type Kept = { readonly value: Settings; readonly pending: Settings };

const PERSON_KEY = 'deeptrace.person';
const PUT_AFTER_MS = 800;
const RETRY_AFTER_MS = 30_000;
const NOTHING: Kept = { value: {}, pending: {} };

const keptKey = (person: string): string => `deeptrace.settings.${person}`;

/**
 * The signed-in person's own settings: one JSON document on the server, known here at once. A change takes effect
 * immediately, is kept on this device, and goes to the server on top of what the server has by then, so that
 * nothing that another page or another browser wrote is lost.
 */
export class SettingsKeeper {
  value: Readonly<Settings> = $state.raw({});
  #person: string | null = null;
  #pending: Settings = {};
  #timer: ReturnType<typeof setTimeout> | null = null;
  #sending = false;
  readonly #server: SettingsServer;

  /** Begins with what the person who was last signed in on this device had. */
  constructor(server: SettingsServer) {
    this.#server = server;
    this.#person = read(PERSON_KEY);
    this.#enter(this.#kept());
  }

  /** Takes over what the server has for this person; changes that it has not yet stay on top. */
  adopt(person: number | string, fromServer: Settings): void {
    if (this.#person !== String(person)) {
      this.#person = String(person);
      write(PERSON_KEY, this.#person);
      this.#enter(this.#kept());
    }
    this.#enter({ value: { ...fromServer, ...this.#pending }, pending: this.#pending });
    this.#keep();
    this.retry();
  }

  /** Changes these keys and leaves all others; a key set to `undefined` goes. A key's value is replaced whole. */
  patch(change: Settings): void {
    this.#pending = { ...this.#pending, ...change };
    this.value = without({ ...this.value, ...change });
    this.#keep();
    this.#schedule(PUT_AFTER_MS);
  }

  /** Sends what the server has not: the network is back, or the person signed in again. */
  retry(): void {
    if (Object.keys(this.#pending).length > 0) this.#schedule(0);
  }

  /** The page is going: there is no time to ask what the server has by now. */
  flushOnLeaving(): void {
    if (this.#person === null || Object.keys(this.#pending).length === 0) return;
    this.#server.put(this.value, true).catch(() => undefined);
  }

  async #send(): Promise<void> {
    if (this.#sending || this.#person === null || Object.keys(this.#pending).length === 0) return;
    const { person, pending } = { person: this.#person, pending: this.#pending };
    this.#sending = true;
    try {
      const merged = without({ ...(await this.#server.get()), ...pending });
      await this.#server.put(merged, false);
      if (this.#person === person) this.#acknowledge(merged, pending);
    } catch (error) {
      if (mayLaterSucceed(error)) this.#schedule(RETRY_AFTER_MS);
    } finally {
      this.#sending = false;
    }
  }

  /** What was changed while the request was under way still has to go. */
  #acknowledge(merged: Settings, sent: Settings): void {
    const later = Object.entries(this.#pending).filter(([key, value]) => sent[key] !== value);
    this.#enter({ value: { ...merged, ...Object.fromEntries(later) }, pending: Object.fromEntries(later) });
    this.#keep();
    if (later.length > 0) this.#schedule(PUT_AFTER_MS);
  }

  #schedule(delayMs: number): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.#send();
    }, delayMs);
  }

  #enter({ value, pending }: Kept): void {
    this.#pending = pending;
    this.value = without(value);
  }

  #keep(): void {
    if (this.#person === null) return;
    const pending = Object.entries(this.#pending).map(([key, value]) => [key, value ?? null]);
    write(
      keptKey(this.#person),
      JSON.stringify({ value: this.value, pending: Object.fromEntries(pending) } satisfies Kept),
    );
  }

  #kept(): Kept {
    try {
      const kept: unknown = JSON.parse((this.#person && read(keptKey(this.#person))) || 'null');
      return isKept(kept) ? kept : NOTHING;
    } catch {
      return NOTHING;
    }
  }
}

/** A key without a value is not sent: absent and empty mean the same. */
function without(settings: Settings): Settings {
  return Object.fromEntries(
    Object.entries(settings).filter(([, value]) => value !== undefined && value !== null),
  );
}

function isKept(kept: unknown): kept is Kept {
  return isRecord(kept) && isRecord(kept.value) && isRecord(kept.pending);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A document that the server refuses is not sent again and again; signing in again or a new change sends it. */
function mayLaterSucceed(error: unknown): boolean {
  return !isApiError(error) || error.status === 0 || error.status === 429 || error.status >= 500;
}

/* A private window may refuse its storage: the settings then last as long as the page. */
function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    return;
  }
}

/** The settings of whoever is signed in: read `.value`, change with `.patch({...})`. */
export const personSettings = new SettingsKeeper({ get: settingsGet, put: settingsPut });

addEventListener('online', () => personSettings.retry());
addEventListener('pagehide', () => personSettings.flushOnLeaving());
