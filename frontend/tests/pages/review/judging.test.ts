import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../../src/api/errors';
import type { Gold, GoldInput } from '../../../src/api/review/gold';
import type { Panel, PanelGroup } from '../../../src/api/review/panel';
import type { Trace as TraceBody, Verdict } from '../../../src/api/types';
import { groupDrop, groupKeep, groupState } from '../../../src/domain/adjudication';
import type { Trace } from '../../../src/domain/trace';
import type { GoldDraft, GoldDraftStore } from '../../../src/pages/review/desk/state/goldDrafts';
import { Judging } from '../../../src/pages/review/desk/state/judging.svelte';

const ME = 7;
const NO_GOLD: Gold = {
  verdict: null,
  traces: [],
  rule: null,
  version: 0,
  annotations: [],
  made_at: null,
};

function trace(id: string): TraceBody {
  return {
    id,
    onset_frame: 3,
    offset_frame: 9,
    categories: ['object_merging'],
    other_tag: '',
    explanation: id,
    confidence: null,
    keyframes: [{ frame: 3, left: 1, top: 2, width: 3, height: 4 }],
    origin: 'human',
    suggestion: null,
  };
}

function answer(name: string, verdict: Verdict, traces: TraceBody[]): Panel['answers'][number] {
  return {
    id: `of-${name}`,
    video: 'v',
    project: 'p',
    assignment: null,
    annotator: name,
    status: 'submitted',
    revision: 2,
    verdict,
    note: '',
    submitted_at: '2026-01-01T10:00:00Z',
    traces,
  };
}

const merged = { ...trace('m'), onset_frame: 3, offset_frame: 9, sources: ['a1', 'b1'] };
const group: PanelGroup = {
  onset_frame: 3,
  offset_frame: 9,
  traces: ['a1', 'b1'],
  conflicts: [],
  union: merged,
  vote: merged,
};

function panel(gold: Gold = NO_GOLD, verdicts: [Verdict, Verdict] = ['fake', 'fake']): Panel {
  const [first, second] = verdicts;
  return {
    video: 'v',
    answers: [answer('A', first, [trace('a1')]), answer('B', second, [trace('b1')])],
    groups: [group],
    verdict_differs: first !== second,
    majority: null,
    gold,
  };
}

function goldOf(version: number, explanation: string): Gold {
  const { id, ...body } = trace(explanation);
  return {
    verdict: 'fake',
    traces: [{ ...body, id, onset_frame: 3, offset_frame: 9, sources: ['a1'], how: 'kept' }],
    rule: 'adjudicated',
    version,
    annotations: [],
    made_at: '2026-01-02T10:00:00Z',
  };
}

class Device implements GoldDraftStore {
  drafts = new Map<string, GoldDraft>();
  get = async (video: string, user: number) => this.drafts.get(`${user}-${video}`) ?? null;
  put = async (video: string, draft: GoldDraft) => void this.drafts.set(`${draft.userId}-${video}`, draft);
  remove = async (video: string, user: number) => void this.drafts.delete(`${user}-${video}`);
}

let device: Device;
const put = vi.fn<(video: string, gold: GoldInput, version: number) => Promise<Gold>>();
const revert = vi.fn<(video: string, to: number, version: number) => Promise<Gold>>();

async function judging(of: Panel = panel(), readOnly = false): Promise<Judging> {
  const made = new Judging(of, { userId: ME, drafts: device, calls: { put, revert } });
  await made.open(readOnly);
  return made;
}

function keep(desk: Judging): void {
  const [first] = (desk.panel.answers[0]?.traces ?? []) as readonly Trace[];
  desk.store.update({
    label: 'group_kept',
    change: (before) => groupKeep(before, group, first as Trace, 'g1'),
  });
}

beforeEach(() => {
  device = new Device();
  put.mockReset();
  revert.mockReset();
});

