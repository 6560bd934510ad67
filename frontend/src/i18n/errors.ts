import { ApiError } from '../api/errors';
import { t, tMaybe } from './index';

/** What to tell a person: our own words for a known code, else the server's, else a general sentence. */
export function errorText(error: unknown): string {
  if (!(error instanceof ApiError)) return t('error.unexpected');
  if (error.code === 'invalid' && error.errors.length > 0) return firstDetail(error);
  return tMaybe(`error.${error.code}`) ?? (error.detail || error.title || t('error.unexpected'));
}

/** For the head of a form whose fields show their own errors below: only what belongs to none of them. */
export function formErrorText(error: unknown): string {
  const onlyFields =
    error instanceof ApiError && error.errors.length > 0 && error.errors.every(({ field }) => field);
  return onlyFields ? t('error.invalid') : errorText(error);
}

function firstDetail(error: ApiError): string {
  const whole = error.errors.find((each) => each.field === '' || each.field === 'non_field_errors');
  return whole?.detail ?? error.errors[0]?.detail ?? t('error.invalid');
}
