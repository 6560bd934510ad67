import type { viewing as area } from '../../en/bench/viewing';
import type { Message } from '../../types';

export const viewing = {
  'viewing.toolbar': '视图',
  'viewing.fit': '显示整个画面',
  'viewing.actual': '一比一：逐像素显示',
  'viewing.loupe': '放大镜',
  'viewing.hide': '隐藏框和标签',
  'viewing.adjust': '亮度、对比度、伽马、饱和度',
  'viewing.difference': '与另一帧的差异',
  'viewing.onion': '洋葱皮：叠加另一帧',
  'viewing.blink': '在两帧之间闪烁切换',
  'viewing.side_by_side': '与另一帧并排显示',
  'viewing.reset': '重置视图和画面',
  'viewing.pane': '第 {frame} 帧',
  'viewing.pane_a': 'A：第 {frame} 帧',
  'viewing.pane_b': 'B：第 {frame} 帧',

  'viewing.say.aids_off': '此项目关闭了用于观察变化的工具。',
  'viewing.say.plain': '仅显示当前帧',
  'viewing.say.marked': '{mark} 为第 {frame} 帧。',
  'viewing.say.unmarked': '已取消标记 {mark}。',
  'viewing.say.hidden': '框和标签已隐藏。',
  'viewing.say.shown': '框和标签已显示。',
  'viewing.say.loupe': '放大镜位于 {x}, {y}',
  'viewing.say.reset': '完整的原始画面',
  'viewing.say.whole': '整个画面都已显示。',
} as const satisfies Record<keyof typeof area, Message>;
