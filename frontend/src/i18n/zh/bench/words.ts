import type { words as english } from '../../en/bench/words';
import type { Message } from '../../types';

export const words = {
  'verdict.fake': '伪造',
  'verdict.real': '真实',
  'verdict.unsure': '无法判断',
  'verdict.none': '尚无判定',

  'status.draft': '草稿',
  'status.submitted': '已提交',
  'status.returned': '已退回',
  'status.accepted': '已通过',

  'workbench.opening': '正在打开工作台',
  'flow.notices.new': { other: '复核员处理了您的 {count} 个视频。' },

  'threads.panel': '此视频的讨论',
  'threads.open_count': { other: '讨论：{count} 个有新内容' },
  'flow.guide.title': '指南与类别',
  'saving.submit_waiting': '服务器没有响应，正在重新提交。',
} as const satisfies Record<keyof typeof english, Message>;
