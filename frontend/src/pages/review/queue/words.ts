import type { ReviewVideo } from '../../../api/review/queue';
import { tMaybe } from '../../../i18n';

/** "1× missing, 2× category"; '' where nothing is known to differ. */
export function conflictCounts({ conflicts }: Pick<ReviewVideo, 'conflicts'>): string {
  return Object.entries(conflicts)
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => tMaybe(`desk.conflicts.${kind}`, { count }) ?? kind)
    .join(' · ');
}
