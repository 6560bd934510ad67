/** How the picture is altered for the eye: 1 everywhere is the picture as it is. */
export type Adjustment = {
  /** Factor on every value. */
  readonly brightness: number;
  /** Factor on the distance from the middle grey. */
  readonly contrast: number;
  /** Exponent 1 / gamma: above 1 the dark parts open. */
  readonly gamma: number;
  /** 0 is grey, 2 doubles the distance from grey. */
  readonly saturation: number;
};

export const ORIGINAL: Adjustment = { brightness: 1, contrast: 1, gamma: 1, saturation: 1 };

export function isOriginal(adjustment: Adjustment): boolean {
  const { brightness, contrast, gamma, saturation } = adjustment;
  return brightness === 1 && contrast === 1 && gamma === 1 && saturation === 1;
}
