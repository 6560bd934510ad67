import { assignmentRelease, assignmentSkip } from '../../../api/queue';
import { annotationAccept, annotationReopen, annotationReturn, reviewQueue } from '../../../api/reviews';
import type { SkipReason } from '../../../api/types';
import { t } from '../../../i18n';
import { navigation } from '../../../shell/navigation.svelte';
import { routePath } from '../../../shell/routes';
import { toasts } from '../../../shell/toasts.svelte';
import type { Desk } from '../desk.svelte';
import { busily, nextOpen } from '../handover';

/* How an annotation leaves the workbench other than handed in: given away, judged. */

export function workWithdraw(desk: Desk): Promise<void> {
  return desk.session.withdraw();
}

export async function workSkip(desk: Desk, reason: SkipReason): Promise<void> {
  const { assignment } = desk.session.annotation;
  if (assignment === null) return;
  await desk.session.flush();
  await assignmentSkip(assignment, reason);
  await nextOpen(desk.slug);
}

export async function workRelease(desk: Desk): Promise<void> {
  const { assignment } = desk.session.annotation;
  if (assignment === null) return;
  await desk.session.flush();
  await assignmentRelease(assignment);
  navigation.go(routePath('project', { slug: desk.slug }));
}

export async function reviewAccept(desk: Desk): Promise<void> {
  if (desk.mode !== 'review' || desk.busy) return;
  const { id, revision } = desk.session.annotation;
  await busily(desk, async () => {
    await annotationAccept(id, revision);
    toasts.ok(t('workbench.review.accepted'));
    await reviewNext(desk);
  });
}

/** Sends it back to its annotator: handed-in work, and accepted work that has to be opened again. */
export async function reviewReturn(desk: Desk, reasons: string[], text: string): Promise<void> {
  const { id, revision } = desk.session.annotation;
  const send = desk.reopenable ? annotationReopen : annotationReturn;
  await send(id, revision, reasons, text);
  toasts.ok(t('workbench.review.returned'));
  await reviewNext(desk);
}

/** The next annotation that waits for a review, else the list. */
async function reviewNext(desk: Desk): Promise<void> {
  const waiting = await reviewQueue(desk.slug, 'submitted');
  const next = waiting.results.find(({ id }) => id !== desk.opened.annotation.id);
  const answers = `${routePath('review', { slug: desk.slug })}?view=answers`;
  const path = next ? routePath('work', { id: next.id }) : answers;
  navigation.go(path, { replace: true });
}
