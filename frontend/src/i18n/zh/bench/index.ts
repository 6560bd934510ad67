import { marking } from './marking';
import { player } from './player';
import { viewing } from './viewing';
import { words } from './words';
import { workbench } from './workbench';

/** What the workbench shows before anything is opened in it: its first load has these texts and no others. */
export const bench = { ...words, ...player, ...workbench, ...marking, ...viewing };
