import type { ExplorerFilter, ExplorerFilterName } from '../../api/reports/explorer';
import type { Category } from '../../api/types';
import { formatPercent, t } from '../../i18n';
import { categoryShown } from '../../i18n/categories';
import { FILTER_VALUES } from './filters';

type Option = { readonly value: string; readonly label: string };

/** A category's name as a person reads it, or its key where the project does not know it. */
export function categoryName(categories: readonly Category[], key: string): string {
  const found = categories.find((category) => category.key === key);
  return found ? categoryShown(found).name : key;
}

export function agreementText(agreement: number): string {
  return t('explorer.agreement_value', { percent: formatPercent(agreement) });
}

function valueText(name: keyof typeof FILTER_VALUES, value: string): string {
  if (name === 'kind') return t(`video.kind.${value as 'fake'}`);
  if (name === 'split') return t(`video.split.${value as 'train'}`);
  if (name === 'verdict') return t(`verdict.${value as 'fake'}`);
  if (name === 'state') return t(`explorer.state.${value as 'gold'}`);
  if (name === 'agreement') return t(`explorer.agreement.${value as 'high'}`);
  return t(`explorer.${name}.${value as 'yes'}`);
}

/** What a filter of fixed values offers, "any" first. */
export function optionsOf(name: keyof typeof FILTER_VALUES): readonly Option[] {
  const values = FILTER_VALUES[name].map((value) => ({ value, label: valueText(name, value) }));
  return [{ value: '', label: t('explorer.any') }, ...values];
}

/** "Kind: Generated": a part of the filter that is in force. */
export function chipText(
  filter: ExplorerFilter,
  name: ExplorerFilterName,
  categories: readonly Category[],
): string {
  const value = filter[name] ?? '';
  const label = t(`explorer.filter.${name}`);
  if (name === 'q') return t('explorer.chip', { label, value: `“${value}”` });
  if (name === 'source') return t('explorer.chip', { label, value });
  if (name === 'category') return t('explorer.chip', { label, value: categoryName(categories, value) });
  return t('explorer.chip', { label, value: valueText(name, value) });
}
