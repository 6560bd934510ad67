"""Why a clip cannot be forged."""

from annotations.errors import DeepTraceError


class ForgeError(DeepTraceError):
    """This clip does not become a forged one; the code says why."""

    code = "forge_impossible"


class ClipTooShortError(ForgeError):
    """There is no room for an artefact with untouched frames before and after it."""

    code = "clip_too_short"


class ClipTooLongError(ForgeError):
    """Reading every frame of it would take too long."""

    code = "clip_too_long"


class ClipTooSmallError(ForgeError):
    """An artefact would be a few pixels large."""

    code = "clip_too_small"


class NothingToForgeError(ForgeError):
    """No place was found where the artefact can be seen on every frame of its span."""

    code = "nothing_to_forge"


class NotVisibleError(ForgeError):
    """The artefact does not show on a frame of its span: another place is tried."""

    code = "artefact_not_visible"


class TruthInvalidError(ForgeError):
    """The file is not a truth that forging wrote."""

    code = "truth_invalid"
