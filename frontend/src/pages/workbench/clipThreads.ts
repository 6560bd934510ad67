import { traceNumber } from '../../domain/answer';
import { ClipThreads } from '../threads/clipThreads.svelte';
import type { Desk } from './desk.svelte';

/** The threads of the clip on the workbench: a new one is always about the answer on screen. */
export function clipThreadsOf(desk: Desk): ClipThreads {
  const { id, annotator } = desk.opened.annotation;
  return new ClipThreads(desk, {
    answers: () => [{ annotation: id, annotator: desk.session.mine ? 'me' : annotator }],
    about: () => id,
    nameOf: (traceId) => {
      const number = traceNumber(desk.answer, traceId);
      return number > 0 ? String(number) : null;
    },
    select: (traceId) => desk.select(traceId),
    choosing: false,
  });
}
