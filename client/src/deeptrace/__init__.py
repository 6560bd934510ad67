"""From a token to a training set: the client of a DeepTrace platform.

>>> from deeptrace import Client
>>> client = Client.from_env()
>>> folder = client.release("sora-pilot").download("data")
"""

from deeptrace.api.releases import Release
from deeptrace.client import Client
from deeptrace.errors import DeepTraceError, ProblemError
from deeptrace.folder import ReleaseFolder
from deeptrace.records import Evaluation, Job, ReleaseFile, Reward, Uploaded, Video
from deeptrace.samples import TraceSample, TraceSamples
from deeptrace.wire import Retries

__version__ = "1.0.0"
__all__ = [
    "Client",
    "DeepTraceError",
    "Evaluation",
    "Job",
    "ProblemError",
    "Release",
    "ReleaseFile",
    "ReleaseFolder",
    "Retries",
    "Reward",
    "TraceSample",
    "TraceSamples",
    "Uploaded",
    "Video",
]
