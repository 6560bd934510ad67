import { type ReviewClaim, reviewNext } from '../../../api/review/queue';
import { annotationAccept, annotationReopen, annotationReturn } from '../../../api/reviews';
import { t } from '../../../i18n';
import { navigation } from '../../../shell/navigation.svelte';
import { routePath } from '../../../shell/routes';
import { toasts } from '../../../shell/toasts.svelte';
import type { ReviewDesk } from './reviewDesk.svelte';
import { rowOpenAfter } from './rows/rows';
import type { Person } from './state/people.svelte';

/* How a video leaves the desk, and how single answers are judged on it. */

let claimed: ReviewClaim | null = null;

/** What the queue just gave, once: the desk that opens next need not ask for it again. */
export function reviewClaimTake(video: string): ReviewClaim | null {
  const claim = claimed?.video.video === video ? claimed : null;
  claimed = null;
  return claim;
}

/** Opens the video that needs judging most; where there is none, says so and shows the queue. */
export async function reviewNextOpen(slug: string, after?: string): Promise<void> {
  const claim = await reviewNext(slug, after);
  if (claim === null) {
    toasts.ok(t('desk.queue.none_left'));
    navigation.go(routePath('review', { slug }), { replace: true });
    return;
  }
  claimed = claim;
  navigation.go(routePath('review_desk', { slug, id: claim.video.video }), { replace: after !== undefined });
}

/** Enter: takes the preview, else goes to what is left, else saves, else goes on. */
export function proceed(desk: ReviewDesk): void {
  if (desk.preview) {
    desk.apply();
    return;
  }
  const open = rowOpenAfter(desk.rows, desk.row?.key ?? null);
  if (open && open.key !== desk.row?.key) desk.rowSelect(open);
  else if (desk.judging.save === 'saved') void deskNext(desk);
  else void goldSave(desk);
}

/** Writes the gold, or goes to what it still needs. */
export async function goldSave(desk: ReviewDesk): Promise<void> {
  if (desk.busy || !desk.editable) return;
  desk.player.pause();
  if (leftGoto(desk)) return;
  await busily(desk, async () => {
    if (!(await desk.judging.send())) {
      desk.dialog = 'stale';
      return;
    }
    toasts.ok(t('desk.saved_as', { version: desk.judging.version }));
    desk.focusStage();
  });
}

/** Goes to the first thing that is left; false when nothing is. */
function leftGoto(desk: ReviewDesk): boolean {
  const { groups, missing } = desk.left;
  const row = rowOpenAfter(desk.rows, null);
  if (groups.length > 0 && row) {
    desk.rowSelect(row);
    desk.tell(t('desk.left_groups', { count: groups.length }));
    return true;
  }
  const [first] = missing;
  if (first === undefined) return false;
  if ('traceId' in first) desk.select(first.traceId);
  desk.tell(leftText(first.what));
  return true;
}

/** What a missing thing is called. */
export function leftText(what: string): string {
  if (what === 'verdict') return t('desk.left_verdict');
  if (what === 'trace') return t('desk.left_trace');
  return what === 'no_traces' ? t('desk.left_no_traces') : t('desk.left_incomplete');
}

/** The next video; what was judged here and not saved stays on this device. */
export async function deskNext(desk: ReviewDesk): Promise<void> {
  await busily(desk, async () => {
    await desk.holding.close();
    await reviewNextOpen(desk.slug, desk.opened.video.id);
  });
}

export async function goldRevert(desk: ReviewDesk, toVersion: number): Promise<void> {
  await busily(desk, async () => {
    if (await desk.judging.revert(toVersion)) toasts.ok(t('desk.reverted', { version: toVersion }));
    else desk.dialog = 'stale';
  });
}

/** Whose answer accept and return are about: whoever is chosen, else the first that waits. */
export function reviewable(desk: ReviewDesk): Person | null {
  const waiting = desk.people.filter(
    ({ answer }) => answer.status === 'submitted' && answer.annotator !== 'me',
  );
  return waiting.find(({ name }) => name === desk.sight.current) ?? waiting[0] ?? null;
}

export async function answerAccept(desk: ReviewDesk, person = reviewable(desk)): Promise<void> {
  if (person === null) return;
  await busily(desk, async () => {
    await annotationAccept(person.answer.id, person.answer.revision);
    toasts.ok(t('desk.accepted', { name: person.name }));
    await desk.refresh();
  });
}

/** Sends a handed-in answer back, or takes its acceptance back with the same words. */
export async function answerReturn(
  desk: ReviewDesk,
  person: Person,
  reasons: string[],
  text: string,
): Promise<void> {
  const send = person.answer.status === 'accepted' ? annotationReopen : annotationReturn;
  await send(person.answer.id, person.answer.revision, reasons, text);
  toasts.ok(t('desk.returned', { name: person.name }));
  await desk.refresh();
}

async function busily(desk: ReviewDesk, run: () => Promise<void>): Promise<void> {
  if (desk.busy) return;
  desk.busy = true;
  try {
    await run();
  } catch (error) {
    toasts.error(error);
  } finally {
    desk.busy = false;
  }
}
