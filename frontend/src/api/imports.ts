import { get, type UploadOptions, upload } from './client';
import type { ImportBody, ImportResult, Job } from './types';

export type ImportOptions = { frameBase: 0 | 1; metadataOnly: boolean };

export function importCreate(
  project: string,
  file: File,
  { frameBase, metadataOnly }: ImportOptions,
  options: UploadOptions,
): Promise<Job> {
  const form = new FormData();
  form.set('project', project);
  form.set('frame_base', String(frameBase));
  form.set('metadata_only', String(metadataOnly));
  form.set('file', file);
  return upload('imports/', form, options);
}

export function importGet(id: string): Promise<ImportBody> {
  return get(`imports/${id}/`);
}

/** What a finished import did: its job names the address. */
export function resultGet(job: Job): Promise<ImportResult> {
  return get(job.result ?? `imports/${job.id}/`);
}
