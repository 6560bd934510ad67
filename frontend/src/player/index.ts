export { openSource } from './open';
export { Player, RATES, SLOW_RATES } from './player';
export * from './source';
export { webcodecsAvailable } from './webcodecsSource';
