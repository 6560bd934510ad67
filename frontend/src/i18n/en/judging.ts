/** How a project judges answers: what becomes gold by itself, reasons for returning, the review queue's order. */
export const judging = {
  'judging.tab': 'Judging',
  'judging.gold': 'Gold without adjudication',
  'judging.gold_text':
    'Gold is the answer that counts for a video. Whatever makes it by itself is recorded as the rule, and reviewers can change it afterwards.',
  'judging.accepted': 'Accepting an answer makes it gold',
  'judging.accepted_hint': 'Counts where one answer a video is asked for.',
  'judging.agreement': 'Answers that agree become gold',
  'judging.agreement_hint':
    'All answers are in, by two people or more; verdict and categories are the same, and everybody marked every trace.',
  'judging.threshold': 'Least overlap of the boxes (mean vIoU)',
  'judging.threshold_hint': 'Between 0 and 1; 0.5 is a usual value. What agrees less waits for a reviewer.',
  'judging.order': 'Order of the review queue',
  'judging.order_text': 'What stands first decides; the next one counts where that is equal.',
  'judging.order.disagreement': 'Most disagreement first',
  'judging.order.gold_failure': 'Answers of people who failed gold clips first',
  'judging.order.age': 'Longest wait first',
  'judging.order.up': 'Move up: {name}',
  'judging.order.down': 'Move down: {name}',
  'judging.reasons': 'Own reasons for returning work',
  'judging.reasons_text':
    'They stand beside the usual ones when a reviewer returns an answer, and the annotator reads them word for word.',
  'judging.reasons_empty': 'None so far.',
  'judging.reason': 'Reason {number}',
  'judging.reason_add': 'Add a reason',
  'judging.reason_remove': 'Remove: {name}',
  'judging.reason_missing': 'Write the reason, or remove it.',
} as const;
