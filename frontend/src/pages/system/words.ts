import type { SystemState } from '../../api/system';
import { tMaybe } from '../../i18n';

/** What a job does, in words; a kind that has none yet is shown as it is named. */
export function kindName(kind: string): string {
  return tMaybe(`system.kind.${kind}`) ?? kind;
}

export function queueName(queue: string): string {
  return tMaybe(`system.queue.${queue}`) ?? queue;
}

export function diskName(disk: string): string {
  return tMaybe(`system.disk.${disk}`) ?? disk;
}

export function partName(part: string): string {
  return tMaybe(`system.part.${part}`) ?? part;
}

/** The queues with jobs that wait although no worker that answers serves them. */
export function queuesUnserved({ queues, workers }: Pick<SystemState, 'queues' | 'workers'>): string[] {
  const served = new Set(workers.filter((worker) => !worker.is_silent).flatMap((worker) => worker.queues));
  return queues.filter((queue) => queue.queued > 0 && !served.has(queue.name)).map((queue) => queue.name);
}
