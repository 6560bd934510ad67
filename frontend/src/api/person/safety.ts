import { get, post } from '../client';

export type SecondFactor = { enabled: boolean; recovery_left: number };
export type Enrolment = { secret: string; uri: string; qr: string[] };

export function secondFactorGet(): Promise<SecondFactor> {
  return get('me/second-factor/');
}

export function secondFactorBegin(password: string): Promise<Enrolment> {
  return post('me/second-factor/', { password });
}

export async function secondFactorConfirm(code: string): Promise<string[]> {
  const { recovery_codes } = await post<{ recovery_codes: string[] }>('me/second-factor/confirm/', { code });
  return recovery_codes;
}

export function secondFactorRemove(password: string): Promise<null> {
  return post('me/second-factor/remove/', { password });
}

export function accountDelete(password: string): Promise<null> {
  return post('me/leave/', { password }, { signIn: 'never' });
}
