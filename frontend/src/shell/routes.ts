import type { Role } from '../api/types';

export type RouteName =
  | 'home'
  | 'sign_in'
  | 'invite'
  | 'reset'
  | 'account'
  | 'system'
  | 'project'
  | 'next'
  | 'videos'
  | 'explorer'
  | 'explorer_video'
  | 'imports'
  | 'members'
  | 'settings'
  | 'review'
  | 'releases'
  | 'release'
  | 'calibration'
  | 'qualification'
  | 'feedback'
  | 'threads'
  | 'dashboard'
  | 'models'
  | 'training_run'
  | 'evaluations'
  | 'evaluation'
  | 'work'
  | 'review_desk'
  | 'not_found';

/** All parameters that any route has; those of other routes are ''. */
export type Params = { slug: string; token: string; id: string };
export type Route = { name: RouteName; params: Params };

type Entry = {
  path: string;
  /** Open to people who are not signed in. */
  open?: true;
  /** In a project: who may see it (site admins always may). Without it: every member. */
  roles?: readonly Role[];
};

export const ROUTES: Record<Exclude<RouteName, 'not_found'>, Entry> = {
  home: { path: '/' },
  sign_in: { path: '/sign-in', open: true },
  invite: { path: '/invite/:token', open: true },
  reset: { path: '/reset/:token', open: true },
  account: { path: '/account' },
  system: { path: '/system' },
  project: { path: '/p/:slug' },
  next: { path: '/p/:slug/next', roles: ['annotator'] },
  videos: { path: '/p/:slug/videos', roles: ['admin', 'reviewer', 'researcher'] },
  explorer: { path: '/p/:slug/explorer', roles: ['admin', 'reviewer', 'researcher'] },
  explorer_video: { path: '/p/:slug/explorer/:id', roles: ['admin', 'reviewer', 'researcher'] },
  imports: { path: '/p/:slug/imports', roles: ['admin'] },
  members: { path: '/p/:slug/members', roles: ['admin'] },
  settings: { path: '/p/:slug/settings', roles: ['admin'] },
  review: { path: '/p/:slug/review', roles: ['reviewer'] },
  releases: { path: '/p/:slug/releases', roles: ['admin', 'reviewer', 'researcher'] },
  release: { path: '/p/:slug/releases/:id', roles: ['admin', 'reviewer', 'researcher'] },
  review_desk: { path: '/p/:slug/review/:id', roles: ['reviewer'] },
  calibration: { path: '/p/:slug/calibration', roles: ['admin', 'reviewer'] },
  qualification: { path: '/p/:slug/qualification', roles: ['annotator'] },
  feedback: { path: '/p/:slug/qualification/:id', roles: ['annotator'] },
  threads: { path: '/p/:slug/threads', roles: ['annotator', 'reviewer', 'admin'] },
  dashboard: { path: '/p/:slug/dashboard', roles: ['admin', 'reviewer', 'researcher'] },
  models: { path: '/p/:slug/models', roles: ['admin', 'reviewer'] },
  training_run: { path: '/p/:slug/models/:id', roles: ['admin'] },
  evaluations: { path: '/p/:slug/evaluations', roles: ['admin', 'reviewer', 'researcher'] },
  evaluation: { path: '/p/:slug/evaluations/:id', roles: ['admin', 'reviewer', 'researcher'] },
  work: { path: '/work/:id' },
};

const NO_PARAMS: Params = { slug: '', token: '', id: '' };

/** Finds the route of a path; a slash at the end makes no difference. */
export function routeMatch(pathname: string): Route {
  const parts = partsOf(pathname);
  for (const [name, entry] of Object.entries(ROUTES)) {
    const params = paramsOf(partsOf(entry.path), parts);
    if (params) return { name: name as RouteName, params };
  }
  return { name: 'not_found', params: NO_PARAMS };
}

/** The path of a route: `routePath('videos', { slug: 'demo' })` is `/p/demo/videos`. */
export function routePath(name: keyof typeof ROUTES, params: Partial<Params> = {}): string {
  const filled = partsOf(ROUTES[name].path).map((part) =>
    part.startsWith(':') ? encodeURIComponent(params[part.slice(1) as keyof Params] ?? '') : part,
  );
  return `/${filled.join('/')}`;
}

/** Pages that fill the window: they bring their own head. */
export function routeIsBare(name: RouteName): boolean {
  return name === 'work' || name === 'review_desk';
}

export function routeIsOpen(name: RouteName): boolean {
  return name === 'not_found' || ROUTES[name].open === true;
}

export function routeAllowed(name: RouteName, roles: readonly Role[], isStaff: boolean): boolean {
  const needed = name === 'not_found' ? undefined : ROUTES[name].roles;
  return needed === undefined || isStaff || needed.some((role) => roles.includes(role));
}

/** Where to go after signing in: only a path of our own, never another site. */
export function safeNext(next: string | null): string {
  return next?.startsWith('/') && !/^\/[/\\]/.test(next) && !next.startsWith('/sign-in') ? next : '/';
}

function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '');
}

function paramsOf(pattern: string[], parts: string[]): Params | null {
  if (pattern.length !== parts.length) return null;
  const params = { ...NO_PARAMS };
  for (const [index, expected] of pattern.entries()) {
    const given = parts[index] ?? '';
    if (expected.startsWith(':')) params[expected.slice(1) as keyof Params] = decoded(given);
    else if (expected !== given) return null;
  }
  return params;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
