"""What models said about the videos of a release, as the app that knows models tells it."""

import io
import json

import pytest

from annotations.models import Annotation, Project, User
from models_service.evaluation.predictions import predictions_read
from models_service.models import ActiveModel, ModelVersion, Suggestion, SuggestionDecision, SuggestionRun
from reviewers.releases.formats.sources import source_lines, suggestions_by_video
from tests import factories

pytestmark = pytest.mark.django_db
KEYFRAME = {"frame": 12, "left": 10, "top": 20, "width": 30, "height": 40}


def looked_at(project: Project) -> Suggestion:
    """A video at which the project's active model looked."""
    video = factories.video_make(project, video_id="clip-1")
    model = ModelVersion.objects.create(name="M", backend="dummy", version="7")
    ActiveModel.objects.create(project=project, model_version=model)
    run = SuggestionRun.objects.create(
        project=project, video=video, model_version=model, key="k", p_fake=0.9, raw_text="FAKE."
    )
    return Suggestion.objects.create(
        run=run, onset_frame=12, offset_frame=35, keyframes=[KEYFRAME], explanation="It melts.", score=0.5
    )


def test_the_active_model_s_prediction(project: Project) -> None:
    looked_at(project)
    (line,) = source_lines("predictions", project=project, video_ids=["other", "clip-1"])
    assert line == {
        "video_id": "clip-1",
        "model_id": "dummy:7",
        "predicted_label": "FAKE",
        "fake_probability": 0.9,
        "start_time": 0.5,
        "end_time": 1.5,
        "bbox": [10, 20, 40, 60],
        "explanation": "It melts.",
        "raw_output": "FAKE.",
    }
    read = predictions_read(io.BytesIO(json.dumps(line).encode()))
    assert (read.problems, read.predictions["clip-1"].box) == ([], (10, 20, 40, 60))


@pytest.mark.parametrize(("status", "count"), [("draft", 0), ("returned", 0), ("submitted", 1)])
def test_decisions_of_answers_that_are_not_handed_in_stay_out(
    project: Project, alice: User, status: str, count: int
) -> None:
    suggestion = looked_at(project)
    answer = Annotation.objects.create(
        project=project, video=suggestion.run.video, annotator=alice, status=status, verdict="fake"
    )
    SuggestionDecision.objects.create(
        suggestion=suggestion, annotation=answer, decision="accepted", made_by=alice
    )
    (line,) = suggestions_by_video(project=project, video_ids=["clip-1"])["clip-1"]
    assert (line["model_id"], line["keyframes"], len(line["decisions"])) == ("dummy:7", [KEYFRAME], count)
    assert alice.username not in str(line)
