import type { Scope } from './keymap';

const TEXT_INPUTS = ['text', 'number', 'search', 'email', 'password', 'url', 'tel'];
const OWN_KEYS: Record<string, RegExp> = {
  button: /^(Space|Enter)$/,
  link: /^Enter$/,
  slider: /^((Shift\+)?Arrow|Home$|End$|Page)/,
  radio: /^(Space$|Arrow)/,
  checkbox: /^Space$/,
  select: /^(Arrow|Space$|Enter$|Home$|End$|[A-Z0-9]$)/,
};

/** The scopes that hold while this element has the focus. */
export function scopesFor(target: EventTarget | null, reviewing: boolean): readonly Scope[] {
  const elsewhere = scopesElsewhere(target);
  if (elsewhere !== null) return elsewhere;
  const working: readonly Scope[] = ['work', 'own', 'player', 'view', 'trace', 'box'];
  return reviewing ? [...working, 'review'] : working;
}

/** The same on the review desk: judging, or editing a trace of the gold. */
export function deskScopesFor(target: EventTarget | null, editing: boolean): readonly Scope[] {
  const here: readonly Scope[] = editing ? ['trace', 'box'] : ['judge', 'review'];
  return scopesElsewhere(target) ?? ['work', 'player', 'view', 'desk', ...here];
}

function scopesElsewhere(target: EventTarget | null): readonly Scope[] | null {
  if (target instanceof Element && target.closest('dialog[open]')) return ['dialog'];
  return isTextField(target) ? ['text'] : null;
}

/** Whether the focused control itself needs this chord, as a button needs Space and Enter. */
export function controlNeeds(target: EventTarget | null, chord: string): boolean {
  const kind = controlKind(target);
  return kind !== null && (OWN_KEYS[kind]?.test(chord) ?? false);
}

export function isTextField(target: EventTarget | null): boolean {
  if (target instanceof HTMLTextAreaElement) return true;
  if (target instanceof HTMLInputElement) return TEXT_INPUTS.includes(target.type);
  return target instanceof HTMLElement && target.isContentEditable;
}

function controlKind(target: EventTarget | null): string | null {
  if (!(target instanceof Element)) return null;
  if (target instanceof HTMLSelectElement) return 'select';
  if (target instanceof HTMLInputElement) return target.type === 'range' ? 'slider' : target.type;
  const role = target.getAttribute('role');
  if (role !== null) return role;
  if (target.closest('button, summary')) return 'button';
  return target.closest('a[href]') ? 'link' : null;
}
