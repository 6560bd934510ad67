import type { Catalogue, Message } from './types';

const ACCENTED: Record<string, string> = Object.fromEntries(
  [...'aáeéiíoóuúyýcçnñAÁEÉIÍOÓUÚYÝCÇNÑ'.matchAll(/(.)(.)/g)].map(([, plain, accented]) => [plain, accented]),
);

/** Every text with accents, about 40 % longer and between brackets; placeholders stay. */
export function pseudo(english: Partial<Catalogue>): Partial<Catalogue> {
  const entries = Object.entries(english).map(([key, message]) => [key, changed(message)]);
  return Object.fromEntries(entries) as Partial<Catalogue>;
}

function changed(message: Message): Message {
  if (typeof message === 'string') return bracketed(message);
  const forms = Object.entries(message).map(([form, text]) => [form, bracketed(text)]);
  return Object.fromEntries(forms) as Message;
}

function bracketed(text: string): string {
  const parts = text.split(/(\{\w+\})/);
  return `⟦${parts.map((part) => (part.startsWith('{') ? part : longer(part))).join('')}⟧`;
}

function longer(text: string): string {
  return text.replace(/[aeiou]/g, '$&$&').replace(/./g, (letter) => ACCENTED[letter] ?? letter);
}
