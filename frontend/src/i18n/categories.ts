import { templateText, tMaybe } from './index';

type Texts = { key: string; name: string; definition: string; example: string };

/**
 * A category as a person reads it: what still says what its template says is shown in the chosen language; what a
 * project wrote itself is shown as written. Never to be edited or sent: the key is the category's identity.
 */
export function categoryShown<C extends Texts>(category: C): C {
  return {
    ...category,
    name: shown(category, 'name'),
    definition: shown(category, 'definition'),
    example: shown(category, 'example'),
  };
}

function shown(category: Texts, part: 'name' | 'definition' | 'example'): string {
  const key = `template.${category.key}.${part}`;
  return templateText(key) === category[part] ? (tMaybe(key) ?? category[part]) : category[part];
}
