import type {
  BboxRule,
  Release,
  ReleaseInput,
  ReleaseSelection,
  Verdict,
  VideoKind,
} from '../../../api/types';

/** What is chosen on the page: an empty list restricts nothing. */
export type ReleaseForm = {
  kinds: VideoKind[];
  splits: ('train' | 'val' | 'test')[];
  sources: string[];
  verdicts: Verdict[];
  categories: string[];
  state: '' | 'accepted' | 'submitted';
  /** In percent; 0 is any. */
  agreement: number;
  until: string;
  withoutSuggestions: boolean;
  bbox: BboxRule;
  frameBase: 0 | 1;
  includeUnsure: boolean;
  includeUndetected: boolean;
  splitPolicy: 'keep' | 'ratio' | 'none';
  train: number;
  val: number;
  test: number;
  dense: boolean;
  media: 'zip' | 'links';
  allowLeaks: boolean;
  notes: string;
};

export const FRESH: ReleaseForm = {
  kinds: [],
  splits: [],
  sources: [],
  verdicts: [],
  categories: [],
  state: '',
  agreement: 0,
  until: '',
  withoutSuggestions: false,
  bbox: 'onset',
  frameBase: 0,
  includeUnsure: false,
  includeUndetected: false,
  splitPolicy: 'keep',
  train: 8,
  val: 1,
  test: 1,
  dense: false,
  media: 'zip',
  allowLeaks: false,
  notes: '',
};

/** What is asked of the server: only what restricts something stands in the selection. */
export function inputOf(project: string, form: ReleaseForm): ReleaseInput {
  return {
    project,
    selection: selectionOf(form),
    bbox: form.bbox,
    frame_base: form.frameBase,
    include_unsure: form.includeUnsure,
    include_undetected: form.includeUndetected,
    split_policy: form.splitPolicy,
    split_ratio: [form.train, form.val, form.test],
    dense_boxes: form.dense,
    media: form.media,
    allow_leaks: form.allowLeaks,
    notes: form.notes,
  };
}

function selectionOf(form: ReleaseForm): ReleaseSelection {
  const { kinds, splits, sources, verdicts, categories } = form;
  const lists = Object.entries({ kinds, splits, sources, verdicts, categories });
  return {
    ...Object.fromEntries(lists.filter(([, values]) => values.length > 0)),
    ...(form.state === '' ? {} : { states: [form.state] }),
    ...(form.agreement > 0 ? { min_agreement: form.agreement / 100 } : {}),
    ...(form.until === '' ? {} : { until: form.until }),
    ...(form.withoutSuggestions ? { without_suggestions: true } : {}),
  };
}

/** The same once more, although it leaks. */
export function againAlthoughItLeaks({ project, options }: Release): ReleaseInput {
  return { ...inputOf(project, FRESH), ...options, project, allow_leaks: true };
}
