import { projectGet } from '../api/projects';
import type { Project } from '../api/types';

/** The project that the address names; kept while one moves between its pages. */
class CurrentProject {
  slug = $state<string | null>(null);
  value = $state.raw<Project | null>(null);
  error = $state.raw<unknown>(null);
  #turn = 0;

  async open(slug: string): Promise<void> {
    if (this.slug === slug && this.value !== null) return;
    this.slug = slug;
    this.value = null;
    await this.reload();
  }

  /** Fetches anew; what is there stays, also when that fails. Only the latest call counts. */
  async reload(): Promise<void> {
    const slug = this.slug;
    if (slug === null) return;
    const turn = ++this.#turn;
    this.error = null;
    try {
      const project = await projectGet(slug);
      if (turn === this.#turn) this.value = project;
    } catch (error) {
      if (turn === this.#turn && this.value === null) this.error = error;
    }
  }

  set(project: Project): void {
    this.value = project;
  }

  forget(): void {
    this.#turn++;
    this.slug = null;
    this.value = null;
    this.error = null;
  }
}

export const currentProject = new CurrentProject();
