export type ThemeChoice = 'system' | 'dark' | 'light';

const STORAGE_KEY = 'deeptrace.theme';

/** The theme in force stands on the root element; the choice is kept on this device. Dark unless chosen otherwise. */
class Theme {
  choice = $state<ThemeChoice>(stored());
  #system = matchMedia('(prefers-color-scheme: light)');

  start(): void {
    this.#system.addEventListener('change', () => this.#apply());
    this.#apply();
  }

  choose(choice: ThemeChoice): void {
    this.choice = choice;
    localStorage.setItem(STORAGE_KEY, choice);
    this.#apply();
  }

  isChosen(): boolean {
    return localStorage.getItem(STORAGE_KEY) !== null;
  }

  get inForce(): 'dark' | 'light' {
    if (this.choice !== 'system') return this.choice;
    return this.#system.matches ? 'light' : 'dark';
  }

  #apply(): void {
    document.documentElement.dataset.theme = this.inForce;
  }
}

function stored(): ThemeChoice {
  const value = localStorage.getItem(STORAGE_KEY);
  return value === 'system' || value === 'light' ? value : 'dark';
}

export const theme = new Theme();
