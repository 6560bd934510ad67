import type { Answer } from '../../domain/answer';
import { answerFile } from '../../state/saving/copies';

/** Hands an answer to the person as a file, without the server. */
export function answerDownload(
  facts: { annotation: string; project: string; revision: number },
  answer: Answer,
): void {
  const { name, text } = answerFile(facts, answer);
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url));
}
