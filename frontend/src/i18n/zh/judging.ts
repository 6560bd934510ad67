import type { judging as english } from '../en/judging';
import type { Message } from '../types';

export const judging = {
  'judging.tab': '评判',
  'judging.gold': '无需裁定的金标准',
  'judging.gold_text': '金标准是视频最终采用的标注。自动生成的金标准会记录其规则，复核员之后仍可修改。',
  'judging.accepted': '接受标注后即成为金标准',
  'judging.accepted_hint': '适用于每个视频只需一份标注的情况。',
  'judging.agreement': '一致的标注自动成为金标准',
  'judging.agreement_hint': '标注已全部提交且来自至少两人；结论和类别相同，且每条痕迹所有人都已标注。',
  'judging.threshold': '框的最低重叠度（平均 vIoU）',
  'judging.threshold_hint': '介于 0 和 1 之间，常用 0.5。一致程度较低的等待复核。',
  'judging.order': '复核队列的顺序',
  'judging.order_text': '排在最前的起决定作用；相同时再看下一项。',
  'judging.order.disagreement': '分歧最大的在前',
  'judging.order.gold_failure': '未通过金标准片段的人所给的标注在前',
  'judging.order.age': '等待最久的在前',
  'judging.order.up': '上移：{name}',
  'judging.order.down': '下移：{name}',
  'judging.reasons': '项目自定的退回理由',
  'judging.reasons_text': '复核员退回标注时，它们与常用理由并列；标注员会看到原文。',
  'judging.reasons_empty': '暂无。',
  'judging.reason': '理由 {number}',
  'judging.reason_add': '添加理由',
  'judging.reason_remove': '删除：{name}',
  'judging.reason_missing': '请填写理由，或将其删除。',
} as const satisfies Record<keyof typeof english, Message>;
