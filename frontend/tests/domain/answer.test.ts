import { describe, expect, it } from 'vitest';
import {
  type Answer,
  answerCompare,
  answerEqual,
  answerMissing,
  answerTraceAdd,
  answerTraceDelete,
  answerTraceDuplicate,
  answerTraceUpdate,
  EMPTY_ANSWER,
  traceNumber,
} from '../../src/domain/answer';

const BOX = { left: 1, top: 2, width: 3, height: 4 };

function answerWith(...ids: string[]): Answer {
  return ids.reduce((answer, id) => answerTraceAdd(answer, id, 5, BOX), EMPTY_ANSWER);
}

function complete(answer: Answer): Answer {
  return answer.traces.reduce(
    (result, { id }) =>
      answerTraceUpdate(result, id, (trace) => ({ ...trace, offset_frame: 9, categories: ['merging'] })),
    answer,
  );
}

describe('the verdict', () => {
  it('becomes fake with the first trace', () => {
    expect(answerWith('a').verdict).toBe('fake');
    expect(answerTraceAdd({ ...EMPTY_ANSWER, verdict: 'real' }, 'a', 0, BOX).verdict).toBe('fake');
  });

  it("stays can't tell, which allows traces", () => {
    expect(answerTraceAdd({ ...EMPTY_ANSWER, verdict: 'unsure' }, 'a', 0, BOX).verdict).toBe('unsure');
  });
});

describe('what is missing', () => {
  it('is the verdict of an empty answer', () => {
    expect(answerMissing(EMPTY_ANSWER)).toEqual([{ what: 'verdict' }]);
  });

  it('is a trace where the verdict is fake', () => {
    expect(answerMissing({ ...EMPTY_ANSWER, verdict: 'fake' })).toEqual([{ what: 'trace' }]);
  });

  it('is that there be none where the verdict is real', () => {
    expect(answerMissing({ ...complete(answerWith('a')), verdict: 'real' })).toEqual([{ what: 'no_traces' }]);
  });

  it('is listed for each trace', () => {
    expect(answerMissing(answerWith('a', 'b'))).toEqual([
      { what: 'offset', traceId: 'a' },
      { what: 'category', traceId: 'a' },
      { what: 'offset', traceId: 'b' },
      { what: 'category', traceId: 'b' },
    ]);
    const bare = answerTraceUpdate(complete(answerWith('a')), 'a', (trace) => ({ ...trace, keyframes: [] }));
    expect(answerMissing(bare)).toEqual([{ what: 'keyframe', traceId: 'a' }]);
  });

  it('is the tag of Other', () => {
    const other = answerTraceUpdate(complete(answerWith('a')), 'a', (trace) => ({
      ...trace,
      categories: ['other'],
    }));
    expect(answerMissing(other)).toEqual([{ what: 'other_tag', traceId: 'a' }]);
  });

  it("is nothing for a complete fake, a real without traces and a plain can't tell", () => {
    expect(answerMissing(complete(answerWith('a')))).toEqual([]);
    expect(answerMissing({ ...EMPTY_ANSWER, verdict: 'real' })).toEqual([]);
    expect(answerMissing({ ...EMPTY_ANSWER, verdict: 'unsure' })).toEqual([]);
  });
});

describe('traces of an answer', () => {
  it('are numbered from 1 in their order', () => {
    expect(traceNumber(answerWith('a', 'b'), 'b')).toBe(2);
    expect(traceNumber(answerWith('a'), 'x')).toBe(0);
  });

  it("are duplicated behind the original, as a person's own", () => {
    const suggested = answerTraceUpdate(answerWith('a', 'b'), 'a', (trace) => ({
      ...trace,
      origin: 'suggestion' as const,
      suggestion: 's',
    }));
    const copied = answerTraceDuplicate(suggested, 'a', 'c');
    expect(copied.traces.map(({ id }) => id)).toEqual(['a', 'c', 'b']);
    expect(copied.traces[1]).toMatchObject({ origin: 'human', suggestion: null, onset_frame: 5 });
  });

  it('are deleted one at a time', () => {
    expect(answerTraceDelete(answerWith('a', 'b'), 'a').traces.map(({ id }) => id)).toEqual(['b']);
  });
});

describe('two versions', () => {
  it('are equal whatever the order of their fields', () => {
    const answer = answerWith('a');
    const reordered = JSON.parse(JSON.stringify(answer), (_key, value) =>
      value && typeof value === 'object' && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).reverse())
        : value,
    );
    expect(answerEqual(answer, reordered)).toBe(true);
    expect(answerEqual(answer, { ...reordered, note: 'x' })).toBe(false);
  });

  it('are compared trace by trace', () => {
    const theirs = answerTraceUpdate(answerWith('a', 'b', 'd'), 'b', (trace) => ({
      ...trace,
      onset_frame: 4,
    }));
    const changes = answerCompare(answerWith('a', 'b', 'c'), theirs).map(({ id, change }) => [id, change]);
    expect(changes).toEqual([
      ['a', 'same'],
      ['b', 'changed'],
      ['c', 'only_mine'],
      ['d', 'only_theirs'],
    ]);
  });
});
