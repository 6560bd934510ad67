import type { en } from './en';

/** A text, or one text for each plural form that the locale knows; `{count}` chooses among them. */
export type Plural = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };
export type Message = string | Plural;
export type MessageKey = keyof typeof en;
export type Catalogue = Record<MessageKey, Message>;

export type TextOf<M> = M extends string ? M : M extends { other: infer O extends string } ? O : never;
export type Placeholders<S extends string> = S extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
type Agrees<E, T> = E extends string
  ? T extends string
    ? Same<Placeholders<E>, Placeholders<T>>
    : false
  : T extends string
    ? false
    : Same<Placeholders<TextOf<E>>, Placeholders<TextOf<T>>>;

/** The keys of the texts in `T` whose placeholders, or whose being a plural, differ from the English text. */
export type Differing<T extends Catalogue> = {
  [K in MessageKey]: Agrees<(typeof en)[K], T[K]> extends true ? never : K;
}[MessageKey];
