import { errorText } from '../i18n/errors';

export type Toast = { id: number; kind: 'ok' | 'bad'; text: string };

const SHOWN_MS = 6000;

/** Short news in the corner. Good news leaves by itself; bad news stays until it is dismissed. */
class Toasts {
  list = $state.raw<readonly Toast[]>([]);
  #next = 1;

  ok(text: string): void {
    const id = this.#add('ok', text);
    setTimeout(() => this.dismiss(id), SHOWN_MS);
  }

  error(error: unknown): void {
    this.#add('bad', errorText(error));
  }

  dismiss(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id);
  }

  #add(kind: Toast['kind'], text: string): number {
    const id = this.#next++;
    this.list = [...this.list.filter((toast) => toast.text !== text), { id, kind, text }];
    return id;
  }
}

export const toasts = new Toasts();
