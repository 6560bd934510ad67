import { describe, expect, it } from 'vitest';
import {
  editsMarked,
  type Group,
  goldOfGroup,
  groupClear,
  groupDrop,
  groupKeep,
  groupKey,
  groupMerge,
  groupOfGold,
  groupState,
  groupsOpen,
  judgeReal,
  majorityTake,
  NOTHING_JUDGED,
  unfinished,
} from '../../src/domain/adjudication';
import { answerTraceAdd, answerTraceUpdate } from '../../src/domain/answer';
import { type Trace, traceOnsetSet } from '../../src/domain/trace';

const BOX = { left: 1, top: 2, width: 30, height: 40 };

function trace(id: string, onset: number, offset: number, categories = ['object_merging']): Trace {
  return {
    id,
    onset_frame: onset,
    offset_frame: offset,
    categories,
    other_tag: categories.includes('other') ? 'odd' : '',
    explanation: `seen by ${id}`,
    confidence: 2,
    keyframes: [{ frame: onset, ...BOX }],
    origin: 'human',
    suggestion: null,
  };
}

const members = [trace('a1', 10, 30), trace('b1', 12, 40, ['other']), trace('b2', 50, 60)];

function group(...ids: string[]): Group {
  const own = members.filter(({ id }) => ids.includes(id));
  const merged = {
    onset_frame: 11,
    offset_frame: 35,
    keyframes: [{ frame: 11, ...BOX }],
    categories: [...new Set(own.flatMap(({ categories }) => categories))],
    sources: ids,
    explanation: 'between',
  };
  const vote = { ...merged, categories: ['object_merging'] };
  return { onset_frame: 10, offset_frame: 40, traces: ids, union: merged, vote };
}

const shared = group('b1', 'a1');
const single = group('b2');
const groups = [shared, single];
const [first, , third] = members as [Trace, Trace, Trace];
const kept = groupKeep(NOTHING_JUDGED, shared, first, 'g1');

describe('a group', () => {
  it('has the same key in whatever order its traces come', () => {
    expect(groupKey(shared)).toBe('a1');
    expect(groupKey({ traces: ['a1', 'b1'] })).toBe('a1');
  });

  it('is open until it is taken or dropped', () => {
    expect(groups.map((each) => groupState(NOTHING_JUDGED, each))).toEqual(['open', 'open']);
    const judged = groupDrop(kept, single);
    expect(groups.map((each) => groupState(judged, each))).toEqual(['taken', 'dropped']);
    expect(groupsOpen(judged, groups)).toEqual([]);
  });

  it('is open again once it is cleared', () => {
    expect(groupState(groupClear(kept, shared), shared)).toBe('open');
    expect(groupState(groupClear(groupDrop(kept, single), single), single)).toBe('open');
  });

  it('is found from its gold', () => {
    expect(groupOfGold(groups, kept.traces[0] ?? null)).toBe(shared);
    expect(groupOfGold(groups, trace('own', 1, 2))).toBeNull();
  });
});

describe('keeping one', () => {
  it("takes one person's trace as it stands, under an id of its own", () => {
    const [gold] = kept.traces;
    expect(gold).toMatchObject({ id: 'g1', onset_frame: 10, explanation: 'seen by a1', confidence: 2 });
    expect(gold).toMatchObject({ sources: ['a1'], how: 'kept' });
  });

  it('says that the video is fake, unless one cannot tell', () => {
    expect(kept.verdict).toBe('fake');
    expect(groupKeep({ ...NOTHING_JUDGED, verdict: 'unsure' }, shared, first, 'g').verdict).toBe('unsure');
  });

  it('replaces what the group had before, in its place', () => {
    const both = groupKeep(kept, single, third, 'g2');
    const again = groupMerge(both, shared, 'union', members, 'g3');
    expect(again.traces.map(({ id }) => id)).toEqual(['g3', 'g2']);
    expect(goldOfGroup(again, shared)).toHaveLength(1);
  });
});

describe('merging', () => {
  it('unites the categories and keeps the words for "other"', () => {
    const [gold] = groupMerge(NOTHING_JUDGED, shared, 'union', members, 'g').traces;
    expect(gold).toMatchObject({ onset_frame: 11, offset_frame: 35, how: 'merged', other_tag: 'odd' });
    expect(gold?.categories).toEqual(['object_merging', 'other']);
    expect(gold?.sources).toEqual(['b1', 'a1']);
  });

  it('or lets them be voted on', () => {
    const [gold] = groupMerge(NOTHING_JUDGED, shared, 'vote', members, 'g').traces;
    expect(gold).toMatchObject({ categories: ['object_merging'], other_tag: '' });
  });
});

describe('an edit by hand', () => {
  it('is marked on what came from people', () => {
    const edited = editsMarked(
      kept,
      answerTraceUpdate(kept, 'g1', (each) => traceOnsetSet(each, 3)),
    );
    expect(edited.traces[0]).toMatchObject({ onset_frame: 3, how: 'edited', sources: ['a1'] });
  });

  it('leaves others and added ones as they were', () => {
    const added = editsMarked(kept, answerTraceAdd(kept, 'own', 5, BOX));
    expect(added.traces.map(({ how }) => how)).toEqual(['kept', 'added']);
    const again = editsMarked(
      added,
      answerTraceUpdate(added, 'own', (each) => traceOnsetSet(each, 3)),
    );
    expect(again.traces.map(({ how }) => how)).toEqual(['kept', 'added']);
    expect(again.dropped).toEqual([]);
  });
});

describe('the majority', () => {
  it('is taken as a whole: the rest is dropped, own traces stay', () => {
    const own = answerTraceAdd(groupKeep(NOTHING_JUDGED, single, third, 'g2'), 'own', 5, BOX);
    const proposal = { verdict: 'fake' as const, traces: [shared.vote] };
    const judged = majorityTake(own, groups, proposal, members, () => 'm1');
    expect(judged.traces.map(({ id, how }) => [id, how])).toEqual([
      ['m1', 'majority'],
      ['own', 'added'],
    ]);
    expect(groupState(judged, single)).toBe('dropped');
  });
});

describe('what is left', () => {
  it('is open groups and what gold asks for', () => {
    const left = unfinished(NOTHING_JUDGED, groups);
    expect(left.groups).toEqual(groups);
    expect(left.missing).toEqual([{ what: 'verdict' }]);
    expect(unfinished(groupDrop(groupKeep(NOTHING_JUDGED, shared, first, 'g'), single), groups)).toEqual({
      groups: [],
      missing: [],
    });
  });

  it('is nothing for a real video', () => {
    const judged = judgeReal(kept, groups);
    expect(unfinished(judged, groups)).toEqual({ groups: [], missing: [] });
    expect(judged.traces).toEqual([]);
  });
});
