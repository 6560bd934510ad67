import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { createRawSnippet } from 'svelte';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { ApiError } from '../../src/api/errors';
import { t } from '../../src/i18n';
import ErrorState from '../../src/ui/feedback/ErrorState.svelte';
import Progress from '../../src/ui/feedback/Progress.svelte';
import CheckGroup from '../../src/ui/form/CheckGroup.svelte';
import TextField from '../../src/ui/form/TextField.svelte';
import Markdown from '../../src/ui/Markdown.svelte';
import ConfirmDialog from '../../src/ui/overlay/ConfirmDialog.svelte';
import Menu from '../../src/ui/overlay/Menu.svelte';
import Tabs from '../../src/ui/Tabs.svelte';

const snippet = (html: string) => createRawSnippet(() => ({ render: () => `<span>${html}</span>` }));

afterEach(cleanup);

describe('a field', () => {
  test('its label, hint and error belong to it', () => {
    render(TextField, { label: 'Name', value: '', hint: 'Short.', error: 'Missing.' });
    const input = screen.getByLabelText('Name');
    const described = (input.getAttribute('aria-describedby') ?? '').split(' ');
    expect(described.map((id) => document.getElementById(id)?.textContent)).toEqual(['Short.', 'Missing.']);
    expect(input.getAttribute('aria-invalid')).toBe('true');
  });

  test('the first one takes the focus', () => {
    render(TextField, { label: 'Name', value: '', first: true });
    expect(document.activeElement).toBe(screen.getByLabelText('Name'));
  });
});

test('a group of boxes keeps the order of its options', async () => {
  const options = ['a', 'b', 'c'].map((value) => ({ value, label: value }));
  let values = ['c'];
  render(CheckGroup, {
    label: 'Roles',
    options,
    get values() {
      return values;
    },
    set values(chosen: string[]) {
      values = chosen;
    },
  });
  await fireEvent.click(screen.getByLabelText('a'));
  expect(values).toEqual(['a', 'c']);
});

describe('a menu', () => {
  const items = [
    { label: 'First', onselect: vi.fn() },
    { label: 'Second', onselect: vi.fn() },
  ];

  test('it opens on its first entry, and arrows move round', async () => {
    render(Menu, { label: 'Do', items, children: snippet('…') });
    await fireEvent.click(screen.getByRole('button'));
    await Promise.resolve();
    expect(document.activeElement?.textContent).toContain('First');
    await fireEvent.keyDown(document.activeElement as Element, { key: 'ArrowUp' });
    expect(document.activeElement?.textContent).toContain('Second');
  });

  test('Escape closes it and gives the focus back', async () => {
    render(Menu, { label: 'Do', items, children: snippet('…') });
    const button = screen.getByRole('button');
    await fireEvent.click(button);
    await fireEvent.keyDown(screen.getByRole('menu'), { key: 'Escape' });
    expect(screen.queryByRole('menu')).toBeNull();
    expect(document.activeElement).toBe(button);
  });

  test('an entry does its work once', async () => {
    render(Menu, { label: 'Do', items, children: snippet('…') });
    await fireEvent.click(screen.getByRole('button'));
    await fireEvent.click(screen.getByRole('menuitem', { name: 'Second' }));
    expect(items[1]?.onselect).toHaveBeenCalledOnce();
    expect(screen.queryByRole('menu')).toBeNull();
  });
});

test('tabs are chosen by arrows', async () => {
  const onselect = vi.fn();
  const tabs = [
    { value: 'a', label: 'A' },
    { value: 'b', label: 'B' },
  ];
  render(Tabs, { label: 'Parts', value: 'a', tabs, onselect, children: snippet('x') });
  await fireEvent.keyDown(screen.getByRole('tab', { name: 'A' }), { key: 'ArrowLeft' });
  expect(onselect).toHaveBeenCalledWith('b');
});

describe('a question before something is done', () => {
  const words = { title: 'Remove?', text: 'It goes.', confirm: 'Remove' };

  test('it closes when done', async () => {
    const onclose = vi.fn();
    render(ConfirmDialog, { ...words, onconfirm: () => Promise.resolve(), onclose });
    await fireEvent.click(screen.getByText('Remove'));
    await vi.waitFor(() => expect(onclose).toHaveBeenCalled());
  });

  test('it stays, with the reason, when it fails', async () => {
    const onclose = vi.fn();
    const onconfirm = () => Promise.reject(new ApiError(409, { code: 'x', detail: 'The last admin stays.' }));
    render(ConfirmDialog, { ...words, onconfirm, onclose });
    await fireEvent.click(screen.getByText('Remove'));
    await vi.waitFor(() => expect(screen.getByText('The last admin stays.')).toBeTruthy());
    expect(onclose).not.toHaveBeenCalled();
  });
});

describe('an error in the place of a page', () => {
  test.each([
    [404, t('error.page.not_found'), false],
    [403, t('error.page.forbidden'), false],
    [500, t('state.server'), true],
    [429, t('state.throttled'), true],
    [401, t('state.signed_out'), false],
    [0, t('error.page.broken'), true],
  ])('%i', (status, title, retry) => {
    render(ErrorState, { error: new ApiError(status, {}), onretry: () => undefined });
    expect(screen.getByText(title)).toBeTruthy();
    expect(screen.getByText(t('action.go_home'))).toBeTruthy();
    expect(screen.queryByText(t('action.retry')) !== null).toBe(retry);
  });
});

test('progress says its share', () => {
  render(Progress, { label: 'Sending', value: 0.426 });
  const bar = screen.getByRole('progressbar', { name: 'Sending' });
  expect(bar.getAttribute('aria-valuenow')).toBe('43');
});

test('what a person wrote is drawn as elements, never as HTML', () => {
  const { container } = render(Markdown, {
    source: '**bold** <script>alert(1)</script>\n\n- [x](javascript:1)',
  });
  expect(container.querySelector('strong')?.textContent).toBe('bold');
  expect(container.querySelector('script, a')).toBeNull();
  expect(container.textContent).toContain('<script>alert(1)</script>');
});
