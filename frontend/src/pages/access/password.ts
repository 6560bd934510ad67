import { t } from '../../i18n';

/** The least that the server takes. */
export const PASSWORD_LENGTH = 10;

/** What is wrong with a new password before the server is asked; null when nothing is. */
export function passwordProblem(password: string, again: string): string | null {
  if (password.length < PASSWORD_LENGTH) return t('password.hint', { count: PASSWORD_LENGTH });
  return password === again ? null : t('password.differ');
}
