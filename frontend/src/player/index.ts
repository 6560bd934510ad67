export * from './open';
export * from './player';
export * from './source';
