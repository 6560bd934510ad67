import type { Draft, DraftStore } from '../../../src/state/saving/drafts';

/** The device's drafts, in memory. */
export class DraftsFake implements DraftStore {
  readonly kept = new Map<string, Draft>();
  /** Something that happens between reading a draft and replacing it. */
  beforeSwap: () => void = () => {};

  get = async (id: string) => this.kept.get(id) ?? null;
  put = async (id: string, draft: Draft) => void this.kept.set(id, structuredClone(draft));
  remove = async (id: string) => void this.kept.delete(id);
  all = async () => [...this.kept];

  swap = async (id: string, before: Draft, after: Draft | null) => {
    this.beforeSwap();
    const isSame = this.kept.get(id)?.updatedAt === before.updatedAt;
    if (isSame && after) this.kept.set(id, structuredClone(after));
    else if (isSame) this.kept.delete(id);
    return isSame;
  };
}
