import type { Chord } from './chord';

/**
 * Where a binding holds. On the workbench `work`, `own`, `player`, `view`, `trace`, `box` and `review` hold together while
 * no text field has the focus and no dialog is open; on the review desk `desk`, with `judge` or with `trace` and `box`, in
 * place of `own`; `text` holds in a text field, `dialog` in an open dialog.
 */
export type Scope =
  | 'own'
  | 'desk'
  | 'judge'
  | 'work'
  | 'player'
  | 'view'
  | 'trace'
  | 'box'
  | 'review'
  | 'text'
  | 'dialog';

export type Binding = {
  readonly scope: Scope;
  readonly chords: readonly Chord[];
  /** Commands with the same word share one line of the help dialog. */
  readonly help?: string;
};
