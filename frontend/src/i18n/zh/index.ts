import { en } from '../en';
import type { Catalogue } from '../index';

/** The Simplified Chinese texts, one file an area, as in the English catalogue. */
export const zh: Catalogue = { ...en };
