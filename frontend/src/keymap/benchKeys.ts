import { activeCommandFor } from './active';
import { controlNeeds, isTextField } from './focus';
import { type Command, repeats, type Scope } from './keymap';

/** What hears the keys: the workbench or the review desk. */
export type BenchKeysOptions = {
  /** The scopes that hold while this element has the focus. */
  readonly scopes: (target: EventTarget | null) => readonly Scope[];
  readonly run: (command: Command) => void;
  /** Ends a drag on the picture without a trace of it; false when there was none. */
  readonly cancelDrag: () => boolean;
  /** Gives the keys back to the player. */
  readonly leave: () => void;
};

/** Keys and presses of a place where a clip is looked at, as its window and its frame hear them. */
export class BenchKeys {
  readonly #options: BenchKeysOptions;
  /** Held down, the space bar pans the picture: it plays when it is let go without having panned. */
  #spaceCommand: Command | null = null;

  constructor(options: BenchKeysOptions) {
    this.#options = options;
  }

  readonly keyed = (event: KeyboardEvent): void => {
    if (!event.repeat) this.#spaceCommand = null;
    const dialogOpen = document.querySelector('dialog[open]') !== null;
    if (event.defaultPrevented || dialogOpen || event.isComposing) return;
    const command = activeCommandFor(event, this.#options.scopes(event.target));
    if (command === null || controlNeeds(event.target, command.chord)) return;
    if (command.id === 'trace_deselect' && this.#options.cancelDrag()) return;
    event.preventDefault();
    if (command.id === 'play_toggle') this.#spaceCommand = event.repeat ? this.#spaceCommand : command;
    else if (!event.repeat || repeats(command.id)) this.#options.run(command);
  };

  /** The stage keeps the release to itself after panning. */
  readonly released = (event: KeyboardEvent): void => {
    if (event.code !== 'Space' || this.#spaceCommand === null) return;
    this.#options.run(this.#spaceCommand);
    this.#spaceCommand = null;
  };

  /** A button that is clicked does not keep the focus: Space and the arrows stay with the player. */
  readonly pressed = (event: MouseEvent): void => {
    const target = event.target as Element;
    if (isTextField(target) || !target.closest('button, [role=slider]') || target.closest('dialog')) return;
    event.preventDefault();
  };

  /** A press outside ends the typing: the keys belong to the player again. */
  readonly pointed = (event: PointerEvent): void => {
    const target = event.target as Element;
    if (!isTextField(document.activeElement) || target.closest('input, textarea, select, label, dialog'))
      return;
    this.#options.leave();
  };
}
