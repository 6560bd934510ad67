import { describe, expect, it } from 'vitest';
import { ApiError } from '../../src/api/errors';
import { Sending } from '../../src/ui/form/sending.svelte';

const refused = new ApiError(400, {
  code: 'invalid',
  title: 'Not valid',
  detail: '',
  errors: [{ field: 'name', code: 'required', detail: 'Give it a name.' }],
});

describe('Sending', () => {
  it('is busy while it lasts and tells that it went well', async () => {
    const sending = new Sending();
    const done = sending.run(() => Promise.resolve());
    expect(sending.busy).toBe(true);
    expect(await done).toBe(true);
    expect([sending.busy, sending.error]).toEqual([false, null]);
  });

  it('keeps what is wrong with the whole and with each field until it is tried again', async () => {
    const sending = new Sending();
    expect(await sending.run(() => Promise.reject(refused))).toBe(false);
    expect(sending.busy).toBe(false);
    expect(sending.error).not.toBeNull();
    expect(sending.forField('name')).toBe('Give it a name.');
    expect(sending.forField('slug')).toBeNull();
    await sending.run(() => Promise.resolve());
    expect([sending.error, sending.forField('name')]).toEqual([null, null]);
  });

  it('takes the words it is given', async () => {
    const sending = new Sending(() => 'The link is used up.');
    await sending.run(() => Promise.reject(new Error('anything')));
    expect(sending.error).toBe('The link is used up.');
  });
});
