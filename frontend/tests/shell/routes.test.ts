import { describe, expect, test } from 'vitest';
import { routeAllowed, routeIsOpen, routeMatch, routePath, safeNext } from '../../src/shell/routes';

describe('finding the route of an address', () => {
  test.each([
    ['/', 'home', {}],
    ['/sign-in', 'sign_in', {}],
    ['/invite/a%2Fb', 'invite', { token: 'a/b' }],
    ['/reset/tok', 'reset', { token: 'tok' }],
    ['/p/demo', 'project', { slug: 'demo' }],
    ['/p/demo/', 'project', { slug: 'demo' }],
    ['/p/demo/next', 'next', { slug: 'demo' }],
    ['/p/demo/videos', 'videos', { slug: 'demo' }],
    ['/work/0b1c', 'work', { id: '0b1c' }],
    ['/p/demo/videos/more', 'not_found', {}],
    ['/nothing', 'not_found', {}],
    ['/p/%E0%A4%A', 'project', { slug: '%E0%A4%A' }],
  ])('%s is %s', (path, name, params) => {
    expect(routeMatch(path)).toEqual({ name, params: { slug: '', token: '', id: '', ...params } });
  });

  test('a path leads back to its route', () => {
    expect(routePath('releases', { slug: 'a b' })).toBe('/p/a%20b/releases');
    expect(routePath('home')).toBe('/');
    expect(routeMatch(routePath('invite', { token: 'x/y' })).params.token).toBe('x/y');
  });
});

describe('who may see a page', () => {
  test.each([
    ['settings', ['annotator'], false, false],
    ['settings', ['admin'], false, true],
    ['settings', [], true, true],
    ['review', ['annotator', 'reviewer'], false, true],
    ['videos', ['annotator'], false, false],
    ['project', ['researcher'], false, true],
  ] as const)('%s with %j, staff %s: %s', (name, roles, staff, allowed) => {
    expect(routeAllowed(name, roles, staff)).toBe(allowed);
  });

  test('only these are open to people who are not signed in', () => {
    expect(['sign_in', 'invite', 'reset', 'not_found'].every((name) => routeIsOpen(name as 'reset'))).toBe(
      true,
    );
    expect(routeIsOpen('home')).toBe(false);
  });
});

test.each([
  ['/p/demo?x=1', '/p/demo?x=1'],
  [null, '/'],
  ['https://evil.example', '/'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['/sign-in?next=/', '/'],
])('after signing in %s leads to %s', (next, path) => {
  expect(safeNext(next)).toBe(path);
});
