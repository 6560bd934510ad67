import type { saving as english } from '../en/saving';
import type { Message } from '../types';

export const saving = {
  'saving.copy': '保存为副本',
  'saving.copy_again': '重试',
  'saving.copied': '已于 {time} 保存为副本。您和复核员都可以查看。',
  'saving.copy_failed': '副本未能保存：{reason}',
  'saving.copied_toast': '已保存为副本。',
  'saving.download': '下载我的标注',
  'saving.download_hint': 'JSON 文件，没有网络也可下载',

  'saving.lease_unsent': '视频已交给其他人。您最近的更改只存于本设备：请保存为副本，以免丢失。',
  'saving.lease_saved': '视频已交给其他人。在此之前您所做的一切都已保存，仍可在此查看。',
  'saving.refused_title': '最近一次更改未保存',
  'saving.refused_text': '更改存于本设备。服务器提示：{detail}',
  'saving.discard_title': '放弃这些内容？',
  'saving.discard_text': '它们只存于本设备。没有副本或下载文件，就会永久丢失。',
  'saving.submit_waiting': '服务器没有响应，正在重新提交。',

  'saving.unsent_title': '尚未保存到服务器',
  'saving.unsent_text': '本设备上有您未能保存的内容。',
  'saving.unsent_open': '打开',
  'saving.unsent_retry': '重试',
  'saving.unsent_age': '更改于{age}',
  'saving.why.waiting': '无法连接服务器，会自动重试。',
  'saving.why.conflict': '期间保存了另一个版本。请打开后选择。',
  'saving.why.lease_lost': '视频已交给其他人。请将内容保存为副本。',
  'saving.why.moved_on': '此标注已提交或已复核。请将内容保存为副本。',
  'saving.why.refused': '服务器未接受。请保存为副本或下载。',
} as const satisfies Record<keyof typeof english, Message>;
