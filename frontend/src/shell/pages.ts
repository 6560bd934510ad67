import type { Component } from 'svelte';
import type { Project } from '../api/types';
import type { Params, RouteName } from './routes';

/** Those that need no parameters declare none. */
export type PlainPage = Component<{ params: Params }> | Component;
export type ProjectPage = Component<{ project: Project }>;
type Loader<P> = () => Promise<{ default: P }>;
type ProjectRoute =
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
  | 'evaluation';

/** Each page is a chunk of its own; pages of a project get it loaded, after its roles were checked. */
/** The workbench is no page among the others: it stands by itself, and starts without them. */
export const plainPages: Record<Exclude<RouteName, ProjectRoute | 'work'>, Loader<PlainPage>> = {
  home: () => import('../pages/Home.svelte'),
  sign_in: () => import('../pages/access/SignIn.svelte'),
  invite: () => import('../pages/access/Invite.svelte'),
  reset: () => import('../pages/access/Reset.svelte'),
  account: () => import('../pages/account/Account.svelte'),
  system: () => import('../pages/system/System.svelte'),
  review_desk: () => import('../pages/review/desk/DeskPage.svelte'),
  not_found: () => import('../pages/NotFound.svelte'),
};

export const projectPages: Record<ProjectRoute, Loader<ProjectPage>> = {
  project: () => import('../pages/work/ProjectHome.svelte'),
  next: () => import('../pages/work/Next.svelte'),
  videos: () => import('../pages/videos/Videos.svelte'),
  explorer: () => import('../pages/explorer/Explorer.svelte'),
  explorer_video: () => import('../pages/explorer/video/VideoPage.svelte'),
  imports: () => import('../pages/imports/Imports.svelte'),
  members: () => import('../pages/members/Members.svelte'),
  settings: () => import('../pages/settings/Settings.svelte'),
  review: () => import('../pages/review/Review.svelte'),
  releases: () => import('../pages/releases/Releases.svelte'),
  release: () => import('../pages/releases/ReleasePage.svelte'),
  calibration: () => import('../pages/calibration/Calibration.svelte'),
  qualification: () => import('../pages/calibration/QualificationPage.svelte'),
  feedback: () => import('../pages/calibration/feedback/FeedbackPage.svelte'),
  threads: () => import('../pages/threads/Threads.svelte'),
  dashboard: () => import('../pages/dashboard/Dashboard.svelte'),
  models: () => import('../pages/models/Models.svelte'),
  training_run: () => import('../pages/models/training/RunPage.svelte'),
  evaluations: () => import('../pages/evaluations/Evaluations.svelte'),
  evaluation: () => import('../pages/evaluations/report/ReportPage.svelte'),
};

export function isProjectRoute(name: RouteName): name is ProjectRoute {
  return name in projectPages;
}
