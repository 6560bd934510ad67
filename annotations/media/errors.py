"""What can be wrong with a media file: each class is one sentence that says what happened and what to do."""

from __future__ import annotations

from typing import Any

from annotations.errors import DeepTraceError


class MediaError(DeepTraceError):
    """The file cannot be used; `sentence` is completed with the error's fields."""

    code = "media_failed"
    sentence = "The video could not be processed."

    def __init__(self, **fields: Any) -> None:
        super().__init__(self.sentence.format(**fields), **fields)


class MediaNotMp4Error(MediaError):
    code = "media_not_mp4"
    sentence = (
        "The file is not an MP4 video, whatever its name says. Export it as MP4 (H.264) and upload that."
    )


class MediaEmptyError(MediaError):
    code = "media_empty"
    sentence = "The file is empty. Upload it again."


class MediaTruncatedError(MediaError):
    code = "media_truncated"
    sentence = "The file ends before its video does: it was cut off on the way. Upload the complete file."


class MediaCorruptError(MediaError):
    code = "media_corrupt"
    sentence = "The video is damaged and cannot be decoded. Export or download it again and upload that."


class MediaTimesInvalidError(MediaError):
    code = "media_times_invalid"
    sentence = (
        "The video's frames have no clear order: two share one time, or one has none. "
        "Export it again and upload that."
    )


class MediaSizeChangesError(MediaError):
    code = "media_size_changes"
    sentence = "The picture changes its size within the video. Export it with one size and upload that."


class MediaRotationUnsupportedError(MediaError):
    code = "media_rotation_unsupported"
    sentence = "The video is mirrored or turned by an odd angle. Export it upright and upload that."


class MediaCodecUnsupportedError(MediaError):
    code = "media_codec_unsupported"
    sentence = "The video is coded as {codec}; this server takes {allowed}. Export it so and upload that."


class MediaNoVideoError(MediaError):
    code = "media_no_video"
    sentence = "The file has no video track. Upload a file with moving pictures."


class MediaTooLargeError(MediaError):
    code = "media_too_large"
    sentence = "The file has {file_bytes} bytes; the limit is {limit}. Upload a shorter or smaller video."


class MediaPictureTooLargeError(MediaError):
    code = "media_picture_too_large"
    sentence = "The picture has {width} x {height} pixels; the limit is {limit} pixels. Export it smaller."


class MediaTooLongError(MediaError):
    code = "media_too_long"
    sentence = "The video lasts {seconds} seconds; the limit is {limit}. Cut it into shorter clips."


class MediaTooManyFramesError(MediaError):
    code = "media_too_many_frames"
    sentence = "The video has more than {limit} frames. Cut it into shorter clips."


class MediaTimeLimitError(MediaError):
    code = "media_time_limit"
    sentence = "The video took too long to process and was given up. Export it shorter or smaller."


class MediaMemoryLimitError(MediaError):
    code = "media_memory_limit"
    sentence = "The video needs more memory than this server gives to one video. Export it smaller."


class MediaFrameMissingError(MediaError):
    """The table lists the frame but the decoder did not deliver it; a neighbour is never shown instead."""

    code = "media_frame_missing"
    http_status = 409
    sentence = "This frame could not be decoded."


class MediaToolFailedError(MediaError):
    """Our own tool failed, not the file; the notes of the exception hold what it printed."""

    code = "media_tool_failed"
    http_status = 409
    sentence = "The media tool failed on the server. Try again; if it fails again, tell the administrator."


MEDIA_ERRORS: dict[str, type[MediaError]] = {error.code: error for error in MediaError.__subclasses__()}
