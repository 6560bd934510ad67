"""What happens because something else happened: reactions that read the record of events by a cursor.

A reaction is an object of the shape `Reaction`, named as "module:object" in settings.REACTIONS. It is told
every event of its actions once and in order; its effect and the step of its cursor are one transaction.
"""

from reviewers.services.reactions.registry import Reaction, reaction_actions
from reviewers.services.reactions.running import reactions_behind, reactions_run

__all__ = ["Reaction", "reaction_actions", "reactions_behind", "reactions_run"]
