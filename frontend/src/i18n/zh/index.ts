import type { Catalogue, Differing } from '../types';
import { account } from './account';
import { marking } from './bench/marking';
import { player } from './bench/player';
import { viewing } from './bench/viewing';
import { common } from './common';
import { errors } from './errors';
import { flow } from './flow';
import { project } from './project';
import { releases } from './releases';
import { saving } from './saving';
import { states } from './states';
import { templates } from './templates';
import { videos } from './videos';
import { work } from './work';
import { workbench } from './workbench';

const texts = {
  ...common,
  ...errors,
  ...account,
  ...project,
  ...templates,
  ...videos,
  ...work,
  ...releases,
  ...player,
  ...workbench,
  ...flow,
  ...marking,
  ...states,
  ...saving,
  ...viewing,
};

/**
 * The Simplified Chinese texts, one file an area, as in the English catalogue. A compile error at this line names
 * the texts whose placeholders are not those of the English text.
 */
export const zh: [Differing<typeof texts>] extends [never] ? Catalogue : Differing<typeof texts> = texts;
