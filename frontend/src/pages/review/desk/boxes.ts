import type { StageBox } from '../../../canvas/boxes';
import { type Trace, traceBoxAt } from '../../../domain/trace';
import { keyframeAt } from '../../../domain/tracks';
import { t } from '../../../i18n';
import type { ReviewDesk } from './reviewDesk.svelte';
import type { DeskRow } from './rows/rows';
import { GOLD_COLOR } from './state/people.svelte';

/** What is drawn over the picture: the selected row's boxes, else everybody's; the gold's on top. */
export function deskBoxes(desk: ReviewDesk): StageBox[] {
  const rows = desk.row ? [desk.row] : desk.preview?.kind === 'majority' ? [] : desk.rows;
  const previewed = (desk.preview?.traces ?? []).flatMap((trace) => boxOf(desk, trace, previewLook()));
  return [...rows.flatMap((row) => rowBoxes(desk, row)), ...previewed].sort(
    (a, b) => Number(a.selected) - Number(b.selected),
  );
}

type Look = Pick<StageBox, 'colorIndex' | 'tag' | 'dimmed' | 'ghost'>;

function rowBoxes(desk: ReviewDesk, row: DeskRow): StageBox[] {
  const judged = row.gold.length > 0;
  const members = desk.editing ? [] : desk.seen(row);
  const people = members.flatMap(({ person, trace }) => {
    const label = `${t('desk.group', { letter: row.letter })}: ${person.number} ${person.name}`;
    const tag = { text: String(person.number), label };
    return boxOf(desk, trace, { colorIndex: person.colorIndex, tag, dimmed: judged });
  });
  const label = `${t('desk.group', { letter: row.letter })}: ${t('desk.gold')}`;
  const look = { colorIndex: GOLD_COLOR, tag: { text: '★', label }, dimmed: false };
  return [...people, ...row.gold.flatMap((trace) => boxOf(desk, trace, look))];
}

function previewLook(): Look {
  const tag = { text: '★', label: t('desk.preview') };
  return { colorIndex: GOLD_COLOR, tag, dimmed: false, ghost: true };
}

function boxOf(desk: ReviewDesk, trace: Trace, look: Look): StageBox[] {
  const bbox = traceBoxAt(trace, desk.frame);
  if (bbox === null) return [];
  const selected = trace.id === desk.store.selectedTraceId;
  const isKeyframe = keyframeAt(trace.keyframes, desk.frame) !== null;
  return [{ traceId: trace.id, number: 0, bbox, isKeyframe, selected, ...look }];
}
