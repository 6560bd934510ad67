import { get, getAll, patch, post, put, remove } from './client';
import type {
  Category,
  CategoryInput,
  Invitation,
  Member,
  Page,
  Project,
  ProjectInput,
  RawTag,
  ResetLink,
  Role,
} from './types';

export function projectGet(slug: string): Promise<Project> {
  return get(`projects/${slug}/`);
}

export function projectCreate(slug: string, name: string): Promise<Project> {
  return post('projects/', { slug, name });
}

export function projectUpdate(slug: string, changes: ProjectInput): Promise<Project> {
  return patch(`projects/${slug}/`, changes);
}

export function memberList(slug: string): Promise<Member[]> {
  return listOf<Member>(`projects/${slug}/members/`);
}

export function memberUpdate(slug: string, id: number, roles: Role[]): Promise<Member> {
  return patch(`projects/${slug}/members/${id}/`, { roles });
}

export function memberRemove(slug: string, id: number): Promise<null> {
  return remove(`projects/${slug}/members/${id}/`);
}

export function memberResetLink(slug: string, id: number): Promise<ResetLink> {
  return post(`projects/${slug}/members/${id}/reset-link/`);
}

export function invitationList(slug: string): Promise<Invitation[]> {
  return listOf<Invitation>(`projects/${slug}/invitations/`);
}

export function invitationCreate(slug: string, roles: Role[], days: number): Promise<Invitation> {
  return post(`projects/${slug}/invitations/`, { roles, expires_in_days: days });
}

export function invitationRevoke(slug: string, id: Invitation['id']): Promise<null> {
  return remove(`projects/${slug}/invitations/${id}/`);
}

export function categoryCreate(slug: string, category: CategoryInput & { key?: string }): Promise<Category> {
  return post(`projects/${slug}/categories/`, category);
}

export function categoryUpdate(slug: string, key: string, changes: CategoryInput): Promise<Category> {
  return patch(`projects/${slug}/categories/${key}/`, changes);
}

export function categoryList(slug: string): Promise<Category[]> {
  return listOf<Category>(`projects/${slug}/categories/`);
}

export function rawTagList(slug: string): Promise<RawTag[]> {
  return listOf<RawTag>(`projects/${slug}/raw-tags/`);
}

export function rawTagReplace(slug: string, tags: RawTag[]): Promise<unknown> {
  return put(`projects/${slug}/raw-tags/`, tags);
}

/** These lists are short by nature and come either as an array or as pages. */
async function listOf<T>(path: string): Promise<T[]> {
  const body = await get<T[] | Page<T>>(path);
  if (Array.isArray(body)) return body;
  return body.next === null ? body.results : getAll<T>(path);
}

export const categoryExampleUrl = (slug: string, key: string): string =>
  `/api/v1/projects/${slug}/categories/${key}/example.mp4`;
