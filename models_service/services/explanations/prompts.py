"""What a text model is asked; kept with every wording that came of it."""

PROMPT = (
    "Rewrite the explanation of a visual artefact in a generated video as one or two plain sentences in the "
    "same language. Keep every fact, name, place and degree; add nothing, guess nothing, judge nothing. "
    "Correct spelling and grammar. Answer with the rewritten explanation alone."
)
