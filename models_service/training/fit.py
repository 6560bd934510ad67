"""The program that trains: `python -m models_service.training.fit FOLDER [--with-parent]`.

It reads config.json and the samples in FOLDER, goes on from the newest complete checkpoint, and ends with the
trained weights (or the adapter) in FOLDER/trained. Several processes of it, started by `accelerate launch` or
`torchrun`, share the work.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from models_service.backends.tv_compat import ensure_torchvision
from models_service.training.checkpoints import checkpoint_newest, checkpoint_step
from models_service.training.config import LORA_LAYERS, RunFolder, TrainingConfig
from models_service.training.guard import alone_in, end_with_parent
from models_service.training.outcome import OUT_OF_MEMORY_CODE, json_write
from models_service.training.progress import steps_forget_after
from models_service.training.samples import TRAIN, VAL, samples_read, training_check

KEPT_CHECKPOINTS = 2


def main(arguments: list[str]) -> int:
    """Train; the exit code says whether memory was too small."""
    os.environ.update(HF_HUB_OFFLINE="1", TOKENIZERS_PARALLELISM="false")
    end_with_parent(arguments)
    # Where it is installed the Trainer loads it, for seconds; no sample here is one of its tables.
    sys.modules.setdefault("datasets", None)  # type: ignore[arg-type]  # as Python spells "not there"
    ensure_torchvision()
    folder = RunFolder(Path(arguments[0]))
    config = TrainingConfig.from_json(json.loads(folder.config.read_text()))
    import torch  # noqa: PLC0415 - the parent watch must run before the slow imports
    from accelerate import PartialState  # noqa: PLC0415

    from models_service.backends.neural.loading import device_share_set  # noqa: PLC0415

    state = PartialState(cpu=not torch.cuda.is_available())
    device_share_set(config.device_share)
    try:
        with alone_in(folder, rank=state.process_index):
            fit(folder, config, state)
    except torch.OutOfMemoryError:
        return OUT_OF_MEMORY_CODE
    return 0


def fit(folder: RunFolder, config: TrainingConfig, state: Any) -> None:
    """Train from the newest checkpoint to the end and save what was learnt."""
    with state.main_process_first():
        checkpoint = checkpoint_newest(folder.checkpoints)
    if state.is_main_process:
        steps_forget_after(folder, checkpoint_step(checkpoint))
    trainer, processor = trainer_make(folder, config, state)
    trainer.train(resume_from_checkpoint=str(checkpoint) if checkpoint else None)
    trainer.save_model(str(folder.trained))
    if state.is_main_process:
        processor.save_pretrained(folder.trained)
        (folder.trained / "training_args.bin").unlink(missing_ok=True)  # a pickle, and nobody needs it
        last = trainer.state
        loss = next((row["loss"] for row in reversed(last.log_history) if "loss" in row), None)
        json_write(folder.trained_mark, {"steps": last.global_step, "loss": loss})


def trainer_make(folder: RunFolder, config: TrainingConfig, state: Any) -> tuple[Any, Any]:
    """The Trainer with model, samples and callbacks; and the processor."""
    from transformers import Trainer, set_seed  # noqa: PLC0415

    from models_service.training.callbacks import callbacks_make  # noqa: PLC0415
    from models_service.training.collator import AnswerCollator  # noqa: PLC0415

    set_seed(config.seed)
    model, processor = learner_load(config)
    collator = AnswerCollator(processor, model.config.model_type, config)
    samples = list(samples_read(folder.samples(TRAIN)))
    training_check(samples)
    shown = list(samples_read(folder.samples(VAL)))[: config.settings.sample_count]
    trainer = Trainer(
        model=model,
        args=arguments_of(folder, config),
        train_dataset=samples,
        data_collator=collator,
        callbacks=callbacks_make(folder, config, collator, shown) if state.is_main_process else [],
    )
    return trainer, processor


def learner_load(config: TrainingConfig) -> tuple[Any, Any]:
    """The model as it is trained (with adapters, or as a whole) and its processor."""
    import torch  # noqa: PLC0415
    from peft import LoraConfig, get_peft_model  # noqa: PLC0415

    from models_service.training.loss import sparse_loss_install  # noqa: PLC0415
    from models_service.training.weights import model_load  # noqa: PLC0415

    is_lora = config.method == "lora"
    on_gpu = torch.cuda.is_available()
    # Adapters are learnt in full precision beside a frozen base in half; whole weights stay in full.
    dtype = torch.bfloat16 if is_lora and on_gpu else torch.float32
    model, processor = model_load(Path(config.models_dir), config.base, dtype)
    sparse_loss_install(model)
    model.config.use_cache = False
    if is_lora:
        chosen = config.settings
        adapters = LoraConfig(
            r=chosen.lora_rank,
            lora_alpha=chosen.lora_alpha,
            lora_dropout=chosen.lora_dropout,
            target_modules=LORA_LAYERS,
        )
        model = get_peft_model(model, adapters)
    return model, processor


def arguments_of(folder: RunFolder, config: TrainingConfig) -> Any:
    """The Trainer's arguments: AdamW and a cosine, as in the paper; half precision on a device."""
    import torch  # noqa: PLC0415
    from transformers import TrainingArguments  # noqa: PLC0415

    chosen, on_gpu = config.settings, torch.cuda.is_available()
    return TrainingArguments(
        output_dir=str(folder.checkpoints),
        num_train_epochs=chosen.epochs,
        max_steps=chosen.max_steps or -1,
        learning_rate=chosen.learning_rate,
        lr_scheduler_type="cosine",
        warmup_steps=chosen.warmup_ratio,
        weight_decay=chosen.weight_decay,
        per_device_train_batch_size=chosen.batch_size,
        gradient_accumulation_steps=chosen.accumulation,
        seed=config.seed,
        save_steps=chosen.save_steps,
        save_total_limit=KEPT_CHECKPOINTS,
        logging_steps=1,
        bf16=on_gpu,
        use_cpu=not on_gpu,
        gradient_checkpointing=on_gpu,
        gradient_checkpointing_kwargs={"use_reentrant": False},
        dataloader_num_workers=2 if on_gpu else 0,
        remove_unused_columns=False,  # the collator needs the samples whole
        report_to="none",
        disable_tqdm=True,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
