/**
 * A small subset of Markdown, parsed into plain values that a component draws as elements: nothing that a person
 * wrote is ever handed to the browser as HTML.
 */
export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'code'; text: string }
  | { kind: 'strong'; children: Inline[] }
  | { kind: 'em'; children: Inline[] }
  | { kind: 'link'; href: string; children: Inline[] };

export type Block =
  | { kind: 'heading'; level: 2 | 3 | 4; children: Inline[] }
  | { kind: 'paragraph'; children: Inline[] }
  | { kind: 'code'; text: string }
  | { kind: 'quote'; children: Inline[] }
  | { kind: 'rule' }
  | { kind: 'list'; ordered: boolean; items: Inline[][] };

const FENCE = /^```/;
const HEADING = /^(#{1,6})\s+(.*?)\s*#*$/;
const RULE = /^(?:-{3,}|\*{3,}|_{3,})$/;
const BULLET = /^\s*[-*+]\s+(.*)$/;
const NUMBER = /^\s*\d{1,9}[.)]\s+(.*)$/;
const QUOTE = /^>\s?(.*)$/;

/** Parses block after block; text that fits no rule is a paragraph. */
export function markdownParse(source: string): Block[] {
  const lines = source.replace(/\r\n?/g, '\n').split('\n');
  const blocks: Block[] = [];
  let at = 0;
  while (at < lines.length) {
    const [block, next] = blockAt(lines, at);
    if (block) blocks.push(block);
    at = next;
  }
  return blocks;
}

function blockAt(lines: string[], at: number): [Block | null, number] {
  const line = lines[at] ?? '';
  if (line.trim() === '') return [null, at + 1];
  if (FENCE.test(line)) return fenceAt(lines, at);
  const heading = HEADING.exec(line);
  if (heading) return [headingOf(heading), at + 1];
  if (RULE.test(line.trim())) return [{ kind: 'rule' }, at + 1];
  if (BULLET.test(line)) return listAt(lines, at, BULLET, false);
  if (NUMBER.test(line)) return listAt(lines, at, NUMBER, true);
  if (QUOTE.test(line)) return quoteAt(lines, at);
  return paragraphAt(lines, at);
}

/** The page has its own h1, so a guideline starts at h2. */
function headingOf(match: RegExpExecArray): Block {
  const depth = match[1]?.length ?? 1;
  const level = depth === 1 ? 2 : depth === 2 ? 3 : 4;
  return { kind: 'heading', level, children: inlineParse(match[2] ?? '') };
}

function fenceAt(lines: string[], at: number): [Block, number] {
  const end = lines.findIndex((line, index) => index > at && FENCE.test(line));
  const stop = end === -1 ? lines.length : end;
  return [{ kind: 'code', text: lines.slice(at + 1, stop).join('\n') }, stop + 1];
}

function listAt(lines: string[], at: number, marker: RegExp, ordered: boolean): [Block, number] {
  const items: string[] = [];
  let next = at;
  for (; next < lines.length; next++) {
    const line = lines[next] ?? '';
    const match = marker.exec(line);
    if (match) items.push(match[1] ?? '');
    else if (/^\s{2,}\S/.test(line)) items.push(`${items.pop() ?? ''} ${line.trim()}`);
    else break;
  }
  return [{ kind: 'list', ordered, items: items.map(inlineParse) }, next];
}

function quoteAt(lines: string[], at: number): [Block, number] {
  const texts: string[] = [];
  let next = at;
  for (; next < lines.length; next++) {
    const match = QUOTE.exec(lines[next] ?? '');
    if (!match) break;
    texts.push(match[1] ?? '');
  }
  return [{ kind: 'quote', children: inlineParse(texts.join(' ')) }, next];
}

function paragraphAt(lines: string[], at: number): [Block, number] {
  let next = at + 1;
  while (next < lines.length && continues(lines[next] ?? '')) next++;
  return [{ kind: 'paragraph', children: inlineParse(lines.slice(at, next).join(' ')) }, next];
}

function continues(line: string): boolean {
  if (line.trim() === '') return false;
  return ![FENCE, HEADING, RULE, BULLET, NUMBER, QUOTE].some((rule) => rule.test(line));
}

type Rule = { pattern: RegExp; make: (match: RegExpExecArray) => Inline };
const RULES: Rule[] = [
  { pattern: /`([^`]+)`/g, make: (match) => ({ kind: 'code', text: match[1] ?? '' }) },
  {
    pattern: /\*\*(\S(?:.*?\S)?)\*\*(?!\*)/g,
    make: (match) => ({ kind: 'strong', children: within(match) }),
  },
  { pattern: /\[([^\]]+)\]\(([^()\s]+)\)/g, make: linkOf },
  {
    pattern: /(?<![\w*])\*(\S(?:[^*]*?\S)?)\*(?!\*)/g,
    make: (match) => ({ kind: 'em', children: within(match) }),
  },
  {
    pattern: /(?<!\w)_(\S(?:[^_]*?\S)?)_(?!\w)/g,
    make: (match) => ({ kind: 'em', children: within(match) }),
  },
];

const within = (match: RegExpExecArray): Inline[] => inlineParse(match[1] ?? '');

/** Takes the first match of any rule again and again; what stands between is text. */
export function inlineParse(source: string): Inline[] {
  const parts: Inline[] = [];
  const pending: Pending[] = RULES.map((rule) => ({ rule, match: matchFrom(rule, source, 0) }));
  let at = 0;
  for (let first = earliest(pending); first?.match; first = earliest(pending)) {
    const { match, rule } = first;
    if (match.index > at) parts.push({ kind: 'text', text: source.slice(at, match.index) });
    parts.push(rule.make(match));
    at = match.index + match[0].length;
    for (const each of pending) advance(each, source, at);
  }
  if (at < source.length) parts.push({ kind: 'text', text: source.slice(at) });
  return parts;
}

type Pending = { rule: Rule; match: RegExpExecArray | null };

function matchFrom({ pattern }: Rule, source: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(source);
}

/** A rule that found nothing ahead is not asked again, so a long text takes time in proportion. */
function advance(pending: Pending, source: string, at: number): void {
  if (pending.match !== null && pending.match.index < at) pending.match = matchFrom(pending.rule, source, at);
}

function earliest(pending: readonly Pending[]): Pending | undefined {
  return pending
    .filter(({ match }) => match !== null)
    .sort((a, b) => (a.match?.index ?? 0) - (b.match?.index ?? 0))[0];
}

/** Only web and mail addresses become links: `javascript:` and the like stay text. */
function linkOf(match: RegExpExecArray): Inline {
  const href = match[2] ?? '';
  if (!/^(?:https?:\/\/|mailto:|\/(?!\/)|#)/i.test(href)) return { kind: 'text', text: match[0] };
  return { kind: 'link', href, children: inlineParse(match[1] ?? '') };
}
