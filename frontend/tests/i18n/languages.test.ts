import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  formatAge,
  formatBytes,
  formatDate,
  formatList,
  LOCALES,
  localeCurrent,
  localeStart,
  t,
} from '../../src/i18n';
import { categoryShown } from '../../src/i18n/categories';
import { en } from '../../src/i18n/en';
import { pseudo } from '../../src/i18n/pseudo';
import type { Message } from '../../src/i18n/types';

const others = Object.entries(LOCALES).filter(([code]) => code !== 'en');
const english = Object.entries(en) as [string, Message][];

function forms(message: Message): string[] {
  return typeof message === 'string' ? [message] : Object.values(message);
}

function names(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '').sort();
}

afterEach(() => vi.unstubAllGlobals());

describe.each(others)('the texts in %s', (code, { tag, load }) => {
  test('are as many as in English', async () => {
    const texts = await load.all();
    expect(Object.keys(texts).sort()).toEqual(Object.keys(en).sort());
  });

  test('have the placeholders of the English text in every form', async () => {
    const texts: Record<string, Message> = await load.all();
    for (const [key, message] of english) {
      const wanted = names(forms(message).at(-1) ?? '');
      for (const form of forms(texts[key] ?? '')) expect(names(form), key).toEqual(wanted);
    }
  });

  test('have exactly the plural forms of the language', async () => {
    const texts: Record<string, Message> = await load.all();
    const categories = [...new Intl.PluralRules(tag).resolvedOptions().pluralCategories].sort();
    for (const [key, message] of english) {
      const text = texts[key] ?? '';
      expect(typeof text, key).toBe(typeof message);
      if (typeof text === 'object') expect(Object.keys(text).sort(), key).toEqual(categories);
    }
  });

  test('are not left in English', async () => {
    const texts: Record<string, Message> = await load.all();
    const same = english.filter(([key, message]) => forms(texts[key] ?? '').join() === forms(message).join());
    const words = same.filter(([, message]) => /[a-z]{2} [a-z]{2}/i.test(forms(message).join()));
    expect(words).toEqual([]);
  });

  test('have a name in the language itself', () => {
    expect(LOCALES[code]?.name).toBeTruthy();
  });
});

