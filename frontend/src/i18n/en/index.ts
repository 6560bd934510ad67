import { account } from './account';
import { base } from './base';
import { bench } from './bench';
import { desk } from './bench/desk';
import { details } from './bench/details';
import { tools } from './bench/tools';
import { calibration } from './calibration';
import { errors } from './errors';
import { flow } from './flow';
import { judging } from './judging';
import { evaluations } from './models/evaluations';
import { explanations } from './models/explanations';
import { models } from './models/models';
import { suggestions } from './models/suggestions';
import { training } from './models/training';
import { project } from './project';
import { releases } from './releases';
import { dashboard } from './reports/dashboard';
import { explorer } from './reports/explorer';
import { saving } from './saving';
import { system } from './system';
import { templates } from './templates';
import { threads } from './threads';
import { videos } from './videos';
import { work } from './work';

/** The English texts, one file an area; every key starts with the name of its area. */
export const en = {
  ...base,
  ...bench,
  ...errors,
  ...details,
  ...tools,
  ...account,
  ...judging,
  ...project,
  ...templates,
  ...threads,
  ...videos,
  ...work,
  ...releases,
  ...dashboard,
  ...explorer,
  ...flow,
  ...desk,
  ...saving,
  ...system,
  ...calibration,
  ...suggestions,
  ...explanations,
  ...models,
  ...training,
  ...evaluations,
};
