import type { TYPING_KEYS } from '../../../keymap/table/typing';
import type { WORK_KEYS } from '../../../keymap/table/work';
import { editVerdict } from '../../../state/edits';
import { workSubmit } from '../handover';
import { later } from '../later/later.svelte';
import type { Run } from './run';

export const WORK_RUNS: Record<keyof typeof WORK_KEYS, Run> = {
  verdict_fake: (desk) => desk.edit(editVerdict('fake')),
  verdict_real: (desk) => desk.edit(editVerdict('real')),
  verdict_unsure: (desk) => desk.edit(editVerdict('unsure')),
  note_edit: (desk) => void desk.focus('wb-note'),
  undo: (desk) => desk.undo(),
  redo: (desk) => desk.redo(),
  save_now: (desk) => void desk.session.flush(),
  submit: (desk) => {
    if (!desk.marking.carrying?.entered() && !desk.suggesting?.entered()) void workSubmit(desk);
  },
  skip: (desk) => {
    if (desk.canGiveAway) desk.dialog = 'skip';
  },
  guideline_toggle: (desk) => desk.guide.toggle('guideline'),
  categories_toggle: (desk) => desk.guide.toggle('categories'),
  threads_toggle: (desk) => void desk.withThreads((threads) => threads.toggle()),
  thread_pin: (desk) => void desk.withThreads((threads) => threads.pin()),
  help: (desk) => {
    desk.dialog = 'help';
  },
  review_accept: (desk) => void later.parts?.reviewAccept(desk),
  review_return: (desk) => {
    if (desk.mode === 'review') desk.dialog = 'return';
  },
};

export const TYPING_RUNS: Record<keyof typeof TYPING_KEYS, Run> = {
  text_leave: (desk) => desk.focusStage(),
  text_submit: (desk) => void workSubmit(desk),
  text_save: (desk) => void desk.session.flush(),
  dialog_close: (desk) => {
    desk.dialog = null;
  },
};
