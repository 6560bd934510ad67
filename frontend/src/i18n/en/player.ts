/** The player's own texts. */
export const player = {} as const;
