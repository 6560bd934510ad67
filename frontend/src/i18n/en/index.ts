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

/** The English texts, one file an area; every key starts with the name of its area. */
export const en = {
  ...common,
  ...errors,
  ...account,
  ...project,
  ...templates,
  ...videos,
  ...work,
  ...releases,
  ...states,
  ...player,
  ...workbench,
  ...flow,
  ...marking,
  ...saving,
  ...viewing,
};
