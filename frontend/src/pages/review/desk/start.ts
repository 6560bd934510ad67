import type { Gold, GoldInput } from '../../../api/review/gold';
import type { Panel, PanelGroup } from '../../../api/review/panel';
import { type Adjudication, adjudicationOf, goldTraceOf, groupKey } from '../../../domain/adjudication';
import type { Answer } from '../../../domain/answer';
import { uuidMake } from '../../../domain/ids';
import type { Confidence, Trace } from '../../../domain/trace';

/* From the panel to what is judged, and from there to the gold's body. */

/** Everybody's traces. */
export function panelTraces({ answers }: Panel): Trace[] {
  return answers.flatMap(({ traces }) => traces as readonly Trace[]);
}

/** Where a reviewer begins: at the gold there is, else at the verdict that nobody disputes. */
export function adjudicationStart(panel: Panel): Adjudication {
  const { gold } = panel;
  if (gold.version > 0) return { ...goldAnswer(gold), dropped: groupsPassedOver(panel) };
  const verdicts = [...new Set(panel.answers.map(({ verdict }) => verdict))];
  const agreed = verdicts.length === 1 ? (verdicts[0] ?? null) : null;
  return { verdict: agreed, note: '', traces: [], dropped: [] };
}

/** A version of the gold as it is edited. */
export function goldAnswer(gold: Gold): Adjudication {
  const traces = gold.traces.map((trace) => ({
    ...trace,
    id: trace.id ?? uuidMake(),
    confidence: trace.confidence as Confidence | null,
    origin: 'human' as const,
    suggestion: null,
    how: trace.how ?? (trace.sources.length === 0 ? 'added' : trace.sources.length > 1 ? 'merged' : 'kept'),
  }));
  return { verdict: gold.verdict, note: '', traces, dropped: [] };
}

/** Whoever made the gold saw what had been handed in by then: a group without gold was dropped. */
function groupsPassedOver({ gold, groups, answers }: Panel): string[] {
  const made = gold.made_at ?? '';
  const seen = new Set(
    answers
      .filter(({ submitted_at }) => submitted_at !== null && Date.parse(submitted_at) <= Date.parse(made))
      .flatMap(({ traces }) => traces.map(({ id }) => id)),
  );
  const taken = new Set(gold.traces.flatMap(({ sources }) => sources));
  const passed = (group: PanelGroup) => group.traces.every((id) => seen.has(id) && !taken.has(id));
  return groups.filter(passed).map(groupKey);
}

/** What a PUT sends; only complete traces are sent. */
export function goldInput(answer: Answer): GoldInput {
  const { verdict, traces } = adjudicationOf(answer);
  return {
    verdict,
    traces: traces.map((trace) => {
      const { sources, how } = goldTraceOf(trace);
      return {
        onset_frame: trace.onset_frame ?? 0,
        offset_frame: trace.offset_frame ?? 0,
        categories: trace.categories,
        other_tag: trace.other_tag,
        explanation: trace.explanation,
        confidence: trace.confidence,
        keyframes: trace.keyframes,
        sources,
        how,
      };
    }),
  };
}
