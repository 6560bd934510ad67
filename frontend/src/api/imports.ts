import { get } from './client';
import { type UploadOptions, upload } from './files/sending';
import type { ImportJob } from './types';

export type ImportOptions = { frameBase: 0 | 1; metadataOnly: boolean };

export function importCreate(
  project: string,
  file: File,
  { frameBase, metadataOnly }: ImportOptions,
  options: UploadOptions,
): Promise<ImportJob> {
  const form = new FormData();
  form.set('project', project);
  form.set('frame_base', String(frameBase));
  form.set('metadata_only', String(metadataOnly));
  form.set('file', file);
  return upload('imports/', form, options);
}

export function importGet(id: string): Promise<ImportJob> {
  return get(`imports/${id}/`);
}