describe('Chinese', () => {
  /** Straight quotes, or a Latin stop, comma, colon or bracket beside a Chinese character. */
  const WRONG =
    /["']|[\u4e00-\u9fff][,.;:!?()]|[,;:!?()][\u4e00-\u9fff]|…|\s[，。；：！？]|[，。；：！？]\s/u;
  /** A number or a Latin word stands off from Chinese characters by a space. */
  const TIGHT = /[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9%][\u4e00-\u9fff]/u;

  test('has Chinese punctuation and spacing', async () => {
    for (const [key, message] of Object.entries((await LOCALES.zh?.load.all()) ?? {})) {
      for (const text of forms(message)) {
        expect(text, key).not.toMatch(WRONG);
        expect(text, key).not.toMatch(TIGHT);
      }
    }
  });

  /** What docs/inside/translation.md calls by another word. */
  const OTHER_WORDS = /方框|审核|观察辅助|时间段|答案|起点|终点|影片|录像|踪迹|帐号|登陆|你/u;

  test('has one word for each thing', async () => {
    for (const [key, message] of Object.entries((await LOCALES.zh?.load.all()) ?? {}))
      for (const text of forms(message)) expect(text, key).not.toMatch(OTHER_WORDS);
  });

  /** Names that stay what they are; every other pair of Latin words was forgotten. */
  const NAMES = /OpenAI API|Ctrl Shift|Krippendorff alpha|Gwet AC1/g;

  test('has no English beside its Chinese', async () => {
    for (const [key, message] of Object.entries((await LOCALES.zh?.load.all()) ?? {}))
      for (const text of forms(message))
        expect(text.replace(NAMES, ''), key).not.toMatch(/[A-Za-z]{2,}[,;:]? [A-Za-z]{2,}/);
  });

  describe('in use', () => {
    beforeEach(async () => {
      localStorage.setItem('deeptrace.locale', 'zh');
      await localeStart();
    });

    afterEach(async () => {
      localStorage.clear();
      await localeStart();
    });

    test('the page says its language', () => {
      expect(localeCurrent()).toBe('zh');
      expect(document.documentElement.lang).toBe('zh-Hans');
    });

    test('texts, numbers, dates and ages are Chinese', () => {
      expect(t('traces.count', { count: 12_345 })).toBe('12,345 条痕迹');
      expect(formatDate('2026-01-10T12:00:00Z')).toBe('2026年1月10日');
      expect(formatAge('2026-01-09T10:00:00Z', new Date('2026-01-10T12:00:00Z'))).toBe('昨天');
      expect(formatBytes(17_120_000)).toBe('17.1 MB');
    });
  });
});

describe("the browser's languages", () => {
  test.each([
    [['zh-CN', 'en'], 'zh'],
    [['zh-Hans-SG'], 'zh'],
    [['zh-TW', 'zh', 'en'], 'zh'],
    [['zh-HK'], 'zh'],
    [['fr-FR', 'zh-CN'], 'zh'],
    [['en-GB', 'zh'], 'en'],
    [['fr'], 'en'],
  ])('%j gives %s', async (languages, code) => {
    vi.stubGlobal('navigator', { languages });
    await localeStart();
    expect(localeCurrent()).toBe(code);
    vi.unstubAllGlobals();
    await localeStart();
  });
});

describe('lists', () => {
  test('are joined as the language does', async () => {
    expect(formatList(['Blur', 'Merging', 'Other'])).toBe('Blur, Merging, Other');
    expect(formatList(['Blur'])).toBe('Blur');
    expect(formatList([])).toBe('');
    localStorage.setItem('deeptrace.locale', 'zh');
    await localeStart();
    expect(formatList(['模糊', '融合', '其他'])).toBe('模糊、融合、其他');
    localStorage.clear();
    await localeStart();
  });
});

describe('category names', () => {
  const template = {
    key: 'object_merging',
    name: 'Object Merging',
    definition: 'Distinct objects fuse into one.',
    example: 'Two hands melt into one.',
  };

  beforeEach(async () => {
    localStorage.setItem('deeptrace.locale', 'zh');
    await localeStart();
  });

  afterEach(async () => {
    localStorage.clear();
    await localeStart();
  });

  test('of a template are translated, the key never', () => {
    expect(categoryShown(template)).toEqual({
      key: 'object_merging',
      name: '物体融合',
      definition: '不同的物体融为一体。',
      example: '两只手融成一只。',
    });
  });

  test('are there from the first picture of the workbench on', async () => {
    await localeStart('bench');
    expect(categoryShown(template).name).toBe('物体融合');
  });

  test('that a project wrote itself are shown as written', () => {
    const own = { ...template, name: 'Fused things', example: '' };
    expect(categoryShown(own)).toEqual({ ...own, definition: '不同的物体融为一体。' });
    expect(categoryShown({ ...template, key: 'my_own' })).toEqual({ ...template, key: 'my_own' });
  });
});

describe('the pseudo language', () => {
  beforeEach(async () => {
    localStorage.setItem('deeptrace.locale', 'pseudo');
    await localeStart();
  });

  afterEach(async () => {
    localStorage.clear();
    await localeStart();
  });

  test('is not offered', () => {
    expect(Object.keys(LOCALES)).toEqual(['en', 'zh']);
  });

  test('marks and lengthens every text and keeps placeholders', () => {
    expect(t('sign_in.title')).toBe('⟦Síígñ ííñ⟧');
    expect(t('invite.title', { project: 'Demo' })).toMatch(/^⟦.*Demo⟧$/);
    expect(t('traces.count', { count: 2 })).toMatch(/^⟦2 .+⟧$/);
    const lengths = (texts: Record<string, Message>) => Object.values(texts).flatMap(forms).join('').length;
    expect(lengths(pseudo(en)) / lengths(en)).toBeGreaterThan(1.3);
  });
});