describe('a video without gold', () => {
  it('begins with the verdict that nobody disputes, and with none that somebody does', async () => {
    expect((await judging()).answer.verdict).toBe('fake');
    expect((await judging(panel(NO_GOLD, ['fake', 'real']))).answer.verdict).toBeNull();
  });

  it('is undone and redone step by step', async () => {
    const desk = await judging();
    keep(desk);
    desk.store.update({ label: 'group_dropped', change: (before) => groupDrop(before, group) });
    expect(groupState(desk.answer, group)).toBe('dropped');
    expect(desk.store.undo()).toBe('group_dropped');
    expect(groupState(desk.answer, group)).toBe('taken');
    desk.store.undo();
    expect(groupState(desk.answer, group)).toBe('open');
    desk.store.redo();
    desk.store.redo();
    expect(groupState(desk.answer, group)).toBe('dropped');
  });

  it('is written based on version 0, with sources and how', async () => {
    const desk = await judging();
    keep(desk);
    put.mockResolvedValue(goldOf(1, 'written'));
    expect(await desk.send()).toBe(true);
    expect(put.mock.calls[0]?.[2]).toBe(0);
    expect(put.mock.calls[0]?.[1].traces[0]).toMatchObject({ sources: ['a1'], how: 'kept', onset_frame: 3 });
    expect([desk.version, desk.save]).toEqual([1, 'saved']);
    expect(device.drafts.size).toBe(0);
  });
});

describe('work that is not saved', () => {
  it('comes back on this device, to whoever did it', async () => {
    keep(await judging());
    await vi.waitFor(() => expect(device.drafts.size).toBe(1));
    const again = await judging();
    expect(again.restored).toBe(true);
    expect(groupState(again.answer, group)).toBe('taken');
    const other = new Judging(panel(), { userId: 8, drafts: device, calls: { put, revert } });
    await other.open(false);
    expect(groupState(other.answer, group)).toBe('open');
  });

  it('stays when saving fails', async () => {
    const desk = await judging();
    keep(desk);
    put.mockRejectedValue(new ApiError(503, {}));
    await expect(desk.send()).rejects.toThrow();
    expect(desk.save).toBe('failed');
    expect(groupState(desk.answer, group)).toBe('taken');
    expect(device.drafts.size).toBe(1);
  });

  it('is compared when it was begun with an older version', async () => {
    keep(await judging());
    await vi.waitFor(() => expect(device.drafts.size).toBe(1));
    const again = await judging(panel(goldOf(3, 'theirs')));
    expect(again.stale?.version).toBe(3);
    expect(again.answer.traces[0]?.explanation).toBe('a1');
  });
});

describe('somebody else judged it meanwhile', () => {
  const theirs = goldOf(1, 'theirs');

  async function refused(): Promise<Judging> {
    const desk = await judging();
    keep(desk);
    put.mockRejectedValueOnce(new ApiError(412, { current: theirs }));
    expect(await desk.send()).toBe(false);
    return desk;
  }

  it('puts theirs beside mine', async () => {
    const desk = await refused();
    expect(desk.stale).toEqual(theirs);
    expect(desk.answer.traces[0]?.explanation).toBe('a1');
  });

  it('lets me take theirs', async () => {
    const desk = await refused();
    await desk.takeTheirs();
    expect(desk.answer.traces[0]?.explanation).toBe('theirs');
    expect([desk.version, desk.stale, desk.save]).toEqual([1, null, 'saved']);
    expect(device.drafts.size).toBe(0);
  });

  it('or put mine on top of theirs', async () => {
    const desk = await refused();
    desk.redoMine();
    put.mockResolvedValue(goldOf(2, 'mine'));
    expect(await desk.send()).toBe(true);
    expect(put.mock.calls.at(-1)?.[2]).toBe(1);
    expect(desk.version).toBe(2);
  });
});

describe('what is there', () => {
  it('shows gold, with what its maker passed over as dropped', async () => {
    const passed = { ...goldOf(2, 'kept'), traces: [] };
    expect(groupState((await judging(panel(passed))).answer, group)).toBe('dropped');
    const early = { ...passed, made_at: '2025-12-31T10:00:00Z' };
    expect(groupState((await judging(panel(early))).answer, group)).toBe('open');
  });

  it('is taken over where nothing would be lost, else put beside', async () => {
    const desk = await judging();
    desk.enter(panel(goldOf(1, 'theirs')));
    expect([desk.version, desk.stale]).toEqual([1, null]);
    keep(desk);
    desk.enter(panel(goldOf(2, 'newer')));
    expect([desk.version, desk.stale?.version]).toEqual([1, 2]);
  });

  it('is restored from an earlier version', async () => {
    const desk = await judging(panel(goldOf(2, 'now')));
    revert.mockResolvedValue(goldOf(3, 'before'));
    expect(await desk.revert(1)).toBe(true);
    expect(revert).toHaveBeenCalledWith('v', 1, 2);
    expect(desk.answer.traces[0]?.explanation).toBe('before');
  });

  it('stays as it is for whoever may not judge it', async () => {
    const desk = await judging(panel(), true);
    keep(desk);
    expect(groupState(desk.answer, group)).toBe('open');
  });
});
