import { EXPLORER_FILTERS, type ExplorerFilter, type ExplorerFilterName } from '../../api/reports/explorer';

/** The values of the filters that offer the same ones everywhere. */
export const FILTER_VALUES = {
  kind: ['fake', 'real', 'unknown'],
  split: ['train', 'val', 'test'],
  state: ['gold', 'answered', 'unanswered', 'taken_down'],
  verdict: ['fake', 'real', 'unsure'],
  agreement: ['high', 'medium', 'low', 'none'],
  explanation: ['yes', 'no'],
  suggestion: ['yes', 'no'],
} as const;

/** The filter that an address holds; what else stands in it is left alone. */
export function filterFrom(search: string): ExplorerFilter {
  const params = new URLSearchParams(search);
  const given = EXPLORER_FILTERS.map((name) => [name, params.get(name) ?? ''] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== ''));
}

/** What follows the path in an address: `?kind=fake&frame=12`, or '' where nothing is asked for. */
export function filterSearch(
  filter: ExplorerFilter,
  more: Readonly<Record<string, string | number | null>> = {},
): string {
  const params = new URLSearchParams();
  for (const name of EXPLORER_FILTERS) if (filter[name]) params.set(name, filter[name]);
  for (const [name, value] of Object.entries(more)) if (value !== null) params.set(name, String(value));
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}

/** The filter with one part changed; '' takes it away. */
export function filterWith(filter: ExplorerFilter, name: ExplorerFilterName, value: string): ExplorerFilter {
  return filterFrom(filterSearch({ ...filter, [name]: value }));
}

export function filterNames(filter: ExplorerFilter): readonly ExplorerFilterName[] {
  return EXPLORER_FILTERS.filter((name) => filter[name]);
}

/** A whole number of an address such as `frame=12`, kept within 0..last; null where there is none. */
export function frameFrom(search: string, last: number): number | null {
  const text = new URLSearchParams(search).get('frame') ?? '';
  return /^\d{1,9}$/.test(text) ? Math.min(Number(text), last) : null;
}
