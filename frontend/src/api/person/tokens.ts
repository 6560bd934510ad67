import { get, post, remove } from '../client';
import type { ApiToken, ApiTokenCreated, ApiTokenInput, Page } from '../types';

export async function tokenList(): Promise<ApiToken[]> {
  const body = await get<ApiToken[] | Page<ApiToken>>('tokens/');
  return Array.isArray(body) ? body : body.results;
}

export function tokenCreate(input: ApiTokenInput): Promise<ApiTokenCreated> {
  return post('tokens/', input);
}

export function tokenRevoke(id: ApiToken['id']): Promise<null> {
  return remove(`tokens/${id}/`);
}
