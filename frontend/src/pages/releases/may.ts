import type { Role } from '../../api/types';

/** Researchers and admins make releases; reviewers read them. */
export function mayMake(roles: readonly Role[], isStaff: boolean): boolean {
  return isStaff || roles.some((role) => role === 'admin' || role === 'researcher');
}
