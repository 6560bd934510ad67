import { ApiError } from '../../api/client';
import { queueNext } from '../../api/queue';
import type { Claim } from '../../api/types';
import { t } from '../../i18n';
import { navigation } from '../../shell/navigation.svelte';
import { routePath } from '../../shell/routes';
import { toasts } from '../../shell/toasts.svelte';
import { claimRemember } from '../../state/opening';
import type { Desk } from './desk.svelte';

/* How an annotation leaves the workbench: handed in; given away and judged in judging.ts. */

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
    const next = nextAhead(desk);
    await desk.suggesting?.recording.now();
    if (!(await desk.session.flush())) {
      desk.tell(t('workbench.missing.unsaved'));
      return;
    }
    await desk.session.submit(() => desk.tell(t('saving.submit_waiting')));
    toasts.ok(t('workbench.submitted'));
    await nextOrFeedback(desk, next);
  });
}

/**
 * Claims the next clip while this one is handed in, so that nobody waits for one after the other. Where the hand-in
 * fails the claim stays the person's: it is what the next attempt is given. In a qualification round the answer
 * that is handed in decides what comes next, so that it has to be there first.
 */
function nextAhead(desk: Desk): Promise<Claim | null> | null {
  if (desk.opened.project.qualify_clips > 0) return null;
  return queueNext(desk.slug, { after: desk.session.annotation.id }).catch(() => null);
}

/** A clip of the qualification round shows what was expected; any other one is followed by the next. */
async function nextOrFeedback(desk: Desk, next: Promise<Claim | null> | null): Promise<void> {
  if (desk.opened.project.qualify_clips > 0) {
    const { feedbackGet } = await import('../../api/calibration');
    const feedback = await feedbackGet(desk.session.annotation.id).catch(() => null);
    if (feedback) {
      const path = routePath('feedback', { slug: desk.slug, id: feedback.annotation });
      navigation.go(path, { replace: true });
      return;
    }
  }
  await nextOpen(desk.slug, next ?? undefined);
}

/** Opens the next clip; where there is none, or it cannot be had now, the page for that says so. */
export async function nextOpen(
  slug: string,
  next: Promise<Claim | null> = queueNext(slug).catch(() => null),
): Promise<void> {
  const claim = await next;
  if (claim) claimRemember(claim);
  const path = claim ? routePath('work', { id: claim.annotation.id }) : routePath('next', { slug });
  navigation.go(path, { replace: true });
}

/** One thing at a time; what goes wrong is said. */
export async function busily(desk: Desk, run: () => Promise<void>): Promise<void> {
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
