import { ApiError } from '../../api/client';
import { assignmentRelease, assignmentSkip, queueNext } from '../../api/queue';
import { annotationAccept, annotationReopen, annotationReturn, reviewQueue } from '../../api/reviews';
import type { SkipReason } from '../../api/types';
import { t } from '../../i18n';
import { navigation } from '../../shell/navigation.svelte';
import { notices } from '../../shell/notices.svelte';
import { routePath } from '../../shell/routes';
import { toasts } from '../../shell/toasts.svelte';
import { claimRemember } from '../../state/opening';
import type { Desk } from './desk.svelte';

/* How an annotation leaves the workbench: handed in, given away, judged. */

/** Hands the answer in, or goes to what is missing first. */
export async function workSubmit(desk: Desk): Promise<void> {
  if (desk.mode !== 'annotate' || !desk.editable || desk.busy) return;
  desk.player.pause();
  desk.submitTried = true;
  const [missing] = desk.missing;
  if (missing) {
    desk.say(t('workbench.missing.title'));
    await desk.goToMissing(missing);
    return;
  }
  await busily(desk, async () => {
    if (!(await desk.session.flush())) {
      desk.tell(t('workbench.missing.unsaved'));
      return;
    }
    await desk.session.submit(() => desk.tell(t('saving.submit_waiting')));
    toasts.ok(t('workbench.submitted'));
    await nextOpen(desk.slug);
    void notices.refresh();
  });
}

/** Opens the next clip; where there is none, or it cannot be had now, the page for that says so. */
async function nextOpen(slug: string): Promise<void> {
  const claim = await queueNext(slug).catch(() => null);
  if (claim) claimRemember(claim);
  const path = claim ? routePath('work', { id: claim.annotation.id }) : routePath('next', { slug });
  navigation.go(path, { replace: true });
}

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
  const path = next ? routePath('work', { id: next.id }) : routePath('review', { slug: desk.slug });
  navigation.go(path, { replace: true });
}

async function busily(desk: Desk, run: () => Promise<void>): Promise<void> {
  desk.busy = true;
  try {
    await run();
  } catch (error) {
    if (error instanceof ApiError && error.status === 422) desk.serverMissing = error.errors;
    else toasts.error(error);
  } finally {
    desk.busy = false;
  }
}
