import { common } from './common';
import { failures } from './failures';
import { states } from './states';

/** What every page may have to say, the workbench too: loaded before anything is drawn. */
export const base = { ...common, ...failures, ...states };
