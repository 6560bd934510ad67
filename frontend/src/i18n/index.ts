import type { en } from './en';
import { base } from './en/base';
import type { Catalogue, Message, MessageKey, Placeholders, Plural, TextOf } from './types';

export type { Catalogue, Message, MessageKey, Plural } from './types';

type ParamsOf<K extends MessageKey> =
  | Placeholders<TextOf<(typeof en)[K]>>
  | ((typeof en)[K] extends string ? never : 'count');
type Args<K extends MessageKey> = [ParamsOf<K>] extends [never]
  ? []
  : [params: Record<ParamsOf<K>, string | number>];

const STORAGE_KEY = 'deeptrace.locale';
/** The server's own pages (admin, API documentation) follow this cookie. */
const COOKIE = 'deeptrace_language';
const YEAR_S = 365 * 24 * 3600;
/** In the session storage: chosen by hand before signing in, so the account takes it over. */
const FRESH_KEY = 'deeptrace.locale.fresh';

type Texts = Partial<Catalogue>;
/** `bench`: what the workbench shows until one has looked around. `all`: that and everything else. */
export type Part = 'bench' | 'all';
type Loaders = Record<'base' | Part, () => Promise<Texts>>;

/** What a language needs: its own name, its tag for `lang` and for Intl, and how its texts are loaded. */
type Locale = { name: string; tag: string; load: Loaders };

const ENGLISH: Loaders = {
  base: () => Promise.resolve(base),
  bench: async () => (await import('./en/bench')).bench,
  all: async () => (await import('./en')).en,
};

/** With the names of the categories: traces carry them from the first picture on. */
async function chineseBench(): Promise<Texts> {
  const [{ bench }, { templates }] = await Promise.all([import('./zh/bench'), import('./zh/templates')]);
  return { ...templates, ...bench };
}

/** A further language is one more entry here; `zh` also answers for zh-TW and zh-HK. */
export const LOCALES: Record<string, Locale> = {
  en: { name: 'English', tag: 'en', load: ENGLISH },
  zh: {
    name: '简体中文',
    tag: 'zh-Hans',
    load: {
      base: async () => (await import('./zh/base')).base,
      bench: chineseBench,
      all: async () => (await import('./zh')).zh,
    },
  },
};

/** Never offered: it shows which texts do not come from the catalogue, or do not fit when they are longer. */
const PSEUDO: Locale = {
  name: 'Pseudo',
  tag: 'en',
  load: {
    base: () => accented('base'),
    bench: () => accented('bench'),
    all: () => accented('all'),
  },
};

let catalogue: Texts = base;
/** The English texts of the categories that every project begins with; empty where English is shown. */
let templates: Texts = {};
let locale = 'en';
let tag = 'en';
let plurals = new Intl.PluralRules(tag);

/** Loads the stored language, else the browser's, else English; called once before anything is drawn. */
export async function localeStart(part: Part = 'all'): Promise<void> {
  locale = chosenLocale();
  const { load } = localeEntry();
  const [common, own] = await Promise.all([load.base(), load[part](), templatesLoad()]);
  catalogue = { ...common, ...own };
  tag = localeEntry().tag;
  plurals = new Intl.PluralRules(tag);
  document.documentElement.lang = tag;
}

/** Texts that what is about to be shown needs; what is there already costs nothing. */
export async function textsLoad(part: Part): Promise<void> {
  catalogue = { ...catalogue, ...(await localeEntry().load[part]()) };
}

/** The English text of a template category where another language is shown, else undefined. */
export function templateText(key: string): unknown {
  return templates[key as MessageKey];
}

async function templatesLoad(): Promise<void> {
  templates = locale === 'en' ? {} : (await import('./en/templates')).templates;
}

function localeEntry(): Locale {
  return LOCALES[locale] ?? PSEUDO;
}

async function accented(part: keyof Loaders): Promise<Texts> {
  const [{ pseudo }, texts] = await Promise.all([import('./pseudo'), ENGLISH[part]()]);
  return pseudo(texts);
}

/** Stores the language; texts already drawn stay, so the page is loaded anew. */
export function localeChoose(code: string): void {
  localStorage.setItem(STORAGE_KEY, code);
  // biome-ignore lint/suspicious/noDocumentCookie: not every browser has the cookie store
  document.cookie = `${COOKIE}=${LOCALES[code]?.tag ?? 'en'}; path=/; max-age=${YEAR_S}; samesite=lax`;
  location.reload();
}

