import type { Role } from '../../api/types';
import { t } from '../../i18n';

const ROLES: readonly Role[] = ['annotator', 'reviewer', 'researcher', 'admin'];

export function roleOptions(): { value: Role; label: string; hint: string }[] {
  return ROLES.map((value) => ({ value, label: t(`role.${value}`), hint: t(`members.role_hint.${value}`) }));
}
