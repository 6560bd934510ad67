import type { Trace } from '../../../domain/trace';
import type { BBox } from '../../../domain/tracks';
import { t } from '../../../i18n';
import { traceAddKey } from '../../../keymap/active';
import type { Desk } from '../desk.svelte';
import type { ClipDesk } from '../desks/clipDesk.svelte';
import type { EditDesk } from '../desks/editDesk.svelte';

/** What a key does; `chord` tells the digits apart. */
export type Run = (desk: Desk, chord: string) => void;
/** The same on every desk that edits traces, or on every one that shows a clip. */
export type EditRun = (desk: EditDesk, chord: string) => void;
export type ClipRun = (desk: ClipDesk, chord: string) => void;

export function withTrace(desk: EditDesk, run: (trace: Trace) => void): void {
  const trace = desk.store.selectedTrace;
  if (trace) run(trace);
  else desk.tell(t('workbench.say.no_trace', { key: traceAddKey() }));
}

export function withBox(desk: EditDesk, run: (trace: Trace, box: BBox) => void): void {
  withTrace(desk, (trace) => {
    const box = desk.box;
    if (box) run(trace, box);
    else desk.tell(t('workbench.say.no_box'));
  });
}

export function focusAll(desk: ClipDesk, id: string): void {
  void desk.focus(id).then(() => {
    const field = document.getElementById(id);
    if (field instanceof HTMLInputElement) field.select();
  });
}
