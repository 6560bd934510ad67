import { get, post } from './client';
import type { Page, Release, ReleaseDetail, ReleaseInput } from './types';

export function releaseList(project: string): Promise<Page<Release>> {
  return get('releases/', { project });
}

export function releaseGet(project: string, version: number): Promise<ReleaseDetail> {
  return get(`releases/${project}/${version}/`);
}

export function releaseCreate(input: ReleaseInput): Promise<Release> {
  return post('releases/', input);
}

export function releaseManifest(project: string, version: number): Promise<Record<string, unknown>> {
  return get(`releases/${project}/${version}/manifest.json`);
}

export const releaseFileUrl = (project: string, version: number, name: string): string =>
  `/api/v1/releases/${project}/${version}/${name}`;
