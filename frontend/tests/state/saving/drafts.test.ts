import 'fake-indexeddb/auto';
import { set } from 'idb-keyval';
import { describe, expect, it } from 'vitest';
import { answerTraceAdd, EMPTY_ANSWER } from '../../../src/domain/answer';
import { draftParse } from '../../../src/state/saving/draftShape';
import { draftMake, indexedDbDrafts } from '../../../src/state/saving/drafts';

const answer = answerTraceAdd(EMPTY_ANSWER, 'a', 5, { left: 1, top: 2, width: 3, height: 4 });
const draft = draftMake({
  userId: 7,
  project: 'demo',
  copied: null,
  sha256: 'abc',
  baseRevision: 7,
  answer,
  unsaved: true,
  outgoing: { answer, baseRevision: 7, key: 'k' },
  view: { frame: 35, selectedTraceId: 'a' },
  updatedAt: 1,
});

describe('a draft on the device', () => {
  it('comes back as it was', async () => {
    await indexedDbDrafts.put('one', draft);
    expect(await indexedDbDrafts.get('one')).toEqual(draft);
  });

  it('is one per annotation and can be removed', async () => {
    await indexedDbDrafts.put('two', draft);
    expect(await indexedDbDrafts.get('three')).toBeNull();
    await indexedDbDrafts.remove('two');
    expect(await indexedDbDrafts.get('two')).toBeNull();
  });

  it.each([
    ['nothing', undefined],
    ['another schema', { ...draft, schema: 99 }],
    ['a missing field', { ...draft, answer: { verdict: null, note: '' } }],
    ['a broken frame', { ...draft, view: { frame: 1.5, selectedTraceId: null } }],
  ])('is none when %s is stored', async (_name, stored) => {
    await set('deeptrace-draft-odd', stored);
    expect(await indexedDbDrafts.get('odd')).toBeNull();
    expect(draftParse(stored)).toBeNull();
  });

  it('of the first version is read: its owner is not known', async () => {
    const { userId: _userId, project: _project, copied: _copied, ...old } = draft;
    await set('deeptrace-draft-old', { ...old, schema: 1 });
    expect(await indexedDbDrafts.get('old')).toEqual({ ...draft, userId: null, project: '' });
  });

  it('is found among all of them, and nothing else is', async () => {
    await set('something-else', draft);
    await indexedDbDrafts.put('four', draft);
    const all = new Map(await indexedDbDrafts.all());
    expect(all.get('four')).toEqual(draft);
    expect([...all.keys()]).not.toContain('something-else');
  });

  it('is replaced only as long as it is the one that was read', async () => {
    await indexedDbDrafts.put('five', { ...draft, updatedAt: 2 });
    expect(await indexedDbDrafts.swap('five', draft, { ...draft, baseRevision: 8 })).toBe(false);
    expect((await indexedDbDrafts.get('five'))?.baseRevision).toBe(7);
    expect(await indexedDbDrafts.swap('five', { ...draft, updatedAt: 2 }, null)).toBe(true);
    expect(await indexedDbDrafts.get('five')).toBeNull();
  });
});
