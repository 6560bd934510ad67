import type { TrainingMethod, TrainingSettings } from '../../../api/models/training';

/** Back ends whose models can be trained here. */
export const TRAINABLE: readonly string[] = ['videollama3', 'qwen_vl'];

const PAPER: TrainingSettings = {
  epochs: 1,
  learning_rate: 1e-5,
  batch_size: 1,
  accumulation: 1,
  fps: 2,
  max_frames: 180,
  visual_budget: 10_240,
  lora_rank: 32,
  lora_alpha: 64,
  processes: 1,
};

/** What the paper's best runs used for this architecture. */
export function paperSettings(backend: string): TrainingSettings {
  return backend === 'qwen_vl' ? { ...PAPER, fps: 1, max_frames: 20 } : { ...PAPER };
}

type SettingField = {
  readonly name: keyof TrainingSettings;
  readonly min: number;
  readonly step: string;
  /** Shown with this method only. */
  readonly only?: TrainingMethod;
};

export const SETTING_FIELDS: readonly SettingField[] = [
  { name: 'epochs', min: 0.01, step: 'any' },
  { name: 'learning_rate', min: 0, step: 'any' },
  { name: 'batch_size', min: 1, step: '1' },
  { name: 'accumulation', min: 1, step: '1' },
  { name: 'fps', min: 0.1, step: 'any' },
  { name: 'max_frames', min: 1, step: '1' },
  { name: 'visual_budget', min: 64, step: '1' },
  { name: 'processes', min: 1, step: '1' },
  { name: 'lora_rank', min: 1, step: '1', only: 'lora' },
  { name: 'lora_alpha', min: 1, step: '1', only: 'lora' },
];
