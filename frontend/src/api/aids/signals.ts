import { get } from '../client';

/** One value a frame, 0 to 255, computed from the clip itself. */
export type SignalsBody = { motion: number[]; sharpness: number[] };

export function videoSignals(id: string): Promise<SignalsBody> {
  return get(`videos/${id}/signals/`);
}
