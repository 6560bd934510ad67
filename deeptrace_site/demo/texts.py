"""What the demo project says to people."""

PROJECT_NAME = "Demo: find the artefact"

GUIDELINE = """\
# What to do

Each clip is either untouched or has **one artefact planted in it**. Watch it once at full speed, then step
through it frame by frame.

1. Set the **onset** on the first frame that shows the artefact and the **offset** on the last one.
2. Draw a **box** around what is wrong. If it moves, correct the box on further frames: between two of your
   boxes it moves in a straight line.
3. Choose the **category** that fits best first; add others if they fit as well.
4. Write in **one or two sentences** what is wrong, so that somebody who has not seen the clip understands it.

If nothing is wrong, the verdict is *real*. If you really cannot tell, say *can't tell*: that is an answer.

## Pairs that are easily mixed up

- **Merging or disappearance?** Where another object takes the missing one in, it is *merging*; where nothing
  does, it is *disappearance*.
- **Trajectory or unexpected move?** A thing that moves anyway but on an impossible path is *trajectory*; a
  thing that should stand still and moves is *unexpected move*.
"""
RETURN_TEXT = "The balls already touch before your onset. Step back a few frames and look again."
"""Why the demo's returned answer was returned."""
