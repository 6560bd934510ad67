import { get } from '../client';

/** Null with a reason where it is not defined. */
export type ReportStat = {
  readonly value: number | null;
  readonly ci?: readonly [number, number] | readonly number[] | null;
  readonly n: number;
  readonly reason?: string | null;
};

export type ReportOfModel = {
  readonly model: { readonly id: string; readonly name: string; readonly backend?: string };
  readonly shown: number;
  readonly accepted: number;
  readonly edited: number;
  readonly rejected: number;
  readonly ignored: number;
  readonly acceptance: ReportStat;
  readonly tiou: ReportStat;
  readonly box_iou: ReportStat;
  readonly text_distance: ReportStat;
};

export type ReportArm = {
  readonly videos: number;
  readonly active_ms: ReportStat;
  readonly gold_agreement: ReportStat;
};

/** What became of suggestions, and what they did to the work. */
export type SuggestionReport = {
  readonly by_model: readonly ReportOfModel[];
  readonly arms: { readonly with: ReportArm; readonly without: ReportArm };
  readonly first_pass: {
    readonly changed_verdict: number;
    readonly added: number;
    readonly removed: number;
    readonly moved: number;
  };
  readonly checks: {
    readonly flagged: number;
    readonly flagged_returned: number;
    readonly unflagged: number;
    readonly unflagged_returned: number;
  };
};

export function suggestionReportGet(project: string): Promise<SuggestionReport> {
  return get(`projects/${project}/suggestion-report/`);
}

export const suggestionReportCsvUrl = (project: string): string =>
  `/api/v1/projects/${project}/suggestion-report.csv`;
