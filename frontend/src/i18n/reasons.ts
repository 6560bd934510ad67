import type { QuickReason } from '../api/types';
import { tMaybe } from '.';

/** A reason for returning work in words: one that every project has, else the project's own, else its code. */
export function reasonText(code: string, own: readonly QuickReason[] = []): string {
  return tMaybe(`reason.${code}`) ?? own.find((reason) => reason.code === code)?.label ?? code;
}
