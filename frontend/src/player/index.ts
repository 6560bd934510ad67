export type { SoundFollower } from './audio';
export { openSource } from './open';
export { Player } from './player';
export * from './source';
export { webcodecsAvailable } from './webcodecsSource';