/** The same before signing in: the account takes the choice over. */
export function localeChooseFresh(code: string): void {
  sessionStorage.setItem(FRESH_KEY, code);
  localeChoose(code);
}

/** What was chosen by hand just before signing in; null when nothing was, or when it was asked for already. */
export function localeFresh(): string | null {
  const code = sessionStorage.getItem(FRESH_KEY);
  sessionStorage.removeItem(FRESH_KEY);
  return code;
}

export function localeCurrent(): string {
  return locale;
}

/** The language tag for Intl, for `lang` and for the server. */
export function localeTag(): string {
  return tag;
}

export function t<K extends MessageKey>(key: K, ...[params]: Args<K>): string {
  return fill(catalogue[key] ?? '', (params ?? {}) as Record<string, string | number>);
}

/** For keys made from a server's code, such as `error.lease_lost`: null when there is no such text. */
export function tMaybe(key: string, params: Record<string, string | number> = {}): string | null {
  const message = Object.hasOwn(catalogue, key) ? catalogue[key as MessageKey] : undefined;
  return message === undefined ? null : fill(message, params);
}

function fill(message: Message, params: Record<string, string | number>): string {
  const text = typeof message === 'string' ? message : pluralForm(message, Number(params.count));
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name];
    return value === undefined ? whole : typeof value === 'number' ? formatNumber(value) : value;
  });
}

function pluralForm(message: Plural, count: number): string {
  return message[plurals.select(count)] ?? message.other;
}

function chosenLocale(): string {
  const stored = localStorage.getItem(STORAGE_KEY);
  if (stored === 'pseudo') return stored;
  const wanted = [stored, ...navigator.languages].map((code) => code?.split('-')[0] ?? '');
  return wanted.find((code) => Object.hasOwn(LOCALES, code)) ?? 'en';
}

export function formatNumber(value: number, options: Intl.NumberFormatOptions = {}): string {
  return new Intl.NumberFormat(tag, options).format(value);
}

/** "812"; where counting stopped at `upTo`, "1,000+". */
export function formatCount(value: number, upTo: number): string {
  return `${formatNumber(value)}${value < upTo ? '' : '+'}`;
}

export function formatPercent(share: number): string {
  return formatNumber(share, { style: 'percent', maximumFractionDigits: 0 });
}

/** "Blur, Merging, Other"; in Chinese "模糊、融合、其他". */
export function formatList(items: readonly string[]): string {
  return new Intl.ListFormat(tag, { type: 'conjunction', style: 'narrow' }).format(items);
}

export function formatDate(iso: string): string {
  return new Intl.DateTimeFormat(tag, { dateStyle: 'medium' }).format(new Date(iso));
}

export function formatDateTime(iso: string): string {
  return new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso));
}

export function formatTime(iso: string): string {
  return new Intl.DateTimeFormat(tag, { timeStyle: 'short' }).format(new Date(iso));
}

const AGES: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** "3 hours ago", "in 2 days"; within a minute: "now". */
export function formatAge(iso: string, now: Date = new Date()): string {
  const seconds = (new Date(iso).getTime() - now.getTime()) / 1000;
  const words = new Intl.RelativeTimeFormat(tag, { numeric: 'auto' });
  for (const [unit, length] of AGES) {
    if (Math.abs(seconds) >= length) return words.format(Math.trunc(seconds / length), unit);
  }
  return words.format(0, 'second');
}

/** For people only: frames are found in the frame table, never from seconds. */
export function formatSeconds(durationUs: number, digits = 2): string {
  const seconds = formatNumber(durationUs / 1e6, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return t('unit.seconds', { seconds });
}

const BYTE_UNITS = ['kilobyte', 'megabyte', 'gigabyte', 'terabyte'];

export function formatBytes(bytes: number): string {
  const power = Math.min(BYTE_UNITS.length, Math.max(1, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  return formatNumber(bytes / 1000 ** power, {
    style: 'unit',
    unit: BYTE_UNITS[power - 1] ?? 'kilobyte',
    unitDisplay: 'short',
    maximumFractionDigits: power === 1 && bytes >= 1000 ? 0 : 1,
  });
}
