import type { IconName } from '../icons';

/** An entry either leads somewhere (`href`) or does something (`onselect`). */
export type MenuItem = {
  label: string;
  icon?: IconName;
  href?: string;
  onselect?: () => void;
  danger?: boolean;
  current?: boolean;
};
