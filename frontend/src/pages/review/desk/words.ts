import type { Conflict } from '../../../api/review/panel';
import type { GoldTrace } from '../../../domain/adjudication';
import { formatList, formatNumber, t } from '../../../i18n';
import type { DeskRow } from './rows/rows';
import type { Person } from './state/people.svelte';

/* What the desk says about groups, conflicts and reasons. */

/** "missing: A-7F3KQ", "box apart (vIoU 0.21)", "onset 14 frames apart" */
export function conflictText(conflict: Conflict): string {
  const people = formatList(conflict.people);
  const count = conflict.frames ?? 0;
  switch (conflict.kind) {
    case 'missing':
    case 'extra':
      return t(`desk.conflict.${conflict.kind}`, { people });
    case 'box_apart':
      return t('desk.conflict.box_apart', {
        viou: formatNumber(conflict.viou ?? 0, { minimumFractionDigits: 2, maximumFractionDigits: 2 }),
      });
    case 'onset_apart':
    case 'offset_apart':
      return t(`desk.conflict.${conflict.kind}`, { count });
    default:
      return t('desk.conflict.category_differs');
  }
}

export function conflictsText(row: DeskRow, answers: number): string {
  if (row.group === null) return t('desk.added_row');
  if (row.conflicts.length > 0) return formatList(row.conflicts.map(conflictText));
  return answers > 1 ? t('desk.conflict.none') : t('desk.conflict.only_one');
}

/** "merged from 1, 2" */
export function howText(gold: GoldTrace, row: DeskRow): string {
  if (gold.how === 'added') return t('desk.how.added');
  const sources = row.members.filter(({ trace }) => gold.sources.includes(trace.id));
  const people = formatList(sources.map(({ person }) => String(person.number)));
  return t(`desk.how.${gold.how}`, { people });
}

export function personTitle({ number, name }: Person): string {
  return `${number} · ${name}`;
}
